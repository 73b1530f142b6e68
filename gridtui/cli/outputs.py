"""Files that commands write: what stands there is left alone, or makes way only for one that is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from gridtui.cli.said import option
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark

FILE = click.Path(path_type=Path, dir_okay=False)

OUTPUTS = ("output", "docx", "pdf", "html", "propose")
"""The parameters of commands that are files to write."""

_STANDS = mark("已经有文件 {name}，没有改动它；要覆盖它请加 --force")

force = option("--force", is_flag=True, help=mark("那里已经有文件也写：写好了才换掉旧的"))
"""The option beside every file that a command writes; ``command`` keeps its promise."""


def output_to(help: str, *, required: bool = True) -> Callable[[Any], Any]:
    """Declare the file ``output`` that a command writes; ``help`` says which endings it knows (marked)."""

    def declare(function: Any) -> Any:
        chosen = option("-o", "--output", type=FILE, required=required, metavar="FILE", help=help)
        return chosen(force(function))

    return declare


@contextmanager
def making_way(path: Path | None, *, forced: bool) -> Iterator[None]:
    """Refuse where a file stands at ``path`` already; ``forced`` sets it aside until the new one is there.

    It comes back where no new one was written, for whatever reason. ``RuleBroken`` where it stands in the
    way, or cannot be set aside.
    """
    if path is None or not (path.exists() or path.is_symlink()):
        yield
        return
    if not forced:
        raise RuleBroken(Problem(_STANDS, "output", values={"name": path.name}))
    aside = _set_aside(path)
    try:
        yield
    finally:
        if path.exists():
            aside.unlink(missing_ok=True)
        else:
            aside.replace(path)


def _set_aside(path: Path) -> Path:
    from gridtui.interchange.files.unwritable import not_written
    from gridtui.storage.store.safe_files import free_name

    try:
        aside = free_name(path.with_name(f"{path.name}.old"))
        path.replace(aside)
    except OSError as error:
        raise not_written(path.name, error, "output") from error
    return aside
