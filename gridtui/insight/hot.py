"""Hot issues 热点: the same matter raised by several residents, found without labels.

Records are told apart by their words (pairs of characters and numbers, the rarer the weightier). In order of
time each joins the group whose members it resembles on average, so that a chain of half-likenesses makes no
group; records far apart in time, or naming different places of one kind, are different matters. A record is
put once; adding one more costs the groups that share a rare word with it, not the whole. What people decided
is laid over the groups whenever they are asked for.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import repeat
from operator import mul
from typing import Final, TypeAlias

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.hot import Bonds, HotDecided, HotDecisionKind, returns_at
from gridtui.insight.hot_folding import Group, folded, meant
from gridtui.insight.hot_words import Places, elsewhere, named_places, same_place, told_words
from gridtui.insight.rarity import rarity

SPAN: Final = timedelta(days=365)
"""Records further apart than this are not the same matter."""

SPREAD: Final = timedelta(days=30)
"""So long after it began a matter is raised from further places: a power cut, not clutter on the stairs."""

ALIKE: Final = 0.25
"""The least mean likeness (cosine, 0 to 1) of a record to the members of the group it joins."""

ALIKE_HERE: Final = 0.18
"""The least likeness where both name one place: the place is evidence too, and its words are few."""

_TELLING, _COMPARED, _HOLDERS, _TITLED = 14, 12, 120, 40
_RECENT_DAYS = 30.0

Vector: TypeAlias = "tuple[array[int], array[float]]"
"""The words of a record by number, and the share of each in its length, which is 1."""


@dataclass(frozen=True, slots=True)
class Raised:
    """One issue as it counts here: ``key`` is its id, ``resident`` tells reporters apart where known."""

    key: RecordId
    title: str
    text: str
    place: str
    at: datetime
    resident: Hashable = None


@dataclass(frozen=True)
class HotGroup:
    """Issues about one matter; ``members`` in the order in which they were raised.

    ``title`` is that of the member most like the others, ``name`` what a person called the group;
    ``dismissed_at`` how many residents it had when it was dismissed, 0 where it was not.
    """

    members: Sequence[Raised]
    title: str = ""
    name: str = ""
    dismissed_at: int = 0

    @property
    def key(self) -> RecordId:
        """What tells the group from every other: its first issue."""
        return self.members[0].key

    @property
    def heading(self) -> str:
        """What it is called."""
        return self.name or self.title

    @property
    def ids(self) -> tuple[RecordId, ...]:
        """Its issues, as they were raised."""
        return tuple(each.key for each in self.members)

    @cached_property
    def residents(self) -> int:
        """How many reporters there are; every record without a known one counts for one."""
        known = {each.resident for each in self.members if each.resident is not None}
        return len(known) + sum(each.resident is None for each in self.members)

    @property
    def began(self) -> datetime:
        """When it was raised first."""
        return self.members[0].at

    @property
    def last(self) -> datetime:
        """When it was raised last."""
        return self.members[-1].at

    @cached_property
    def places(self) -> list[str]:
        """The places that the records name, that of most of them first."""
        return [
            place for place, _ in Counter(each.place for each in self.members if each.place).most_common()
        ]

    @property
    def place(self) -> str:
        """The place most of the records name."""
        return self.places[0] if self.places else ""

    @property
    def is_hidden(self) -> bool:
        """Whether it was dismissed and has not grown by enough residents since."""
        return bool(self.dismissed_at) and self.residents < returns_at(self.dismissed_at)

    def heat(self, now: datetime) -> float:
        """Return what groups are ordered by: residents first, then how lately, then how often again."""
        idle = max(0.0, (now - self.last).total_seconds() / 86_400)
        again = len(self.members) - self.residents
        return self.residents * (0.5 + 0.5 * math.exp(-idle / _RECENT_DAYS)) + 0.25 * math.log1p(again)


@dataclass(slots=True)
class _Matter:
    """A group as the words make it: its records by place, the sum of their vectors, its time and places."""

    members: list[int]
    sums: dict[int, float]
    first: datetime
    last: datetime
    named: Places
    places: set[str]


class HotIndex:
    """All records and the groups they make; ``put`` and ``remove`` keep both up to date."""

    def __init__(self, records: Iterable[Raised] = ()) -> None:
        self._numbers: dict[str, int] = {}
        self._counts: list[int] = []
        self._holders: list[dict[int, None]] = []
        self._records: list[Raised] = []
        self._vectors: list[Vector] = []
        self._places: dict[RecordId, int] = {}
        self._matter_of: list[int] = []
        self._matters: dict[int, _Matter] = {}
        self._counted = 0
        waiting = sorted(records, key=lambda each: (each.at, each.key))
        # All words are counted before the first is weighed.
        for record, words in [(each, self._learnt(each)) for each in waiting]:
            self._take_in(record, words)

    def __len__(self) -> int:
        return len(self._places)

    @property
    def latest(self) -> datetime | None:
        """When the last record was raised; None without any."""
        return max((self._records[place].at for place in self._places.values()), default=None)

    def put(self, record: Raised) -> None:
        """Take in one more record, in place of what is there under its key."""
        there = self._places.get(record.key)
        if there is not None and self._records[there] == record:
            return
        self.remove(record.key)
        self._take_in(record, self._learnt(record))

    def remove(self, key: RecordId) -> None:
        """Forget a record; nothing where it is not known."""
        place = self._places.pop(key, None)
        if place is None:
            return
        matter = self._matters[self._matter_of[place]]
        matter.members.remove(place)
        for number, weight in zip(*self._vectors[place], strict=True):
            self._counts[number] -= 1
            matter.sums[number] -= weight
        if not matter.members:
            del self._matters[self._matter_of[place]]
        self._counted -= 1

    def groups(
        self,
        now: datetime,
        decided: Collection[HotDecided] = (),
        *,
        least: int = 2,
        since: datetime | None = None,
        limit: int | None = None,
        with_hidden: bool = False,
    ) -> list[HotGroup]:
        """Return the groups of at least ``least`` residents as people decided them, hottest first.

        Those not raised ``since`` then are left out, and those that were dismissed unless ``with_hidden``.
        """
        found = [
            group
            for group in self._grouped(decided, least)
            if (with_hidden or not group.is_hidden) and (since is None or group.last >= since)
        ]
        found.sort(key=lambda group: (-group.heat(now), group.began, group.key))
        return [self._titled(group) for group in found[:limit]]

    def group_of(self, key: RecordId, decided: Collection[HotDecided] = ()) -> HotGroup | None:
        """Return the group that an issue is in, were it alone there; None where it is not known."""
        place = self._places.get(key)
        if place is None:
            return None
        return next((self._titled(each) for each in self._grouped(decided, 1, place)), None)

    def _grouped(
        self, decided: Collection[HotDecided], least: int, holding: int | None = None
    ) -> Iterator[HotGroup]:
        """Yield the groups of so many residents, or the one that holds a record; without their titles."""
        matters = {number: matter.members for number, matter in self._matters.items()}
        bonds = Bonds(decided)
        groups = folded(matters, self._key_of, self._places, self._matter_of, bonds, self._nearest)
        number_of = {
            self._key_of(place): number
            for number, group in enumerate(groups)
            if len(group) > 1
            for place in group
        }
        names = meant(decided, HotDecisionKind.NAME, number_of)
        dismissed = meant(decided, HotDecisionKind.DISMISS, number_of)
        for number, places in enumerate(groups):
            if len(places) < least or (holding is not None and holding not in places):
                continue
            members = sorted((self._records[place] for place in places), key=lambda each: (each.at, each.key))
            name = names[number].title if number in names else ""
            at = dismissed[number].residents if number in dismissed else 0
            group = HotGroup(tuple(members), name=name, dismissed_at=at)
            if group.residents >= least:
                yield group

    def _key_of(self, place: int) -> RecordId:
        return self._records[place].key

    def _titled(self, group: HotGroup) -> HotGroup:
        """Return a group with the title of the member most like the others, of the newest ones of many."""
        places = [self._places[each.key] for each in group.members[-_TITLED:]]
        sums: dict[int, float] = defaultdict(float)
        for place in places:
            _add(sums, self._vectors[place])
        best = max(places, key=lambda place: (_product(self._vectors[place], sums), -place))
        title = self._records[best].title or self._records[best].text[:40]
        return HotGroup(group.members, title, group.name, group.dismissed_at)

    def _learnt(self, record: Raised) -> dict[int, float]:
        """Count the words of a record; returns how much each counts, by number."""
        told = told_words(f"{record.title} {record.place}", record.text)
        words: dict[int, float] = {}
        for word, times in told.items():
            number = self._numbers.setdefault(word, len(self._counts))
            if number == len(self._counts):
                self._counts.append(0)
                self._holders.append({})
            self._counts[number] += 1
            words[number] = times
        self._counted += 1
        return words

    def _take_in(self, record: Raised, words: Mapping[int, float]) -> None:
        """Join the group that a record resembles most on average, or begin one."""
        vector = self._weighed(words)
        named = named_places(record.title)
        place = len(self._records)
        self._records.append(record)
        self._vectors.append(vector)
        self._places[record.key] = place
        best, likest = place, 1.0
        for number in self._near(vector[0]):
            matter = self._matters[number]
            if self._is_another(record, named, matter):
                continue
            least = ALIKE_HERE if same_place(named, matter.named) else ALIKE
            likeness = _product(vector, matter.sums) / len(matter.members) / least
            if likeness > likest:
                best, likest = number, likeness
        self._matter_of.append(best)
        matter = self._matters.setdefault(best, _Matter([], {}, record.at, record.at, {}, set()))
        matter.members.append(place)
        matter.first, matter.last = min(matter.first, record.at), max(matter.last, record.at)
        _add(matter.sums, vector)
        matter.places.add(record.place)
        for kind, names in named.items():
            matter.named.setdefault(kind, set()).update(names)
        for number in vector[0]:
            holders = self._holders[number]
            holders.pop(best, None)
            holders[best] = None
            if len(holders) > _HOLDERS:
                del holders[next(iter(holders))]

    @staticmethod
    def _is_another(record: Raised, named: Places, matter: _Matter) -> bool:
        """Whether time or place forbid that a record belongs to a group, whatever its words."""
        if record.at - matter.last > SPAN or matter.first - record.at > SPAN:
            return True
        here = not record.place or record.place in matter.places or matter.places == {""}
        return (not here and record.at - matter.first > SPREAD) or elsewhere(named, matter.named)

    def _weighed(self, words: Mapping[int, float]) -> Vector:
        weights = [times * rarity(self._counts[number], self._counted) for number, times in words.items()]
        size = math.sqrt(sum(map(mul, weights, weights))) or 1.0
        return array("I", words), array("f", [weight / size for weight in weights])

    def _near(self, words: Sequence[int]) -> list[int]:
        """Return the groups that share two of the rarest words."""
        held = [number for number in words if self._holders[number]]
        held.sort(key=self._counts.__getitem__)
        shared: Counter[int] = Counter()
        for number in held[:_TELLING]:
            shared.update(self._holders[number].keys())
        likely = [number for number, times in shared.items() if times > 1 and number in self._matters]
        if len(likely) > _COMPARED:
            likely.sort(key=lambda number: (-shared[number], -number))
        return likely[:_COMPARED]

    def _nearest(self, place: int, parts: Sequence[Group]) -> int:
        """Return which of several parts a record resembles most on average."""
        vector = self._vectors[place]
        means = []
        for part in parts:
            sums: dict[int, float] = defaultdict(float)
            for member in part:
                _add(sums, self._vectors[member])
            means.append(_product(vector, sums) / len(part))
        return means.index(max(means))


def _add(sums: dict[int, float], vector: Vector) -> None:
    for number, weight in zip(*vector, strict=True):
        sums[number] = sums.get(number, 0.0) + weight


def _product(vector: Vector, sums: Mapping[int, float]) -> float:
    """Return the sum of a record's likenesses to the records that were added up."""
    likeness: float = sum(map(mul, vector[1], map(sums.get, vector[0], repeat(0.0))))
    return likeness
