"""The figures of issues that were worked through are those of a computation that shares no code with them."""

from __future__ import annotations

from pathlib import Path

from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.words.intents import Intent
from gridtui.queries.issues.statistics import statistics
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issue_moves import take_back, take_step
from tests.conftest import FrozenClock
from tests.evaluation.recomputing import recompute
from tests.evaluation.working_through import checked, read_in, work_through
from tests.makers import make_issue

K = EventKind
FILES = ("附件1*", "附件2_样例*", "附件3*", "附件4*")
"""The smaller files; ``python -m tests.evaluation.working_through`` takes all of them."""


def test_real_issues_worked_through_give_the_figures_of_another_computation(
    desk: Workspace, clock: FrozenClock, shared_data: Path
) -> None:
    folder = shared_data / "complaints"
    assert read_in(desk, [next(folder.glob(f"{name}.xlsx")) for name in FILES]) == 187
    taken = work_through(desk, clock)
    needed = (K.ACCEPT, K.DISPATCH, K.FEEDBACK, K.PASS_VERIFY, K.FAIL_VERIFY, K.CALLBACK, K.RETURN, K.REJECT,
              K.MERGE, K.HOLD, K.CLOSE, K.REOPEN, K.VOID, K.RETRACT)  # fmt: skip
    assert [kind for kind in needed if not taken[kind]] == []
    assert checked(desk, clock.at) == []


def test_what_was_taken_back_counts_neither_as_an_answer_nor_as_a_refusal(workspace: Workspace) -> None:
    def counted() -> tuple[int, int]:
        with workspace.read() as connection:
            found = statistics(connection, day, day, workspace.clock())
            expected = recompute(connection, day, day, workspace.clock())
        assert (found.responded.part, found.responded.whole) == expected.responded
        assert dict(found.refusals) == expected.refusals
        return found.responded.part, sum(found.refusals.values())

    day = workspace.clock().date()
    answered, returned = make_issue(workspace), make_issue(workspace, "路灯不亮")
    with workspace.write(Intent.MOVE_ISSUE) as unit:
        take_step(unit, answered, K.SELF_HANDLE)
        words = take_step(unit, answered, K.FEEDBACK, text="修好了")
        take_step(unit, returned, K.SELF_HANDLE)
        take_step(unit, returned, K.DISPATCH, data={"lead": unit.desk.org_id.hex()})
        data = {"reason": "不属本单位", "duty": "某局", "basis": "三定方案"}
        back = take_step(unit, returned, K.RETURN, data=data)
    assert counted() == (1, 1)
    with workspace.write(Intent.MOVE_ISSUE) as unit:
        withdrawn = take_back(unit, answered, words)
        take_back(unit, returned, back)
    assert counted() == (0, 0)
    with workspace.write(Intent.MOVE_ISSUE) as unit:
        take_back(unit, answered, withdrawn)
    assert counted() == (1, 0)
