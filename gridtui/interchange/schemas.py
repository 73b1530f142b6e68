"""What a line of an export holds, as a JSON Schema (2020-12) made from the declared columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gridtui.domain.changes.actors import Level
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.interchange.columns.kinds import Field, Kind, Reads
from gridtui.interchange.exporting import exported_fields
from gridtui.words import mark

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_CODE_OF_A_NEWER_PROGRAM = "^[a-z][a-z0-9_]*$"
_FORMATS: Mapping[Reads, Mapping[str, str]] = {
    Reads.DATE: {"format": "date"},
    Reads.INSTANT: {"format": "date-time"},
    Reads.RECORD: {"pattern": "^[0-9a-f]{32}$"},
}


def export_schema(kind: Kind) -> dict[str, Any]:
    """Return the schema of one record of a kind: of a line of ``.jsonl``, of an item of ``.json``.

    Titles are the headers of ``.csv`` and ``.xlsx``. What is left out without a reason is not required.
    """
    return {
        "$schema": DIALECT,
        "$id": f"urn:gridtui:export:{kind.value}",
        "title": kind.label,
        "type": "object",
        "properties": {one.name: _property(one) for one in exported_fields(kind, full=True)},
        "required": [one.name for one in exported_fields(kind)],
        "additionalProperties": False,
    }


def _property(one: Field) -> dict[str, Any]:
    reads = (one.told or Reads.LINE) if one.reads is Reads.NOT_READ else one.reads
    return {"title": one.title, **_values(one, reads)}


def _values(one: Field, reads: Reads) -> dict[str, Any]:
    if reads is Reads.INTEGER:
        return {"type": ["integer", "null"]}
    if reads is Reads.HOURS:
        return {"type": ["number", "null"]}
    if reads is Reads.YES:
        return {"enum": [mark("是"), mark("否"), None]}
    if reads is Reads.LEVEL:
        return {"enum": [*(level.label for level in Level), None]}
    if isinstance(one.words, type) and issubclass(one.words, Vocabulary):
        labels = [label for _, label in one.words.choices()]
        return {"anyOf": [{"enum": [*labels, None]}, {"type": "string", "pattern": _CODE_OF_A_NEWER_PROGRAM}]}
    return {"type": ["string", "null"], **_FORMATS.get(reads, {})}
