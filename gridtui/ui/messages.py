"""What screens tell the app: requests to open a place, and facts about the store.

Screens know no other screen: they post one of these and ``navigation`` says where it leads. The fields
of a request are the arguments of the screen that answers it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.message import Message

from gridtui.ui.aims import NO_AIM, Aim

if TYPE_CHECKING:
    from datetime import date

    from gridtui.domain.places.organisation import OrgDraft
    from gridtui.queries.issues.issues import IssueFilter
    from gridtui.queries.issues.whistles import WhistleFilter


@dataclass
class OpenRequest(Message):
    """Base of the requests to open a place on top of this one."""

    def arguments(self) -> dict[str, Any]:
        """Return the fields by name: the keyword arguments of the screen to open."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass
class OpenHousehold(OpenRequest):
    """Show a household 户."""

    household_id: bytes


@dataclass
class OpenResident(OpenRequest):
    """Show a resident 居民."""

    resident_id: bytes


@dataclass
class OpenIssue(OpenRequest):
    """Show an issue 诉求 and its events; ``step`` offers at once what can be done with it."""

    issue_id: bytes
    step: bool = False


@dataclass
class OpenAttachments(OpenRequest):
    """Show the files 附件 of an issue."""

    issue_id: bytes


@dataclass
class OpenIssues(OpenRequest):
    """Show the list of issues that fit a filter."""

    filter: IssueFilter | None = None


@dataclass
class OpenBoard(OpenRequest):
    """Show the board 看板: the issues by state."""


@dataclass
class OpenRound(OpenRequest):
    """Go through the issues of a state one after the other: ``pending_verify`` or ``pending_callback``."""

    state: str


@dataclass
class OpenGrid(OpenRequest):
    """Show a grid 网格."""

    grid_id: bytes


@dataclass
class OpenBuilding(OpenRequest):
    """Show a building 楼栋."""

    building_id: bytes


@dataclass
class OpenChart(OpenRequest):
    """Show the chart 楼栋图 of a building."""

    building_id: bytes


@dataclass
class NewVisit(OpenRequest):
    """Take down a visit 走访 to a household; ``issue_id`` where it looks at the outcome of an issue."""

    household_id: bytes
    issue_id: bytes | None = None


@dataclass
class EditVisit(OpenRequest):
    """Change what was taken down of a visit."""

    visit_id: bytes


@dataclass
class OpenSchedule(OpenRequest):
    """Show how often each kind of household is visited, to change it."""


@dataclass
class OpenWalk(OpenRequest):
    """Show the stair-walk sheet 扫楼单 of a building, to print or to type back."""

    building_id: bytes


@dataclass
class OpenWhistles(OpenRequest):
    """Show the whistle book 吹哨, of one issue or of all; ``rows`` keeps those behind a figure."""

    issue_id: bytes | None = None
    rows: WhistleFilter | None = None


@dataclass
class OpenWhistle(OpenRequest):
    """Show one whistle, its units and its steps; ``step`` offers at once what can be done with it."""

    whistle_id: bytes
    step: bool = False


@dataclass
class NewWhistle(OpenRequest):
    """Draft a whistle from an issue."""

    issue_id: bytes


@dataclass
class OpenLimits(OpenRequest):
    """Show the limits 期限 in force."""


@dataclass
class OpenCalendar(OpenRequest):
    """Show the working calendar 工作日历 of a year, of this year where it is 0."""

    year: int = 0


@dataclass
class OpenDiaries(OpenRequest):
    """Show the days of the diary 民情日志."""


@dataclass
class OpenDiary(OpenRequest):
    """Show one day of the diary: that entry, else the operator's own of that day, today without one."""

    entry_id: bytes | None = None
    day: date | None = None


@dataclass
class OpenHot(OpenRequest):
    """Show the hot issues 热点: the matters that several residents raised."""


@dataclass
class OpenHotGroup(OpenRequest):
    """Show the hot group that an issue is in."""

    issue_id: bytes


@dataclass
class OpenConflicts(OpenRequest):
    """Show the records that two desks edited at once 冲突."""


@dataclass
class OpenParallels(OpenRequest):
    """Show the records of which two desks changed different fields 并行修改."""


@dataclass
class OpenGaps(OpenRequest):
    """Show the gaps 缺口 of one kind, of every kind where it is empty."""

    kind: str = ""


@dataclass
class HandOver(OpenRequest):
    """Hand over everything the person of an assignment has."""

    assignment_id: bytes


@dataclass
class OpenUpkeep(OpenRequest):
    """Show the form of a record, new where ``record_id`` is None.

    ``noun`` is a table's name (``household``, ``resident``, ``building``, ``grid``); ``parent_id`` is the
    record a new one belongs to, of a household its building or its door. ``aim`` is what it is opened for.
    """

    noun: str
    record_id: bytes | None = None
    parent_id: bytes | None = None
    aim: Aim = NO_AIM


@dataclass
class OpenTwins(OpenRequest):
    """Show the records that may be one person or household."""


@dataclass
class CompareTwins(OpenRequest):
    """Show two records of a noun side by side, to join them; ``reason`` says why they may be one (marked)."""

    noun: str
    first_id: bytes
    second_id: bytes
    reason: str = ""


@dataclass
class NewIssue(OpenRequest):
    """Take down an issue, its place filled in as far as it is known."""

    building_id: bytes | None = None
    household_id: bytes | None = None
    resident_id: bytes | None = None
    dwelling_id: bytes | None = None


@dataclass
class ShowHistory(OpenRequest):
    """Show who changed what in a record; ``table`` is the table's name."""

    table: str
    record_id: bytes


@dataclass
class ShowLooks(OpenRequest):
    """Show who looked at a record."""

    record_id: bytes


@dataclass
class ExportPerson(OpenRequest):
    """Hand out everything about a resident as a file."""

    resident_id: bytes


@dataclass
class OpenErasure(OpenRequest):
    """Show what erasing a resident would take away, and do it there."""

    resident_id: bytes


@dataclass
class OpenReview(OpenRequest):
    """Show what is due for review, of one kind or of all."""

    kind: str = ""


@dataclass
class OpenDataSheet(OpenRequest):
    """Show of every personal field its purpose, its class and how long it is kept."""


@dataclass
class OpenImport(OpenRequest):
    """Read a file in; without one the screen asks for it.

    ``kind`` is a code of ``interchange.kinds.Kind`` as which it is read, "" where that is found out.
    """

    file: Path | None = None
    kind: str = ""


@dataclass
class ExportList(OpenRequest):
    """Hand out what a list shows, or what is marked in it, as a file.

    ``kind`` is a code of ``interchange.kinds.Kind``; ``words`` say what the list is narrowed to. ``page`` is
    the list's own query and ``filter`` what it is asked with; ``ids`` are the marked records alone. Without
    any of them every record of the kind is meant. The rows' ``id`` must be that of a record of the kind
    (residents for ``people``).
    """

    kind: str
    words: str = ""
    page: Callable[..., Sequence[Any]] | None = None
    filter: object | None = None
    ids: tuple[bytes, ...] = ()


@dataclass
class KeepSample(OpenRequest):
    """Keep the sample as a store of one's own; ``store`` is where the usual one lies."""

    store: Path


@dataclass
class OpenSearch(OpenRequest):
    """Find anything, starting with this text."""

    text: str = ""


@dataclass
class OpenArea(Message):
    """Go to an area 今日、诉求 … by its key in ``navigation.AREAS``."""

    area: str


@dataclass
class StoreChanged(Message, bubble=False):
    """The store was changed here; posted to every screen after each write, undo and redo."""

    intent: str


@dataclass
class ChangedElsewhere(Message, bubble=False):
    """Another program on the same shared store changed records; posted to every screen.

    ``records`` is None where nobody said which; ``step`` is the step that did it, where it was one.
    """

    records: frozenset[bytes] | None
    step: bytes | None


@dataclass
class UnlockAsked(Message):
    """Somebody typed the passphrase of the store."""

    passphrase: str = field(repr=False)


@dataclass
class StoreAsked(Message):
    """Somebody filled in what a new store needs.

    ``org`` carries the values of the organisation, ``then`` is the area to go to, ``place`` what is opened
    there at once.
    """

    org: OrgDraft
    operator_name: str
    passphrase: str = field(repr=False)
    then: str
    place: OpenRequest | None = None


class SampleAsked(Message):
    """Somebody wants to look around in the sample store."""
