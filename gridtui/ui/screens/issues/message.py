"""A pasted chat message in the form: what it says fills what is empty, and is echoed in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gridtui.domain.issues.capture_parts import PartKind as K
from gridtui.domain.people.masking import mask_phone, mask_prose
from gridtui.domain.words.dates import local_date
from gridtui.insight.capturing import Understood
from gridtui.ui.screens.issues.capturing import line_values
from gridtui.ui.screens.issues.line_words import line_words
from gridtui.ui.screens.issues.suggesting import Suggester
from gridtui.words import tr


def values_to_fill(
    understood: Understood, suggester: Suggester, raw: Mapping[str, str], *, filled: str
) -> dict[str, object]:
    """Return what a message puts into the fields that nobody has filled; its text is not among it.

    ``raw`` is what stands in the fields, ``filled`` the name that the program put there itself.
    """
    today = local_date(understood.now).isoformat()
    untouched = {"reporter_name": ("", filled), "registered_at": ("", today)}
    if raw["place"]:
        # A person of the household that the message names is not at home in the place that was typed.
        understood = replace(understood, place=None, person=None)
    values = {name: value for name, value in line_values(understood, suggester).items() if value}
    values.pop("text", None)
    if understood.capture.is_anonymous or raw["anonymous"]:
        values = {name: value for name, value in values.items() if not name.startswith("reporter_")}
    if raw["registered_at"] not in untouched["registered_at"]:
        values.pop("clock", None)
    if raw["reporter_name"] not in untouched["reporter_name"]:
        values.pop("reporter_phone", None)
    return {name: value for name, value in values.items() if raw[name] in untouched.get(name, ("",))}


def text_left(understood: Understood, message: str, values: Mapping[str, object]) -> str:
    """Return the text of a message, with its head where a fact of the head found no field."""
    capture = understood.capture
    fields = {K.PERSON: "reporter_name", K.TIME: "registered_at", K.PLACE: "place"}
    used = all(
        name in values
        or (kind is K.TIME and "clock" in values)
        or (kind is K.PERSON and capture.is_anonymous)
        for kind, name in fields.items()
        if capture.head_value(kind)
    )
    return capture.text if used else message


def told(understood: Understood, suggester: Suggester, values: Mapping[str, object], lines: int) -> str:
    """Return what of a message was understood and put into fields, as one sentence."""
    words = line_words(understood, suggester.names, only=values)
    if understood.capture.is_anonymous and _names_somebody(understood):
        return tr("匿名：粘贴的内容里还有姓名或电话，请看看要不要删去")
    if not words:
        return tr("粘贴的 {n} 行放进了内容", n=lines)
    phone = mask_phone(str(values.get("reporter_phone") or ""))
    parts = " · ".join([*words, phone] if phone else words)
    return tr("看懂了 {parts}；Tab 逐项核对", parts=parts)


def _names_somebody(understood: Understood) -> bool:
    text, name = understood.capture.text, understood.capture.value(K.PERSON)
    return mask_prose(text) != text or (len(name) > 1 and name in text)
