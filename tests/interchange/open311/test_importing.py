"""Requests as real systems send them, and as hostile ones would."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.open311.coming_in import open_requests
from gridtui.interchange.open311.handing_out import write_requests
from gridtui.interchange.plans.applying import apply_import
from gridtui.interchange.plans.plan import Outcome, Plan
from gridtui.interchange.plans.planning import plan_import
from gridtui.storage.tables import Issue, IssueEvent
from gridtui.storage.workspace import Workspace
from gridtui.words import say
from tests.interchange.imports import assert_sound, facts, opened, rows_of
from tests.makers import make_issue, make_quarter, undo

LEAK = {
    "service_request_id": 638344, "status": "open", "status_notes": None, "service_name": "漏水维修",
    "service_code": 6, "description": None, "requested_datetime": "2026-11-14T06:37:38-08:00",
    "address": "翠湖西路12号", "lat": 25.05, "long": 102.7, "media_url": "http://example.org/1.jpg ",
    "extended_attributes": {"x": [1]}, "notes": [{"description": "a", "code": 1}],
}  # fmt: skip
NOISE = {
    "service_request_id": "N-2", "status": "closed", "status_notes": "已劝离", "agency_responsible": "城管",
    "service_code": "火星", "description": "烧烤摊\n很吵", "requested_datetime": "2026-11-13T09:00:00Z",
    "updated_datetime": "2026-11-14T10:00:00+08:00", "first_name": "小明", "last_name": "王",
    "phone": 13700000001, "email": "x@example.org", "lat": None, "long": None,
}  # fmt: skip


def sent(folder: Path, document: Any, name: str = "对方.json") -> Path:
    path = folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def tried(desk: Workspace, path: Path, **options: str) -> Plan:
    with desk.read() as connection:
        file = open_requests(connection, path, **options)
    return plan_import(desk, file)


def taken(desk: Workspace, path: Path, **options: str) -> Plan:
    """Import a file; its dry run said the same, and again it changes nothing."""
    dry = tried(desk, path, **options)
    with desk.read() as connection:
        file = open_requests(connection, path, **options)
    done = apply_import(desk, file)
    assert facts(done) == facts(dry)
    again = tried(desk, path, **options)
    assert (again.new, again.changed, again.refused) == (0, 0, done.refused)
    return done


def steps(desk: Workspace) -> list[tuple[str, datetime, str]]:
    return rows_of(desk, IssueEvent, "kind", "at", "text")


def test_requests_become_issues_whatever_types_they_come_in(desk: Workspace, tmp_path: Path) -> None:
    plan = taken(desk, sent(tmp_path, [LEAK, NOISE]))
    assert (plan.new, plan.unmapped) == (2, {"火星": 1})
    assert rows_of(desk, Issue, "number", "title", "text", "category", "ext_code", "place", "state") == [
        ("N-2", "", "烧烤摊\n很吵", "M99", "火星", "", "closed"),
        ("638344", "漏水维修", "", "M11-001", "6", "翠湖西路12号", "registered"),
    ]
    assert rows_of(desk, Issue, "reporter_name", "reporter_phone")[0] == ("王小明", "13700000001")
    closed = datetime(2026, 11, 14, 2, tzinfo=UTC)
    assert steps(desk) == [
        ("registered", datetime(2026, 11, 13, 9, tzinfo=UTC), ""),
        ("reply", closed, "城管：已劝离"),
        ("close", closed, "导入时对方已办结"),
        ("registered", datetime(2026, 11, 14, 14, 37, 38, tzinfo=UTC), ""),
    ]
    assert rows_of(desk, Issue, "closed_at", "resolved", "closure_kind")[0] == (closed, "", "")
    assert "media_url" in " ".join(map(say, plan.notices)) and plan.excluded == ("email",)
    assert_sound(desk)


def test_it_is_one_step_that_is_taken_back_whole(desk: Workspace, tmp_path: Path) -> None:
    taken(desk, sent(tmp_path, [LEAK, NOISE]))
    undo(desk)
    assert rows_of(desk, Issue, "number") == []


def test_a_closed_one_that_is_open_here_stays_so_and_is_told(desk: Workspace, tmp_path: Path) -> None:
    taken(desk, sent(tmp_path, [LEAK]))
    there = LEAK | {"status": "closed", "status_notes": "已修", "updated_datetime": "2026-11-20T08:00:00Z"}
    plan = taken(desk, sent(tmp_path, [there]))
    assert "对方已办结" in plan.lines[0].note
    assert rows_of(desk, Issue, "state") == ["registered"]
    assert steps(desk)[-1][::2] == ("reply", "已修")


def test_of_repeats_the_latest_counts(desk: Workspace, tmp_path: Path) -> None:
    newer = NOISE | {"status_notes": "又来了", "updated_datetime": "2026-11-15T10:00:00+08:00"}
    plan = taken(desk, sent(tmp_path, [newer, NOISE, LEAK]))
    assert plan.new == 2
    assert "有 1 条编号重复" in " ".join(map(say, plan.notices))
    assert steps(desk)[1][2] == "城管：又来了"


def test_one_that_says_nothing_is_counted(desk: Workspace, tmp_path: Path) -> None:
    plan = taken(desk, sent(tmp_path, [{"service_request_id": None, "status": "closed"}, LEAK]))
    assert plan.new == 1
    assert "有 1 条什么也没写" in " ".join(map(say, plan.notices))


def test_two_systems_that_count_from_one_do_not_meet(desk: Workspace, tmp_path: Path) -> None:
    taken(desk, sent(tmp_path, [LEAK]), prefix="甲-")
    assert taken(desk, sent(tmp_path, [LEAK | {"description": "别的"}]), prefix="乙-").new == 1
    assert rows_of(desk, Issue, "number") == ["甲-638344", "乙-638344"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2010-04-14T06:37:38-08:00", "2010-04-14T14:37:38+00:00"),
        ("2010-04-14T06:37:38.123Z", "2010-04-14T06:37:38+00:00"),
        ("20100414T063738+0800", "2010-04-13T22:37:38+00:00"),
        ("2010-04-14 06:37:38", "2010-04-13T22:37:38+00:00"),
        ("1271227058", "2010-04-14T06:37:38+00:00"),
        ("1271227058000", "2010-04-14T06:37:38+00:00"),
    ],
)
def test_instants_of_several_zones(desk: Workspace, tmp_path: Path, written: str, meant: str) -> None:
    taken(desk, sent(tmp_path, [LEAK | {"requested_datetime": written}]))
    assert rows_of(desk, Issue, "registered_at") == [datetime.fromisoformat(meant)]


def test_one_bad_row_stops_no_other(desk: Workspace, tmp_path: Path) -> None:
    wrong = LEAK | {"service_request_id": 2, "requested_datetime": "昨天下午"}
    bare = {"service_request_id": 3, "token": "x"}
    endless = LEAK | {"service_request_id": "9" * 5000}
    plan = taken(desk, sent(tmp_path, [wrong, bare, endless, LEAK]))
    assert (plan.new, sorted(plan.refusals)) == (1, [1, 2, 3])
    assert "看不懂" in plan.lines_of(Outcome.REFUSED)[0].words
    assert plan.refused_file is not None
    again = plan_import(desk, opened(desk, plan.refused_file))
    assert (again.kind, again.refused, again.notices) == (Kind.ISSUES, 3, [])


@pytest.mark.parametrize(
    "missing", [{"lat": 999, "long": 1}, {"lat": "x", "long": 1}, {"lat": 0, "long": 0}, {}]
)
def test_coordinates_are_optional(desk: Workspace, tmp_path: Path, missing: dict[str, Any]) -> None:
    bare = {key: value for key, value in LEAK.items() if key not in ("address", "lat", "long")}
    taken(
        desk,
        sent(tmp_path, [bare | missing, bare | {"service_request_id": 9, "lat": "25.05", "long": 102.7}]),
    )
    assert rows_of(desk, Issue, "place") == ["", "坐标 25.05, 102.7"]


def test_a_known_door_in_an_address_is_found(desk: Workspace, tmp_path: Path) -> None:
    made = make_quarter(desk)
    taken(desk, sent(tmp_path, [LEAK | {"address": "翠湖3栋2单元501室"}]))
    assert rows_of(desk, Issue, "dwelling_id") == [made.dwelling]


@pytest.mark.parametrize(
    "document",
    [
        {"service_requests": [LEAK]},
        {"count": 1, "requests": {"request": [LEAK]}},
        [{"request": LEAK}],
        "\n".join(json.dumps(each) for each in ({"request": LEAK}, NOISE | {"status": "open"})),
        '[{"service_request_id":007,"service_code":006,"description":"看 \\"0123\\" 号"}]',
    ],
)
def test_wrapped_lines_and_numbers_with_zeros(desk: Workspace, tmp_path: Path, document: Any) -> None:
    plan = taken(desk, sent(tmp_path, document))
    assert plan.refused == 0 and plan.new in (1, 2)
    if "007" in str(document):
        assert rows_of(desk, Issue, "number", "ext_code", "text") == [("007", "006", '看 "0123" 号')]


XML = """<?xml version="1.0" encoding="GBK"?><o:service_requests xmlns:o="urn:o">
<o:request><o:service_request_id> 17 </o:service_request_id><o:status>open</o:status><o:service_code>006
</o:service_code><o:description><![CDATA[下水道 <堵> & 臭]]></o:description><o:lat/><o:extended>
<o:description>内</o:description></o:extended><o:requested_datetime>2026-11-14T06:37:38+08:00</o:requested_datetime></o:request>
</o:service_requests>"""


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_xml_in_its_own_encoding(desk: Workspace, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(XML.replace("GBK", encoding).encode(encoding))
    taken(desk, path)
    assert rows_of(desk, Issue, "number", "text", "ext_code") == [("17", "下水道 <堵> & 臭", "006")]


@pytest.mark.parametrize("named", ["zlib", "rot13", "no-such", "gb2312"])
def test_an_encoding_that_is_none_is_not_believed(desk: Workspace, tmp_path: Path, named: str) -> None:
    assert taken(desk, sent(tmp_path, XML.replace("GBK", named), "a.xml")).new == 1


LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><a><request><status>&b;</status></request></a>'
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (LAUGHS, "没有打开"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a><request><status>1</status></request></a>', "没有打开"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><request>&x;</request></a>', "没有打开"),
        ('<!DOCTYPE a [<!ENTITY % p SYSTEM "http://example.org/p">%p;]><a/>', "没有打开"),
        ("<a>" * 70, "嵌套过深"),
        ("<a><request><status>open</status>", "不是正确的 XML"),
        ("<services><service><service_code>1</service_code></service></services>", "服务种类"),
        ("<errors><error><code>403</code><description>bad key</description></error></errors>", "bad key"),
        ("<!DOCTYPE html><html><body>404</body></html>", "网页"),
        ('[{"code":403,"description":"bad key"}]', "bad key"),
        ('[{"service_code":"1","service_name":"x","type":"realtime"}]', "服务种类"),
        ("[]", "没有 Open311"),
        ("[" * 100_000, "JSON"),
        ('[{"service_request_id": 1', "JSON"),
        ("", "空的"),
        ("%PDF-1.7 x", "不是文本文件"),
    ],
)
def test_what_is_no_list_of_requests_is_refused_in_words(
    desk: Workspace, tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(RuleBroken, match=words):
        tried(desk, sent(tmp_path, text, "a.xml"))


def test_the_printed_examples_come_in(desk: Workspace, standard: Path) -> None:
    for name, numbers in (("10.xml", 2), ("11.json", 2), ("12.xml", 1), ("13.json", 1)):
        plan = tried(desk, standard / "spec_examples" / name)
        assert (plan.new, plan.refused) == (numbers, 0), [line.words for line in plan.lines]
    plan = taken(desk, standard / "spec_examples" / "11.json")
    assert rows_of(desk, Issue, "number", "state", "ext_code") == [
        ("638344", "closed", "006"), ("638349", "registered", "006"),
    ]  # fmt: skip
    assert tried(desk, standard / "spec_examples" / "10.xml").unchanged == 2
    for name in ("01.xml", "02.json"):
        with pytest.raises(RuleBroken, match="服务种类"):
            tried(desk, standard / "spec_examples" / name)


def test_what_went_out_comes_back_with_its_answer_and_nothing_else(desk: Workspace, tmp_path: Path) -> None:
    make_quarter(desk)
    make_issue(desk, "杨桂芬家3-2-501漏水")
    write_requests(desk, tmp_path / "出.json")
    assert taken(desk, tmp_path / "出.json").unchanged == 1
    (record,) = json.loads((tmp_path / "出.json").read_text(encoding="utf-8"))
    back = record | {"status_notes": "已派人", "description": "被对方改过"}
    plan = taken(desk, sent(tmp_path, [back], "回.json"))
    assert (plan.changed, plan.lines[0].column) == (1, "答复意见")
    assert rows_of(desk, Issue, "text") == ["杨桂芬家3-2-501漏水"]


NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*LEAK, "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=st.lists(st.dictionaries(st.sampled_from([*LEAK, *NOISE]), NESTED, max_size=8), max_size=4))
def test_whatever_stands_in_a_request_is_tried_or_refused(
    desk: Workspace, tmp_path: Path, document: Any
) -> None:
    try:
        plan = tried(desk, sent(tmp_path, document))
    except RuleBroken:
        return
    assert plan.rows == plan.new + plan.refused + plan.unchanged
