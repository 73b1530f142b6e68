"""Word papers of records of working together say what the store says, and of persons only for a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from docx import Document

from gridtui.domain.together.catalogue import BY_NAME
from gridtui.domain.together.nouns import Kind
from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.record_papers.papers import PAPERS, Paper, tells_of_persons
from gridtui.interchange.record_papers.template import template_fields
from gridtui.interchange.record_papers.writing import write_paper_template, write_record_paper
from gridtui.interchange.reports.template_check import template_problems
from gridtui.queries.together.records import RecordCard, RecordFilter, record_card, record_page
from gridtui.queries.together.titles import hours_words
from gridtui.queries.together.told import confirmed_minutes, members_of
from gridtui.sample.stores import open_sample
from gridtui.storage.log import audit
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables.together import TOGETHER
from gridtui.storage.workspace import Workspace
from gridtui.words import say, tr
from tests.conftest import FrozenClock
from tests.interchange.reports.documents import make_template, words_of

REASON = "双方各执一份"


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The sample: every paper has a record with all of its parts."""
    workspace = open_sample(tmp_path_factory.mktemp("sample"), seed=7, clock=FrozenClock())
    yield workspace
    workspace.close()


@dataclass(frozen=True)
class Kept:
    """What the store keeps of a record: its card, and the texts of each part as lists show them."""

    id: bytes
    card: RecordCard
    parts: dict[str, list[dict[str, str]]]


def kept(workspace: Workspace, paper: Paper) -> Kept:
    """Return the record of a paper with most parts that the store has."""
    with workspace.read() as connection:
        found = []
        for row in record_page(connection, RecordFilter(paper.noun), offset=0, limit=200):
            card = record_card(connection, paper.noun, row.id)
            assert card is not None
            parts = {}
            for part in paper.parts:
                wanted = RecordFilter(part.noun, where=(part.attribute, row.id))
                rows = record_page(connection, wanted, offset=0, limit=200)
                cards = [record_card(connection, part.noun, each.id) for each in rows]
                parts[part.noun] = [dict(each.facts) for each in cards if each is not None]
            if not paper.needs[0] or paper.declared.by_name[paper.needs[0]].title in dict(card.facts):
                found.append(Kept(row.id, card, parts))
    return max(found, key=lambda each: (sum(map(bool, each.parts.values())), len(each.card.facts)))


def tables(path: Path) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in Document(str(path)).tables]


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_a_paper_says_what_the_store_says(sampled: Workspace, tmp_path: Path, paper: Paper) -> None:
    record = kept(sampled, paper)
    out = tmp_path / "paper.docx"
    assert write_record_paper(sampled, record.id, out, full=True, reason=REASON) == tr(paper.title)
    facts = dict(record.card.facts)
    first, *others = tables(out)
    told = {each.title: facts[each.title] for each in paper.short if each.title in facts}
    phones = {each.title for each in paper.short if each.kind is Kind.PHONE}
    assert {title: value for title, value in first if title not in phones} == {
        title: value for title, value in told.items() if title not in phones
    }
    words = words_of(out)
    assert all(line in words for each in paper.long for line in facts.get(each.title, "").split("\n"))
    with_rows = [part for part in paper.parts if record.parts[part.noun]]
    assert with_rows and len(others) == len(with_rows)
    for part, (head, *rows) in zip(with_rows, others, strict=True):
        columns = [BY_NAME[part.noun].by_name[name].title for name, _ in part.columns]
        assert head == columns
        stored = [[each.get(title, "") for title in columns] for each in record.parts[part.noun]]
        assert sorted(rows) == sorted(stored)


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_nothing_of_persons_stands_there_without_a_reason(
    sampled: Workspace, tmp_path: Path, paper: Paper
) -> None:
    record = kept(sampled, paper)
    full, out = tmp_path / "full.docx", tmp_path / "paper.docx"
    write_record_paper(sampled, record.id, full, full=True, reason=REASON)
    write_record_paper(sampled, record.id, out)
    facts = dict(record.card.facts)
    secrets = {facts[each.title] for each in paper.declared.attributes if tells_of_persons(each)
               and each.title in facts}  # fmt: skip
    for part in paper.parts:
        personal = [each.title for each in BY_NAME[part.noun].attributes if tells_of_persons(each)]
        secrets |= {row[title] for row in record.parts[part.noun] for title in personal if title in row}
    told = words_of(out)
    assert [secret for secret in secrets if secret in told] == []
    shown = [secret for secret in secrets if secret in words_of(full)]
    assert bool(shown) == (paper.noun in ("mediation", "activity"))


def test_a_full_paper_needs_a_reason_and_is_noted(sampled: Workspace, tmp_path: Path) -> None:
    record = kept(sampled, PAPERS["mediation"])
    out = tmp_path / "paper.docx"
    with pytest.raises(RuleBroken):
        write_record_paper(sampled, record.id, out, full=True)
    assert list(tmp_path.iterdir()) == []
    write_record_paper(sampled, record.id, out, full=True, reason=REASON)
    with sampled.read() as connection:
        noted = audit.lines(connection, limit=1)[0]
    assert (noted.action, noted.record) == (audit.EXPORT, record.id)
    assert noted.reason == f"record_paper {REASON}"


def test_no_agreement_is_written_before_there_is_one(sampled: Workspace, tmp_path: Path) -> None:
    table = table_of(TOGETHER["mediation"])
    with sampled.read() as connection:
        open_one = (
            connection.execute(sa.select(table.c.id).where(table.c.agreed_on.is_(None))).scalars().first()
        )
    with pytest.raises(RuleBroken) as refusal:
        write_record_paper(sampled, open_one, tmp_path / "paper.docx")
    assert "还没有达成协议" in say(refusal.value.problems[0])
    assert list(tmp_path.iterdir()) == []


def test_hours_that_no_branch_confirmed_are_not_certified(sampled: Workspace, tmp_path: Path) -> None:
    record = kept(sampled, PAPERS["report_in"])
    out = tmp_path / "paper.docx"
    write_record_paper(sampled, record.id, out)
    logs = record.parts["service_log"]
    confirmed = sum(float(each["时长"]) for each in logs if "支部确认日期" in each)
    assert 0 < confirmed < sum(float(each["时长"]) for each in logs)
    assert f"支部已确认的时长合计（小时） {confirmed:g}" in words_of(out)


def test_an_unknown_field_of_a_foreign_template_is_refused_in_words(
    sampled: Workspace, tmp_path: Path
) -> None:
    record = kept(sampled, PAPERS["meeting"])
    template = make_template(tmp_path / "ours.docx", "{{ record.place }}", "{{ record.weather }}")
    out = tmp_path / "paper.docx"
    with pytest.raises(RuleBroken) as refusal:
        write_record_paper(sampled, record.id, out, template=template)
    [problem] = refusal.value.problems
    assert "“record.weather”不认识" in say(problem) and "docs/together.md" in say(problem)
    assert not out.exists()


def test_the_shipped_template_is_a_start_for_the_offices_own(sampled: Workspace, tmp_path: Path) -> None:
    record = kept(sampled, PAPERS["meeting"])
    start, own, out = (tmp_path / name for name in ("start.docx", "own.docx", "paper.docx"))
    write_paper_template(sampled, "meeting", start)
    assert template_problems(start, template_fields(PAPERS["meeting"])) == []
    document = Document(str(start))
    document.add_paragraph("抄送：各成员单位")
    document.save(str(own))
    write_record_paper(sampled, record.id, out, template=own)
    assert "抄送：各成员单位" in words_of(out) and dict(record.card.facts)["地点"] in words_of(out)


def test_a_record_without_a_paper_names_those_that_have_one(sampled: Workspace, tmp_path: Path) -> None:
    with sampled.read() as connection:
        [unit] = record_page(connection, RecordFilter("member_unit"), offset=0, limit=1)
    with pytest.raises(RuleBroken) as refusal:
        write_record_paper(sampled, unit.id, tmp_path / "paper.docx")
    assert "meeting 会议纪要" in say(refusal.value.problems[0])


def test_the_report_to_a_unit_is_about_all_its_members_without_a_ranking(
    sampled: Workspace, tmp_path: Path
) -> None:
    table = table_of(TOGETHER["report_in"])
    with sampled.read() as connection:
        unit = connection.execute(
            sa.select(table.c.id).where(table.c.name == "翠湖小学党支部", table.c.kind == "organisation")
        ).scalar_one()
        members = connection.execute(
            sa.select(table.c.name).where(table.c.unit_id == unit).order_by(table.c.num)
        ).scalars()
        names = list(members)
        logs = RecordFilter("service_log", among=("report_in_id", (unit, *members_of(connection, unit))))
        confirmed = confirmed_minutes(connection, logs, "minutes", "confirmed_on")
    out = tmp_path / "unit.docx"
    assert write_record_paper(sampled, unit, out) == "双报告（报所在单位）"
    _, listed, claims, hours = tables(out)
    assert len(names) == 2 and [row[0] for row in listed[1:]] == names
    assert "修一修小孙女的书桌" in [row[2] for row in claims[1:]]
    assert {row[0] for row in hours[1:]} == set(names)
    assert f"时长合计（小时） {hours_words(confirmed)}" in words_of(out)
