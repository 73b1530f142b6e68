"""Commands on the files of an issue: keeping them with it, listing them, handing them out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gridtui.cli.context import Options, as_json, command, print_json, tell
from gridtui.cli.finding import issue_named
from gridtui.cli.said import option
from gridtui.domain.words.intents import Intent
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.queries.issues.attachments import AttachmentRow

_PATHS = click.Path(path_type=Path)


@command(
    click.argument("issue"),
    click.argument("file", nargs=-1, required=True, type=_PATHS),
    as_json,
    name="attach",
    help=mark("把文件存进库里，和诉求放在一起；每个最多 5 MB"),
)
def attach(options: Options, issue: str, file: tuple[Path, ...], as_json: bool) -> None:
    """Keep files with an issue, all or none."""
    from gridtui.interchange.attached_files import attach_files

    with options.open(writing=True) as workspace:
        with workspace.read() as connection:
            issue_id = issue_named(connection, issue)
        with workspace.write(Intent.ADD_ATTACHMENTS) as unit:
            outcome = attach_files(unit, issue_id, file)
    if as_json:
        print_json({"added": [id.hex() for id in outcome.added], "known": list(outcome.known)})
        return
    tell(tr("已加 {n} 个附件", n=len(outcome.added)))
    for name in outcome.known:
        tell(tr("{name} 内容一模一样，已经在里面，没有再加", name=name))


@command(
    click.argument("issue"),
    option("-o", "--output", "output", type=_PATHS, default=None, metavar="FOLDER",
           help=mark("写到这个文件夹；已有的文件不动")),
    as_json,
    name="attachments",
    help=mark("一件诉求的附件：列出来，或写到文件夹里"),
)  # fmt: skip
def attachments(options: Options, issue: str, output: Path | None, as_json: bool) -> None:
    """List the files of an issue, or write them into a folder."""
    from gridtui.domain.issues.attachment import size_words
    from gridtui.domain.words.dates import shown_instant
    from gridtui.interchange.attached_files import HandedOver, hand_over
    from gridtui.queries.issues.attachments import attachments_of

    with options.open(writing=output is not None) as workspace:
        with workspace.read() as connection:
            issue_id = issue_named(connection, issue)
            rows = attachments_of(connection, issue_id)
        done = hand_over(workspace, issue_id, output) if output is not None else HandedOver(())
    if as_json:
        files = {"files": [str(path) for path in done.paths]} if output is not None else {}
        print_json({"attachments": [_facts(row) for row in rows], **files})
        return
    if output is not None:
        for path in done.paths:
            tell(str(path))
        for name in done.missing:
            tell(tr("{name} 的内容不在这里", name=name), err=True)
        return
    for row in rows:
        name = tr("（已随个人资料清除）") if row.erased else row.name
        tell(f"{name}\t{size_words(row.size)}\t{shown_instant(row.added_at)}\t{row.actor_name}")


def _facts(row: AttachmentRow) -> dict[str, object]:
    return {
        "id": row.id.hex(),
        "name": row.name,
        "media": row.media,
        "size": row.size,
        "sha256": row.digest.hex(),
        "added": row.added_at.isoformat() if row.added_at else None,
        "by": row.actor_name,
        "here": row.here,
        "erased": row.erased,
    }
