"""``python -m tests.evaluation.suggesting FOLDER``: how often the suggested category is the right one.

FOLDER holds the complaints: the taxonomy of three-level labels and the messages that bear a label of the
first level. Labels are mapped to categories by the shipped rules, and back by the majority of the taxonomy's
rows, so that the answer is compared in the words of the data. Five folds, seed 1: the records of four stand
in a store as confirmed, the fifth is asked. The weights were chosen on the messages with an even number of
characters; those with an odd one were held out.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import python_calamine

from gridtui.domain.issues.category import FALLBACK, major_of, map_label
from gridtui.domain.words.text import tidy_text
from gridtui.insight.suggesting import suggest_categories
from gridtui.storage.tables import Issue
from gridtui.storage.workspace import Workspace
from tests.conftest import FrozenClock, found_store

FOLDS, SEED = 5, 1


@dataclass(frozen=True, slots=True)
class Message:
    """A message and the label that a person gave it."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How many were asked, how often the label came first and among three; the slowest answer in ms."""

    asked: int
    first: float
    first_three: float
    slowest: float


def labels_of_codes(folder: Path) -> Mapping[str, str]:
    """Return category code → first-level label, by the majority of the taxonomy's rows."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for row in _rows(folder, "附件1"):
        code = map_label([str(cell) for cell in row])
        if code:
            votes[code][row[0]] += 1
            votes[major_of(code)][row[0]] += 1
    return {code: counted.most_common(1)[0][0] for code, counted in votes.items()}


def messages(folder: Path) -> list[Message]:
    """Return the labelled messages in an order of their own."""
    found = [Message(tidy_text(f"{row[2]} {row[4]}"), row[5]) for row in _rows(folder, "附件2_样例")]
    random.Random(SEED).shuffle(found)
    return found


def measure(folder: Path, *, confirmed: bool, half: int | None = None) -> Accuracy:
    """Ask for every message; with ``confirmed``, the other folds stand in the store.

    ``half`` asks only for messages with an even (0) or odd (1) number of characters.
    """
    labels, known = labels_of_codes(folder), messages(folder)
    first = first_three = 0
    times = []
    for fold in range(FOLDS):
        others = [each for place, each in enumerate(known) if place % FOLDS != fold]
        with tempfile.TemporaryDirectory() as place:
            clock = FrozenClock(datetime(2026, 11, 24, 2, tzinfo=UTC))
            workspace = found_store(Path(place) / "desk.gtdb", clock)
            if confirmed:
                _confirm(workspace, others)
            with workspace.read() as connection:
                for asked in known[fold::FOLDS]:
                    if half is not None and len(asked.text) % 2 != half:
                        continue
                    began = time.perf_counter()
                    found = suggest_categories(connection, asked.text, limit=6)
                    times.append(time.perf_counter() - began)
                    answers = _answers([each.code for each in found], labels)
                    first += answers[:1] == [asked.label]
                    first_three += asked.label in answers[:3]
            workspace.close()
    asked_in_all = len(times)
    return Accuracy(asked_in_all, first / asked_in_all, first_three / asked_in_all, max(times) * 1000)


def _confirm(workspace: Workspace, others: Sequence[Message]) -> None:
    with workspace.write("import_file") as unit:
        rows = [
            {"number": str(place), "text": each.text, "category": map_label([each.label]) or FALLBACK}
            for place, each in enumerate(others)
        ]
        unit.create_many(Issue, rows, scope=lambda _row: unit.desk.org_id)


def _answers(codes: Sequence[str], labels: Mapping[str, str]) -> list[str]:
    said = (labels.get(code) or labels.get(major_of(code), "") for code in codes)
    return list(dict.fromkeys(label for label in said if label))


def _rows(folder: Path, begin: str) -> list[list[str]]:
    [path] = folder.glob(f"{begin}*.xlsx")
    return python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]  # type: ignore[return-value]


if __name__ == "__main__":
    for confirmed, half, title in (
        (False, None, "word list alone"),
        (True, None, "with confirmed records"),
        (True, 0, "of these, the half the weights were chosen on"),
        (True, 1, "of these, the half held out"),
    ):
        print(f"{title}: {measure(Path(sys.argv[1]), confirmed=confirmed, half=half)}")
