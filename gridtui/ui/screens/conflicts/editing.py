"""Writing another value than the two desks did: one field of the right kind in a dialog."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

import sqlalchemy as sa
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from gridtui.domain.changes.registers import DELETED
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.field_titles import VOCABULARIES
from gridtui.domain.words.identifiers import id_number_problems, phone_problems
from gridtui.domain.words.logged_values import PHONES
from gridtui.domain.words.problems import Problem
from gridtui.queries.contested import column_of
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.closing import Modal
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.kit.field_specs import FieldKind, FieldSpec
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.form_messages import Submitted
from gridtui.ui.kit.glyphs import is_ascii
from gridtui.words import mark, tr

AREA = mark("冲突")
VALUE = "value"
ID_NUMBER = "id_number"
MASKED = PHONES | {ID_NUMBER}
"""Fields that are shown masked; to write another value, it is typed as a whole."""

_PACKED = frozenset(("contacts", "details", "external_ids", "data", "sources", "digest"))
_LONG = frozenset(("text", "note", "problem", "measures", "result", "boundary"))
_KINDS: tuple[tuple[type[Any], FieldKind], ...] = ((sa.Boolean, "check"), (sa.Date, "date"))


def spec_for(noun: str, name: str, title: str) -> FieldSpec | None:
    """Return the field in which a value of a record's field is typed; None where it can only be chosen.

    ``title`` is marked for translation.
    """
    column = column_of(noun, name)
    if column is None or name == DELETED or name in _PACKED or name == "level":
        return None
    vocabulary = VOCABULARIES.get((noun, name))
    if vocabulary is not None:
        return FieldSpec(name=VALUE, title=title, kind="choice", choices=vocabulary.choices())
    if name in PHONES:
        return FieldSpec(name=VALUE, title=title, kind="phone", check=phone_problems)
    if name == ID_NUMBER:
        return FieldSpec(name=VALUE, title=title, kind="id", check=id_number_problems)
    kind = column[0].type
    for wanted, known in _KINDS:
        if isinstance(kind, wanted):
            return FieldSpec(name=VALUE, title=title, kind=known, past=True)
    if isinstance(kind, sa.Integer):
        return FieldSpec(name=VALUE, title=title, check=_whole_number, width=10)
    if not isinstance(kind, sa.String):
        return None
    long = name in _LONG
    return FieldSpec(name=VALUE, title=title, kind="long" if long else "text", prose=True, lines=5)


def typed_value(noun: str, name: str, value: Any) -> Any:
    """Return what stood in the field in the JSON form of the record's field."""
    found = column_of(noun, name)
    assert found is not None
    column, default = found
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(column.type, sa.Boolean):
        return bool(value)
    if value in (None, ""):
        return None if column.nullable else default
    return int(str(value)) if isinstance(column.type, sa.Integer) else value


def field_value(name: str, value: Any, *, revealed: bool) -> object:
    """Return what the field begins with: never a number that is masked."""
    return "" if value is None or (name in MASKED and not revealed) else value


def _whole_number(text: str) -> list[Problem]:
    try:
        int(text)
    except ValueError:
        return [Problem(mark("请写整数"), VALUE)]
    return []


class EditResult(Commanded, Modal[dict[str, object] | None]):
    """Asks for another value; dismisses with it under ``VALUE``, or None."""

    DEFAULT_CSS = """
    EditResult { align: center middle; background: $background 60%; }
    EditResult > #edit-result {
        width: 70; max-width: 100%; height: auto; max-height: 100%;
        padding: 1 2; background: $surface; border: solid $accent;
    }
    EditResult.-ascii > #edit-result { border: ascii $accent; }
    EditResult Form { height: auto; max-height: 12; }
    EditResult #edit-hint { color: $foreground-muted; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (  # type: ignore[assignment]
        Command("conflicts.keep", mark("不改"), ("escape",), mark("不写别的值，回到原处"), AREA, "keep",
                palette=False),
    )  # fmt: skip

    def __init__(self, spec: FieldSpec, value: object) -> None:
        super().__init__()
        self._spec, self._value = spec, value

    def compose(self) -> ComposeResult:
        """Lay out the field and how it is taken."""
        clock: Callable[[], Any] = gateway_of(self).clock
        value = date.fromisoformat(str(self._value)) if self._spec.kind == "date" and self._value else (
            str(self._value) if isinstance(self._value, int) and self._spec.kind != "check" else self._value
        )  # fmt: skip
        with Vertical(id="edit-result"):
            yield Form([self._spec], {VALUE: value}, today=lambda: local_date(clock()))
            yield Static(shown(tr("Ctrl+S 用这个值  Esc 不改")), id="edit-hint")

    def on_mount(self) -> None:
        """Begin in the field."""
        self.set_class(is_ascii(), "-ascii")
        self.query_one(Form).focus_field(VALUE)

    @on(Submitted)
    def _take(self, event: Submitted) -> None:
        event.stop()
        self.dismiss(event.values)

    def action_keep(self) -> None:
        """Close without a value."""
        self.dismiss(None)
