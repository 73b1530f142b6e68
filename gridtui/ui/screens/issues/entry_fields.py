"""The fields of the issue form, what fills them, and the draft they make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from gridtui.domain.issues.issue import IssueDraft, IssueNature, IssueSource, instant_on
from gridtui.domain.people.masking import looks_masked, mask_phone
from gridtui.domain.words.dates import local_date, parse_instant
from gridtui.domain.words.draft import LONG, SHORT
from gridtui.domain.words.identifiers import phone_problems
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.queries.issues.issue_places import PlaceKind
from gridtui.ui.kit.field_specs import FieldSpec, Suggestion
from gridtui.ui.screens.issues.suggesting import Suggester, read_place
from gridtui.words import mark

REPORTER = frozenset({"reporter_name", "reporter_phone", "anonymous"})
"""Fields that tell who raised the issue."""

PlaceCheck = Callable[[str], list[Problem]]

_ANY_DAY = "2026-01-01"
_NEW_SOURCES = tuple(choice for choice in IssueSource.choices() if choice[0] != IssueSource.IMPORT)


def issue_fields(
    suggester: Suggester, check_place: PlaceCheck, *, is_new: bool, with_reporter: bool = True
) -> list[FieldSpec]:
    """Return the fields, what is always needed first; only a new issue is given its day."""
    fields = [
        FieldSpec(name="place", title=mark("地点"), kind="suggest", free=True, width=30, max_length=SHORT,
                  suggest=suggester.places_or_line if is_new else suggester.places, check=check_place,
                  hint=mark("门牌、姓名、电话后四位，或者一句话：3-2-501 王 漏水 求助 !") if is_new
                  else mark("门牌 3-2-501、姓名、拼音首字母或电话后四位；都不是就直接写地点")),
        FieldSpec(name="category", title=mark("类别"), kind="suggest", required=True, width=30,
                  suggest=suggester.categories, hint=mark("编码、名称或拼音首字母，如 lswx 是漏水维修")),
        FieldSpec(name="nature", title=mark("性质"), kind="choice", choices=IssueNature.choices(),
                  hint=mark("按数字 1-5 选")),
        FieldSpec(name="text", title=mark("内容"), kind="long", required=is_new, prose=True, lines=5,
                  max_length=LONG, hint=mark("回车换行，Tab 到下一项，Ctrl+S 保存")),
        FieldSpec(name="urgent", title=mark("加急"), kind="check", hint=mark("空格打勾")),
        FieldSpec(name="anonymous", title=mark("匿名"), kind="check",
                  hint=mark("空格打勾；匿名的不留姓名和电话")),
        FieldSpec(name="reporter_name", title=mark("反映人"), kind="suggest", free=True, width=24,
                  max_length=SHORT, suggest=suggester.people,
                  hint=mark("选了住户就列出这户的人，也可以直接写")),
        FieldSpec(name="reporter_phone", title=mark("电话"), kind="phone", width=24, max_length=SHORT,
                  check=_phone_check, hint=mark("带星号的就是资料里的电话，不改就不动")),
        FieldSpec(name="title", title=mark("标题"), prose=True, max_length=SHORT, hint=mark("可以不写")),
        FieldSpec(name="source", title=mark("来源"), kind="choice", pinned=is_new,
                  choices=_NEW_SOURCES if is_new else IssueSource.choices(),
                  hint=mark("怎么收到的，存完后保留")),
    ]  # fmt: skip
    if is_new:
        fields += [
            FieldSpec(name="registered_at", title=mark("日期"), kind="date", pinned=True,
                      hint=mark("5、3-5、昨天 都行；不改就是今天")),
            FieldSpec(name="clock", title=mark("时间"), width=12, check=_clock_check, pinnable=False,
                      hint=mark("几点说的，如 08:12、下午3点；不写就是现在")),
        ]  # fmt: skip
    return [field for field in fields if with_reporter or field.name not in REPORTER]


def values_of(draft: IssueDraft, place: Suggestion | None, category: Suggestion) -> dict[str, object]:
    """Return what fills the form from an issue that is there; the phone is masked."""
    reporter: object = draft.reporter_name
    if draft.resident_id is not None and draft.reporter_name:
        reporter = Suggestion(draft.resident_id.hex(), draft.reporter_name)
    return {
        "place": place or draft.place, "category": category if draft.category else "", "nature": draft.nature,
        "text": draft.text, "urgent": draft.urgent, "anonymous": draft.anonymous, "reporter_name": reporter,
        "reporter_phone": mask_phone(draft.reporter_phone), "title": draft.title, "source": draft.source,
    }  # fmt: skip


def draft_of(
    values: Mapping[str, Any],
    *,
    place: Suggestion | None,
    reporter: Suggestion | None,
    now: datetime,
    base: IssueDraft | None = None,
    moved: bool = True,
) -> IssueDraft:
    """Return the issue that the form says; ``base`` is the one it corrects, whose other fields stay.

    ``place`` and ``reporter`` are what was chosen in their fields, None where a text was written; a place
    that was not touched (``moved``) stays what it was.
    """
    plain = ("category", "nature", "text", "title", "source")
    said: dict[str, Any] = {name: values[name] or "" for name in plain}
    said["urgent"] = bool(values["urgent"])
    if moved or base is None:
        said |= _place_fields(place, str(values["place"] or ""))
    if "reporter_name" in values:
        said |= _reporter_fields(values, reporter, base)
    if base is None:
        said["registered_at"] = _registered_at(values, now)
    return IssueDraft.model_validate({**dict((base or IssueDraft()).printable()), **said})


def _place_fields(place: Suggestion | None, text: str) -> dict[str, Any]:
    found: dict[str, Any] = dict.fromkeys(("building_id", "dwelling_id", "household_id"))
    known = read_place(place.value) if place else None
    if place is None or known is None:
        return {**found, "place": text}
    kind, id = known
    if kind is PlaceKind.RESIDENT:
        return {**found, "place": ""}
    words = place.title if kind is PlaceKind.BUILDING else ""
    return {**found, f"{kind.value}_id": id, "place": words}


def _reporter_fields(
    values: Mapping[str, Any], reporter: Suggestion | None, base: IssueDraft | None
) -> dict[str, Any]:
    name = reporter.title if reporter else str(values["reporter_name"] or "")
    resident_id = bytes.fromhex(reporter.value) if reporter else None
    if base is not None and reporter is None and name == base.reporter_name:
        resident_id = base.resident_id
    return {
        "anonymous": bool(values["anonymous"]),
        "reporter_name": name,
        "reporter_phone": str(values["reporter_phone"] or ""),
        "resident_id": resident_id,
    }


def _registered_at(values: Mapping[str, Any], now: datetime) -> datetime | None:
    """Return when it was raised; None for today without a time, which is now."""
    today, clock = local_date(now), str(values.get("clock") or "")
    day = values.get("registered_at") or today
    if not isinstance(day, date) or (day == today and not clock):
        return None
    at = instant_on(day, clock, now)
    if at is not None and clock and day <= today and at > now:
        raise RuleBroken(Problem(mark("{time} 还没有到，请核对"), "clock", values={"time": clock}))
    return at


def _clock_check(text: str) -> list[Problem]:
    known = parse_instant(f"{_ANY_DAY} {text}")
    return [] if known else [Problem(mark("看不懂这个时间，可写 08:12、8点、下午3点20分"), "clock")]


def _phone_check(text: str) -> list[Problem]:
    return [] if looks_masked(text) else phone_problems(text)
