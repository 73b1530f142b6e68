"""Names of fields that this program never keeps, whoever sends them: see what is said of privacy."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from gridtui.domain.issues.category import shipped_rows


def any_excluded(names: Iterable[str]) -> bool:
    """Whether one of these field names judges a person or names what must not be recorded."""
    return any(map(_is_excluded, names))


@lru_cache(10_000)
def _is_excluded(name: str) -> bool:
    return not _words().isdisjoint(name.lower().split("_"))


@cache
def _words() -> frozenset[str]:
    return frozenset(row["word"] for row in shipped_rows("excluded.csv"))
