"""What a form tells the screen it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from gridtui.ui.kit.form import Form


class FormMessage(Message, namespace="form"):
    """Something that happened in a form."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form

    @property
    def control(self) -> Form:
        """The form."""
        return self.form


class Submitted(FormMessage, namespace="form"):
    """Ctrl+S was given and nothing stops saving; ``values`` are typed, ``raw`` is what stood there."""

    def __init__(self, form: Form, values: dict[str, object], raw: dict[str, str]) -> None:
        super().__init__(form)
        self.values = values
        self.raw = raw


class Changed(FormMessage, namespace="form"):
    """Something was typed within the last half second; ``raw`` is what a draft should hold."""

    def __init__(self, form: Form, raw: dict[str, str]) -> None:
        super().__init__(form)
        self.raw = raw


class Edited(FormMessage, namespace="form"):
    """One field changed just now, for what a screen shows while one types."""

    def __init__(self, form: Form, name: str, raw: str) -> None:
        super().__init__(form)
        self.name = name
        self.raw = raw
