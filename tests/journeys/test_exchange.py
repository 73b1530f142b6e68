"""Two offices at their keyboards: they join, send, receive and acknowledge, with a stick between them."""

from __future__ import annotations

import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from gridtui.domain.changes.actors import Level
from gridtui.domain.issues.calendar_days import CalendarDayDraft
from gridtui.domain.issues.limits import default_limits
from gridtui.domain.words.intents import Intent
from gridtui.storage.tables import Building, Issue, Resident
from gridtui.storage.workspace import Workspace
from gridtui.sync.joining import begin_chain
from gridtui.sync.receiving import REFUSED
from gridtui.sync.revoking import revoke
from gridtui.sync.standing import identity, shared_code, standing
from gridtui.ui import messages
from gridtui.ui.app import GridApp
from gridtui.ui.screens.exchange.admitting import AdmitScreen
from gridtui.ui.screens.exchange.noticing import FolderNotice
from gridtui.ui.screens.exchange.proof import ProofScreen
from gridtui.ui.screens.exchange.receiving import ReceiveScreen
from gridtui.ui.screens.exchange.screen import ExchangeScreen
from gridtui.usecases.calendar_days import set_calendar_day
from gridtui.usecases.limits import set_limit
from tests.conftest import FrozenClock
from tests.journeys.sitting import SIZE, assert_sound, launch_on, press, said, screen_text
from tests.makers import everything, make_quarter
from tests.sync.offices import Offices, device, office_and_branch
from tests.sync.test_exchange import audited
from tests.ui.waiting import settled

TABLES = (Building, Resident, Issue)
WRONG = {
    "a-cut.gtb": "不完整",
    "b-flipped.gtb": "损坏",
    "c-zip.gtb": "别的压缩文件",
    "d-good.gtb": "自己打的包",
}
"""File → what is said of it at the desk that packed it."""


@dataclass
class Sitting:
    """An office with somebody at its keys, in the area of the exchange."""

    app: GridApp
    pilot: Pilot[Any]

    async def press(self, *keys: str) -> None:
        await press(self.app, self.pilot, *keys)

    @property
    def text(self) -> str:
        return screen_text(self.app)

    @property
    def said(self) -> str:
        return said(self.app)


@asynccontextmanager
async def sitting(
    folder: Path, clock: FrozenClock, workspace: Workspace, **looks: Any
) -> AsyncIterator[Sitting]:
    """Sit down at an office."""
    places = folder / f"places-{workspace.name}"
    places.mkdir(exist_ok=True)
    app = GridApp(launch_on(places, clock, workspace, **looks))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        await press(app, pilot, "6")
        assert isinstance(app.screen, ExchangeScreen)
        yield Sitting(app, pilot)


@pytest.fixture
def stick(home: Path) -> Path:
    folder = home / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def offices(tmp_path: Path, clock: FrozenClock) -> Iterator[tuple[Offices, Workspace, Workspace]]:
    """A community that began a chain, and a branch with people that it admitted."""
    found = office_and_branch(tmp_path, clock)
    make_quarter(found[2])
    yield found
    found[0].close()


async def test_two_offices_join_and_exchange(
    tmp_path: Path, home: Path, stick: Path, clock: FrozenClock
) -> None:
    offices = Offices(tmp_path, clock)
    office, branch = offices.found("社区", Level.COMMUNITY), offices.found("支部", Level.BRANCH)
    make_quarter(branch)
    async with sitting(tmp_path, clock, branch) as below, sitting(tmp_path, clock, office) as above:
        assert "本机还没有入网" in below.text and "按 a 写入网申请" in below.text
        number = await ask(below, stick)
        await admit(above, stick, number)
        await join(below, stick, identity(office).fingerprint)
        await below.press("p")
        await replace_line(below, f"{stick}/a.gtreq")
        await below.press("enter")
        assert "本机自己的申请" in below.said
        await send(below, stick)
        await receive(above, stick)
        assert everything(office, *TABLES) == everything(branch, *TABLES)
        await acknowledge(below, above, branch)
        offices.exchange(office, branch)
        codes = [shared_code(one, device(other)) for one, other in ((branch, office), (office, branch))]
        assert codes[0] == codes[1]
    for desk in (office, branch):
        desk.close()


async def ask(below: Sitting, stick: Path) -> str:
    await below.press("a", "home", "'翠湖'", "enter")
    await replace_line(below, f"{stick}/a.gtreq")
    await below.press("f5")
    assert isinstance(below.app.screen, ProofScreen) and (stick / "a.gtreq").exists()
    assert "█" in below.text
    number = below.app.screen._digits
    assert number in below.text
    await below.press("q")
    assert "窗口放不下二维码" in below.said
    await below.press("escape")
    return number


async def admit(above: Sitting, stick: Path, number: str) -> None:
    await above.press("p")
    assert "成为最高机关" in above.text
    await above.press("left", "enter")
    await replace_line(above, f"{stick}/a.gtreq")
    await above.press("enter")
    assert number in above.text and "翠湖" in above.text
    await above.press("f5")
    screen = above.app.screen
    assert isinstance(screen, AdmitScreen)
    await above.press("tab", "tab", "tab", "tab")
    await replace_line(above, f"{stick}/a.gtpermit")
    await above.press("ctrl+s")
    assert "请印在任命书上" in above.text
    await above.press("escape")
    assert "翠湖" in above.text and "待发 1 家" in above.text


async def join(below: Sitting, stick: Path, fingerprint: str) -> None:
    await below.press("o")
    await replace_line(below, f"{stick}/a.gtpermit")
    await below.press("enter")
    assert fingerprint in below.text and "最高机关 社区" in below.text and "层级 居民区" in below.text
    await below.press("f5")
    assert below.said.startswith("已入网：支部")
    assert "社区" in below.text


async def send(below: Sitting, stick: Path) -> None:
    await below.press("s")
    joined = below.text.replace("\n          ", "")
    assert "去的种类：一般内容、电话等联系方式、姓名住址等个人资料、附件" in joined
    assert "不去：健康情况" in below.text
    # The folder of the permit is remembered, and the stick with it.
    await below.press("w")
    await replace_line(below, str(stick))
    await below.press("f5", "f5")
    assert "可安全拔出" in below.said and len(list(stick.glob("*.gtb"))) == 1
    await below.press("escape")
    assert "未回执 1 包" in below.text


async def receive(above: Sitting, stick: Path) -> None:
    await above.press("r")
    await replace_line(above, f"{stick}/")
    await above.press("f5")
    assert isinstance(above.app.screen, ReceiveScreen)
    assert "能导入 1 个，还没有写入" in above.said and "试算" in above.text
    assert not everything(above.app.gateway.workspace, Building)["building"]
    await above.press("f5")
    assert "已导入 1 个" in above.said and "新变更" in above.text


async def acknowledge(below: Sitting, above: Sitting, branch: Workspace) -> None:
    screen = above.app.screen
    assert isinstance(screen, ReceiveScreen)
    (receipt,) = screen._receipts.values()
    await above.press("b")
    assert f"{receipt.code[:4]} {receipt.code[4:]}" in above.text
    await above.press("escape", "h")
    assert "回执 1 个已写到" in above.said
    await below.press("h", "'ABCDEFGH'", "enter")
    assert "对不上" in below.said
    await below.press("h", f"'{receipt.code[:4].lower()} {receipt.code[4:]}'", "enter")
    assert below.said == "已登记回执 1 份" and "未回执 0 包" in below.text
    assert not standing(branch).peers[0].unacknowledged
    assert shared_code(branch, standing(branch).peers[0].device) in below.text
    await below.press("h", "f5", "f5")
    assert below.said == "已登记回执 1 份"


async def replace_line(office: Sitting, text: str) -> None:
    """Paste a text in the place of what stands in the line with the focus."""
    field: Any = office.app.focused
    field.put(text)
    await settled(office.app, office.pilot)


async def test_wrong_files_say_what_is_wrong_and_change_nothing(
    offices: tuple[Offices, Workspace, Workspace], tmp_path: Path, home: Path, stick: Path, clock: FrozenClock
) -> None:
    made, office, branch = offices
    other = made.found("别处", Level.COMMUNITY)
    begin_chain(other, "别处一号机")
    (good,) = made.pack(branch, office).paths
    for name, body in (
        ("a-cut.gtb", good.read_bytes()[:-400]),
        ("b-flipped.gtb", flipped(good.read_bytes())),
        ("d-good.gtb", good.read_bytes()),
    ):
        (stick / name).write_bytes(body)
    with zipfile.ZipFile(stick / "c-zip.gtb", "w") as archive:
        archive.writestr("照片.txt", "不是交换包")
    before = everything(branch, *TABLES), everything(other, *TABLES)
    async with sitting(tmp_path, clock, branch) as below, sitting(tmp_path, clock, other) as beside:
        await below.press("r")
        await replace_line(below, f"{stick}/")
        await below.press("f5")
        assert below.said == "没有能导入的，什么也没有改"
        assert await sentences(below, len(WRONG)) == WRONG
        assert sorted(reason for action, reason in audited(branch) if action == REFUSED) == [
            "damaged", "foreign_zip", "our_own", "truncated"
        ]  # fmt: skip
        await beside.press("r")
        await replace_line(beside, f"{stick}/d-good.gtb")
        await beside.press("enter")
        assert "不是发给本机的" in beside.text
        assert (everything(branch, *TABLES), everything(other, *TABLES)) == before


async def sentences(office: Sitting, count: int) -> dict[str, str]:
    """Walk over the files and return what is said of each, by the words looked for."""
    found = {}
    screen = office.app.screen
    assert isinstance(screen, ReceiveScreen)
    for _ in range(count):
        row = screen.table.row
        assert row is not None
        found[row.path.name] = next(words for words in WRONG.values() if words in office.text)
        await office.press("down")
    return found


def flipped(body: bytes) -> bytes:
    """Turn one bit over in the middle of the encrypted body."""
    changed = bytearray(body)
    changed[len(body) // 2] ^= 1
    return bytes(changed)


async def test_a_lost_laptop_is_revoked_and_new_bundles_are_announced_not_taken_in(
    offices: tuple[Offices, Workspace, Workspace],
    tmp_path: Path,
    home: Path,
    stick: Path,
    clock: FrozenClock,
) -> None:
    made, office, branch = offices
    (bundle,) = made.pack(branch, office).paths
    async with sitting(tmp_path, clock, office, ascii=False) as above:
        await above.press("w")
        await replace_line(above, f"{stick}/")
        await above.press("f5")
        (stick / "new.gtb").write_bytes(bundle.read_bytes())
        screen = above.app.screen
        assert isinstance(screen, ExchangeScreen)
        for _ in range(2):
            look(screen._notice)
            await settled(above.app, above.pilot)
        assert "来了 1 个新交换包" in above.said and not everything(office, Building)["building"]
        await above.press("r", "f5")
        assert "已导入 1 个" in above.said
        await above.press("escape", "l")
        assert "按 Delete 注销" in above.text and "顶替" in above.text
        await above.press("delete")
        assert "以后从它来的包一律不收" in above.text
        await above.press("escape")
        assert not standing(office).peers[0].revoked
        await above.press("delete", "left", "left", "enter")
        assert above.said.startswith("已注销") and standing(office).peers[0].revoked
        await above.press("s")
        assert "已注销，不再发给它" in above.said
        assert_sound(office)


def look(notice: FolderNotice) -> None:
    """Look into the folder now."""
    notice.look()


async def test_a_store_that_is_only_read_and_a_desk_below_say_why_not(
    offices: tuple[Offices, Workspace, Workspace], tmp_path: Path, home: Path, clock: FrozenClock
) -> None:
    made, office, branch = offices
    first = default_limits().limits[0]
    with office.write(Intent.SET_LIMITS) as unit:
        set_limit(unit, replace(first, amount=4, amber=None, shipped=False))
        set_calendar_day(unit, CalendarDayDraft(day=date(2026, 12, 1), works=False, name="社区停电"))
    made.exchange(branch, office)
    made.exchange(office, branch)
    office.read_only = True
    async with sitting(tmp_path, clock, office) as above, sitting(tmp_path, clock, branch) as below:
        for key in ("s", "r", "p", "delete"):
            await above.press(key)
            assert "只能看，不能改" in above.said
        for key in ("delete", "l"):
            await below.press(key)
            assert "请由它的上级注销" in below.said
        below.app.post_message(messages.OpenLimits())
        await settled(below.app, below.pilot)
        assert "上级规定" in below.text
        await below.press("m", "backspace", "9", "ctrl+s")
        assert "这一项由上级规定，本级不能改" in below.said
        await below.press("escape", "c")
        assert "2026 年 · 上级的表" in below.text
        await below.press("G", "enter", "ctrl+s")
        assert "这一项由上级规定，本级不能改" in below.text


async def test_a_desk_taken_out_says_so_in_plain_words(
    offices: tuple[Offices, Workspace, Workspace], tmp_path: Path, home: Path, clock: FrozenClock
) -> None:
    made, office, branch = offices
    made.exchange(branch, office)
    revoke(office, device(branch))
    third = made.found("二支部", Level.BRANCH)
    made.admit(office, third)
    async with sitting(tmp_path, clock, third, ascii=True) as desk:
        assert "支部一号机" in desk.text and "已注销" in desk.text
        await desk.press("m")
        digits = identity(third).fingerprint
        assert " ".join(digits[:5]) in desk.text and "█" not in desk.text
