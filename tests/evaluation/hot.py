"""``python -m tests.evaluation.hot FOLDER``: the groups found among the complaints, to be checked by hand.

FOLDER holds the messages of all four files; their labels are not looked at.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import python_calamine

from gridtui.domain.words.dates import parse_instant
from gridtui.domain.words.text import tidy_text
from gridtui.insight.hot import HotIndex, Raised


def records(folder: Path) -> Iterator[Raised]:
    """Yield every message once, from all files that hold messages."""
    seen = set()
    for path in sorted(folder.glob("*.xlsx")):
        rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        for number, user, title, at, text, *_rest in (row for row in rows[1:] if len(row) >= 5):
            instant = at if isinstance(at, datetime) else parse_instant(str(at))
            if instant is None or not title or number in seen:
                continue
            seen.add(number)
            said = tidy_text(str(title)), tidy_text(str(text))
            yield Raised(str(number).encode(), *said, "", instant.replace(tzinfo=UTC), user)


def main() -> None:
    """Print how long it took, and every group with its members."""
    messages = list(records(Path(sys.argv[1])))
    began = time.perf_counter()
    index = HotIndex(messages)
    groups = index.groups(max(message.at for message in messages))
    print(f"{len(messages)} messages, {time.perf_counter() - began:.2f} s, {len(groups)} groups")
    for rank, group in enumerate(groups, start=1):
        print(f"{rank}. {group.title} ({group.residents})")
        for member in group.members:
            print(f"     {member.at:%Y-%m-%d}  {member.title}")


if __name__ == "__main__":
    main()
