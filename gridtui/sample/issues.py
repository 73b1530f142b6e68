"""The eight hundred issues of the sample: every state, every flag, and the dates that home is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, auto
from random import Random

from gridtui.domain.issues.deadline import due
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.domain.issues.limits import LimitTable
from gridtui.domain.issues.working_calendar import WorkingCalendar
from gridtui.domain.words.dates import local_date
from gridtui.sample.histories import Script, Step, Story, event_rows, span
from gridtui.sample.intake import Caller, Neighbourhood, Taken, take_down
from gridtui.sample.matters import HOT_CHARGING, HOT_NOISE, Matter
from gridtui.sample.office_times import OfficeTimes
from gridtui.sample.places import Ids, Row
from gridtui.sample.scripts import Teller

K = EventKind
HOT_BUILDINGS = ("2", "3", "4", "5")
CHARGING_HOUSEHOLDS, NOISE_HOUSEHOLDS = 9, 6
_COLD_DAYS = 32
_ATTEMPTS = 12
_LONGEST_OPEN = 45
_RECENT = 70
_ANONYMOUS_SHARE, _URGENT_SHARE = 0.05, 0.06


class Due(Enum):
    """How an open issue's clock stands now."""

    LATER = auto()
    AMBER = auto()
    TODAY = auto()
    OVERDUE = auto()
    STILL = auto()
    COLD = auto()


Way = Callable[[Teller], Script]


def _untouched(_teller: Teller) -> Script:
    return []


def _waiting_above(teller: Teller) -> Script:
    return teller.up(street=teller.rng.random() < 0.5)


def _waiting_unit(teller: Teller) -> Script:
    return [*teller.take_on(), *teller.dispatch()]


def _working(teller: Teller) -> Script:
    return [*teller.to_work(), *(teller.note(0) if teller.rng.random() < 0.4 else [])]


def _verifying(teller: Teller) -> Script:
    return [*teller.to_work(), *teller.feedback()]


def _calling(teller: Teller) -> Script:
    return [*_verifying(teller), *teller.verified()]


def _unreached(teller: Teller) -> Script:
    return [*_calling(teller), Step(K.CALLBACK, 1, teller.owner, "电话未接，改日再打", {"reached": False})]


def _closed(teller: Teller) -> Script:
    return teller.ended()


def _reopened(teller: Teller) -> Script:
    return [*_calling(teller), *teller.called_back(), *teller.reopened()]


def _archived(teller: Teller) -> Script:
    return [*_closed(teller), *teller.archived()]


def _closed_again(teller: Teller) -> Script:
    return [*_reopened(teller), *teller.feedback(), *teller.verified(), *teller.called_back()]


def _accepted_after_all(teller: Teller) -> Script:
    return [
        *teller.rejected(),
        *teller.reopened(),
        *teller.feedback(),
        *teller.verified(),
        *teller.called_back(),
    ]


_NEVER_ANONYMOUS = (_calling, _unreached, _reopened)

_OPEN: tuple[tuple[Way, Due, int], ...] = (
    (_untouched, Due.OVERDUE, 1),
    (_untouched, Due.TODAY, 1),
    (_untouched, Due.AMBER, 1),
    (_untouched, Due.LATER, 4),
    (lambda teller: teller.urgent(), Due.LATER, 1),
    (_waiting_above, Due.OVERDUE, 1),
    (_waiting_above, Due.LATER, 2),
    (_waiting_unit, Due.AMBER, 1),
    (_waiting_unit, Due.LATER, 2),
    (lambda teller: teller.returned(), Due.LATER, 1),
    (_working, Due.OVERDUE, 3),
    (_working, Due.TODAY, 2),
    (_working, Due.AMBER, 5),
    (_working, Due.LATER, 14),
    (lambda teller: [*_working(teller), *teller.urgent()], Due.LATER, 2),
    (lambda teller: [*teller.take_on(), *teller.held()], Due.COLD, 4),
    (lambda teller: [*_working(teller), *teller.held()], Due.STILL, 2),
    (lambda teller: [*_working(teller), *teller.extension_asked()], Due.LATER, 3),
    (lambda teller: [*_working(teller), *teller.extended()], Due.LATER, 2),
    (lambda teller: [*_working(teller), *teller.whistle()], Due.LATER, 2),
    (lambda teller: [*_working(teller), *teller.supervised()], Due.OVERDUE, 1),
    (lambda teller: [*_working(teller), *teller.supervised()], Due.AMBER, 2),
    (lambda teller: [*_verifying(teller), *teller.failed()], Due.LATER, 2),
    (_reopened, Due.LATER, 2),
    (_verifying, Due.LATER, 6),
    (_calling, Due.OVERDUE, 1),
    (_calling, Due.TODAY, 1),
    (_calling, Due.LATER, 2),
    (_unreached, Due.LATER, 1),
)
_ENDED: tuple[tuple[Way, int], ...] = (
    (lambda teller: teller.rejected(), 18),
    (lambda teller: teller.voided(), 12),
    (_closed_again, 8),
    (_accepted_after_all, 3),
    (_archived, 290),
    (_closed, 0),
)
"""What is left of the total is closed."""


@dataclass
class IssueRows:
    """Issues and their events, ready for the write gate: both in order of time."""

    issues: list[Row]
    events: list[Row]


class IssueMaker:
    """Makes issues whose clocks stand as wanted at ``times.now``."""

    def __init__(
        self,
        rng: Random,
        ids: Ids,
        home: Neighbourhood,
        times: OfficeTimes,
        limits: LimitTable,
        calendar: WorkingCalendar,
    ) -> None:
        self.rng, self.ids, self.home, self.times = rng, ids, home, times
        self.limits, self.calendar = limits, calendar
        self.today = local_date(times.now)
        self.made: list[tuple[Row, Story]] = []

    def make(self, total: int) -> IssueRows:
        """Return ``total`` issues, numbered by day."""
        self._hot_charging()
        self._hot_noise()
        for way, wanted, count in _OPEN:
            for _ in range(count):
                self._open(way, wanted)
        for way, count in _ENDED:
            for at in range(count or total - len(self.made)):
                self._ended(way, recent=way is _closed and at % 5 < 3)
        return self._rows(self.made[:total])

    def _rows(self, made: Sequence[tuple[Row, Story]]) -> IssueRows:
        in_time = sorted(made, key=lambda pair: pair[1].events[0].at)
        used: dict[date, int] = {}
        for row, story in in_time:
            row["registered_at"] = story.events[0].at
            day = local_date(story.events[0].at)
            used[day] = used.get(day, 0) + 1
            row["number"] = f"{day:%Y%m%d}-{used[day]:03d}"
        events = [event for row, story in in_time for event in event_rows(story, row["building_id"])]
        events.sort(key=lambda event: event["at"])
        return IssueRows([row for row, _ in in_time], events)

    def _taken(
        self,
        matter: Matter | None = None,
        *,
        anonymous: bool | None = None,
        building: Row | None = None,
        caller: Caller | None = None,
    ) -> tuple[Taken, Teller]:
        nameless = self.rng.random() < _ANONYMOUS_SHARE
        taken = take_down(
            self.rng,
            self.ids,
            self.home,
            matter=matter,
            building=building,
            caller=caller,
            anonymous=nameless if anonymous is None else anonymous,
            urgent=self.rng.random() < _URGENT_SHARE,
            patrols=caller is None,
        )
        return taken, Teller.of(self.rng, self.home.cast, taken)

    def _told(self, taken: Taken, script: Script, place: int) -> Story:
        story = Story(taken.row["id"], self.times, self.rng, self.ids)
        story.begin(taken.first, place)
        story.play(script)
        return story

    def _ended(self, way: Way, *, recent: bool) -> None:
        taken, teller = self._taken()
        if teller.anonymous and way in (_closed_again, _accepted_after_all):
            taken, teller = self._taken(anonymous=False)
        script = way(teller)
        latest = self.times.last - span(script) - 1
        earliest = max(0, latest - _RECENT) if recent else 0
        self.made.append(
            (taken.row, self._told(taken, script, self.rng.randint(earliest, max(earliest, latest))))
        )

    def _open(self, way: Way, wanted: Due) -> None:
        best: tuple[Row, Story] | None = None
        for _ in range(_ATTEMPTS):
            taken, teller = self._taken(anonymous=False if way in _NEVER_ANONYMOUS else None)
            script, found = way(teller), None
            # Not everything that is overdue has been so since yesterday.
            left = self.rng.randint(1, 4) if wanted is Due.OVERDUE else 1
            for days in self._waits(wanted, span(script)):
                story = self._told(taken, script, max(0, self.times.last - days))
                best = best or (taken.row, story)
                if self._fits(story.status(), taken, wanted):
                    found, left = story, left - 1
                    if not left:
                        break
            if found is not None:
                self.made.append((taken.row, found))
                return
        if best is not None:
            self.made.append(best)

    def _waits(self, wanted: Due, least: int) -> Iterable[int]:
        """Return how many working days ago it may have begun, the likeliest first."""
        waits = list(range(least, least + _LONGEST_OPEN))
        if wanted is Due.LATER or wanted is Due.STILL:
            waits = waits[:12]
            self.rng.shuffle(waits)
        return waits

    def _fits(self, status: IssueStatus, taken: Taken, wanted: Due) -> bool:
        clocks = due(
            status, self.limits, self.calendar, nature=taken.nature.value, category=taken.matter.code
        )
        now = self.times.now
        if wanted is Due.COLD or wanted is Due.STILL:
            idle = now - (status.last_event_at or now) > timedelta(days=_COLD_DAYS)
            return clocks.due_at is None and idle is (wanted is Due.COLD)
        return self._standing(clocks.due_at, clocks.amber_at) is wanted

    def _standing(self, due_at: datetime | None, amber_at: datetime | None) -> Due:
        now = self.times.now
        if due_at is None:
            return Due.LATER
        if due_at < now:
            return Due.OVERDUE
        if local_date(due_at) == self.today:
            return Due.TODAY
        return Due.AMBER if amber_at is not None and amber_at <= now else Due.LATER

    def _hot_charging(self) -> None:
        buildings = [building for building in self.home.buildings if building["label"] in HOT_BUILDINGS]
        callers = [
            (building, caller)
            for at in range(CHARGING_HOUSEHOLDS)
            for building in (buildings[at % len(buildings)],)
            for caller in (self._neighbour(building, at),)
        ]
        self._hot(HOT_CHARGING, callers, days=11, merged=3, closed=2)

    def _hot_noise(self) -> None:
        buildings = self.home.buildings[-NOISE_HOUSEHOLDS - 8 :]
        callers = [
            (building, self._neighbour(building, at))
            for at, building in enumerate(self.rng.sample(list(buildings), NOISE_HOUSEHOLDS))
        ]
        self._hot(HOT_NOISE, callers, days=8, merged=2, closed=1)

    def _neighbour(self, building: Row, at: int) -> Caller:
        """Return a caller of a building, of another household each time."""
        callers = self.home.callers[building["id"]]
        households = list(dict.fromkeys(caller.resident["household_id"] for caller in callers))
        chosen = households[(7 * at + 3) % len(households)]
        return next(caller for caller in callers if caller.resident["household_id"] == chosen)

    def _hot(
        self, matter: Matter, callers: Sequence[tuple[Row, Caller]], *, days: int, merged: int, closed: int
    ) -> None:
        """Let several households raise one matter; some are merged into the first, some are dealt with."""
        first: Story | None = None
        for at, (building, caller) in enumerate(callers):
            taken, teller = self._taken(matter, anonymous=False, building=building, caller=caller)
            place = self.times.last - days + at
            if len(callers) - at <= closed:
                script = [
                    *teller.take_on(),
                    *teller.feedback()[-1:],
                    *teller.verified(),
                    *teller.called_back(),
                ]
                place = self.times.last - days - 6 - span(script)
            else:
                script = teller.take_on()
            story = self._told(taken, script, place)
            if first is None:
                first = story
            elif at <= merged:
                self._merge(story, first)
            self.made.append((taken.row, story))

    def _merge(self, story: Story, into: Story) -> None:
        at = max(story.events[-1].at, into.events[-1].at) + timedelta(minutes=self.rng.randint(5, 50))
        at = min(at, self.times.now)
        secretary = self.home.cast.secretary
        story.write(Step(K.MERGE, 0, secretary, "同一件事", {"into": into.issue_id.hex()}), at)
        into.write(Step(K.MERGE, 0, secretary, "同一件事", {"from": story.issue_id.hex()}), at)
