from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from gridtui.cli.main import cli
from gridtui.storage.saved_views import put_view
from gridtui.storage.store.opening import open_workspace
from tests.conftest import NOON, PASSPHRASE, FrozenClock
from tests.interchange.imports import id_number, table

HEAD = ("姓名", "身份证号", "联系电话", "门牌地址", "健康状况")
WANG = ("王小明", id_number(1), "13712342210", "3-2-501", "好")
WRONG = ("李错", "123", "", "3-2-502", "")


class Desk:
    """A store on the command line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runner = CliRunner(env={"GRIDTUI_HOME": str(folder / "home"), "GRIDTUI_PASSPHRASE": PASSPHRASE})

    def __call__(self, *words: object) -> Result:
        """Run a command."""
        return self.runner.invoke(cli, [str(word) for word in words])

    def json(self, *words: object) -> dict[str, object]:
        """Run a command and read the one document it prints."""
        found: dict[str, object] = json.loads(self(*words, "--json").stdout)
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A new store."""
    found = Desk(tmp_path)
    assert found("init", "--org", "530102001001", "--name", "第二支部").exit_code == 0
    return found


def test_a_dry_run_says_what_would_happen_and_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    path = table(tmp_path / "人.csv", HEAD, WANG, WRONG)
    done = desk("import", "auto", path, "--dry-run")
    assert done.exit_code == 0
    assert "“健康状况”不入库" in done.stdout
    assert "第 3 行 退回： 身份证号应为 18 位" in done.stdout
    assert "居民：新增 1，更新 0，不变 0，退回 1" in done.stdout
    assert "什么也没有写" in done.stdout
    assert not list(tmp_path.glob("*退回*"))
    assert desk.json("check")["counts"]["resident"] == 0  # type: ignore[index]


def test_an_import_prints_one_document(desk: Desk, tmp_path: Path) -> None:
    found = desk.json("import", "people", table(tmp_path / "人.csv", HEAD, WANG, WRONG))
    assert (found["kind"], found["new"], found["changed"], found["unchanged"]) == ("people", 1, 0, 0)
    assert found["excluded"] == ["健康状况"]
    (refused,) = found["refused"]  # type: ignore[misc]
    assert refused["row"] == 3
    assert refused["problems"][0]["text"].startswith("身份证号应为 18 位")
    assert found["refused_file"] == str(tmp_path / "人-退回.xlsx")
    assert Path(str(found["refused_file"])).is_file()
    assert Path(str(found["backup"])).is_file()
    assert "王小明" not in json.dumps(found, ensure_ascii=False)


def test_importing_twice_and_undoing(desk: Desk, tmp_path: Path) -> None:
    path = table(tmp_path / "人.csv", HEAD, WANG)
    done = desk("import", "auto", path).stdout
    assert "新增 1" in done
    assert "一并建立：楼栋 1、单元 1、房屋 1、户 1" in done
    assert "不变 1" in desk("import", "auto", path).stdout
    assert "已撤销：导入 居民 新增1" in desk("undo").stdout
    assert "新增 1" in desk("import", "auto", path).stdout


def test_nothing_imported_at_all_is_exit_code_1(desk: Desk, tmp_path: Path) -> None:
    done = desk("import", "people", table(tmp_path / "人.csv", HEAD, WRONG), "--refused", tmp_path / "r.xlsx")
    assert done.exit_code == 1
    assert (tmp_path / "r.xlsx").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "auto", "无.csv"), "找不到文件"),
        (("import", "auto", "空.csv"), "空的"),
        (("import", "people", "人.csv", "--sheet", "三"), "没有名为“三”的工作表"),
        (("import", "people", "人.csv", "--map", "空.csv"), "JSON 对象"),
        (("export", "people", "出.docx"), ".docx"),
        (("export", "people", "出.csv", "--full"), "理由"),
        (("export", "people", "出.csv", "--grid", "无"), "没有网格“无”"),
        (("export", "people", "出.csv", "--open"), "只有诉求"),
        (("export", "issues", "出.csv", "--from", "哪天"), "看不懂"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    desk: Desk, tmp_path: Path, words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    table(tmp_path / "人.csv", HEAD, WANG)
    (tmp_path / "空.csv").write_text("", encoding="utf-8")
    done = desk(*words)
    assert done.exit_code == 1
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert json.loads(desk(*words, "--json").stdout)["error"]


def test_wrong_usage_is_exit_code_2(desk: Desk) -> None:
    assert desk("import", "cats", "x.csv").exit_code == 2
    assert desk("export", "people").exit_code == 2


def test_columns_may_be_named_in_a_file(desk: Desk, tmp_path: Path) -> None:
    path = table(tmp_path / "人.csv", ("谁", "性别", "门牌地址"), ("王", "男", "3-2-501"))
    (tmp_path / "列.json").write_text('{"谁": "name"}', encoding="utf-8")
    assert desk.json("import", "people", path, "--map", tmp_path / "列.json")["new"] == 1
    assert desk.json("import", "people", path)["unchanged"] == 1


def test_exports_are_masked_until_a_reason_is_given(desk: Desk, tmp_path: Path) -> None:
    desk("import", "people", table(tmp_path / "人.csv", HEAD, WANG))
    found = desk.json("export", "people", tmp_path / "出.csv")
    assert (found["count"], found["masked"]) == (1, True)
    text = (tmp_path / "出.csv").read_text(encoding="utf-8-sig")
    assert "137****2210" in text and WANG[1] not in text
    assert (
        "已导出 1 条" in desk("export", "people", tmp_path / "全.xlsx", "--full", "--reason", "核对").stdout
    )
    sheet = openpyxl.load_workbook(tmp_path / "全.xlsx").active
    assert WANG[1] in [cell.value for row in sheet.iter_rows() for cell in row]  # type: ignore[union-attr]
    for name in ("出.csv", "全.xlsx"):
        assert desk.json("import", "auto", tmp_path / name)["unchanged"] == 1


def test_exports_of_issues_are_narrowed(desk: Desk, tmp_path: Path) -> None:
    head = ("编号", "标题", "内容", "登记时间", "类别")
    rows = (("1", "漏水", "三楼", "2026-01-04", "M11-001"), ("2", "噪声", "吵", "2026-02-04", "M15"))
    desk("import", "issues", table(tmp_path / "诉求.csv", head, *rows))
    out = tmp_path / "出.json"
    for words, numbers in (
        (("--category", "m11"), ["1"]),
        (("--from", "2026-02-04", "--to", "2026-02-04"), ["2"]),
        (("--to", "2026-01-31"), ["1"]),
        (("--text", "漏水"), ["1"]),
        (("--closed",), []),
        (("--open",), ["1", "2"]),
    ):
        desk("export", "issues", out, "--force", *words)
        assert [row["number"] for row in json.loads(out.read_text(encoding="utf-8"))] == numbers


def test_a_view_kept_in_the_list_is_exported_by_its_name(desk: Desk, tmp_path: Path) -> None:
    head = ("编号", "标题", "内容", "登记时间", "类别")
    rows = (("1", "漏水", "三楼", "2026-01-04", "M11-001"), ("2", "噪声", "吵", "2026-02-04", "M15"))
    desk("import", "issues", table(tmp_path / "诉求.csv", head, *rows))
    out = tmp_path / "出.json"
    assert "还没有存过视图" in desk("export", "issues", out, "--view", "噪声的").stderr
    [store] = (tmp_path / "home").rglob("*.gtdb")
    workspace = open_workspace(store, PASSPHRASE, clock=FrozenClock())
    with workspace.writing() as connection:
        put_view(connection, workspace.operator.id, "issues", "噪声的", {"category": "M15"}, NOON)
    workspace.close()
    desk("export", "issues", out, "--view", "噪声的")
    assert [row["number"] for row in json.loads(out.read_text(encoding="utf-8"))] == ["2"]
    out = tmp_path / "再出.json"
    assert "现有：噪声的" in desk("export", "issues", out, "--view", "漏水的").stderr
    for words in (("people", out, "--view", "噪声的"), ("issues", out, "--view", "噪声的", "--open")):
        assert "--view 只用于诉求" in desk("export", *words).stderr


def test_neither_command_draws(tmp_path: Path) -> None:
    table(tmp_path / "人.csv", HEAD, WANG)
    program = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from gridtui.cli.main import cli\n"
        f"run = CliRunner(env={{'GRIDTUI_HOME': {str(tmp_path)!r}, 'GRIDTUI_PASSPHRASE': 'x y z'}}).invoke\n"
        "assert run(cli, ['init', '--org', '5301', '--name', 'n']).exit_code == 0\n"
        f"assert run(cli, ['import', 'auto', {str(tmp_path / '人.csv')!r}]).exit_code == 0\n"
        f"assert run(cli, ['export', 'people', {str(tmp_path / 'o.xlsx')!r}]).exit_code == 0\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "assert not loaded & {'textual', 'rich'}, loaded & {'textual', 'rich'}\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
