"""Pages as PDF: the words read back, the font in the file, nothing understood as markup, missing said."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest

from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.files import typesetting
from gridtui.interchange.files.typesetting import SANS, can_typeset, typeset

AT = datetime(2026, 11, 24, tzinfo=UTC)
SOURCE = f'#set text(font: "{SANS}")\n#data.words'
needs_typst = pytest.mark.skipif(not can_typeset(), reason="the pdf extra is not installed")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")


def said_by(*words: str) -> str:
    return subprocess.run(words, capture_output=True, check=True, encoding="utf-8").stdout


@needs_typst
@needs_poppler
def test_words_come_back_and_the_font_is_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    hostile = '翠湖 #panic("x") *粗* $x$ \\ 䶮'
    typeset(path, SOURCE, {"words": hostile}, at=AT)
    assert said_by("pdftotext", "-layout", str(path), "-").split() == hostile.split()
    (font,) = said_by("pdffonts", str(path)).splitlines()[2:]
    assert "NotoSansSC" in font and font.split()[-5] == "yes"


@needs_typst
def test_the_same_words_make_the_same_file(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        typeset(tmp_path / name, SOURCE, {"words": "甲"}, at=AT)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_a_missing_extra_is_said_with_what_to_do(tmp_path: Path) -> None:
    with (
        patch.object(typesetting, "_NEEDED", ("typst", "no_such_module")),
        pytest.raises(RuleBroken, match=r"gridtui\[pdf\].*\.docx"),
    ):
        typeset(tmp_path / "a.pdf", SOURCE, {"words": "甲"}, at=AT)
    assert not list(tmp_path.iterdir())
