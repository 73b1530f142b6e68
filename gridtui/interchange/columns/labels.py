"""What the labels of other systems mean here: a local table over the shipped rules, and category names."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.issues.category import map_label, parse_category_code
from gridtui.domain.words.vocabulary import plain
from gridtui.storage.layouts import remembered_layout
from gridtui.storage.tables import Category

LABELS_KEPT = "labels"
"""The name under which the local table is remembered."""

Labels = tuple[str, ...]


def kept_labels(connection: Connection) -> dict[Labels, str]:
    """Return the local table: labels from the general to the special → category code, empty for none."""
    try:
        rows = json.loads(remembered_layout(connection, LABELS_KEPT) or "[]")
        return {tuple(labels): str(code) for labels, code in rows}
    except (ValueError, TypeError):
        return {}


def packed_labels(table: Mapping[Labels, str]) -> str:
    """Return the local table as it is kept."""
    return json.dumps([[list(labels), code] for labels, code in table.items()], ensure_ascii=False)


class Categories:
    """The categories of the store, and the ways in which files name them."""

    def __init__(self, connection: Connection) -> None:
        chosen = (
            sa.select(col(Category.code), col(Category.name), col(Category.active))
            .where(col(Category.deleted).is_(False))
            .order_by(col(Category.num))
        )
        self._names: dict[str, str] = {}
        named: dict[str, list[str]] = defaultdict(list)
        for code, name, active in connection.execute(chosen):
            self._names[code] = name
            if active:
                named[plain(name)].append(code)
        self._by_name = {name: codes[0] for name, codes in named.items() if len(codes) == 1}
        self._local = {tuple(map(plain, labels)): code for labels, code in kept_labels(connection).items()}

    def title(self, code: str) -> str:
        """Return a code with its name, as exports write it: ``M11-001 漏水维修``."""
        name = self._names.get(code, "")
        return f"{code} {name}".strip()

    def named(self, text: str) -> str:
        """Return the code that a cell means: a code, a code with its name, a name; empty for none of them."""
        for part in (text, text.partition(" ")[0]):
            code = parse_category_code(part)
            if code in self._names:
                return code
        leaf = text.replace("›", "/").replace(">", "/").rpartition("/")[2]
        return self._by_name.get(plain(text)) or self._by_name.get(plain(leaf)) or ""

    def of_labels(self, labels: Sequence[str]) -> str:
        """Return the code that labels mean by the local table, else by the shipped rules; empty for none."""
        if not labels:
            return ""
        words = tuple(map(plain, labels))
        for length in range(len(words), 0, -1):
            if local := self._local.get(words[:length]):
                return local
        return self.named(labels[-1]) or self._mapped(labels)

    def _mapped(self, labels: Sequence[str]) -> str:
        code = map_label(labels)
        return code if code is not None and code in self._names else ""


def shown_labels(labels: Sequence[str]) -> str:
    """Return labels as one text: ``城乡建设/安全生产``."""
    return "/".join(labels)
