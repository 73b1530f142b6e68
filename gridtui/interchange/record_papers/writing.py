"""Writing the Word paper of one record, from the shipped template or the office's own."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.masking import mask_prose
from gridtui.domain.together.nouns import Attribute, Kind
from gridtui.domain.together.words import Reporter
from gridtui.domain.words.dates import shown_instant
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.text import tidy, tidy_text
from gridtui.interchange.files.word_templates import fill_template, open_template
from gridtui.interchange.handing_out import hand_out, refuse_unreasoned
from gridtui.interchange.record_papers.papers import (
    BY_CODE,
    PAPERS,
    UNIT_REPORT,
    Paper,
    Part,
    tells_of_persons,
)
from gridtui.interchange.record_papers.template import build_template, template_fields
from gridtui.interchange.reports.template_check import refuse_bad_template
from gridtui.queries.together.records import RecordFilter, record_count
from gridtui.queries.together.titles import hours_words
from gridtui.queries.together.told import confirmed_minutes, members_of, noun_of_record, told_records
from gridtui.storage.workspace import Workspace
from gridtui.words import mark, tr

FORMS = (".docx",)
FIELDS_DOCUMENT = "docs/together.md"

_BAD_FORM = mark("文书只能写成 .docx，不能写成“{suffix}”")
_NO_PAPER = mark("没有这条记录，或这一类记录没有文书；有文书的是：{names}")


def paper_of(noun: str) -> Paper:
    """Return the paper of a noun, or of that code; ``RuleBroken``, naming all, where it has none."""
    if noun not in BY_CODE:
        names = "、".join(f"{name} {tr(paper.title)}" for name, paper in BY_CODE.items())
        raise RuleBroken(Problem(_NO_PAPER, "record", values={"names": names}))
    return BY_CODE[noun]


def paper_of_record(connection: Connection, record_id: RecordId) -> Paper:
    """Return the paper of a record: that of its noun, of an organisation the report to it."""
    paper = paper_of(noun_of_record(connection, record_id, PAPERS))
    if paper.noun == UNIT_REPORT.noun:
        of_organisation = RecordFilter(
            paper.noun, ids=(record_id,), equal=(("kind", Reporter.ORGANISATION.value),)
        )
        return UNIT_REPORT if record_count(connection, of_organisation) else paper
    return paper


def write_record_paper(
    workspace: Workspace,
    record_id: RecordId,
    path: Path,
    *,
    template: Path | None = None,
    full: bool = False,
    reason: str = "",
) -> str:
    """Write the paper of a record to ``path``, and note it in the audit chain; returns what it is called.

    What tells of persons is left out and numbers are masked unless ``full``, which needs a ``reason``.
    ``RuleBroken`` where the record is gone or has no paper, the ``template`` is wrong, or the file cannot
    be written; nothing is left then.
    """
    _refuse_other_forms(path)
    refuse_unreasoned(workspace, full=full, reason=reason)
    with workspace.read() as connection:
        paper = paper_of_record(connection, record_id)
        if template is not None:
            refuse_bad_template(template, template_fields(paper), FIELDS_DOCUMENT)
        values = paper_values(connection, paper, record_id, full=full)
    values["foot"] = tr(
        "{office} {operator} {at} 打印",
        office=tidy(workspace.name),
        operator=tidy(workspace.operator.name),
        at=shown_instant(workspace.clock()),
    )
    hand_out(
        workspace,
        path,
        lambda part: _write(workspace, part, paper, values, template),
        kind=f"paper.{paper.noun}",
        record=record_id,
        how=f"record_paper {reason}" if full else "record_paper masked",
    )
    return tr(paper.title)


def write_paper_template(workspace: Workspace, noun: str, path: Path) -> str:
    """Write the shipped template of a noun's paper as a start for the office's own; returns its title."""
    _refuse_other_forms(path)
    paper = paper_of(noun)
    hand_out(
        workspace,
        path,
        lambda part: build_template(paper, part),
        kind=f"paper.{noun}",
        count=0,
        how="template",
    )
    return tr(paper.title)


def paper_values(
    connection: Connection, paper: Paper, record_id: RecordId, *, full: bool = False
) -> dict[str, Any]:
    """Return what stands on a paper, field by field; long texts are lists of paragraphs.

    ``RuleBroken`` where the record has not come so far that there is a paper of it.
    """
    left_out = (lambda _: False) if full else tells_of_persons

    def told(wanted: RecordFilter, names: tuple[str, ...]) -> list[dict[str, str]]:
        return told_records(connection, wanted, names, left_out=left_out, masked=not full)

    [record] = told(RecordFilter(paper.noun, ids=(record_id,)), paper.facts)
    name, sentence = paper.needs
    if name and not record[name]:
        raise RuleBroken(Problem(sentence, "record"))
    members = members_of(connection, record_id) if paper.of_members else ()

    def of_part(part: Part) -> RecordFilter:
        if part.noun == paper.noun:
            return RecordFilter(part.noun, ids=members)
        return RecordFilter(part.noun, among=(part.attribute, (record_id, *members)))

    parts = {part.noun: of_part(part) for part in paper.parts}
    return {
        "title": tr(paper.title),
        "remark": "" if full else _remark(paper),
        "record": {
            name: _said(paper.declared.by_name[name], value, full=full) for name, value in record.items()
        },
        "rows": {
            part.noun: [
                {name: _line(part.declared.by_name[name], text, full=full) for name, text in row.items()}
                for row in told(parts[part.noun], tuple(name for name, _ in part.columns))
            ]
            for part in paper.parts
        },
        "totals": {
            part.noun: hours_words(
                confirmed_minutes(connection, parts[part.noun], part.total, part.counted_by)
            )
            for part in paper.parts
            if part.total
        },
    }


def _remark(paper: Paper) -> str:
    """Say that persons were left out, where the paper would tell of any."""
    facts = (*paper.short, *paper.long)
    columns = (part.declared.by_name[name] for part in paper.parts for name, _ in part.columns)
    personal = any(tells_of_persons(each) for each in (*facts, *columns))
    return tr("涉及个人的内容没有写出；写出要有理由") if personal else ""


def _said(each: Attribute, text: str, *, full: bool) -> str | list[str]:
    if each.kind is not Kind.LONG:
        return _line(each, text, full=full)
    return [line for line in _masked(each, tidy_text(text), full=full).split("\n") if line]


def _line(each: Attribute, text: str, *, full: bool) -> str:
    return tidy(_masked(each, text, full=full))


def _masked(each: Attribute, text: str, *, full: bool) -> str:
    """Mask numbers in what people wrote; a date or a count is none."""
    written = each.kind in (Kind.TEXT, Kind.LONG, Kind.RECORD)
    return text if full or not written else mask_prose(text)


def _write(
    workspace: Workspace, part: Path, paper: Paper, values: Mapping[str, Any], template: Path | None
) -> None:
    if template is None:
        made = BytesIO()
        build_template(paper, made)
        made.seek(0)
        filled = open_template(made)
    else:
        filled = open_template(template)
    fill_template(filled, values, template.name if template else part.name, FIELDS_DOCUMENT)
    properties = filled.docx.core_properties
    properties.title, properties.author = tr(paper.title), tidy(workspace.name)
    properties.last_modified_by = ""
    properties.created = properties.modified = workspace.clock().replace(tzinfo=None)
    filled.save(part)


def _refuse_other_forms(path: Path) -> None:
    if path.suffix.lower() not in FORMS:
        raise RuleBroken(Problem(_BAD_FORM, "output", values={"suffix": path.suffix}))
