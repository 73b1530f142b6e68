"""What is wrong with a value, in words a person understands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import Enum


class Severity(Enum):
    """Whether a problem stops saving (``ERROR``) or is only shown (``WARNING``)."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a Chinese sentence with placeholders, and the field it belongs to.

    ``text`` is marked with ``words.mark`` where it is written, and said with ``words.say``.
    """

    text: str
    field: str = ""
    severity: Severity = Severity.ERROR
    values: dict[str, object] = dataclass_field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.text.format(**self.values) if self.values else self.text


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return only the problems that stop saving."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]


class RuleBroken(Exception):
    """A use case was refused; nothing was written.

    Carries every problem that was found, so that a form can show them all at once.
    """

    def __init__(self, problems: Sequence[Problem] | Problem) -> None:
        self.problems: list[Problem] = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))
