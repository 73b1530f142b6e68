"""Writes docs/reports.md: ``python -m gridtui.interchange.reports.fields_document``."""

from __future__ import annotations

from pathlib import Path

from gridtui import words
from gridtui.interchange.reports.cases import LEAST_HOUSEHOLDS, PROPOSED
from gridtui.interchange.reports.difficulties import SHOWN
from gridtui.interchange.reports.fields import field_paths
from gridtui.words import tr

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "reports.md"

_HEAD = """\
# Monthly and quarterly report

Made from the declared fields by `python -m gridtui.interchange.reports.fields_document`; edit those, or
the text there, not this file.

`gridtui report --month YYYY-MM | --quarter YYYY-Qn [--grid CODE] [--docx F] [--pdf F] [--html F]`
writes the report; without a file it is said on the terminal, with `--json` as one document. In the
program: 月报季报 of the palette, where typical cases are chosen and worded.

Every number is that of the figures screen (`queries/issues/statistics.py`), or counted beside it in
`queries/reports/`: a month stands beside the month before, a quarter beside the quarter before. What is
overdue, the gaps and the difficulties tell how things stand on the day the report is made; nothing is
kept of how they stood before, so that they have no comparison. While a period runs, the report says up
to which day it counts. Sentences are computed from the numbers; nothing is said to be nothing (本月没有…),
and there is no rate, no growth and no time of nothing (–).

## Difficulties

Open issues that are overdue, that were returned in the period (or rejected in it), that are open again
after they were reopened or failed a check, and that are on hold: how many of each, and the {shown} that
stand longest.

## Typical cases

`--propose FILE` writes up to {proposed} issues that were solved in the period and that a rule finds
telling: one of a matter that at least {households} households raised (the hot issues), one with a
whistle, one solved after it was reopened; those that several rules find come first, then each rule in
turn. What 举报 reported is never proposed. A person sets `keep = true`, words title and text anew, and
`--cases FILE` takes them into the store, in one step that undo takes back; cases travel to other
offices like other work of the office. The report tells chosen cases only.

Whatever a person wrote is masked again when a report is made: phones and ID numbers in texts, and every
name of a resident in the store and of who reported the issue, also with blanks between its characters.
Names of those who serve are not masked. A name of one character is not looked for.

## Word

`gridtui/interchange/reports/data/report-zh.docx` (`report-en.docx` in English) is the template; it is
made by `python -m gridtui.interchange.reports.template`, byte for byte. An office copies it, changes it
in Word or WPS, and names its own with `--template F`, or for good in the settings (报表模板).
`gridtui report --template F` alone looks it through: it names unknown fields, tags that are not whole,
a file that is not .docx.

A tag is `{{{{ field }}}}`; `{{% if field %}}` … `{{% endif %}}` chooses,
`{{% for row in rows.grids %}}` … `{{% endfor %}}` repeats. `{{%p … %}}` and `{{%tr … %}}` alone in a
paragraph or a table row take that paragraph or row away (`{{%tr for … %}}`, the row, `{{%tr endfor %}}`:
three rows). Nothing else is allowed: a template is a file from elsewhere, so it can call nothing, reach
nothing but its fields, and link nothing outside of it.

Charts are pictures where the extra `gridtui[pdf]` is installed: `pictures` is true then, and
`{{{{ charts.weeks.picture }}}}` is one of them; without it the shipped template draws them as a table of
block characters.

## PDF and page

`--pdf` needs the extra `gridtui[pdf]` (typst with Noto Sans SC and Noto Serif SC, which go into the
file); without it a sentence says so. `--html` is one page without anything from elsewhere. Both tell
the same sections, sentences and tables as Word.

## Fields

A list ends with `[]`: it is for `for`. All are texts, but `pictures` (true or false) and the pictures.

"""


def document() -> str:
    """Return the whole text of docs/reports.md."""
    head = _HEAD.format(shown=SHOWN, proposed=PROPOSED, households=LEAST_HOUSEHOLDS)
    rows = ["| field | 说明 | in English |", "|---|---|---|"]
    for path, about in field_paths():
        rows.append(f"| `{path}` | {about} | {_english(about)} |")
    return head + "\n".join(rows) + "\n"


def _english(text: str) -> str:
    before = words.language_in_use()
    words.use("en")
    try:
        return tr(text)
    finally:
        words.use(before)


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8", newline="\n")
