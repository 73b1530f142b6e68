"""The command that lists what roster and records lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridtui.cli.context import Options, as_json, command, print_json, tell
from gridtui.words import mark, say, tr

if TYPE_CHECKING:
    from gridtui.queries.gaps import GapLine


@command(as_json, name="gaps", help=mark("列出缺口：没人任职的岗位、不合适的网格、该走访的户、缺项的记录"))
def gaps(options: Options, as_json: bool) -> None:
    """Print every gap, by kind; people are named as on paper."""
    from gridtui.domain.words.dates import local_date
    from gridtui.queries.gaps import GapFilter, find_gaps

    with options.open() as workspace, workspace.read() as connection:
        found = find_gaps(connection, GapFilter(), local_date(workspace.clock()), most=None)
    if as_json:
        counts = {kind.value: number for kind, number in found.counts.items()}
        print_json({"counts": counts, "lines": [_facts(line) for line in found.lines]})
        return
    before = None
    for line in found.lines:
        if line.kind is not before:
            tell(f"{tr(line.kind.label)}  {found.counts[line.kind]}")
        before = line.kind
        tell(f"  {_title(line)}\t{say(line.problem)}")
    if not found.lines:
        tell(tr("没有缺口"))


def _facts(line: GapLine) -> dict[str, str]:
    return {
        "kind": line.kind.value,
        "noun": line.noun,
        "id": line.record_id.hex(),
        "title": _title(line),
        "words": say(line.problem),
    }


def _title(line: GapLine) -> str:
    """Return what a line is about on one line, a person's name as it stands on paper."""
    from gridtui.domain.people.masking import mask_name

    return " ".join(" ".join((line.title, mask_name(line.person))).split())
