"""What is measured: paired runs, their middle, and the line of the table they become."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

Run = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing beside its reference of the same run.

    ``values`` and ``others`` are in ``unit``; ``aim`` is what was aimed at in words, and ``met`` whether it
    was reached, None where nothing was aimed at.
    """

    name: str
    values: Sequence[float]
    unit: str = "ms"
    reference: str = ""
    others: Sequence[float] = ()
    aim: str = ""
    met: bool | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the reference."""
        return statistics.median(self.values) / statistics.median(self.others) if self.others else None

    @property
    def line(self) -> str:
        """The line of the table."""
        ratio = f"{self.ratio:.2f} ×" if self.ratio is not None else ""
        kept = {None: "", True: " ✓", False: " ✗"}[self.met]
        beside = f"{self.reference}: {shown(self.others, self.unit)}" if self.others else self.reference
        return f"| {self.name} | {shown(self.values, self.unit)} | {beside} | {ratio} | {self.aim}{kept} |"


def at_most(figure: Figure, ratio: float) -> Figure:
    """Return the figure with its aim: no more than so many times the reference."""
    met = figure.ratio is not None and figure.ratio <= ratio
    return replace(figure, aim=f"≤ {ratio:g} ×", met=met)


def alternate(ours: Run, theirs: Run, rounds: int, *, warm: int = 1) -> tuple[list[float], list[float]]:
    """Run the two in turn, A B A B …; returns what each measured without the first ``warm`` rounds."""
    pairs = [(ours(), theirs()) for _ in range(rounds + warm)][warm:]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that so large a share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def shown(values: Sequence[float], unit: str) -> str:
    """Return the middle of the values, with the 95th percentile where there are enough of them."""
    middle = f"{_number(statistics.median(values))} {unit}"
    return f"{middle} (p95 {_number(percentile(values, 0.95))})" if len(values) >= 20 else middle


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
