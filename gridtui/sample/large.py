"""A store of any size for the bench, from the same generators, written in pieces: memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from random import Random

from gridtui.domain.changes.actors import Level
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_states import ClosureKind, Resolution
from gridtui.domain.words.dates import local_date
from gridtui.sample.community import DAYS, Progress
from gridtui.sample.families import household_sizes, make_family
from gridtui.sample.filling import Tables, fill, foundation, place_branch
from gridtui.sample.histories import Script, Step, Story, event_rows
from gridtui.sample.intake import Caller, Neighbourhood, Taken, callers_of, take_down
from gridtui.sample.names import Numbers
from gridtui.sample.office_times import OfficeTimes
from gridtui.sample.places import Places, Row, building_row, make_foundation, staircases
from gridtui.sample.roster import Actor, Cast, make_cast
from gridtui.storage.derived.calendars import shipped_calendar
from gridtui.storage.tables import Building, Dwelling, Household, Issue, IssueEvent, Resident, Unit
from gridtui.storage.workspace import Workspace

_FLOORS, _UNITS, _DOORS = 11, 2, 4
_HOMES = _FLOORS * _UNITS * _DOORS
_RESIDENTS_PER_BUILDING = 240
_BUILDINGS_AT_ONCE = 24
_ISSUES_AT_ONCE = 3_000
_CALLERS_KEPT = 12
"""Of each building, so that memory does not grow with the residents."""
_UNTOUCHED, _BEGUN, _CLOSED_AT_ONCE, _CLOSED = 0.05, 0.10, 0.55, 0.82
"""Cumulated shares of how far issues have come, with one, two, two and three events; the rest have four."""


def build_large(
    workspace: Workspace, *, residents: int, issues: int, seed: int, progress: Progress | None = None
) -> None:
    """Fill a new store with ``residents`` people and ``issues`` issues of one to four events each.

    ``progress`` is told residents and issues done, and how many there will be.
    """
    rng, total = Random(seed), residents + issues
    now = workspace.clock()
    places = make_foundation(workspace.ids, workspace.desk.org_id)
    operator = workspace.operator
    secretary = Actor(operator.id, operator.name, workspace.desk.org_id, Level.BRANCH)
    cast = make_cast(rng, workspace.ids, places, secretary)
    fill(workspace, foundation(places, cast))
    place_branch(workspace, places.community_id)
    told = progress if progress is not None else _untold
    home = _people(
        workspace,
        rng,
        places,
        cast,
        residents,
        local_date(now),
        lambda done: told(done, total),
    )
    times = OfficeTimes(shipped_calendar(), now, DAYS)
    for done, chunk in _issue_chunks(rng, workspace.ids, home, times, issues):
        fill(workspace, chunk)
        told(residents + done, total)


def _untold(_done: int, _total: int) -> None:
    """Tell nobody."""


def _people(
    workspace: Workspace,
    rng: Random,
    places: Places,
    cast: Cast,
    residents: int,
    today: date,
    told: Callable[[int], None],
) -> Neighbourhood:
    """Write buildings full of people; return them with some callers of each."""
    numbers, done, label = Numbers(), 0, 0
    buildings: list[Row] = []
    callers: dict[bytes, list[Caller]] = {}
    while done < residents:
        piece = _Piece()
        for _ in range(_BUILDINGS_AT_ONCE):
            count = min(_RESIDENTS_PER_BUILDING, residents - done)
            if not count:
                break
            label, done = label + 1, done + count
            building = building_row(rng, workspace.ids(), label, _FLOORS, workspace.desk.org_id)
            building["grid_id"] = places.grids[label % len(places.grids)]["id"]
            piece.fill(rng, workspace.ids, numbers, building, count, today)
        fill(workspace, piece.tables())
        buildings += piece.buildings
        callers |= piece.some_callers(today)
        told(done)
    return Neighbourhood(workspace.desk.org_id, cast, buildings, callers)


class _Piece:
    """The rows of some buildings."""

    def __init__(self) -> None:
        self.buildings: list[Row] = []
        self.units: list[Row] = []
        self.dwellings: list[Row] = []
        self.households: list[Row] = []
        self.people: dict[bytes, list[Row]] = {}

    def fill(
        self,
        rng: Random,
        ids: Callable[[], bytes],
        numbers: Numbers,
        building: Row,
        residents: int,
        today: date,
    ) -> None:
        """Add a building with so many residents."""
        self.buildings.append(building)
        homes: list[Row] = []
        for unit, dwellings in staircases(rng, ids, building, _UNITS, _DOORS):
            self.units.append(unit)
            homes += dwellings
        self.dwellings += homes
        households = min(_HOMES, max(1, residents * 3 // 8))
        for home, size in zip(homes, household_sizes(rng, households, residents), strict=False):
            household, people = make_family(rng, ids, numbers, home, size, today)
            self.households.append(household)
            self.people[household["id"]] = people

    def tables(self) -> Tables:
        """Return the rows by table, parents first."""
        residents = [person for people in self.people.values() for person in people]
        return (
            (Building, self.buildings),
            (Unit, self.units),
            (Dwelling, self.dwellings),
            (Household, self.households),
            (Resident, residents),
        )

    def some_callers(self, today: date) -> dict[bytes, list[Caller]]:
        """Return a few callers of each building, with nothing but what an issue takes from them."""
        found = callers_of(self.dwellings, self.households, self.people, today)
        return {
            building_id: [_slim(caller) for caller in callers[:_CALLERS_KEPT]]
            for building_id, callers in found.items()
        }


def _slim(caller: Caller) -> Caller:
    names = ("id", "household_id", "name", "phone")
    return caller._replace(resident={name: caller.resident[name] for name in names})


def _issue_chunks(
    rng: Random, ids: Callable[[], bytes], home: Neighbourhood, times: OfficeTimes, issues: int
) -> Iterator[tuple[int, Tables]]:
    """Yield how many issues there are so far, and the rows of the next ones, oldest first."""
    rows: list[Row] = []
    events: list[Row] = []
    place, serial = -1, 0
    for number in range(1, issues + 1):
        day = (number - 1) * times.last // issues
        place, serial = (day, 1) if day != place else (place, serial + 1)
        taken = take_down(rng, ids, home)
        story = Story(taken.row["id"], times, rng, ids)
        at = story.begin(taken.first, place)
        story.play(_short_script(rng, taken))
        number_of_day = f"{times.day(place):%Y%m%d}-{serial:04d}"
        taken.row.update(registered_at=at, number=number_of_day)
        rows.append(taken.row)
        events += event_rows(story, taken.row["building_id"])
        if len(rows) == _ISSUES_AT_ONCE or number == issues:
            yield number, ((Issue, rows), (IssueEvent, events))
            rows, events = [], []


def _short_script(rng: Random, taken: Taken) -> Script:
    """Return up to three steps after the registration."""
    chance, worker = rng.random(), taken.worker
    if chance < _UNTOUCHED:
        return []
    begun = Step(EventKind.SELF_HANDLE, 0, worker)
    if chance < _BEGUN:
        return [begun]
    answered = Step(EventKind.FEEDBACK, rng.randint(0, 4), worker, taken.matter.answered(rng, taken.telling))
    closed = Step(
        EventKind.CLOSE,
        1,
        worker,
        "",
        {"closure_kind": ClosureKind.SUBSTANTIVE.value, "resolved": Resolution.RESOLVED.value},
    )
    if chance < _CLOSED_AT_ONCE:
        return [closed]
    return [begun, closed] if chance < _CLOSED else [begun, answered, closed]
