"""Search on both engines: what is found, what is not, and how filters follow the records."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.places.address import door_prefix
from gridtui.domain.words.text import tidy_line
from gridtui.domain.words.tokens import Query, Term
from gridtui.queries.finding import search_all
from gridtui.queries.issues.issues import IssueFilter, issue_count, issue_page
from gridtui.queries.people.residents import ResidentFilter, resident_page
from gridtui.queries.searching import (
    matching_nums,
    search_issues,
    search_places,
    search_residents,
)
from gridtui.storage.derived import search_index
from gridtui.storage.derived.search_documents import column_tokens
from gridtui.storage.tables import Building, Dwelling, Grid, Issue, Resident
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issue_events import append_event
from gridtui.usecases.residents import add_resident
from tests.conftest import NOON
from tests.makers import Quarter, make_issue, make_quarter, person

NAMES = [
    "杨桂芬",
    "张伟",
    "张伟芳",
    "欧阳娜娜",
    "𠮷野家",
    "㼆宝",
    "李😀明",
    "阿卜杜拉·买买提",
    "O'Brien",
    "Émile",
    "赵'--",
    "a&b|c!",
]


def found(workspace: Workspace, text: str) -> list[str]:
    with workspace.read() as connection:
        return [hit.title for hit in search_residents(connection, text)]


@pytest.fixture
def named(workspace: Workspace) -> tuple[Workspace, Quarter]:
    quarter = make_quarter(workspace)
    with workspace.write("import_file") as unit:
        unit.create_many(
            Resident,
            [
                person(quarter.building, quarter.household, name, phone=f"1388888{number:04d}")
                for number, name in enumerate(NAMES[1:], 1)
            ],
            scope=lambda row: row["building_id"],
        )
    return workspace, quarter


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("张伟", ["张伟芳", "张伟"]),
        ("张伟芳", ["张伟芳"]),
        ("伟芳", ["张伟芳"]),
        ("zwf", ["张伟芳"]),
        ("zhangwei", ["张伟芳", "张伟"]),
        ("芬", ["杨桂芬"]),
        ("13888880002", ["张伟芳"]),
        ("0002", ["张伟芳"]),
        ("138-8888-0002", ["张伟芳"]),
        ("张 0002", ["张伟芳"]),
        ("𠮷", ["𠮷野家"]),
        ("𠮷野", ["𠮷野家"]),
        ("㼆宝", ["㼆宝"]),
        ("李😀", ["李😀明"]),
        ("买买提", ["阿卜杜拉·买买提"]),
        ("o'brien", ["O'Brien"]),
        ("ＯＢ", ["O'Brien"]),
        ("émile", ["Émile"]),
        ("张三", []),
        ("", []),
        ("   ", []),
        ("'", []),
    ],
)
def test_residents_are_found_by_name_pinyin_phone(
    named: tuple[Workspace, Quarter], typed: str, expected: list[str]
) -> None:
    assert found(named[0], typed) == expected


def test_everybody_behind_a_door_is_found_by_it(named: tuple[Workspace, Quarter]) -> None:
    for typed in ("3-2-501", "3栋2单元501", "3-2-5", "2-501"):
        assert len(found(named[0], typed)) == len(NAMES), typed
    assert found(named[0], "3-2-502") == []


@pytest.mark.parametrize(
    "typed",
    [
        "'; DROP TABLE resident; --",
        '" OR "1',
        "a' & b:* | !c",
        "NEAR(张, 2)",
        "*",
        "\\'",
        "张*",
        "t:张",
        "-张",
        "^张",
        "张\0伟",
        "张)伟(",
        "%",
        "_o_open",
        "_s_registered",
        "_i530102199001010011",
        "＂",
        "﹡",
        "\u202e张",
        "\ud83d",
    ],
)
def test_signs_of_the_engines_own_languages_are_only_text(
    named: tuple[Workspace, Quarter], typed: str
) -> None:
    workspace = named[0]
    make_issue(workspace)
    with workspace.read() as connection:
        search_all(connection, typed)
        assert connection.execute(sa.text("SELECT count(*) FROM resident")).scalar_one() == len(NAMES)
    if typed.startswith("_"):
        assert found(workspace, typed) == []
        with workspace.read() as connection:
            assert search_issues(connection, typed) == []


def test_a_hostile_token_is_quoted_whatever_made_it(named: tuple[Workspace, Quarter]) -> None:
    workspace = named[0]
    with workspace.read() as connection:
        for hostile in ("z'q", 'z"q', "zq\\", "zq' | 'zw", 'zq" OR "zw', "x:*", "zq' & ", "(zq"):
            query = Query((Term((hostile,)), Term((hostile,), prefix=True)))
            assert search_index.matching(connection, Resident, query, limit=9, filters=[hostile]) == []


def test_both_engines_and_a_rebuilt_index_find_the_same(named: tuple[Workspace, Quarter]) -> None:
    workspace = named[0]
    typed = ["张", "zw", "1388", "3-2", "买", "o", "宝", "𠮷", "é", "芬 13888880000"]
    before = [found(workspace, text) for text in typed]
    expected = [
        ["张伟芳", "张伟"],
        ["张伟芳", "张伟"],
        NAMES[::-1],
        NAMES[::-1],
        ["阿卜杜拉·买买提"],
        None,
        ["㼆宝"],
        ["𠮷野家"],
        ["Émile"],
        ["杨桂芬"],
    ]
    assert [names for names, wanted in zip(before, expected, strict=True) if wanted is not None] == [
        wanted for wanted in expected if wanted is not None
    ]
    with workspace.writing() as connection:
        search_index.rebuild(connection)
        search_index.optimise(connection)
    assert [found(workspace, text) for text in typed] == before


def test_the_newest_are_found_first_and_no_more_than_asked_for(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    with workspace.write("import_file") as unit:
        unit.create_many(
            Resident,
            [person(quarter.building, None, f"王{number:03d}") for number in range(60)],
            scope=lambda row: row["building_id"],
        )
    assert found(workspace, "王") == [f"王{number:03d}" for number in range(59, 9, -1)]
    with workspace.read() as connection:
        assert [hit.title for hit in search_residents(connection, "王", limit=3)] == [
            "王059",
            "王058",
            "王057",
        ]


def test_a_longer_word_is_verified_beyond_the_first_page(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    names = ["王小明亮"] + ["王小小明"] * 30 + ["小明王小"] * 30
    with workspace.write("import_file") as unit:
        unit.create_many(
            Resident,
            [person(quarter.building, None, name) for name in names],
            scope=lambda row: row["building_id"],
        )
    with workspace.read() as connection:
        assert [hit.title for hit in search_residents(connection, "王小明", limit=10)] == ["王小明亮"]


def test_a_changed_name_phone_or_door_is_found_anew_only(named: tuple[Workspace, Quarter]) -> None:
    workspace, quarter = named
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"name": "杨桂芳", "phone": "0871-63331234"})
    assert found(workspace, "杨桂芬") == [] and found(workspace, "13888880000") == []
    assert found(workspace, "ygf") == ["杨桂芳"] and found(workspace, "63331234") == ["杨桂芳"]
    with workspace.write("edit_building") as unit:
        unit.update(Dwelling, quarter.dwelling, {"door": "5-1-101", "room": "101"})
    assert found(workspace, "3-2-501") == []
    assert len(found(workspace, "5-1-101")) == len(NAMES)


def test_deleted_records_are_not_found_and_their_return_is(named: tuple[Workspace, Quarter]) -> None:
    workspace, quarter = named
    issue = make_issue(workspace, "井盖松动")
    with workspace.write("delete_record") as unit:
        unit.delete(Resident, quarter.resident)
        unit.delete(Issue, issue)
        unit.delete(Building, quarter.building)
    with workspace.read() as connection:
        assert search_all(connection, "杨桂芬") == search_all(connection, "井盖") == []
        assert [hit.noun for hit in search_places(connection, "翠湖")] == ["org"]
    with workspace.write("restore") as unit:
        unit.set_deleted(Resident, [quarter.resident], False)
    assert found(workspace, "杨桂芬") == ["杨桂芬"]


def test_places_are_found_with_who_serves_there(named: tuple[Workspace, Quarter]) -> None:
    workspace = named[0]
    with workspace.read() as connection:
        assert [(hit.noun, hit.title) for hit in search_places(connection, "翠湖")] == [
            ("building", "翠湖3栋"),
            ("org", "翠湖西路第二支部"),
        ]
        assert [hit.title for hit in search_places(connection, "第一网格")] == ["第一网格"]
        assert [hit.title for hit in search_places(connection, "530102001001")] == [
            "第一网格",
            "翠湖西路第二支部",
        ]


def test_issue_filters_follow_events_and_moves(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    issue = make_issue(workspace, "电梯异响", household_id=quarter.household)
    with workspace.write("add_grid") as unit:
        other = unit.create(Grid, {"name": "第二网格"}, scope=workspace.desk.org_id)

    def hits(**filters: object) -> list[bytes]:
        with workspace.read() as connection:
            rows = issue_page(connection, IssueFilter(text="电梯", **filters), offset=0, limit=9)  # type: ignore[arg-type]
        return [row.id for row in rows]

    assert hits(open=True) == hits(state="registered") == hits(grid_id=quarter.grid) == [issue]
    assert hits(state="in_progress") == hits(grid_id=other) == hits(open=False) == []
    with workspace.write("move_issue") as unit:
        append_event(unit, issue, EventKind.SELF_HANDLE)
    assert hits(state="in_progress") == [issue] and hits(state="registered") == []
    with workspace.write("edit_building") as unit:
        unit.update(Building, quarter.building, {"grid_id": other})
    assert hits(grid_id=other) == [issue] and hits(grid_id=quarter.grid) == []
    double = make_issue(workspace, "电梯又响")
    assert hits(open=True) == [double, issue]
    with workspace.write("move_issue") as unit:
        append_event(unit, double, EventKind.VOID, data={"reason": "重复"})
    assert hits(open=True) == [issue] and hits(open=False) == [double]


def test_residents_move_between_grids_with_their_building(named: tuple[Workspace, Quarter]) -> None:
    workspace, quarter = named

    def hits(grid: bytes) -> list[str]:
        with workspace.read() as connection:
            rows = resident_page(connection, ResidentFilter(text="张伟", grid_id=grid), offset=0, limit=9)
        return [row.name for row in rows]

    with workspace.write("add_grid") as unit:
        other = unit.create(Grid, {"name": "第二网格"}, scope=workspace.desk.org_id)
    assert hits(quarter.grid) == ["张伟芳", "张伟"] and hits(other) == []
    with workspace.write("edit_building") as unit:
        unit.update(Building, quarter.building, {"grid_id": other})
    assert hits(quarter.grid) == [] and hits(other) == ["张伟芳", "张伟"]


def test_a_filtered_search_is_not_cut_by_newer_hits_elsewhere(desk: Workspace) -> None:
    quarter = make_quarter(desk)
    with desk.write("import_file") as unit:
        far = unit.create(Building, {"label": "99"}, scope=b"9" * 16)
        unit.create_many(
            Resident, [person(far, None, "杨桂芬")] * 1_200, scope=lambda row: row["building_id"]
        )
    with desk.read() as connection:
        rows = resident_page(
            connection, ResidentFilter(text="杨桂芬", grid_id=quarter.grid), offset=0, limit=9
        )
    assert [row.id for row in rows] == [quarter.resident]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        *((typed, "吕绿") for typed in ("lv", "lu", "lü", "LÜ", "lvlv", "lulu", "lülü", "lu\u0308", "ll")),
        *((typed, "Günther") for typed in ("günther", "gunther", "gvnther", "GÜN")),
    ],
)
def test_u_with_dots_is_found_as_v_and_as_u(workspace: Workspace, typed: str, name: str) -> None:
    with workspace.write("add_resident") as unit:
        for each in ("吕绿", "Günther"):
            add_resident(unit, ResidentDraft(name=each))
    with workspace.read() as connection:
        assert [hit.title for hit in search_residents(connection, typed)] == [name]


def test_filter_tokens_are_of_the_columns(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    make_issue(workspace, "电梯异响", household_id=quarter.household)
    with workspace.read() as connection:
        for tokens in (
            column_tokens(state="registered"),
            column_tokens(is_open=True),
            column_tokens(category="E01-001"),
            column_tokens(grid=1),
        ):
            assert len(matching_nums(connection, Issue, "电梯", filters=tokens)) == 1
        assert matching_nums(connection, Issue, "电梯", filters=column_tokens(grid=2)) == []
        assert issue_count(connection, IssueFilter(text="电梯")) == 1


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.text(min_size=1, max_size=12), typed=st.text(max_size=8))
def test_any_text_may_be_searched_for_and_any_name_found_by_itself(
    desk: Workspace, name: str, typed: str
) -> None:
    draft = ResidentDraft(name=tidy_line(name))
    if not draft.problems(NOON.date()):
        with desk.write("add_resident") as unit:
            add_resident(unit, draft)
        # What reads as a door is looked for as one.
        searchable = any(sign.isalnum() for sign in draft.name) and not door_prefix(draft.name)
        with desk.read() as connection:
            titles = [hit.title for hit in search_residents(connection, draft.name, limit=1_000)]
        assert not searchable or draft.name in titles
    with desk.read() as connection:
        search_all(connection, typed)
