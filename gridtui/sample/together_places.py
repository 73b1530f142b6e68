"""Property, centres and workers in the sample, and what gathers the rows of working together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.together.estates import USUAL_ITEMS
from gridtui.sample.places import Ids, Row
from gridtui.sample.together_words import SERVICES, WORKERS


@dataclass
class Maker:
    """Gathers rows by noun; every record belongs to the branch."""

    rng: Random
    ids: Ids
    org_id: RecordId
    today: date
    rows: dict[str, list[Row]]

    def add(self, noun: str, **values: Any) -> RecordId:
        """Note a row and return its id."""
        id = self.ids()
        self.rows[noun].append({"id": id, "org_id": self.org_id, **values})
        return id

    def ago(self, days: int) -> date:
        """Return a day in the past."""
        return self.today - timedelta(days=days)


def make_property(make: Maker, buildings: Sequence[Row]) -> None:
    """Add the companies, compounds and inspections."""
    companies = [
        make.add("property_company", name=name, has_branch=at == 0)
        for at, name in enumerate(("云岭物业服务公司", "安居管家物业"))
    ]
    for title, source, weight in (
        ("检查", "inspections", 40),
        ("解决", "resolved", 40),
        ("满意", "satisfied", 20),
    ):
        make.add("rating_rule", title=title, source=source, weight=weight, since=make.ago(400))
    for at, name in enumerate(("翠湖花园", "西路小区")):
        compound = make.add(
            "compound",
            name=name,
            company_id=companies[at],
            since=make.ago(700),
            until=make.today + timedelta(days=60 + 300 * at),
            has_committee=at == 0,
        )
        for building in buildings[at * 10 : at * 10 + 10]:
            make.add("compound_building", compound_id=compound, building_id=building["id"])
        inspection = make.add(
            "inspection",
            compound_id=compound,
            inspected_on=make.ago(45),
            units="社区、物业、消防",
            due_on=make.ago(10) if at else None,
            done_on=None,
        )
        for place, item in enumerate(USUAL_ITEMS, 1):
            poor = (place + at) % 4 == 0
            make.add(
                "inspection_item",
                inspection_id=inspection,
                place=place,
                title=item,
                result="poor" if poor else "good",
                finding="限期整改" if poor else "",
            )


def make_centres(make: Maker) -> None:
    """Add a centre and what is done there."""
    centre = make.add(
        "facility",
        name="翠湖西路党群服务中心",
        kind="community",
        address="翠湖西路 12 号",
        open_hours="周一至周五 9:00–17:00",
        since=make.ago(1200),
    )
    for title, bring, counter in SERVICES:
        make.add(
            "facility_service", facility_id=centre, title=title, bring=bring, counter=counter, fee="不收费"
        )


def make_workers(make: Maker, told: RecordId | None) -> None:
    """Add the workers, their certificates and training, and a case made from the issue ``told``."""
    workers = [
        make.add("worker", name=name, post="worker" if at else "deputy", since=make.ago(1500 - 100 * at))
        for at, name in enumerate(WORKERS)
    ]
    for at, worker in enumerate(workers[:4]):
        make.add(
            "certificate",
            worker_id=worker,
            kind="assistant",
            number=f"K{2023100 + at}",
            issued_on=make.ago(900),
            expires_on=make.today + timedelta(days=30 if at == 0 else 400 * at),
        )
    training = make.add(
        "training",
        title="怎样开好院坝会",
        state="held",
        held_on=make.ago(70),
        studio="王秀兰名书记工作室",
        teacher="王秀兰",
        minutes=180,
    )
    for worker in workers:
        make.add("trainee", training_id=training, worker_id=worker, present=make.rng.random() < 0.9)
    make.add(
        "mentoring", studio="王秀兰名书记工作室", mentor="王秀兰", worker_id=workers[-1], since=make.ago(100)
    )
    make.add(
        "teaching_case",
        title="一盏灯的三次协商",
        issue_id=told,
        text="居民反映照明，三次协商后由共建单位出工。",
        checked_on=make.ago(30),
    )
