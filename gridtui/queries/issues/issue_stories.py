"""What happened with an issue, sentence by sentence, for screens and for paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gridtui.domain.issues.issue_events import Event, EventKind, read_id
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.domain.issues.issue_timeline import attached_sentence, sentence
from gridtui.domain.words.sentences import Sentence
from gridtui.queries.issues.attachments import Attached
from gridtui.queries.issues.issues import IssueDetail
from gridtui.words import mark


class Told(NamedTuple):
    """One step as a sentence, and the remark behind it where it does not count."""

    words: Sentence
    remark: Sentence | None = None


def story(detail: IssueDetail) -> list[Told]:
    """Return every event in order, and when files were added; what does not count says so."""
    events = sorted(_events(detail.status), key=lambda pair: (pair[0].stamp, pair[0].id))
    known = {event.id: event for event, _ in events}
    told, added = [], list(detail.attached)
    for event, remark in events:
        while added and added[0].stamp < event.stamp:
            told.append(_added(added.pop(0)))
        taken_back = read_id(event.data.get("target")) if event.kind is EventKind.RETRACT else None
        words = sentence(event, detail.names, known.get(taken_back) if taken_back else None)
        told.append(Told(words, remark))
    return [*told, *map(_added, added)]


def _added(files: Attached) -> Told:
    return Told(attached_sentence(files.actor_name, files.at, files.number))


def _events(status: IssueStatus) -> Iterator[tuple[Event, Sentence | None]]:
    yield from ((event, None) for event in status.live)
    yield from ((event, Sentence(mark("（已撤回）"))) for event in status.retracted)
    yield from ((event, Sentence(mark("（只是建议）"))) for event in status.suggestions)
    for ignored in status.ignored:
        yield ignored.event, Sentence(mark("（不算数：{why}）"), {"why": ignored.why})
