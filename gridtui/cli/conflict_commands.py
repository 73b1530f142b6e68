"""Commands on records that two desks edited at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from gridtui.cli.context import Options, as_json, command, print_json, tell
from gridtui.domain.people.masking import mask_id, mask_phone, mask_prose
from gridtui.domain.words.logged_values import PHONES
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.queries.contested import Version

_MOST = 10_000
_PHONES = PHONES | {"contacts"}


@command(as_json, name="conflicts", help=mark("两边改了同一项的记录，各是什么值；电话和证件号打码"))
def conflicts(options: Options, as_json: bool) -> None:
    """List what is in conflict."""
    from gridtui.domain.words.field_titles import field_title, noun_title
    from gridtui.queries.contested import contested_page, versions_of

    with options.open() as workspace, workspace.read() as connection:
        found = [
            (row, {field: versions_of(connection, row.noun, row.id, field) for field in row.conflicts})
            for row in contested_page(connection, limit=_MOST)
        ]
    if as_json:
        print_json(
            [
                {
                    "id": row.id.hex(),
                    "noun": row.noun,
                    "title": row.title,
                    "fields": {name: [_facts(one) for one in versions] for name, versions in fields.items()},
                }
                for row, fields in found
            ]
        )
        return
    if not found:
        tell(tr("没有冲突"))
    for row, fields in found:
        tell(f"{row.id.hex()}  {tr(noun_title(row.noun))}  {row.title}")
        for name, versions in fields.items():
            shown = " | ".join(f"{_shown(one)} ({one.actor_name})" for one in versions)
            tell(f"  {name} {tr(field_title(row.noun, name))}: {shown}")


@command(
    click.argument("record"),
    click.argument("field"),
    click.argument("value"),
    as_json,
    name="resolve",
    help=mark("处理一个冲突：写定一项的值\n\n内容是新值，或 @1、@2 表示列出的第几个"),
)
def resolve(options: Options, record: str, field: str, value: str, as_json: bool) -> None:
    """Write one value over all that are live in a field."""
    from gridtui.domain.changes.ids import parse_id
    from gridtui.domain.words.intents import Intent
    from gridtui.queries.contested import versions_of
    from gridtui.queries.histories import noun_of
    from gridtui.usecases.conflicts import resolve as settle

    record_id = parse_id(record)
    with options.open(writing=True) as workspace:
        with workspace.read() as connection:
            noun = noun_of(connection, record_id)
            versions = versions_of(connection, noun or "", record_id, field)
        chosen = _chosen(versions, value)
        with workspace.write(Intent.SETTLE_CONFLICT) as unit:
            settle(unit, record_id, field, chosen)
    if as_json:
        print_json({"id": record, "field": field})
        return
    tell(tr("已处理"))


def _chosen(versions: Sequence[Version], text: str) -> Any:
    """Return the value that is meant: one of those listed, by ``@`` number or as shown, or another one."""
    if text.startswith("@") and text[1:].isdigit() and 1 <= int(text[1:]) <= len(versions):
        return versions[int(text[1:]) - 1].value
    for one in versions:
        if text in (str(one.value), _shown(one)):
            return one.value
    kind = next((type(one.value) for one in versions if one.value is not None), str)
    try:
        return (text.lower() in ("true", "1") if kind is bool else kind(text)) if text else None
    except ValueError as error:
        raise RuleBroken(Problem(mark("这个值的格式不对，请重新填写"), "value")) from error


def _shown(version: Version) -> str:
    text = "" if version.value is None else str(version.value)
    if version.field == "id_number":
        return mask_id(text)
    return mask_phone(text) if version.field in _PHONES else mask_prose(text)


def _facts(version: Version) -> dict[str, object]:
    return {
        "value": _shown(version),
        "at": version.at.isoformat(),
        "by": version.actor_name,
        "incarnation": version.device.hex(),
        "level": version.level,
        "shown": version.shown,
    }
