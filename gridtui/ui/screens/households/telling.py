"""Households and residents as labelled lines, numbers masked unless they are revealed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gridtui.domain.people.household import HouseholdKind
from gridtui.domain.people.masking import mask_id, mask_phone
from gridtui.domain.people.resident import EDUCATION, MARRIAGE, OCCUPATIONS, POLITICS, RELATIONS
from gridtui.domain.places.building import DwellingUse, Occupancy
from gridtui.domain.words.dates import shown_date
from gridtui.domain.words.field_titles import field_title, value_label
from gridtui.queries.people.households import HouseholdDetail
from gridtui.queries.people.residents import ResidentDetail, ResidentRow
from gridtui.ui.kit.cells import cell_width, fit
from gridtui.ui.kit.prose import Paragraph
from gridtui.ui.screens.households.columns import age_words, relation_words
from gridtui.words import mark, tr

Fact = tuple[str, str]
"""A label and a text, both said already."""

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (mark("身份"), ("sex", "birth_date", "id_number", "relation", "ethnicity", "politics")),
    (mark("联系"), ("phone", "registered_address", "actual_address")),
    (mark("居住"), ("residence_state", "kind", "moved_in_on", "moved_out_on", "moved_to", "died_on")),
    (mark("其他"), ("education", "marriage", "occupation", "note")),
)
"""The fields of a resident by group, in the order in which they are shown."""

_USUAL = {
    "relation": RELATIONS, "politics": POLITICS, "education": EDUCATION, "marriage": MARRIAGE,
    "occupation": OCCUPATIONS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who looks, and when: ``revealed`` numbers are shown whole, ``hint`` says how to reveal or hide them."""

    today: date
    revealed: bool = False
    hint: str = ""


def fact_paragraphs(facts: Iterable[Fact], *, cells: int = 0) -> list[Paragraph]:
    """Return label and text of each fact, the texts under each other; facts without a text are left out."""
    kept = [(label, text) for label, text in facts if text]
    width = max((cell_width(label) for label, _ in kept), default=0) + 2
    return [Paragraph(text, fit(label, max(width, cells))) for label, text in kept]


def household_facts(detail: HouseholdDetail) -> list[Fact]:
    """Return what is known of a household and its door."""
    row, draft = detail.row, detail.draft
    kinds = (
        tr(HouseholdKind.label_of(draft.kind)),
        tr(DwellingUse.label_of(row.use)) if row.use != DwellingUse.HOME else "",
        tr(Occupancy.label_of(row.occupancy)),
        tr("{n} 楼", n=row.floor) if row.floor is not None else "",
        tr("党员中心户") if row.hub else "",
    )
    place = (detail.grid_name, row.building_name, detail.address)
    numbers = tr("{people} 人，未办结 {issues} 件", people=row.people, issues=row.open_issues)
    return [
        (tr("住址"), _joined(place)),
        (tr("户情"), _joined(kinds)),
        (tr("现有"), numbers),
        (tr("户编号"), draft.code),
        (tr("备注"), draft.note),
    ]


def resident_paragraphs(detail: ResidentDetail, eyes: Eyes) -> list[Paragraph]:
    """Return every field of a resident that holds something, by group."""
    groups = [(title, _group(detail, names, eyes)) for title, names in GROUPS]
    labels = [label for _, facts in groups for label, text in facts if text]
    cells = max(map(cell_width, labels), default=0) + 2
    found: list[Paragraph] = []
    for title, facts in groups:
        lines = fact_paragraphs(facts, cells=cells)
        if lines:
            found += [Paragraph(""), Paragraph(tr(title), style="bold"), *lines]
    return found[1:] or [Paragraph(tr("只有姓名，没有别的资料；按 e 补录"), style="$foreground-muted")]


def person_line(row: ResidentRow, today: date) -> str:
    """Return a person in a few words: ``王建国  户主  67岁  137****2210``."""
    age = age_words(row.birth_date, today)
    parts = (row.name, relation_words(row.relation), tr("{age}岁", age=age) if age else "", row.phone)
    return "  ".join(part for part in parts if part)


def _group(detail: ResidentDetail, names: Sequence[str], eyes: Eyes) -> list[Fact]:
    return [(tr(field_title("resident", name)), _value(detail, name, eyes)) for name in names]


def _value(detail: ResidentDetail, name: str, eyes: Eyes) -> str:
    value = getattr(detail.draft, name)
    if not value:
        return ""
    if name in ("phone", "id_number"):
        shown = value if eyes.revealed else mask_phone(value) if name == "phone" else mask_id(value)
        # One hint is enough for both, and the phone is the shorter line.
        hint = eyes.hint if name == "phone" or not detail.draft.phone else ""
        return shown.replace(";", tr("；")) + (tr("（{hint}）", hint=hint) if hint else "")
    if name == "birth_date":
        age = tr("{age}岁", age=age_words(value, eyes.today))
        return f"{shown_date(value)}  {age}" if not detail.draft.died_on else shown_date(value)
    if isinstance(value, date):
        return shown_date(value)
    if name == "relation":
        return relation_words(value)
    if name in _USUAL:
        return tr(value) if value in _USUAL[name].usual else str(value)
    return (
        tr(value_label("resident", name, value)) if name in ("sex", "residence_state", "kind") else str(value)
    )


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(dict.fromkeys(part for part in parts if part))
