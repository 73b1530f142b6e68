"""Hot issues 热点 as a table: one row a matter, with the numbers of its issues and some of what was said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.masking import mask_prose
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.text import tidy
from gridtui.insight.hot import HotGroup, Raised
from gridtui.interchange.files.writing import WrittenColumn, WrittenTable, fill_table, refuse_form
from gridtui.interchange.files.written_values import Value
from gridtui.interchange.handing_out import hand_out
from gridtui.queries.issues.issues import issue_numbers
from gridtui.storage.workspace import Workspace

TITLE = "热点"
MOST_NUMBERS = 200
SAID = 3
_COLUMNS = (
    WrittenColumn("名次", "order", 6),
    WrittenColumn("热点", "title", 30),
    WrittenColumn("地点", "place", 16),
    WrittenColumn("最早", "from", 12),
    WrittenColumn("最近", "to", 12),
    WrittenColumn("户数", "residents", 6),
    WrittenColumn("件数", "issues", 6),
    WrittenColumn("诉求编号", "numbers", 40),
    WrittenColumn("怎么说", "said", 60),
)


def write_hot_groups(workspace: Workspace, groups: Sequence[HotGroup], path: Path) -> int:
    """Write groups in the order given to ``path``, in the form its ending names; returns how many.

    It is noted in the audit chain. ``RuleBroken`` where it cannot be written; nothing is left then.
    """
    refuse_form(path)
    with workspace.read() as connection:
        numbers = issue_numbers(connection, [id for group in groups for id in group.ids[-MOST_NUMBERS:]])
    table = WrittenTable(TITLE, _COLUMNS, _rows(groups, numbers))
    return hand_out(workspace, path, lambda part: fill_table(part, path.suffix, table), kind="hot")


def _rows(groups: Sequence[HotGroup], numbers: Mapping[RecordId, str]) -> Iterator[Sequence[Value]]:
    for place, group in enumerate(groups, start=1):
        newest = group.members[-SAID:][::-1]
        yield (
            place,
            _masked(group.heading),
            _masked(group.place),
            local_date(group.began),
            local_date(group.last),
            group.residents,
            len(group.members),
            "、".join(numbers.get(id, "") for id in group.ids[-MOST_NUMBERS:]),
            "\n".join(_masked(_said(each)) for each in newest),
        )


def _said(raised: Raised) -> str:
    return f"{raised.title} {raised.text}" if raised.title else raised.text


def _masked(text: str) -> str:
    return mask_prose(tidy(text))
