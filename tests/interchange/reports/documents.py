"""Word documents for the tests: small templates with given paragraphs, and what stands in a document."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument


def make_template(path: Path, *paragraphs: str, row: tuple[str, ...] = ()) -> Path:
    """Write a template of paragraphs and, where asked for, a table of one row."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if row:
        table = document.add_table(1, len(row))
        for cell, text in zip(table.rows[0].cells, row, strict=True):
            cell.text = text
    document.save(str(path))
    return path


def words_of(path: Path) -> str:
    """Return every paragraph and cell of a document, one a line, its headers and footers too."""
    document = Document(str(path))
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    for section in document.sections:
        lines += [
            paragraph.text for part in (section.header, section.footer) for paragraph in part.paragraphs
        ]
    return "\n".join(lines)


def rows_of(document: WordDocument, title: str) -> list[list[str]]:
    """Return the rows below the header of the table whose first title is this."""
    table = next(each for each in document.tables if each.rows[0].cells[0].text == title)
    return [[cell.text for cell in row.cells] for row in table.rows[1:]]


def with_part(path: Path, out: Path, name: str, body: bytes) -> Path:
    """Copy a package with one part replaced or added."""
    shutil.copy(path, out)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
        new.writestr(name, body)
    return out
