"""Service needs of some residents, each with purpose, basis, consent and a day of review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random

from gridtui.domain.people.resident import HEAD, age_on
from gridtui.domain.people.service_tag import ServiceNeed, guardian_needed
from gridtui.sample.places import Ids, Row

_WHY: dict[ServiceNeed, tuple[str, str]] = {
    ServiceNeed.LIVING_ALONE: ("每周电话问候，紧急联系", "本人申请"),
    ServiceNeed.EMPTY_NEST: ("每月走访，代办事项", "本人申请"),
    ServiceNeed.ADVANCED_AGE: ("高龄津贴申领与上门认证", "老年人优待证"),
    ServiceNeed.CARE_DEPENDENT: ("上门护理与助浴", "能力评估结论"),
    ServiceNeed.DISABILITY: ("残疾人两项补贴与无障碍改造", "残疾人证"),
    ServiceNeed.MINIMUM_INCOME: ("低保年审与临时救助", "低保证"),
    ServiceNeed.NEAR_MINIMUM_INCOME: ("救助政策送达", "民政认定书"),
    ServiceNeed.CHILD_IN_NEED: ("课后照看与助学", "监护人申请"),
    ServiceNeed.LEFT_BEHIND_CHILD: ("假期照看", "监护人申请"),
    ServiceNeed.MATERNITY: ("产后访视与疫苗提醒", "本人申请"),
    ServiceNeed.SERIOUS_ILLNESS: ("大病医疗救助代办", "本人申请"),
    ServiceNeed.JOB_SEEKING: ("岗位推荐与技能培训", "求职登记"),
    ServiceNeed.VETERAN: ("优待证办理与节日走访", "退役证"),
    ServiceNeed.NEW_EMPLOYMENT: ("骑手驿站与停车充电服务", "本人申请"),
}


def make_needs(rng: Random, ids: Ids, households: Iterable[Sequence[Row]], today: date) -> list[Row]:
    """Return the service tags of the people of these households."""
    rows = []
    for people in households:
        here = [person for person in people if "moved_out_on" not in person]
        for person in here:
            rows += [_tag(rng, ids(), person, need, today) for need in _needs(rng, person, here, today)]
    return rows


def _needs(rng: Random, person: Row, home: Sequence[Row], today: date) -> Iterator[ServiceNeed]:
    age, chance = age_on(person["birth_date"], today), rng.random()
    ages = [age_on(other["birth_date"], today) for other in home]
    if age >= 80 and chance < 0.7:
        yield ServiceNeed.ADVANCED_AGE
    if age >= 65 and len(home) == 1 and chance < 0.8:
        yield ServiceNeed.LIVING_ALONE
    elif min(ages) >= 68 and len(home) == 2 and person["relation"] == HEAD and chance < 0.5:
        yield ServiceNeed.EMPTY_NEST
    elif age >= 78 and chance > 0.9:
        yield ServiceNeed.CARE_DEPENDENT
    elif age < 14 and chance > 0.992:
        yield rng.choice((ServiceNeed.CHILD_IN_NEED, ServiceNeed.LEFT_BEHIND_CHILD))
    elif person["occupation"] == "无业" and chance < 0.35:
        yield rng.choice(
            (
                ServiceNeed.JOB_SEEKING,
                ServiceNeed.JOB_SEEKING,
                ServiceNeed.MINIMUM_INCOME,
                ServiceNeed.NEAR_MINIMUM_INCOME,
            )
        )
    elif person["occupation"] == "灵活就业" and chance < 0.08:
        yield ServiceNeed.NEW_EMPLOYMENT
    elif person["sex"] == "female" and 24 <= age <= 38 and min(ages) == 0 and chance < 0.5:
        yield ServiceNeed.MATERNITY
    elif person["sex"] == "male" and age >= 20 and chance > 0.988:
        yield ServiceNeed.VETERAN
    elif age >= 20 and chance > 0.98:
        yield rng.choice((ServiceNeed.DISABILITY, ServiceNeed.DISABILITY, ServiceNeed.SERIOUS_ILLNESS))


def _tag(rng: Random, id: bytes, person: Row, need: ServiceNeed, today: date) -> Row:
    purpose, basis = _WHY[need]
    consent = today - timedelta(days=rng.randint(20, 380))
    consent = max(consent, person["birth_date"] + timedelta(days=1))
    # A few are past their review, as in every real ledger.
    review = consent + timedelta(days=182 if need is ServiceNeed.MATERNITY else 365)
    return {
        "id": id,
        "building_id": person["building_id"],
        "resident_id": person["id"],
        "tag": need.value,
        "purpose": purpose,
        "basis": basis,
        "consent_on": min(consent, today),
        "review_on": review,
        "guardian_consent": guardian_needed(person["birth_date"], consent),
    }
