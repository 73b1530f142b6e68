"""``python -m tests.evaluation.working_through FOLDER``: messages worked through, the figures recomputed.

FOLDER holds the complaints. All of them are read in, moved through steps by a seeded script at three desks
(the branch, its street, a bureau it dispatches to), and the figures of the program are compared with a
computation in plain Python that shares no code with it: it reads issues and events with two plain queries.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time as clocks
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from gridtui.domain.changes.actors import Level
from gridtui.domain.issues.issue_events import EventKind, read_id
from gridtui.domain.issues.issue_states import OPEN_STATES, State
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.domain.issues.issue_steps import allowed
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.plans.applying import apply_import
from gridtui.queries.issues.board import board
from gridtui.queries.issues.statistics import Statistics, statistics
from gridtui.storage.derived.issue_state import status_of
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import Issue, Org
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issue_moves import take_back, take_step
from tests.conftest import FrozenClock, found_store
from tests.evaluation.recomputing import Recomputed, recompute
from tests.interchange.imports import opened, rows_of

K = EventKind
BEGIN = datetime(2020, 1, 13, 1, tzinfo=UTC)
SEED, ROUNDS, EVERY = 20200113, 16, timedelta(days=6, hours=5)
PERIODS = (
    (date(2010, 1, 1), date(2020, 12, 31)),
    (date(2020, 1, 15), date(2020, 2, 20)),
    (date(2019, 7, 3), date(2020, 3, 1)),
)
RARE = {K.VOID: 0.1, K.REJECT: 0.3, K.MERGE: 0.1, K.CLOSE: 0.3, K.SEPARATE: 0.3, K.REOPEN: 0.3,
        K.LINK: 0.3, K.NOTE: 0.3, K.SUPERVISE: 0.3, K.URGENT: 0.3, K.ARCHIVE: 0.5, K.FEEDBACK: 4.0,
        K.PASS_VERIFY: 4.0, K.CALLBACK: 4.0, K.ACCEPT: 3.0}  # fmt: skip
"""How much likelier than others a step is taken."""

WHISTLING = frozenset({K.WHISTLE, K.WHISTLE_STEP, K.WHISTLE_END, K.CORRECT})
"""Steps that have a script of their own elsewhere."""


@dataclass(frozen=True, slots=True)
class Units:
    """Who works: the branch whose store it is, the street above, the bureau beside."""

    branch: bytes
    street: bytes
    bureau: bytes


def read_in(workspace: Workspace, files: Iterable[Path]) -> int:
    """Import files of issues; returns how many issues there are."""
    for path in files:
        apply_import(workspace, opened(workspace, path))
    return len(rows_of(workspace, Issue, "number"))


def work_through(workspace: Workspace, clock: FrozenClock, *, seed: int = SEED) -> Counter[EventKind]:
    """Move every issue through steps that are allowed, round by round; returns how often each was taken."""
    chance, taken = random.Random(seed), Counter[EventKind]()
    clock.at = BEGIN
    with workspace.write(Intent.ADD_ORG) as unit:
        made = [
            unit.create(Org, {"name": name, "level": level}, scope=unit.desk.org_id)
            for name, level in (("某街道", 4), ("某局", 5))
        ]
        units = Units(unit.desk.org_id, *made)
    ids = sorted(rows_of(workspace, Issue, "id"))
    for _ in range(ROUNDS):
        clock.at += EVERY
        with workspace.write(Intent.MOVE_ISSUE) as unit:
            for issue_id in ids:
                if chance.random() < 0.6:
                    taken.update(_moved(unit, issue_id, ids, units, chance))
    return taken


def _moved(
    unit: UnitOfWork, issue_id: bytes, ids: Sequence[bytes], units: Units, chance: random.Random
) -> list[EventKind]:
    """Take one step with an issue, at the desk whose turn it is; none where a refused one was drawn."""
    status, here = status_of(unit.connection, issue_id), unit.desk
    level = Level(min(status.owner_level, 5))
    turn = status.lead if status.state is State.PENDING_ACCEPT else None
    org_id = turn or (units.street if level == Level.STREET else units.branch)
    unit.desk = replace(here, org_id=org_id, level=level)
    steps = [step.kind for step in allowed(status, level=level, org_id=org_id) if step.kind not in WHISTLING]
    try:
        if chance.random() < 0.04 and (last := _takeable(status)) is not None:
            with suppress(RuleBroken):
                take_back(unit, issue_id, last, "写错了")
                return [K.RETRACT]
        if not steps:
            return []
        kind = chance.choices(steps, [RARE.get(kind, 1.0) for kind in steps])[0]
        data = _said(kind, status, ids, units, chance)
        with suppress(RuleBroken):
            take_step(unit, issue_id, kind, text=f"第 {chance.randrange(99)} 次", data=data)
            return [kind]
        return []
    finally:
        unit.desk = here


def _takeable(status: IssueStatus) -> bytes | None:
    """Return the last event, unless it already takes back that something was taken back."""
    if not status.live:
        return None
    last, undone = status.live[-1], {each.id for each in status.retracted if each.kind is K.RETRACT}
    return None if read_id(last.data.get("target")) in undone else last.id


def _said(
    kind: EventKind, status: IssueStatus, ids: Sequence[bytes], units: Units, chance: random.Random
) -> dict[str, object]:
    outcome: dict[str, object] = {
        "resolved": chance.choice(["resolved", "resolved", "partly", "unresolved"]),
        "satisfaction": chance.choice(["satisfied", "mostly", "dissatisfied", "unrated"]),
        "reason": "说明",
    }
    said: dict[EventKind, dict[str, object]] = {
        K.REPORT_UP: {"to": units.street.hex(), "to_level": 4},
        K.DISPATCH: {"lead": units.bureau.hex()},
        K.RETURN: {"reason": "不属本单位", "duty": "某局", "basis": "三定方案"},
        K.REJECT: {"reason": "no_new_facts"},
        K.ASK_EXTENSION: {"reason": "要论证", "amount": 5, "unit": "work_day"},
        K.SUPERVISE: {"grade": chance.choice(["ordinary", "yellow", "red", "lifted"])},
        K.CALLBACK: outcome | {"reached": chance.random() < 0.8, "justified": chance.random() < 0.4},
        K.CLOSE: outcome
        | {"closure_kind": chance.choice(["substantive", "interim", "procedural", "aborted"])},
        K.PASS_VERIFY: {"resolved": outcome["resolved"]},
        K.MERGE: {"into": chance.choice(ids).hex()},
        K.LINK: {"other": chance.choice(ids).hex()},
        K.UNLINK: {"other": min(status.links, default=b"").hex()},
    }
    return said.get(kind, {"reason": "说明"})


def differences(found: Statistics, expected: Recomputed) -> list[str]:
    """Return every figure in which two computations differ, in words; none where they agree."""
    pairs: dict[str, tuple[object, object]] = {
        "registered": (found.registered, expected.registered),
        "closed": (found.closed, expected.closed),
        "responded": ((found.responded.part, found.responded.whole), expected.responded),
        "resolved": ((found.resolved.part, found.resolved.whole, found.resolved.unrated), expected.resolved),
        "satisfied": (
            (found.satisfied.part, found.satisfied.whole, found.satisfied.unrated),
            expected.satisfied,
        ),
        "closed on paper only": (found.unresolved_closures, expected.unresolved_closures),
        "weeks": (list(found.weeks), expected.weeks),
        "natures": (dict(found.natures), expected.natures),
        "categories": (dict(found.categories), expected.categories),
        "days": (
            (found.days_to_close.number, found.days_to_close.median, found.days_to_close.ninetieth),
            expected.days_to_close,
        ),
        "days by category": (
            {code: (each.number, each.median, each.ninetieth) for code, each in found.by_category.items()},
            expected.by_category,
        ),
        "overdue": ({state.value: number for state, number in found.overdue.items()}, expected.overdue),
        "refusals": (dict(found.refusals), expected.refusals),
    }
    return [f"{name}: {one} / {other}" for name, (one, other) in pairs.items() if one != other]


def board_differences(
    workspace: Workspace, now: datetime, states: Counter[str], overdue: object
) -> list[str]:
    """Return the states of which the board counts something else than the events say."""
    with workspace.read() as connection:
        lines = {line.state: line for line in board(connection, now)}
    wrong = [
        f"board {state.value}: {lines[state].count} / {states[state.value]}"
        for state in State
        if lines[state].count != states[state.value]
    ]
    late = {state.value: lines[state].overdue for state in OPEN_STATES if lines[state].overdue}
    return wrong if late == overdue else [*wrong, f"board late: {late} / {overdue}"]


def checked(
    workspace: Workspace, now: datetime, say: Callable[[str], None] = lambda _words: None
) -> list[str]:
    """Return all differences in all periods, and tell the figures compared."""
    wrong: list[str] = []
    for first, last in PERIODS:
        with workspace.read() as connection:
            found = statistics(connection, first, last, now)
            expected = recompute(connection, first, last, now)
        wrong += [f"{first} to {last}: {each}" for each in differences(found, expected)]
        say(f"{first} to {last}: {expected.told()}")
    return wrong + board_differences(workspace, now, expected.states, expected.overdue)


def main() -> None:
    """Read everything in, work it through, and print what was compared."""
    began = clocks.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        clock = FrozenClock(BEGIN)
        workspace = found_store(Path(place) / "desk.gtdb", clock)
        number = read_in(workspace, sorted(Path(sys.argv[1]).glob("*.xlsx")))
        taken = work_through(workspace, clock)
        print(f"{number} issues, {taken.total()} steps: {dict(sorted(taken.items()))}")
        wrong = checked(workspace, clock.at, print)
        workspace.close()
    print("\n".join(wrong) or "every figure agrees", f"({clocks.perf_counter() - began:.0f} s)")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
