"""The command that says what an export holds, for programs that read it."""

from __future__ import annotations

from pathlib import Path

import click

from gridtui.cli.context import Options, as_json, command, print_json, tell
from gridtui.cli.file_commands import OUT_KINDS
from gridtui.cli.outputs import output_to
from gridtui.cli.said import option
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark, tr


@command(
    click.argument("kind", type=click.Choice(OUT_KINDS), required=False, default=None, metavar="KIND"),
    output_to(mark("写到这个 .json 文件；不写就显示出来"), required=False),
    option("--list", "listed", is_flag=True, help=mark("有哪些种类，各有几列")),
    as_json,
    name="schema",
    help=mark("导出文件里有什么：.json 一项、.jsonl 一行的 JSON Schema（2020-12），列名与 .csv 相同"),
)
def schema(_options: Options, kind: str | None, output: Path | None, listed: bool, as_json: bool) -> None:
    """Print the schema of a kind, or which kinds there are."""
    import json

    from gridtui.interchange.columns.kinds import Kind
    from gridtui.interchange.files.unwritable import not_written
    from gridtui.interchange.schemas import export_schema

    if listed or kind is None:
        if not listed:
            raise RuleBroken(Problem(mark("请写明哪一种：gridtui schema --list 会列出来"), "kind"))
        _say_list(as_json)
        return
    found = export_schema(Kind(kind))
    if output is None:
        print_json(found)
        return
    try:
        output.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise not_written(output.name, error, "output") from error
    if as_json:
        print_json({"kind": kind, "file": str(output)})
    else:
        tell(tr("已写好：{path}", path=output))


def _say_list(as_json: bool) -> None:
    from gridtui.interchange.columns.kinds import Kind
    from gridtui.interchange.schemas import export_schema

    kinds = [Kind(name) for name in OUT_KINDS]
    sizes = {kind: len(export_schema(kind)["properties"]) for kind in kinds}
    if as_json:
        print_json([{"kind": kind.value, "title": kind.label, "columns": sizes[kind]} for kind in kinds])
        return
    for kind in kinds:
        tell(tr("{code}  {title}  {n} 列", code=kind.value, title=tr(kind.label), n=sizes[kind]))
