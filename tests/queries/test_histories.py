"""The history of records, on both engines."""

from __future__ import annotations

from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.words.intents import Intent
from gridtui.queries.histories import history_of, noun_of, record_history, titles_of
from gridtui.usecases import residents
from gridtui.usecases.undo import undo_last
from tests.ui.screens.neighbourhood import build


def edited(workspace):
    made = build(workspace)
    draft = ResidentDraft(
        name="王建国",
        phone="13887012210",
        sex="male",
        note="先打电话",
        residence_state="together",
        household_id=made.households["5-301"],
        building_id=made.buildings["5"],
    )
    with workspace.write(Intent.EDIT_RESIDENT) as unit:
        residents.edit_resident(unit, made.residents["王建国"], draft)
    return made


def test_each_change_carries_what_was_there_before(workspace) -> None:
    made = edited(workspace)
    with workspace.read() as connection:
        newest, creation = record_history(connection, made.residents["王建国"])
    assert {change.field: (change.before, change.after) for change in newest.fields} == {
        "note": ("", "先打电话"),
        "building_id": (made.buildings["3"].hex(), made.buildings["5"].hex()),
        "household_id": (made.households["3-2-501"].hex(), made.households["5-301"].hex()),
    }
    assert (newest.intent, newest.kind, creation.kind) == ("edit_resident", "set", "create")


def test_records_that_fields_point_to_are_named(workspace) -> None:
    made = edited(workspace)
    with workspace.read() as connection:
        history = history_of(connection, "resident", made.residents["王建国"])
    assert history.title == "王建国"
    assert history.titles[made.households["5-301"].hex()] == "5-301"
    assert history.titles[made.buildings["3"].hex()] == "3栋"


def test_an_undo_is_known_as_one(workspace) -> None:
    made = edited(workspace)
    with workspace.write("undo") as unit:
        undo_last(unit)
    with workspace.read() as connection:
        history = history_of(connection, "resident", made.residents["王建国"])
    assert [entry.step_kind for entry in history.entries] == ["undo", "do", "do"]
    assert {change.field: change.after for change in history.entries[0].fields}["note"] == ""


def test_an_issue_has_its_steps_in_its_history(workspace) -> None:
    made = build(workspace)
    with workspace.read() as connection:
        history = history_of(connection, "issue", made.issues["漏水维修"])
    assert [entry.noun for entry in history.entries] == ["issue_event"] * 4 + ["issue"]
    assert history.title == "20261121-001"


def test_nouns_and_titles_of_unknown_things_are_nothing(workspace) -> None:
    made = build(workspace)
    with workspace.read() as connection:
        assert noun_of(connection, made.grids["第一网格"]) == "grid"
        assert noun_of(connection, b"?" * 16) is None
        assert history_of(connection, "resident", b"?" * 16).entries == ()
        assert titles_of(connection, "invented", [b"?" * 16]) == {}
        assert titles_of(connection, "issue_event", [b"?" * 16]) == {}
