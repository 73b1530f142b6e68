"""Hot issues 热点: the same matter raised by several residents, found without labels.

Records are told apart by their words (pairs of characters and numbers, the rarer the weightier), kept
together only where they happened within ``SPAN`` of each other and name no different places of one kind, and
joined to the group whose members they resemble on average, so that a chain of half-likenesses makes no group.
A record is put once; adding one more costs the records that share a rare word with it, not the whole.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gridtui.domain.ids import RecordId
from gridtui.domain.tokens import text_tokens

SPAN = timedelta(days=365)
"""Records further apart than this are not the same matter."""

ALIKE = 0.22
"""The least mean likeness (cosine, 0 to 1) of a record to the members of the group it joins."""

MOST_WORDS = 60
_TELLING = 14
_COMPARED = 40
_MEMBERS = 12
_HOLDERS = 120
_TITLE_WEIGHT = 1.5
_RECENT = 30.0


_DISTRICT = re.compile(r"([A-Z]?[0-9]{1,3}|[A-Z]|[\u4e00-\u9fff]{2})(?<![小社片园校景地])(市|区|县|镇|乡|村)")


@dataclass(frozen=True, slots=True)
class Raised:
    """One issue as it counts here: ``key`` is its id, ``resident`` tells reporters apart where known."""

    key: RecordId
    title: str
    text: str
    place: str
    at: datetime
    resident: Hashable = None


@dataclass(slots=True)
class HotGroup:
    """Issues about one matter; ``members`` in the order in which they were raised."""

    members: list[Raised] = field(default_factory=list)

    @property
    def residents(self) -> int:
        """How many reporters there are; every record without a known one counts for one."""
        known = {each.resident for each in self.members if each.resident is not None}
        return len(known) + sum(each.resident is None for each in self.members)

    @property
    def began(self) -> datetime:
        """When it was raised first."""
        return min(each.at for each in self.members)

    @property
    def last(self) -> datetime:
        """When it was raised last."""
        return max(each.at for each in self.members)

    @property
    def place(self) -> str:
        """The place most of the records name."""
        places = Counter(each.place for each in self.members if each.place)
        return places.most_common(1)[0][0] if places else ""

    def heat(self, now: datetime) -> float:
        """Return what groups are ranked by: residents first, then how lately, then how often again."""
        idle = max(0.0, (now - self.last).total_seconds() / 86_400)
        again = len(self.members) - self.residents
        return self.residents * (0.5 + 0.5 * math.exp(-idle / _RECENT)) + 0.25 * math.log1p(again)


class HotIndex:
    """All records and the groups they make; ``add`` keeps both up to date."""

    def __init__(self, records: Iterable[Raised] = ()) -> None:
        self._words: list[dict[str, float]] = []
        self._records: list[Raised] = []
        self._districts: list[dict[str, set[str]]] = []
        self._counts: Counter[str] = Counter()
        self._holders: dict[str, list[int]] = defaultdict(list)
        self._group_of: list[int] = []
        self._groups: dict[int, list[int]] = {}
        waiting = sorted(records, key=lambda each: each.at)
        for record in waiting:
            self._index(record)
        self._sizes = [self._size(words) for words in self._words]
        for place in range(len(self._records)):
            self._place(place)

    def add(self, record: Raised) -> None:
        """Put one more record into the group it belongs to."""
        self._index(record)
        self._sizes.append(self._size(self._words[-1]))
        self._place(len(self._records) - 1)

    def groups(self, now: datetime, *, least: int = 2, limit: int | None = None) -> list[HotGroup]:
        """Return the groups of at least ``least`` residents, hottest first."""
        found = [
            HotGroup(sorted((self._records[place] for place in places), key=lambda each: each.at))
            for places in self._groups.values()
            if len(places) >= least
        ]
        several = [group for group in found if group.residents >= least]
        return sorted(several, key=lambda group: (-group.heat(now), group.began))[:limit]

    def title(self, group: HotGroup) -> str:
        """Return the title of the member most like the others."""
        places = {id(record): place for place, record in enumerate(self._records)}
        mine = [places[id(member)] for member in group.members][:_COMPARED]
        best = max(mine, key=lambda one: (sum(self._likeness(one, other) for other in mine), -one))
        return self._records[best].title or self._records[best].text[:40]

    def _index(self, record: Raised) -> None:
        words: dict[str, float] = {}
        for word in _words(f"{record.title} {record.place}"):
            words[word] = _TITLE_WEIGHT
        for word in _words(record.text):
            if len(words) >= MOST_WORDS:
                break
            words.setdefault(word, 1.0)
        self._records.append(record)
        self._words.append(words)
        self._counts.update(words.keys())
        self._districts.append(_districts(f"{record.title} {record.place}"))

    def _weight(self, word: str) -> float:
        return math.log1p(len(self._records) / (self._counts[word] + 0.5))

    def _size(self, words: dict[str, float]) -> float:
        return math.sqrt(sum((times * self._weight(word)) ** 2 for word, times in words.items()))

    def _likeness(self, one: int, other: int) -> float:
        left, right = self._words[one], self._words[other]
        shared = sum(left[w] * right[w] * self._weight(w) ** 2 for w in left.keys() & right.keys())
        return shared / (self._sizes[one] * self._sizes[other]) if shared else 0.0

    def _place(self, place: int) -> None:
        """Join the group it resembles most on average, or begin one."""
        best, likest = place, ALIKE
        for group in self._near(place):
            members = self._groups[group][-_MEMBERS:]
            apart = self._records[place].at - self._records[members[-1]].at > SPAN
            if apart or _elsewhere(self._districts[place], self._districts[members[-1]]):
                continue
            mean = sum(self._likeness(place, member) for member in members) / len(members)
            if mean > likest:
                best, likest = group, mean
        self._group_of.append(best)
        self._groups.setdefault(best, []).append(place)
        for word in self._words[place]:
            self._holders[word].append(place)

    def _near(self, place: int) -> Sequence[int]:
        """Return the groups of earlier records that share two telling words, or one very rare one."""
        words = self._words[place]
        telling = sorted((w for w in words if w in self._holders), key=lambda w: self._counts[w])
        shared: Counter[int] = Counter()
        for word in telling[:_TELLING]:
            shared.update(self._holders[word][-_HOLDERS:])
        likely = (other for other, times in shared.most_common(_COMPARED) if times > 1)
        return list(dict.fromkeys(self._group_of[other] for other in likely))


def _words(text: str) -> list[str]:
    return [word for word in text_tokens(text[:300]) if len(word) > 1 and word[0] != "_"]


def _districts(text: str) -> dict[str, set[str]]:
    """Return the administrative places a text names, by kind: ``{"区": {"官渡"}}``."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, kind in _DISTRICT.findall(text):
        found["区" if kind == "县" else kind].add(name[-2:])
    return found


def _elsewhere(one: dict[str, set[str]], other: dict[str, set[str]]) -> bool:
    """Whether two texts name places of one kind and none of them is the same."""
    return any(one[kind].isdisjoint(other[kind]) for kind in one.keys() & other.keys())
