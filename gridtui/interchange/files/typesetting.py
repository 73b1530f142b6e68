"""A page as PDF through typst, with a Chinese font that goes into the file; both are an extra."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark

SANS, SERIF = "Noto Sans SC", "Noto Serif SC"
"""The families that a source may name; each has one weight."""

PREAMBLE = '#let data = json(bytes(sys.inputs.at("data")))\n'
"""Stands before every source: what was given is ``data`` there, as text and numbers, never as markup."""

_NEEDED = ("typst", "pylopdf_fonts_zh_cn")
_MISSING = mark("这台电脑没有装写 PDF 的组件：安装 gridtui[pdf]，或改写成 {instead}")


def can_typeset() -> bool:
    """Return whether the extra that writes PDF is there; nothing is loaded."""
    return all(find_spec(name) is not None for name in _NEEDED)


def refuse_untypeset(instead: str) -> None:
    """Refuse a PDF where the extra is missing; ``instead`` is the ending that can be written all the same."""
    if not can_typeset():
        raise RuleBroken(Problem(_MISSING, "path", values={"instead": instead}))


def typeset(
    path: Path, source: str, data: Mapping[str, Any], *, at: datetime, instead: str = ".docx"
) -> None:
    """Write a PDF to ``path`` of a typst source that reads ``data``, made at the instant ``at``.

    Pictures are SVG texts in the data: ``image(bytes(data.qr), format: "svg")``. ``RuleBroken`` where the
    extra is missing, ``OSError`` where the file cannot be written.
    """
    refuse_untypeset(instead)
    path.write_bytes(_compiled(source, data, format="pdf", timestamp=at.replace(microsecond=0)))


def pictures(source: str, data: Mapping[str, Any], *, dots_per_inch: int = 200) -> list[bytes]:
    """Return each page of a typst source that reads ``data`` as a PNG; none where the extra is missing."""
    if not can_typeset():
        return []
    made = _compiled(source, data, format="png", ppi=float(dots_per_inch))
    return made if isinstance(made, list) else [made]


def _compiled(source: str, data: Mapping[str, Any], **options: Any) -> Any:
    # Some 40 MB with its fonts, and few commands need them.
    import typst

    folder, fonts = _fonts()
    return typst.compile(
        (PREAMBLE + source).encode(),
        root=folder,
        font_paths=fonts,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        **options,
    )


@cache
def _fonts() -> tuple[str, Any]:
    """Return the folder of the shipped fonts, and the fonts: looked for once in a process.

    What the shipped one lacks, rare names above all, is taken from the computer's own.
    """
    import pylopdf_fonts_zh_cn as shipped
    import typst

    folder = str(shipped.sans_path().parent)
    return folder, typst.Fonts(font_paths=[folder])
