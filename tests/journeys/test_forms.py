"""The evening's form by keys: chosen, its columns looked at and corrected, filled, registered, handed in."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from gridtui.interchange.forms.making_room import Gap
from gridtui.queries.burdens import BurdenFilter, burden_page
from gridtui.ui.app import GridApp
from gridtui.ui.paper_messages import FillForm, OpenBurdens
from gridtui.ui.screens.burdens.entry import BurdenEntryScreen
from gridtui.ui.screens.burdens.items import ItemsScreen
from gridtui.ui.screens.burdens.screen import BurdensScreen
from gridtui.ui.screens.filling.screen import FillScreen
from gridtui.ui.screens.filling.writing import FillOut
from tests.conftest import FrozenClock
from tests.interchange.forms.making import roster
from tests.interchange.forms.test_bad_forms import second_table
from tests.interchange.workbooks import xls, xlsx
from tests.journeys.sitting import SIZE, Kept, assert_sound, launch_on, press, said, screen_text, settled

HEADERS = ("序号", "姓名", "性别", "年龄", "门牌号", "紧急联系电话", "宗教", "爱好")


async def test_a_form_is_filled_by_keys_and_registered(
    home: Path, tmp_path: Path, clock: FrozenClock, sample_store: Kept
) -> None:
    desk = sample_store.opened(tmp_path, clock)
    form = xlsx(home / "摸底表.xlsx", [["辖区居民摸底表"], list(HEADERS)], name="摸底")
    before = form.read_bytes()
    app = GridApp(launch_on(tmp_path, clock, desk))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        app.post_message(FillForm())
        await settled(app, pilot)
        screen = app.screen
        assert isinstance(screen, FillScreen) and "原表不动" in screen_text(app)
        await press(app, pilot, "'摸底'", "enter")
        assert screen.step == "mapping" and "从“居民”填 4 列" in screen_text(app), screen_text(app)
        text = screen_text(app)
        assert "待确认：联系电话？" in text and "不填：不收集" in text and "留空" in text
        # The bar stands on the doubtful column: yes. What is left empty is given something by hand.
        await press(app, pilot, "y", "down", "enter", "'政治面貌'", "enter")
        assert "待确认" not in screen_text(app) and "从“居民”填 6 列" in screen_text(app)
        await press(app, pilot, "w", "'第二'", "enter")
        assert "第二网格" in screen_text(app), screen_text(app)
        await press(app, pilot, "f5")
        assert isinstance(app.screen, FillOut)
        out = home / "下载" / "填好.xlsx"
        await press(app, pilot, "ctrl+u", f"'{out}'", "enter", "enter", "enter", "enter", "enter")
        await press(app, pilot, "'街道'", "enter", "enter", "'25'", "f5")
        assert out.exists(), screen_text(app)
        assert "第一次填这张表" in screen_text(app) and "已记入社区事务准入登记" in screen_text(app)
        await press(app, pilot, "enter", "escape")
        assert form.read_bytes() == before
        sheet = load_workbook(out)["摸底"]
        rows = list(sheet.iter_rows(3, values_only=True))
        assert len(rows) > 500 and rows[0][0] == 1 and "*" in rows[0][1]
        assert any("****" in (row[5] or "") for row in rows) and any(row[7] for row in rows)
        assert rows[0][6] is None
        app.post_message(OpenBurdens())
        await settled(app, pilot)
        assert isinstance(app.screen, BurdensScreen) and "辖区居民摸底表" in screen_text(app)
        await press(app, pilot, "t")
        assert said(app).startswith("辖区居民摸底表 今天交了")
        await press(app, pilot, "ctrl+z", "m")
        assert isinstance(app.screen, BurdenEntryScreen)
        await press(app, pilot, "escape", "s")
        assert isinstance(app.screen, ItemsScreen) and "默认示例，请按本地清单导入" in screen_text(app)
        await press(app, pilot, "escape")
        await press(
            app, pilot, "n", "'区民政局'", "enter", "'高龄津贴复核'", "enter", "enter", "'+3'", "ctrl+s"
        )
        assert said(app) == "已登记 高龄津贴复核，Ctrl+Z 撤销", screen_text(app)
        await press(app, pilot, "v", "'没交'", "enter")
        assert "没交的" in screen_text(app) and "3 天后要" in screen_text(app)
        with desk.read() as connection:
            newest = burden_page(connection, BurdenFilter(), offset=0, limit=2)
        assert [(row.matter, row.minutes, row.is_open) for row in newest] == [
            ("高龄津贴复核", None, True),
            ("辖区居民摸底表", 25, True),
        ]
        assert_sound(desk)


async def test_forms_that_cannot_be_filled_say_what_to_do(
    home: Path, tmp_path: Path, clock: FrozenClock, sample_store: Kept
) -> None:
    desk = sample_store.opened(tmp_path, clock)
    old = xls(home / "旧.xls", [list(HEADERS), ["", "", "", "", "", "", "", ""]])
    two = roster(home / "两处.xlsx", change=second_table)
    app = GridApp(launch_on(tmp_path, clock, desk))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        app.post_message(FillForm(old))
        await settled(app, pilot)
        assert "旧格式（.xls、.et）" in screen_text(app)
        await press(app, pilot, "ctrl+u", f"'{two.name}'", "enter")
        assert "表头在第几行？" in screen_text(app), screen_text(app)
        await press(app, pilot, "'21'", "ctrl+s")
        assert isinstance(app.screen, FillScreen) and "表头第 21 行" in screen_text(app)
        await press(app, pilot, "l", "'户'", "enter")
        assert "从“户”填" in screen_text(app)
        await press(app, pilot, "escape")
        assert app.screen.step == "choosing"


def test_a_range_that_ends_with_the_prepared_rows_grows() -> None:
    gap = Gap("表", 7, 9, 2)
    assert [gap.reference(text) for text in ("B7:B9", "B7:B8", "B9", "$B$10", "B9:B10", "7:9", "B1:B9")] == [
        "B7:B11", "B7:B8", "B9", "$B$12", "B9:B12", "7:11", "B1:B11",
    ]  # fmt: skip
    alone = Gap("表", 7, 7, 2)
    assert (alone.reference("B7:B7"), alone.grown("B7"), alone.reference("B7")) == ("B7:B9", "B7:B9", "B7")
    none = Gap("表", 7, 6, 2)
    assert (none.reference("B1:B6"), none.reference("B7")) == ("B1:B6", "B9")
