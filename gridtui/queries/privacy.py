"""What a person may ask an office about themselves: who looked, what is kept, and for how long."""

from __future__ import annotations

from gridtui.queries.looks import LookLine, looks_at

__all__ = ["LookLine", "looks_at"]
