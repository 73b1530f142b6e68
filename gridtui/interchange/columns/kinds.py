"""The kinds of tables that go in and out, and the fields of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gridtui.domain.together.catalogue import BY_NAME, NOUNS
from gridtui.domain.words.vocabulary import Vocabulary, WordList
from gridtui.words import mark


class Kind(StrEnum):
    """What a row of a table stands for; the code is what the command line takes."""

    DIVISIONS = "divisions"
    GRIDS = "grids"
    BUILDINGS = "buildings"
    PEOPLE = "people"
    LEADERS = "leaders"
    ISSUES = "issues"
    LABELS = "labels"
    CALENDAR = "calendar"
    VISITS = "visits"
    PROMISES = "promises"
    ITEMS = "items"
    WHISTLES = "whistles"
    MEMBER_UNIT = "member_unit"
    MEETING = "meeting"
    ATTENDANCE = "attendance"
    RESOURCE = "resource"
    DEMAND = "demand"
    DEMAND_ISSUE = "demand_issue"
    MATCHING = "matching"
    REPORT_IN = "report_in"
    WISH = "wish"
    TEAM = "team"
    DELIBERATION = "deliberation"
    DELIBERATION_ISSUE = "deliberation_issue"
    OPINION = "opinion"
    DECISION = "decision"
    PROJECT = "project"
    AGENDA_ITEM = "agenda_item"
    PROJECT_STEP = "project_step"
    ACCEPTANCE = "acceptance"
    CLAIM = "claim"
    SERVICE_LOG = "service_log"
    ACTIVITY = "activity"
    SIGN_IN = "sign_in"
    MEDIATION = "mediation"
    PARTY = "party"
    MEDIATION_SESSION = "mediation_session"
    PROPERTY_COMPANY = "property_company"
    COMPOUND = "compound"
    COMPOUND_BUILDING = "compound_building"
    INSPECTION = "inspection"
    INSPECTION_ITEM = "inspection_item"
    RATING_RULE = "rating_rule"
    FACILITY = "facility"
    FACILITY_SERVICE = "facility_service"
    WORKER = "worker"
    CERTIFICATE = "certificate"
    TRAINING = "training"
    TRAINEE = "trainee"
    MENTORING = "mentoring"
    TEACHING_CASE = "teaching_case"

    @property
    def label(self) -> str:
        """The Chinese name of the kind."""
        return _KIND_LABELS[self]

    @property
    def is_declared(self) -> bool:
        """Whether it is a noun of working together, whose code is the kind's."""
        return self.value in BY_NAME

    @property
    def comes_in(self) -> bool:
        """Whether such a table is read in too, and not only handed out."""
        return self is not Kind.WHISTLES


_KIND_LABELS = {
    Kind.DIVISIONS: mark("区划"),
    Kind.GRIDS: mark("网格"),
    Kind.BUILDINGS: mark("楼栋"),
    Kind.PEOPLE: mark("居民"),
    Kind.LEADERS: mark("骨干"),
    Kind.ISSUES: mark("诉求"),
    Kind.LABELS: mark("类别对照"),
    Kind.CALENDAR: mark("工作日历"),
    Kind.VISITS: mark("走访"),
    Kind.PROMISES: mark("承诺"),
    Kind.ITEMS: mark("准入清单"),
    Kind.WHISTLES: mark("吹哨台账"),
    **{Kind(noun.name): noun.title for noun in NOUNS},
}


class Reads(StrEnum):
    """How a cell of a field is understood."""

    LINE = "line"
    PROSE = "prose"
    TEXT = "text"
    CODE = "code"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    DATE = "date"
    INSTANT = "instant"
    INTEGER = "integer"
    HOURS = "hours"
    """Hours as people write them, kept as minutes."""
    YES = "yes"
    WORD = "word"
    USUAL = "usual"
    NEEDS = "needs"
    LEVEL = "level"
    RECORD = "record"
    NOT_READ = "not_read"
    """Written by an export, worked out here, and so never taken from a file."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a row says.

    ``name`` is the draft's field where there is one; ``title`` (marked) is the column's name in exports;
    a name with a dot is one part of the field before it: ``registered_address.city``,
    ``details.开发商``. ``words`` is the vocabulary or word list of ``WORD`` and ``USUAL`` fields. ``told`` is
    how an export writes a field that is never read, where not as a line.
    """

    name: str
    title: str
    reads: Reads = Reads.LINE
    required: bool = False
    words: type[Vocabulary] | WordList | None = None
    told: Reads | None = None

    @property
    def whole(self) -> str:
        """The field that this is, or is a part of."""
        return self.name.partition(".")[0]


RECORD_FIELD = Field("id", mark("记录号"), Reads.RECORD)
"""In every export, so that a file that comes back is known again."""

REASON_TITLE = mark("退回原因")
"""The first column of a file of refused rows; ignored when it is imported again."""
