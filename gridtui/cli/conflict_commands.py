"""Commands on records that two desks edited at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from gridtui.cli.context import Options, as_json, command, print_json, tell
from gridtui.domain.people.masking import mask_prose
from gridtui.domain.words.logged_values import outside_value, shown_value
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.queries.contested import ContestedRecord, Version
    from gridtui.queries.kept_aside import AsideChange

_MOST = 10_000


@command(as_json, name="conflicts", help=mark("两边改了同一项的记录，各是什么值；电话和证件号打码"))
def conflicts(options: Options, as_json: bool) -> None:
    """List what is in conflict."""
    from gridtui.domain.words.field_titles import field_title, noun_title
    from gridtui.queries.contested import contested_ids, contested_record

    with options.open() as workspace, workspace.read() as connection:
        looked = (contested_record(connection, id) for id in contested_ids(connection)[:_MOST])
        found = [record for record in looked if record is not None]
    if as_json:
        print_json([_record_facts(record) for record in found])
        return
    if not found:
        tell(tr("没有冲突"))
    for record in found:
        noun = record.row.noun
        tell(f"{record.row.id.hex()}  {tr(noun_title(noun))}  {record.row.title}")
        for name, versions in record.versions.items():
            shown = " | ".join(f"{_words(noun, one, record.titles)} ({one.actor_name})" for one in versions)
            tell(f"  {name} {tr(field_title(noun, name))}: {shown}")


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
    from gridtui.queries.contested import contested_record
    from gridtui.usecases.conflicts import resolve as settle

    record_id = parse_id(record)
    with options.open(writing=True) as workspace:
        with workspace.read() as connection:
            found = contested_record(connection, record_id)
        chosen = value if found is None else _chosen(found, field, value)
        with workspace.write(Intent.SETTLE_CONFLICT) as unit:
            settle(unit, record_id, field, chosen)
    if as_json:
        print_json({"id": record, "field": field})
        return
    tell(tr("已处理"))


@command(as_json, name="aside", help=mark("同一个库的两份拷贝里没有算数、另外放着的改动；要用的照着再记一次"))
def aside(options: Options, as_json: bool) -> None:
    """List what is kept aside of feeds of which there are two."""
    from gridtui.queries.kept_aside import kept_aside
    from gridtui.sync.telling import aside_sentences

    with options.open() as workspace, workspace.read() as connection:
        found = kept_aside(connection)
    if as_json:
        print_json([_aside_facts(one) for one in found])
        return
    if not found:
        tell(tr("没有另外放着的改动"))
    for one in found:
        heading, *fields = aside_sentences(one)
        tell(heading)
        for line in fields:
            tell(f"  {line}")


def _aside_facts(one: AsideChange) -> dict[str, object]:
    return {
        "id": one.record.hex(),
        "noun": one.noun,
        "title": one.title,
        "kind": one.kind,
        "at": one.at.isoformat(),
        "by": one.actor_name,
        "incarnation": one.device.hex(),
        "fields": {name: outside_value(name, value) for name, value in one.fields.items()},
    }


def _chosen(record: ContestedRecord, field: str, text: str) -> Any:
    """Return the value that is meant: one of those listed, by ``@`` number or as shown, or another one."""
    versions = record.versions.get(field, ())
    if text.startswith("@") and text[1:].isdigit() and 1 <= int(text[1:]) <= len(versions):
        return versions[int(text[1:]) - 1].value
    for one in versions:
        if text in (str(one.value), _words(record.row.noun, one, record.titles)):
            return one.value
    kind = next((type(one.value) for one in versions if one.value is not None), str)
    try:
        return (text.lower() in ("true", "1") if kind is bool else kind(text)) if text else None
    except ValueError as error:
        raise RuleBroken(Problem(mark("这个值的格式不对，请重新填写"), "value")) from error


def _words(noun: str, version: Version, titles: Mapping[str, str]) -> str:
    return mask_prose(shown_value(noun, version.field, version.value, titles)) or tr("（空）")


def _record_facts(record: ContestedRecord) -> dict[str, object]:
    return {
        "id": record.row.id.hex(),
        "noun": record.row.noun,
        "title": record.row.title,
        "fields": {
            name: [_facts(record, one) for one in versions] for name, versions in record.versions.items()
        },
    }


def _facts(record: ContestedRecord, version: Version) -> dict[str, object]:
    return {
        "value": outside_value(version.field, version.value),
        "words": _words(record.row.noun, version, record.titles),
        "at": version.at.isoformat(),
        "by": version.actor_name,
        "incarnation": version.device.hex(),
        "level": version.level,
        "shown": version.shown,
    }
