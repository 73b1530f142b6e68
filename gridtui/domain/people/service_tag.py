"""Service needs 服务需要: opt-in, each with purpose, basis, consent and a date on which it is reviewed."""

from __future__ import annotations

import re
from datetime import date

from gridtui.domain.people.resident import age_on
from gridtui.domain.words.draft import Draft, early_date_problems, past_date_problems
from gridtui.domain.words.problems import Problem, Severity
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark

GUARDIAN_AGE = 14
"""Below this age a guardian consents (个人信息保护法 §31)."""

_SEPARATORS = re.compile(r"[,，、;；/|\s]+")


class ServiceNeed(Vocabulary):
    """The needs that may be kept; there is no other list, and none of them is a judgement of a person."""

    LIVING_ALONE = "living_alone", mark("独居"), "独居老人", "独居户"
    EMPTY_NEST = "empty_nest", mark("空巢"), "空巢老人", "空巢户"
    ADVANCED_AGE = "advanced_age", mark("高龄"), "高龄老人", "高龄(80+)", "80岁以上", "80岁以上老人"
    CARE_DEPENDENT = "care_dependent", mark("失能半失能"), "失能", "半失能", "失能老人", "半失能老人"
    DISABILITY = "disability", mark("残疾"), "残疾人", "残疾人员"
    MINIMUM_INCOME = "minimum_income", mark("低保"), "低保户", "低保人员", "低保对象", "低保家庭"
    NEAR_MINIMUM_INCOME = "near_minimum_income", mark("低保边缘"), "低保边缘户", "低保边缘家庭", "低边户"
    DESTITUTE = "destitute", mark("特困供养"), "特困", "特困人员", "特困供养人员", "五保户", "三无人员"
    CHILD_IN_NEED = "child_in_need", mark("困境儿童"), "困境未成年人", "孤儿", "事实无人抚养儿童"
    LEFT_BEHIND_CHILD = "left_behind_child", mark("留守儿童"), "留守未成年人"
    MATERNITY = "maternity", mark("孕产妇"), "孕妇", "产妇"
    SERIOUS_ILLNESS = "serious_illness", mark("重病"), "大病", "重大疾病", "重病患者", "大病患者"
    JOB_SEEKING = "job_seeking", mark("求职"), "求职人员", "就业困难", "就业困难人员"
    VETERAN = "veteran", mark("优抚退役"), "优抚", "优抚对象", "退役军人", "军烈属", "烈属", "退伍军人"
    NEW_EMPLOYMENT = "new_employment", mark("新就业群体"), "快递员", "外卖员", "外卖骑手", "网约车司机"
    OTHER = "other", mark("其他服务需要"), "其他需要"

    @property
    def health(self) -> bool:
        """Whether the tag says something about health and so never leaves the branch."""
        return self in HEALTH_NEEDS


HEALTH_NEEDS: frozenset[ServiceNeed] = frozenset(
    {
        ServiceNeed.CARE_DEPENDENT,
        ServiceNeed.DISABILITY,
        ServiceNeed.MATERNITY,
        ServiceNeed.SERIOUS_ILLNESS,
    }
)


def parse_needs(text: str) -> tuple[ServiceNeed, ...]:
    """Return the service needs in a cell of several (``独居老人,低保户``), in its order and each once.

    Words that are no service need are dropped: such cells carry labels that are never kept.
    """
    needs = (ServiceNeed.parse(word) for word in _SEPARATORS.split(text))
    return tuple(dict.fromkeys(need for need in needs if need is not None))


def guardian_needed(birth_date: date | None, on: date) -> bool:
    """Return whether a guardian consents for a person on a day; False where the birth date is unknown."""
    return birth_date is not None and age_on(birth_date, on) < GUARDIAN_AGE


class ServiceTagDraft(Draft):
    """A service need of a resident as entered."""

    building_id: bytes | None = None
    resident_id: bytes | None = None
    tag: str = ""
    purpose: str = ""
    basis: str = ""
    consent_on: date | None = None
    guardian_consent: bool = False
    review_on: date | None = None

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        found = ServiceNeed.problems_of(self.tag, "tag")
        if not self.tag:
            found.append(Problem(mark("请选择服务需要"), "tag"))
        if not self.purpose:
            found.append(Problem(mark("请写明用途：为了提供什么服务"), "purpose"))
        if not self.basis:
            found.append(Problem(mark("请写明依据：本人申请、证件或政策文件"), "basis"))
        if self.consent_on is None:
            found.append(Problem(mark("请填写本人（未满 14 岁由监护人）同意的日期"), "consent_on"))
        if self.review_on is None:
            found.append(Problem(mark("请填写复核日期：到期确认是否还需要"), "review_on"))
        elif self.consent_on is not None and self.review_on <= self.consent_on:
            found.append(Problem(mark("复核日期应在同意日期之后"), "review_on"))
        return found

    def date_problems(self, today: date) -> list[Problem]:
        """Return what is wrong with dates, seen on ``today``."""
        found = past_date_problems(self.consent_on, "consent_on", today)
        found += early_date_problems(self.review_on, "review_on")
        if self.review_on is not None and self.review_on < today:
            found.append(Problem(mark("已过复核日期，请确认是否还需要"), "review_on", Severity.WARNING))
        return found

    def guardian_problems(self, birth_date: date | None) -> list[Problem]:
        """Return a problem where the resident was under 14 on the day of consent and no guardian agreed."""
        needed = self.consent_on is not None and guardian_needed(birth_date, self.consent_on)
        if self.guardian_consent or not needed:
            return []
        return [Problem(mark("未满 14 岁，须由监护人同意"), "guardian_consent")]
