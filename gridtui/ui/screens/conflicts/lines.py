"""A record in conflict as lines: a field, its live values by number, and what will be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.registers import DELETED
from gridtui.domain.words.dates import shown_instant
from gridtui.domain.words.field_titles import field_title, noun_title, value_label
from gridtui.domain.words.logged_values import shown_value
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.kit.prose import Paragraph
from gridtui.words import tr

if TYPE_CHECKING:
    from gridtui.queries.contested import ContestedRecord, ContestedRow, ParallelEdits, SideEdit, Version

END = ""
"""The name of the last line, on which Enter writes."""


@dataclass(frozen=True, slots=True)
class Teller:
    """How a record is told: the moment, what each desk is called, whether masked numbers show."""

    now: datetime
    desks: Mapping[bytes, str]
    revealed: bool = False

    def who(self, one: Version | SideEdit) -> str:
        """Return who wrote something, on which desk, of which level, and when."""
        desk = self.desks.get(one.device) or tr("电脑 {device}", device=one.device.hex()[:8])
        level = tr(Level(one.level).label) if one.level in list(Level) else ""
        parts = (one.actor_name, desk, level, shown_instant(one.at, self.now))
        return f" {glyph('between')} ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Option:
    """One live value of a field, in JSON form, with everybody who wrote it."""

    value: Any
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field, said already: the texts of its options, the one shown first, and of its result."""

    name: str
    title: str
    texts: tuple[str, ...] = ()
    result: str = ""
    chosen: int | None = None

    @property
    def id(self) -> bytes:
        """What tells the line from every other."""
        return self.name.encode()


def options_of(versions: Sequence[Version]) -> list[Option]:
    """Return the different values among the live ones of a field, the shown one first."""
    by_value: dict[str, list[Version]] = {}
    for one in versions:
        by_value.setdefault(repr(one.value), []).append(one)
    return [Option(some[0].value, tuple(some)) for some in by_value.values()]


def record_title(row: ContestedRow) -> str:
    """Return what the record is, and which one."""
    label = value_label(row.noun, "tag", row.title)
    return f"{tr(noun_title(row.noun))} {tr(label) if label != row.title else label}".rstrip()


def field_lines(
    record: ContestedRecord,
    options: Mapping[str, Sequence[Option]],
    results: Mapping[str, Any],
    teller: Teller,
) -> list[FieldLine]:
    """Return a line for each field in conflict, and the last one."""
    noun, lines = record.row.noun, []
    for name, found in options.items():
        texts = [value_words(noun, name, each.value, record.titles, teller.revealed) for each in found]
        chosen = next((place for place, each in enumerate(found) if each.value == results[name]), None)
        result = value_words(noun, name, results[name], record.titles, teller.revealed)
        lines.append(FieldLine(name, title_of_field(noun, name), tuple(texts), result, chosen))
    return [*lines, FieldLine(END, tr("写下结果"))]


def title_of_field(noun: str, name: str) -> str:
    """Return what a field is called; whether the record stays is one too."""
    return tr("去留") if name == DELETED else tr(field_title(noun, name))


def value_words(noun: str, name: str, value: Any, titles: Mapping[str, str], revealed: bool) -> str:
    """Return a value in words; an empty one says so."""
    words = shown_value(noun, name, value, titles, revealed=revealed)
    return words.replace("\n", tr("；")) or tr("（空）")


def option_paragraphs(line: FieldLine, options: Sequence[Option], teller: Teller) -> list[Paragraph]:
    """Return each value of a field with everybody who wrote it."""
    told: list[Paragraph] = []
    if line.name == DELETED:
        told.append(Paragraph(tr("一处删除了这条记录，另一处没有看到还在改：选保留还是删除")))
    for number, (text, option) in enumerate(zip(line.texts, options, strict=True), 1):
        told.append(Paragraph(text, f"{number} ", "bold" if line.chosen == number - 1 else ""))
        told += [Paragraph(teller.who(one), "  ", "$foreground-muted") for one in option.versions]
    return told


def edit_paragraphs(found: ParallelEdits, teller: Teller) -> list[Paragraph]:
    """Return what each side wrote, over what."""
    told: list[Paragraph] = []
    for edit in found.edits:
        told.append(Paragraph(teller.who(edit), style="bold"))
        for field in edit.fields:
            before, after = (
                value_words(found.row.noun, field.field, value, found.titles, teller.revealed)
                for value in (field.before, field.after)
            )
            title = title_of_field(found.row.noun, field.field)
            told.append(Paragraph(tr("{field}：{change}", field=title,
                                     change=f"{before} {glyph('becomes')} {after}"), "  "))  # fmt: skip
    return told
