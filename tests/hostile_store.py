"""Text that no form, file or use case would take, in a store all the same: another program wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch


@contextmanager
def unchecked() -> Iterator[None]:
    """Let drafts carry control characters."""
    with patch("gridtui.domain.words.draft.FORBIDDEN", re.compile("(?!)")):
        yield
