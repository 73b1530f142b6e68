"""Which papers there are: of what they are, what they are called, and what stands on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gridtui.domain.together.catalogue import BY_NAME
from gridtui.domain.together.nouns import Attribute, Kind, Noun, Privacy
from gridtui.words import mark

_PERSONS = ("resident", "household")


@dataclass(frozen=True, slots=True)
class Part:
    """A table on a paper: the records of ``noun`` whose ``attribute`` names the paper's record.

    ``columns`` are attributes with their widths in millimetres. ``total`` is an attribute in hours that is
    added up over the records in which the date ``counted_by`` stands; ``total_title`` (marked) says so.
    """

    noun: str
    attribute: str
    columns: tuple[tuple[str, int], ...]
    total: str = ""
    counted_by: str = ""
    total_title: str = ""

    @property
    def declared(self) -> Noun:
        """What its records are."""
        return BY_NAME[self.noun]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of one record of ``noun``; ``title`` and ``signature`` are marked.

    ``facts`` are attributes of the record; long texts among them stand below the others under a heading.
    ``needs`` is the fact without which there is no paper, and the sentence (marked) that says so.
    ``of_members``: its tables are about the members that the organisation of the record sent, too.
    """

    noun: str
    title: str
    facts: tuple[str, ...]
    parts: tuple[Part, ...]
    signature: str
    needs: tuple[str, str] = ("", "")
    of_members: bool = False

    @property
    def declared(self) -> Noun:
        """What its record is."""
        return BY_NAME[self.noun]

    @property
    def short(self) -> tuple[Attribute, ...]:
        """The facts that stand in the table at its head."""
        return tuple(each for each in self._attributes if each.kind is not Kind.LONG)

    @property
    def long(self) -> tuple[Attribute, ...]:
        """The facts that stand under a heading each."""
        return tuple(each for each in self._attributes if each.kind is Kind.LONG)

    @property
    def _attributes(self) -> tuple[Attribute, ...]:
        return tuple(self.declared.by_name[name] for name in self.facts)


def tells_of_persons(each: Attribute) -> bool:
    """Whether an attribute stands on a paper only for a reason."""
    return each.privacy is Privacy.IDENTITY or each.refers in _PERSONS


_DECISION = (("title", 62), ("owner_name", 24), ("member_unit_id", 36), ("due_on", 26))

_CONFIRMED = mark("支部已确认的时长合计（小时）")
_SEAL = mark("报到的居民区党组织（盖章）：________   日期：________")

_ALL = (
    Paper(
        "meeting",
        mark("会议纪要"),
        ("org_id", "title", "held_on", "planned_on", "place", "chair_role", "chair_name", "present",
         "minutes"),
        (
            Part("attendance", "meeting_id", (("member_unit_id", 62), ("person_name", 32), ("role", 32),
                                              ("present", 22))),
            Part("agenda_item", "meeting_id", (("place", 14), ("title", 62), ("outcome", 72))),
            Part("decision", "meeting_id", _DECISION),
        ),
        mark("主持人：________   记录人：________   日期：________"),
    ),
    Paper(
        "deliberation",
        mark("协商纪要"),
        ("org_id", "title", "kind", "held_on", "planned_on", "grid_id", "building_id", "place",
         "host_name", "present", "participants", "conclusion", "dissent"),
        (
            Part("opinion", "deliberation_id", (("text", 116), ("speaker_name", 32))),
            Part("decision", "deliberation_id", _DECISION),
        ),
        mark("主持人：________   记录人：________   居民代表：________   日期：________"),
    ),
    Paper(
        "mediation",
        mark("调解协议书"),
        ("org_id", "title", "kind", "found_on", "building_id", "place", "people", "mediator_name",
         "agreed_on", "perform_by", "summary", "agreement"),
        (
            Part("party", "mediation_id", (("side", 24), ("person_name", 44), ("claim", 80))),
        ),
        mark("甲方：________   乙方：________   调解员：________   日期：________"),
        ("agreed_on", mark("还没有达成协议，写不了调解协议书")),
    ),
    Paper(
        "inspection",
        mark("联合检查表"),
        ("org_id", "compound_id", "inspected_on", "units", "due_on", "done_on", "note"),
        (
            Part("inspection_item", "inspection_id", (("place", 14), ("title", 54), ("result", 22),
                                                      ("finding", 58))),
        ),
        mark("检查人：________   物业公司：________   日期：________"),
    ),
    Paper(
        "report_in",
        mark("服务证明"),
        ("org_id", "kind", "name", "unit_name", "unit_id", "reported_on", "confirmed_on", "until"),
        (
            Part("claim", "report_in_id", (("project_id", 44), ("wish_id", 44), ("state", 20),
                                           ("claimed_on", 20), ("done_on", 20))),
            Part("service_log", "report_in_id", (("served_on", 24), ("what", 70), ("minutes", 22),
                                                 ("confirmed_on", 32)),
                 "minutes", "confirmed_on", _CONFIRMED),
        ),
        _SEAL,
    ),
    Paper(
        "activity",
        mark("签到表"),
        ("org_id", "title", "team_id", "held_on", "planned_on", "place", "minutes", "present", "insurance",
         "safety_name", "safety_phone"),
        (
            Part("sign_in", "activity_id", (("person_name", 36), ("way", 28), ("minutes", 22),
                                            ("note", 62))),
        ),
        mark("服务队：________   安全联系人：________   日期：________"),
    ),
    Paper(
        "project",
        mark("项目档案"),
        ("org_id", "title", "state", "demand_id", "resource_id", "decision_id", "member_unit_id",
         "owner_name", "started_on", "due_on", "finished_on", "cost", "result", "note"),
        (
            Part("project_step", "project_id", (("place", 14), ("title", 62), ("owner_name", 24),
                                                ("due_on", 24), ("done_on", 24))),
            Part("acceptance", "project_id", (("issue_id", 50), ("accepted_on", 26), ("outcome", 22),
                                              ("words", 50))),
        ),
        mark("负责人：________   居民代表：________   日期：________"),
    ),
)  # fmt: skip

PAPERS: Final[Mapping[str, Paper]] = {each.noun: each for each in _ALL}
"""Noun → its paper."""

UNIT_REPORT: Final = Paper(
    "report_in",
    mark("双报告（报所在单位）"),
    ("org_id", "name", "unit_name", "unit_kind", "reported_on", "confirmed_on", "until"),
    (
        Part("report_in", "unit_id", (("name", 44), ("skills", 56), ("reported_on", 24),
                                      ("confirmed_on", 24))),
        Part("claim", "report_in_id", (("report_in_id", 34), ("project_id", 38), ("wish_id", 38),
                                       ("state", 18), ("done_on", 20))),
        Part("service_log", "report_in_id", (("report_in_id", 34), ("served_on", 22), ("what", 48),
                                             ("minutes", 18), ("confirmed_on", 26)),
             "minutes", "confirmed_on", _CONFIRMED),
    ),
    _SEAL,
    of_members=True,
)  # fmt: skip
"""The paper of an organisation that reported in: its members stand in the order in which they did."""

BY_CODE: Final[Mapping[str, Paper]] = {**PAPERS, "unit_report": UNIT_REPORT}
"""What a paper is asked for by → the paper: the noun of its record, but for the report to a unit."""
