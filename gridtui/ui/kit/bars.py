"""Small figures drawn with characters: a line of heights, and a filled bar."""

from __future__ import annotations

from collections.abc import Sequence

from gridtui.ui.kit.glyphs import EIGHTHS, glyph, is_ascii, sparks


def sparkline(values: Sequence[float], width: int | None = None) -> str:
    """Return one character per value, from lowest to the highest of them; the latest ``width`` values."""
    if width is not None:
        values = values[-width:] if width > 0 else ()
    heights = sparks()
    top = max(values, default=0)
    if top <= 0:
        return heights[0] * len(values)
    last = len(heights) - 1
    return "".join(heights[round(max(0.0, value) / top * last)] for value in values)


def bar(value: float, top: float, width: int) -> str:
    """Return a bar of exactly ``width`` cells, filled to ``value`` of ``top``."""
    share = min(1.0, max(0.0, value / top)) if top > 0 else 0.0
    if is_ascii():
        filled = round(share * width)
        return glyph("full") * filled + glyph("empty") * (width - filled)
    whole, eighths = divmod(round(share * width * 8), 8)
    part = EIGHTHS[eighths - 1] if eighths else ""
    return glyph("full") * whole + part + " " * (width - whole - len(part))
