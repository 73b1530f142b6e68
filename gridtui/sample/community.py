"""Filling a store with the sample: 翠湖西路第二支部, its grids and buildings, its people and their issues."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.actors import Operator as Person
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.limits import default_limits
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.intents import Intent
from gridtui.sample.burdens import request_rows
from gridtui.sample.families import household_sizes, make_family
from gridtui.sample.filling import Tables, fill, foundation, place_branch
from gridtui.sample.intake import Neighbourhood, callers_of, take_down
from gridtui.sample.issues import IssueMaker, IssueRows
from gridtui.sample.matters import common_matters
from gridtui.sample.names import Numbers
from gridtui.sample.needs import make_needs
from gridtui.sample.office_times import OfficeTimes
from gridtui.sample.places import Places, Row, make_places
from gridtui.sample.roster import Actor, Cast, make_cast, make_roster
from gridtui.sample.together import make_together
from gridtui.sample.visits import VisitRows, make_visits
from gridtui.sample.whistles import whistle_rows
from gridtui.storage.derived.calendars import shipped_calendar
from gridtui.storage.tables import (
    Assignment,
    Building,
    Dwelling,
    FormRequest,
    Household,
    Issue,
    IssueEvent,
    Promise,
    Resident,
    ServiceTag,
    Unit,
    Visit,
    Whistle,
)
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issue_events import append_event
from gridtui.usecases.issues import register_issue

HOUSEHOLDS, RESIDENTS, ISSUES = 1_500, 4_000, 800
DAYS = 548
"""Eighteen months of issues."""

Progress = Callable[[int, int], None]


@dataclass
class Sample:
    """Every record of the sample as rows for the write gate."""

    places: Places
    cast: Cast
    households: list[Row] = field(default_factory=list)
    residents: list[Row] = field(default_factory=list)
    needs: list[Row] = field(default_factory=list)
    roster: list[Row] = field(default_factory=list)
    issues: IssueRows = field(default_factory=lambda: IssueRows([], []))
    visits: VisitRows = field(default_factory=VisitRows)
    requests: list[Row] = field(default_factory=list)
    together: Tables = ()

    def steps(self) -> Sequence[Tables]:
        """Return the rows in steps: the places, the people, the issues, the visits, what is done together."""
        places = self.places
        return (
            (
                *foundation(places, self.cast),
                (Building, places.buildings),
                (Unit, places.units),
                (Dwelling, places.dwellings),
            ),
            (
                (Household, self.households),
                (Resident, self.residents),
                (ServiceTag, self.needs),
                (Assignment, self.roster),
            ),
            (
                (Issue, self.issues.issues),
                (Whistle, whistle_rows(self.issues.events)),
                (IssueEvent, self.issues.events),
            ),
            (
                (Visit, self.visits.visits),
                (Promise, self.visits.promises),
                (FormRequest, self.requests),
            ),
            self.together,
        )


def build_sample(workspace: Workspace, *, seed: int, now: datetime, progress: Progress | None = None) -> None:
    """Fill a new store with the sample, the same for the same seed and ``now``.

    ``progress`` is told records written and records in all. The filling cannot be undone; the last two
    steps are ordinary ones, so that undo has something to show.
    """
    rng = Random(seed)
    sample = make_sample(rng, workspace.ids, workspace.desk.org_id, workspace.operator, now)
    _fill(workspace, sample, progress)
    _latest_steps(workspace, rng, sample, now)


def make_sample(
    rng: Random, ids: Callable[[], bytes], branch_id: RecordId, operator: Person, now: datetime
) -> Sample:
    """Return every record of the sample but the last issue; ``operator`` is the secretary at this desk."""
    today = local_date(now)
    secretary = Actor(operator.id, operator.name, branch_id, Level.BRANCH)
    places = make_places(rng, ids, branch_id)
    sample = Sample(places, make_cast(rng, ids, places, secretary))
    numbers = Numbers()
    families = _families(rng, ids, numbers, places, today)
    sample.households = [household for household, _ in families]
    sample.residents = [person for _, people in families for person in people]
    sample.needs = make_needs(rng, ids, [people for _, people in families], today)
    sample.roster = make_roster(
        rng, ids, numbers, places, sample.cast, _by(sample.residents, "building_id"), today
    )
    calendar = shipped_calendar()
    maker = IssueMaker(
        rng,
        ids,
        neighbourhood(sample, branch_id, today),
        OfficeTimes(calendar, now, DAYS),
        default_limits(),
        calendar,
    )
    sample.issues = maker.make(ISSUES - 1)
    sample.visits = _visits(rng, ids, sample, today)
    # With chance of its own, so that nothing else of the sample depends on it.
    sample.requests = request_rows(Random(today.toordinal()), ids, branch_id, today)
    sample.together = make_together(
        rng, ids, branch_id, places.community_id, sample.issues.issues, places.buildings, today
    )
    return sample


def neighbourhood(sample: Sample, branch_id: RecordId, today: date) -> Neighbourhood:
    """Return whom and what issues may be about."""
    people = _by(sample.residents, "household_id")
    callers = callers_of(sample.places.dwellings, sample.households, people, today)
    return Neighbourhood(branch_id, sample.cast, sample.places.buildings, callers)


def _families(
    rng: Random, ids: Callable[[], bytes], numbers: Numbers, places: Places, today: date
) -> list[tuple[Row, list[Row]]]:
    homes = places.homes()
    empty = set(rng.sample(range(len(homes)), len(homes) - HOUSEHOLDS))
    for at in sorted(empty):
        homes[at]["occupancy"] = "vacant"
    taken = [home for at, home in enumerate(homes) if at not in empty]
    sizes = household_sizes(rng, HOUSEHOLDS, RESIDENTS)
    return [
        make_family(rng, ids, numbers, home, size, today) for home, size in zip(taken, sizes, strict=True)
    ]


def _visits(rng: Random, ids: Callable[[], bytes], sample: Sample, today: date) -> VisitRows:
    """Return the visits to everybody who still lives there."""
    living = [person for person in sample.residents if "moved_out_on" not in person]
    at_home = {person["household_id"] for person in living}
    needing = {need["resident_id"] for need in sample.needs}
    needy = {person["household_id"] for person in living if person["id"] in needing}
    homes = [home for home in sample.households if home["id"] in at_home]
    workers = {
        building["id"]: sample.cast.workers[building["grid_id"]] for building in sample.places.buildings
    }
    return make_visits(rng, ids, homes, needy, workers, today)


def _fill(workspace: Workspace, sample: Sample, progress: Progress | None) -> None:
    steps = sample.steps()
    total, done = sum(len(rows) for tables in steps for _, rows in tables), 0

    def told(count: int) -> None:
        nonlocal done
        done += count
        if progress is not None:
            progress(done, total)

    for tables in steps:
        fill(workspace, tables, told)
    place_branch(workspace, sample.places.community_id)


def _latest_steps(workspace: Workspace, rng: Random, sample: Sample, now: datetime) -> None:
    home = neighbourhood(sample, workspace.desk.org_id, local_date(now))
    leak = common_matters().things[0]
    row = take_down(rng, workspace.ids, home, matter=leak, patrols=False).row
    draft = IssueDraft(**{name: value for name, value in row.items() if name != "id"}, registered_at=now)
    with workspace.write(Intent.REGISTER_ISSUE.value) as unit:
        issue_id = register_issue(unit, draft)
        number = unit.label
    with workspace.write(Intent.MOVE_ISSUE.value, label=number) as unit:
        append_event(unit, issue_id, EventKind.SELF_HANDLE, at=now)


def _by(rows: Iterable[Row], key: str) -> dict[bytes, list[Row]]:
    found: dict[bytes, list[Row]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return found
