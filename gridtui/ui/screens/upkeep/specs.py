"""The fields of every form of upkeep, noun by noun, in the order in which they are filled in.

Titles, choices and words come from the domain; a form adds what it checks and offers by field name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from gridtui.domain.changes.actors import Level
from gridtui.domain.people.assignment import Role
from gridtui.domain.people.household import HouseholdKind
from gridtui.domain.people.resident import (
    EDUCATION,
    ETHNICITIES,
    MARRIAGE,
    OCCUPATIONS,
    POLITICS,
    RELATIONS,
    ResidenceState,
    ResidentKind,
    Sex,
)
from gridtui.domain.people.service_tag import ServiceNeed
from gridtui.domain.places.building import BuildingKind, DwellingUse, Occupancy
from gridtui.domain.words.field_titles import field_title
from gridtui.domain.words.vocabulary import WordList
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.words import mark


@dataclass(frozen=True, slots=True)
class Item:
    """A field before its form is made.

    ``name`` is the table's column, or a name of the form's own with a ``title``; ``only`` keeps the field
    to ``new`` or ``edit``; ``options`` are those of ``FieldSpec``; ``words`` are offered while one types,
    any other text may stand there too.
    """

    name: str
    options: dict[str, Any]
    title: str = ""
    only: str = ""
    words: WordList | None = None

    def spec(self, noun: str, **more: Any) -> FieldSpec:
        """Return the specification of the field, with what the form adds."""
        title = self.title or field_title(noun, self.name)
        return FieldSpec(name=self.name, title=title, **{**self.options, **more})


def _item(name: str, *, title: str = "", only: str = "", **options: Any) -> Item:
    return Item(name, options, title, only)


def _words(name: str, words: WordList, **options: Any) -> Item:
    return Item(name, {"kind": "suggest", "free": True, "width": 22, **options}, words=words)


DOOR_RULE = mark("门牌规则")
_OPEN = mark("空着就是还在任")
_NAMES = mark("写名称、编码或拼音首字母，从下面选")

_LEVELS = tuple((str(int(level)), level.label) for level in Level if level is not Level.GRID)

ORG: Final = (
    _item("name", required=True, max_length=200),
    _item("short_name", width=22),
    _item("level", kind="choice", choices=_LEVELS, required=True),
    _item("division_code", width=22, hint=mark("12 位区划代码；支部写所在社区的")),
    _item("parent_id", kind="suggest", hint=_NAMES),
    _item("external_ids", width=30),
)

GRID: Final = (
    _item("name", required=True, max_length=200),
    _item("code", width=22, hint=mark("空着就按社区 12 位加 3 位顺排")),
    _item("org_id", kind="suggest", pinned=True, hint=_NAMES),
    _item("branch_id", kind="suggest", pinned=True, hint=mark("覆盖这个网格的居民区党支部")),
    _item("boundary", kind="long", lines=2, prose=True, hint=mark("东、南、西、北各到哪里")),
    _item("external_ids", width=30, hint=mark("别的系统里的编号")),
    _item("size_note", prose=True, max_length=200, hint=mark("不在 300–500 户时写明原因，缺口里就不再提")),
    _item("closed_on", kind="date", only="edit", hint=mark("撤销网格时填，空着就是还在用")),
)

BUILDING: Final = (
    _item("grid_id", kind="suggest", pinned=True, hint=_NAMES),
    _item(
        "courtyard_id", title=mark("庭院"), kind="suggest", pinned=True, hint=mark("有庭院或居民小组的才填")
    ),
    _item("label", width=12, hint=mark("门牌 3-2-501 的楼栋号是 3")),
    _item("name", hint=mark("空着就叫几栋")),
    _item("kind", kind="choice", choices=BuildingKind.choices(), pinned=True),
    _item("floors", width=8),
    _item("built_year", width=8),
    _item(
        "doors",
        title=DOOR_RULE,
        only="new",
        max_length=200,
        hint=mark("例如 3 单元 × 7 层 × 2 户，1 层商铺；空着就以后再生成"),
    ),
    _item("address", max_length=200),
    _item("external_ids", width=30),
    _item("note", kind="long", lines=2, prose=True),
)

COURTYARD: Final = (
    _item("name", required=True, max_length=200),
    _item("grid_id", kind="suggest", pinned=True, hint=mark("在哪个网格里；跨网格的空着")),
    _item("org_id", kind="suggest", pinned=True, hint=_NAMES),
)

SPLIT: Final = (
    _item("buildings", title=mark("划走的楼栋"), required=True, max_length=200,
          hint=mark("例如 5-8栋、11栋、综合楼")),
    _item("name", title=mark("新网格名称"), required=True, max_length=200),
    _item("code", width=22, title=mark("新网格编码"), hint=mark("空着就按社区 12 位加 3 位顺排")),
    _item("boundary", title=mark("新网格四至"), kind="long", lines=2, prose=True,
          hint=mark("东、南、西、北各到哪里")),
)  # fmt: skip

DOORS: Final = (_item("doors", title=DOOR_RULE, required=True, max_length=200),)

HOUSEHOLD: Final = (
    _item("building_id", kind="suggest", pinned=True, hint=mark("写楼栋号或名称，从下面选；空着就看门牌")),
    _item("door", title=mark("门牌"), required=True, width=18,
          hint=mark("3-2-501；选了楼栋可写 2-501 或 501")),
    _item("kind", kind="choice", choices=HouseholdKind.choices(), pinned=True),
    _item("occupancy", kind="choice", choices=Occupancy.choices(),
          title=field_title("dwelling", "occupancy")),
    _item("use", kind="choice", choices=DwellingUse.choices(), title=field_title("dwelling", "use")),
    _item("code", width=22),
    _item("note", kind="long", lines=2, prose=True),
)  # fmt: skip

RESIDENT: Final = (
    _item("household_id", kind="suggest", pinned=True, hint=mark("写门牌、姓名或电话尾号，从下面选")),
    _item("name", required=True, max_length=200),
    _words("relation", RELATIONS, hint=mark("写字或首字母：hz 户主，po 配偶")),
    _item("id_number", kind="id", hint=mark("写完自动填出生日期和性别")),
    _item("sex", kind="choice", choices=Sex.choices()),
    _item("birth_date", kind="date", width=14),
    _item("phone", kind="phone", width=30, hint=mark("多个号码用分号 ; 隔开")),
    _item("residence_state", kind="choice", choices=ResidenceState.choices()),
    _item("kind", kind="choice", choices=ResidentKind.choices()),
    _words("politics", POLITICS),
    _words("ethnicity", ETHNICITIES),
    _words("education", EDUCATION),
    _words("marriage", MARRIAGE),
    _words("occupation", OCCUPATIONS),
    _item("registered_address"),
    _item("actual_address", hint=mark("和门牌不一样时才写")),
    _item("moved_in_on", kind="date", only="edit"),
    _item("moved_out_on", kind="date", only="edit"),
    _item("moved_to", only="edit"),
    _item("died_on", kind="date", only="edit"),
    _item("note", kind="long", lines=2, prose=True),
)

_DOOR = (
    _item("building_id", kind="suggest", title=mark("楼栋"), hint=mark("空着就看门牌")),
    _item(
        "door", title=mark("门牌"), required=True, width=18, hint=mark("3-2-501；选了楼栋可写 2-501 或 501")
    ),
)
_MOVED_ON = _item("on", kind="date", title=mark("日期"), required=True)
_PEOPLE = _item("people", title=mark("哪些人"), required=True, max_length=200, hint=mark("姓名用顿号隔开"))
_TO_HOUSEHOLD = (
    _item("household_id", kind="suggest", title=mark("搬到哪一户"), required=True,
          hint=mark("写门牌、姓名或电话尾号，从下面选")),
    Item("relation", {"kind": "suggest", "free": True, "width": 22}, field_title("resident", "relation"),
         words=RELATIONS),
    _MOVED_ON,
)  # fmt: skip

MOVE_HOUSEHOLD: Final = (*_DOOR, _MOVED_ON)

SPLIT_HOUSEHOLD: Final = (
    _PEOPLE,
    _item(
        "head", kind="suggest", title=mark("新户户主"), hint=mark("空着就是写在前面的人"), free=True, width=22
    ),
    *_DOOR,
    _MOVED_ON,
)

MOVE_PERSON: Final = _TO_HOUSEHOLD

MOVE_OUT: Final = (
    _PEOPLE,
    _item("moved_out_on", kind="date", title=field_title("resident", "moved_out_on"), required=True),
    _item("moved_to", title=field_title("resident", "moved_to"), max_length=200),
)

DEATH: Final = (_item("died_on", kind="date", title=field_title("resident", "died_on"), required=True),)

ASSIGNMENT: Final = (
    _item("role", kind="choice", choices=Role.choices(), required=True, pinned=True),
    _item("place", kind="suggest", title=mark("任职地点"), required=True, pinned=True,
          hint=mark("网格、楼栋、门牌或组织；几栋楼写 11-13栋")),
    _item("person_name", kind="suggest", free=True, required=True,
          hint=mark("本地居民可从下面选，也可直接写姓名")),
    _item("phone", kind="phone", width=30),
    _item("sex", kind="choice", choices=Sex.choices()),
    _item("from_on", kind="date", pinned=True),
    _item("to_on", kind="date", past=False, hint=_OPEN),
    _item("note", kind="long", lines=2, prose=True),
)  # fmt: skip

SERVICE_TAG: Final = (
    _item("tag", kind="choice", choices=ServiceNeed.choices(), required=True),
    _item("purpose", required=True, hint=mark("为了提供什么服务")),
    _item("basis", required=True, hint=mark("本人申请、证件或政策文件")),
    _item("consent_on", kind="date", required=True),
    _item("guardian_consent", kind="check"),
    _item("review_on", kind="date", past=False, required=True, hint=mark("到那天再确认还需不需要")),
)

PROMISE: Final = (
    _item("text", required=True, prose=True, max_length=40_000, hint=mark("答应了这一户什么")),
    _item("due_on", kind="date", past=False, required=True, hint=mark("到那天会提醒：5、3-5、+7")),
    _item("owner_name", width=24, max_length=200, hint=mark("空着就是自己")),
    _item("done_on", kind="date", only="edit", hint=mark("兑现了就填，空着就是还没兑现")),
    _item("outcome", prose=True, only="edit", max_length=40_000),
)

ITEMS: Final[dict[str, Sequence[Item]]] = {
    "org": ORG, "grid": GRID, "courtyard": COURTYARD, "split": SPLIT, "building": BUILDING, "doors": DOORS,
    "household": HOUSEHOLD, "resident": RESIDENT,
    "assignment": ASSIGNMENT, "service_tag": SERVICE_TAG, "promise": PROMISE,
    "move_household": MOVE_HOUSEHOLD, "split_household": SPLIT_HOUSEHOLD, "move_person": MOVE_PERSON,
    "move_in": MOVE_PERSON, "move_out": MOVE_OUT, "death": DEATH,
}  # fmt: skip
"""Noun → its fields."""
