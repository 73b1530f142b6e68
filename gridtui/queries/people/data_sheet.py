"""The data sheet, off the tables: ``python -m gridtui.queries.people.data_sheet`` writes its document."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from gridtui import words
from gridtui.domain.people.data_sheet import SheetLine
from gridtui.domain.people.retention import DEFAULT_NOTE, retentions
from gridtui.storage.columns import Part
from gridtui.storage.log.fields import BUSINESS_TABLES, codec_of, table_of
from gridtui.words import tr

DOCUMENT: Final = Path(__file__).resolve().parents[3] / "docs" / "data-sheet.md"
PERSONAL: Final = (Part.CONTACT, Part.IDENTITY, Part.HEALTH)
"""The classes of fields that say something of a person."""

_HEAD = """\
# Data sheet

Every personal field, its purpose, its class and how long it is kept. Made from the tables and
`gridtui/domain/data/retention.csv` by `python -m gridtui.queries.people.data_sheet`; edit those instead.
A change carries each class in a part of its own; a part of class health never leaves the branch.
"""


def data_sheet() -> list[SheetLine]:
    """Return a line for every personal field, in the order of the tables; each must have its time."""
    return [
        SheetLine(codec_of(model).noun, field.name, field.part.value, _purpose(model, field.name),
                  retentions()[codec_of(model).noun])
        for model in BUSINESS_TABLES
        for field in codec_of(model).fields.values()
        if field.part in PERSONAL
    ]  # fmt: skip


def document() -> str:
    """Return the whole text of docs/data-sheet.md, a table in each language."""
    return "\n".join([_HEAD, _table(words.SOURCE_LANGUAGE), _table("en")])


def _table(language: str) -> str:
    words.use(language)
    try:
        head = [tr("记录"), tr("项目"), tr("类别"), tr("用途"), tr("保存期")]
        rows = [
            [*map(tr, (line.noun_title, line.title, line.part_title, line.purpose)), line.retention.words()]
            for line in data_sheet()
        ]
        title = f"## {tr('个人资料清单')} ({tr(DEFAULT_NOTE)})"
        lines = [title, "", *("| " + " | ".join(row) + " |" for row in (head, ["---"] * 5, *rows)), ""]
        return "\n".join(lines)
    finally:
        words.use(words.SOURCE_LANGUAGE)


def _purpose(model: type, name: str) -> str:
    return str(table_of(model).c[name].info["purpose"])


def main() -> None:
    """Write the document."""
    DOCUMENT.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
