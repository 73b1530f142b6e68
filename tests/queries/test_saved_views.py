"""Any filter is read back as it was written; what is late stays what is late on another day."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.words.dates import KUNMING
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.issues.issues import IssueFilter, IssueOrder
from gridtui.queries.saved_views import KeptView, filter_body, find_view, read_filter
from gridtui.storage.erasure.erasing import erase_person
from gridtui.storage.saved_views import kept_views, put_view
from gridtui.storage.tables import Resident
from gridtui.storage.workspace import Workspace

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
IDS = st.binary(min_size=16, max_size=16)
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
FILTERS = st.builds(
    IssueFilter,
    open=st.sampled_from([None, True, False]),
    state=st.sampled_from(["", "closed"]),
    grid_id=st.none() | IDS,
    category=st.text(max_size=5),
    registered_from=st.none() | INSTANTS,
    satisfied=st.booleans(),
    answered=st.sampled_from([None, True, False]),
    ids=st.lists(IDS, max_size=3).map(tuple),
    text=st.text(max_size=5),
    order=st.sampled_from(IssueOrder),
)


def through(wanted: IssueFilter, written: datetime, read: datetime) -> IssueFilter:
    body = json.loads(json.dumps(filter_body(wanted, written)))
    return read_filter(IssueFilter, KeptView(1, "issues", "x", body), read)


@given(FILTERS)
def test_a_filter_comes_back_as_it_was_written(wanted: IssueFilter) -> None:
    assert through(wanted, NOW, NOW + timedelta(days=9)) == wanted


def test_what_is_late_or_due_today_is_so_on_the_day_it_is_opened() -> None:
    later = NOW + timedelta(days=9, hours=5)
    midnight = datetime(2026, 11, 25, tzinfo=KUNMING)
    wanted = IssueFilter(
        due_from=NOW - timedelta(minutes=7), due_before=midnight, idle_since=NOW - timedelta(days=30)
    )
    moved = replace(
        wanted,
        due_from=later,
        due_before=datetime(2026, 12, 4, tzinfo=KUNMING),
        idle_since=later - timedelta(days=30),
    )
    assert through(wanted, NOW, later) == moved


@pytest.mark.parametrize(
    "body",
    [{"weather": "rain"}, {"open": "yes"}, {"order": "odd"}, {"grid_id": "zz"}, {"due_before": "soon"},
     {"due_before": {"weeks": 1}}, {"ids": 7}, {"satisfied": 1}],
)  # fmt: skip
def test_what_a_newer_program_wrote_is_refused_in_words(body: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken) as refusal:
        read_filter(IssueFilter, KeptView(1, "issues", "新", body), NOW)
    assert refusal.value.problems[0].values == {"name": "新"}


def test_a_view_is_found_by_name_or_the_names_are_said(desk: Workspace) -> None:
    me = desk.operator.id
    with desk.read() as connection, pytest.raises(RuleBroken):
        find_view(connection, me, "issues", "甲")
    with desk.writing() as connection:
        put_view(connection, me, "issues", "甲", {"state": "closed"}, NOW)
        put_view(connection, me, "issues", "甲", {"open": True}, NOW)
        put_view(connection, b"somebody else's.", "issues", "乙", {}, NOW)
    with desk.read() as connection:
        assert find_view(connection, me, "issues", "甲").body == {"open": True}
        with pytest.raises(RuleBroken) as refusal:
            find_view(connection, me, "issues", "乙")
    assert refusal.value.problems[0].values["names"] == "甲"


def test_erasing_a_person_takes_the_views_that_name_them(desk: Workspace) -> None:
    with desk.write("add_resident") as unit:
        id = unit.create(Resident, {"name": "欧阳明月"}, scope=unit.desk.org_id)
    with desk.writing() as connection:
        for name, body in (("她的", {"resident_id": id.hex()}), ("找她", {"text": "欧阳明月"}), ("别的", {})):
            put_view(connection, desk.operator.id, "issues", name, body, NOW)
    with desk.write("erase_person") as unit:
        erase_person(unit, id, "asked")
    with desk.read() as connection:
        assert [view.name for view in kept_views(connection)] == ["别的"]
