"""Whatever sequence of steps the screens offer: the table says what any order of the events folds to."""

from __future__ import annotations

from random import Random

import pytest

from gridtui.domain.issues.issue_events import EventKind as K
from gridtui.domain.issues.issue_flow import fold
from gridtui.domain.issues.issue_steps import allowed
from gridtui.storage.derived.issue_state import events_of
from gridtui.storage.store.checking import check_store
from gridtui.storage.tables import Issue
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issue_moves import take_back, take_step
from tests.domain.issue_histories import GOOD_DATA, UNHAPPY
from tests.makers import make_issue, stored

STEPS = 14
KEPT = (K.REGISTERED, K.MERGE, K.SEPARATE, K.LINK, K.UNLINK)
"""Steps whose other side would have to be taken back too."""
LEFT_TO_WHISTLES = (K.WHISTLE, K.WHISTLE_STEP, K.WHISTLE_END)
SAID = {
    K.PASS_VERIFY: {"resolved": "resolved"},
    K.FEEDBACK: {},
    K.CORRECT: {"field": "title", "old": "", "new": "漏水"},
}


def data_of(kind: K, chance: Random, workspace: Workspace, other: bytes) -> dict[str, object]:
    if kind is K.CALLBACK:
        return dict(chance.choice((GOOD_DATA[kind], UNHAPPY, {"reached": False})))
    if kind is K.DISPATCH:
        return {"lead": workspace.desk.org_id.hex()}
    if kind in (K.MERGE, K.LINK, K.UNLINK):
        return {"into" if kind is K.MERGE else "other": other.hex()}
    return dict(SAID.get(kind, GOOD_DATA.get(kind, {"reason": "有理由"})))


@pytest.mark.parametrize("seed", range(6))
def test_any_walk_the_screens_allow_is_one_state_in_any_order(desk: Workspace, seed: int) -> None:
    chance, issue, other = Random(seed), make_issue(desk, "漏水"), make_issue(desk, "停水")
    for _ in range(STEPS):
        with desk.read() as connection:
            status = fold(events_of(connection, [issue])[issue])
        level, org = int(desk.desk.level), desk.desk.org_id
        kinds = [step.kind for step in allowed(status, level=level, org_id=org)]
        kinds = [kind for kind in kinds if kind not in LEFT_TO_WHISTLES]
        if K.LINK in kinds and (other in status.links or other == status.merged_into):
            kinds.remove(K.LINK)
        with desk.write("move_issue") as unit:
            if status.live[-1].kind not in KEPT and chance.random() < 0.2:
                take_back(unit, issue, status.live[-1].id)
                continue
            kind = chance.choice(kinds)
            take_step(unit, issue, kind, text="说明", data=data_of(kind, chance, desk, other))
    with desk.read() as connection:
        events = events_of(connection, [issue])[issue]
        assert check_store(connection).problems == []
    row = stored(desk, Issue, issue)
    for _ in range(3):
        chance.shuffle(events)
        status = fold(events)
        assert (row["state"], row["is_open"]) == (status.state.value, status.is_open)
        kept = (status.live, status.retracted, status.suggestions, status.ignored)
        assert sum(map(len, kept)) == len(events) and not status.suggestions
