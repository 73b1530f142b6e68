"""What erasing a person takes away: which fields of which records, and for which reasons it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from gridtui.domain.issues.issue_states import RefusalReason
from gridtui.domain.words.vocabulary import Vocabulary, plain
from gridtui.words import mark

WHOLE: Final = frozenset(("resident", "service_tag"))
"""Nouns that are about one person alone: every field is emptied and the record is gone."""

EMPTIED: Final[Mapping[str, tuple[str, ...]]] = {
    "household": ("code", "note"),
    "assignment": ("person_name", "phone", "sex", "note", "resident_id", "household_id"),
    "issue": ("reporter_name", "reporter_phone", "title", "text", "place", "resident_id"),
    "issue_event": ("text",),
    "visit": ("problem", "measures", "result", "resident_id"),
    "promise": ("text", "outcome", "resident_id"),
    "whistle": ("title", "text"),
    "hot_decision": ("title",),
    "report_case": ("title", "text"),
    "attachment": ("name", "digest"),
    "member_unit": ("phone",),
    "report_in": ("phone",),
    "wish": ("text",),
    "team": ("phone",),
    "activity": ("safety_phone",),
    "sign_in": ("person_name", "resident_id"),
    "opinion": ("speaker_name",),
    "mediation": ("title", "summary", "agreement", "follow_up"),
    "party": ("person_name", "claim", "resident_id"),
    "mediation_session": ("words",),
    "property_company": ("phone",),
    "worker": ("phone",),
}
"""Noun → the fields that are emptied in records that go on without the person.

A household is emptied with its last person only. Of an issue, a visit, a promise and a post there remain
when, where (the building and the door), which kind and what came of it, so that counts and rates hold. An
attachment without a digest has no bytes any more.
"""

KEPT_OF_EVENTS: Final = frozenset(
    ("anonymous", "urgent", "owner_org", "owner_level", "to", "to_level", "lead", "assists", "until",
     "amount", "unit", "whistle", "step", "unit_org", "grade", "resolved", "satisfaction", "justified",
     "closure_kind", "reached", "into", "from", "target", "count", "duty", "basis",
     "units", "purpose", "ruling", "rater")
)  # fmt: skip
"""Keys of an event's data that say where an issue stands; every other one may hold somebody's words."""

REMOVED: Final = "……"
"""Stands in a diary where the person's name, number or words were."""

_SHORTEST_NAME, _SHORTEST_NUMBER, _SHORTEST_TEXT = 2, 6, 8


class ErasureReason(Vocabulary):
    """Why a person is erased; the code travels, so it can hold nothing of the person's."""

    ASKED = "asked", mark("本人要求删除"), "本人要求", "要求删除"
    CONSENT = "consent", mark("撤回同意")
    MOVED = "moved", mark("已迁出，不再需要"), "迁出", "已迁出"
    DIED = "died", mark("已去世，不再需要"), "去世", "死亡", "已去世"
    EXPIRED = "expired", mark("保存期已满"), "到期", "期满"
    MISTAKEN = "mistaken", mark("误录"), "录错"
    OTHER = "other", mark("其他原因"), "其他"


def kept_event_data(kind: str, data: Mapping[str, object]) -> dict[str, object]:
    """Return what remains of an event's data: where the issue stands, in codes, ids, days and numbers."""
    kept = {name: value for name, value in data.items() if name in KEPT_OF_EVENTS}
    reason = data.get("reason")
    if kind == "reject" and isinstance(reason, str) and RefusalReason.has(reason):
        kept["reason"] = reason
    return kept


def telling_words(names: Iterable[str], numbers: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Return the words that tell a person where they stand in other texts, longest first.

    Single characters and short phrases tell nobody: they would blank what is about others.
    """
    found = {name.strip() for name in names if len(name.strip()) >= _SHORTEST_NAME}
    found |= {number.strip() for number in numbers if len(number.strip()) >= _SHORTEST_NUMBER}
    found |= {text.strip() for text in texts if len(text.strip()) >= _SHORTEST_TEXT}
    return sorted(found, key=lambda word: (-len(word), word))


def without(text: str, words: Iterable[str]) -> str:
    """Return the text with each of the words replaced."""
    for word in words:
        text = text.replace(word, REMOVED)
    return text


def mentions(text: str, words: Iterable[str]) -> bool:
    """Say whether one of the words stands in the text, however it is spaced or spelled in width."""
    flat = plain(text)
    return any(plain(word) in flat for word in words)
