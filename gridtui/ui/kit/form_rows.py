"""The rows of a form as one thing: what stands in them, read and filled by field name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from textual.widget import Widget

from gridtui.domain.words.problems import Problem
from gridtui.ui.kit.cells import cell_width
from gridtui.ui.kit.field_specs import FieldSpec, Raw, Suggestion, TodaySource
from gridtui.ui.kit.fields import FieldRow, build_field
from gridtui.ui.kit.suggest_input import SuggestInput
from gridtui.words import tr

VALUE_KEY = "{name}:value"
NOTE_KEY = "{name}:note"


def raw_of(value: object) -> str:
    """Return a value as a field holds it: dates in full, truths as ``1`` or nothing, ids in hexadecimal."""
    match value:
        case None | False:
            return ""
        case True:
            return "1"
        case bytes():
            return value.hex()
        case date():
            return value.isoformat()[:10]
        case _:
            return str(value)


class FormRows:
    """The rows in order; ``rows[name]`` is one of them."""

    def __init__(self, specs: Sequence[FieldSpec], today: TodaySource | None) -> None:
        label_cells = max((cell_width(tr(spec.title)) for spec in specs), default=0)
        self._rows = {spec.name: FieldRow(spec, build_field(spec, today), label_cells) for spec in specs}
        self._order = list(self._rows.values())
        self._pair()

    def __iter__(self) -> Iterator[FieldRow]:
        return iter(self._order)

    def __getitem__(self, name: str) -> FieldRow:
        return self._rows[name]

    def get(self, name: str) -> FieldRow | None:
        """Return the row of a field, or None."""
        return self._rows.get(name)

    def holding(self, widget: Widget | None) -> FieldRow | None:
        """Return the row a widget stands in, or None."""
        return next((row for row in self._order if row.field is widget), None)

    def beside(self, row: FieldRow | None, by: int) -> FieldRow:
        """Return the row before or after another, round the end; from nowhere, the first."""
        place = self._order.index(row) + by if row else 0
        return self._order[place % len(self._order)]

    def _pair(self) -> None:
        """Mark the short fields that stand beside each other where there is room for two columns."""
        waiting: FieldRow | None = None
        for row in self._order:
            if waiting and row.spec.is_short:
                waiting.add_class("-half")
                row.add_class("-half")
                waiting = None
            else:
                waiting = row if row.spec.is_short else None

    def raw(self) -> dict[str, str]:
        """Return what stands in the fields, secrets left out."""
        found: dict[str, str] = {}
        for row in self._order:
            if row.spec.kind != "secret":
                found.update(raw_of_row(row))
        return found

    def values(self) -> dict[str, object]:
        """Return what the contents mean, by field name."""
        return {row.spec.name: row.field.typed for row in self._order}

    def load(self, values: Mapping[str, object]) -> None:
        """Fill every field that is named, and forget the steps before."""
        for row in self._order:
            if row.spec.name in values:
                load_row(row, values)

    def check(self, *, at_save: bool) -> list[tuple[FieldRow, list[Problem]]]:
        """Return what is wrong with each row."""
        return [(row, row.check(at_save=at_save)) for row in self._order]


def raw_of_row(row: FieldRow) -> dict[str, str]:
    """Return what stands in one row; beside the text of something known stands its value."""
    name, field = row.spec.name, row.field
    found = {name: field.raw}
    if isinstance(field, SuggestInput) and field.chosen:
        found[VALUE_KEY.format(name=name)] = field.chosen.value
        found[NOTE_KEY.format(name=name)] = field.chosen.note
    return found


def chosen_of(row: FieldRow, raw: Mapping[str, object]) -> Suggestion | None:
    """Return the known thing that a raw mapping names for a row, or None."""
    name = row.spec.name
    value = raw.get(VALUE_KEY.format(name=name))
    if not value:
        return None
    return Suggestion(raw_of(value), raw_of(raw.get(name)), raw_of(raw.get(NOTE_KEY.format(name=name))))


def load_row(row: FieldRow, values: Mapping[str, object]) -> None:
    """Fill one row."""
    value, field = values[row.spec.name], row.field
    known = value if isinstance(value, Suggestion) else chosen_of(row, values)
    if isinstance(field, SuggestInput) and known:
        field.load_chosen(known)
    else:
        field.load(raw_of(value))
    row.show(())


def put_row(row: FieldRow, raw: Raw) -> None:
    """Fill one row as a step that can be taken back."""
    field, known = row.field, chosen_of(row, raw)
    if isinstance(field, SuggestInput) and known:
        field.put_chosen(known)
    else:
        field.put(raw.get(row.spec.name, ""))
