"""due-visits, as a script uses it."""

from __future__ import annotations

import pytest

from gridtui.domain.people.visit import VisitDraft
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.intents import Intent
from gridtui.storage.store.opening import open_workspace
from gridtui.usecases.visits import record_visit
from tests.cli.test_store_commands import PASSPHRASE, document, founded, run, store
from tests.journeys.block import make_block
from tests.makers import make_quarter

__all__ = ["store"]


def test_due_doors_are_listed_until_somebody_was_there(store, clock, monkeypatch: pytest.MonkeyPatch) -> None:
    founded(store)
    monkeypatch.setattr("gridtui.cli.visit_commands.system_clock", clock)
    workspace = open_workspace(store, PASSPHRASE, clock=clock)
    made = make_quarter(workspace)
    workspace.close()
    [row] = document(store, "due-visits")
    assert (row["id"], row["door"], row["kind"]) == (made.household.hex(), "3-2-501", "ordinary")
    assert (row["due_on"], row["last_on"]) == (None, None)
    line = run(store, "due-visits", "--building", "3").stdout
    assert line == "第一网格\t翠湖3栋\t3-2-501\t没走访过\t普通户\n"
    assert run(store, "due-visits", "--building", "翠湖3栋").stdout == line
    assert "没有这栋楼" in run(store, "due-visits", "--building", "99", code=1).stderr
    workspace = open_workspace(store, PASSPHRASE, clock=clock)
    with workspace.write(Intent.RECORD_VISIT) as unit:
        record_visit(unit, VisitDraft(household_id=made.household, outcome="met"))
    assert local_date(workspace.clock()).isoformat() == "2026-11-24"
    workspace.close()
    assert document(store, "due-visits") == []
    assert "没有到期的户" in run(store, "due-visits", "--never").stderr


def test_a_list_that_is_cut_says_so(store, clock, monkeypatch: pytest.MonkeyPatch) -> None:
    founded(store)
    monkeypatch.setattr("gridtui.cli.visit_commands.system_clock", clock)
    workspace = open_workspace(store, PASSPHRASE, clock=clock)
    make_block(workspace)
    workspace.close()
    cut = run(store, "due-visits", "--limit", "3")
    assert len(cut.stdout.splitlines()) == 3 and "只列了前 3 户" in cut.stderr
    assert len(document(store, "due-visits", "--limit", "3")) == 3
    whole = run(store, "due-visits", "--limit", "11")
    assert len(whole.stdout.splitlines()) == 11 and not whole.stderr
