"""Paths as people type, paste and drop them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.ui.kit.file_paths import bare_path, path_of, short_path


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("  /a/b.xlsx \n", "/a/b.xlsx"),
        ("'/a/b c.xlsx'", "/a/b c.xlsx"),
        ("“/a/b.xlsx”", "/a/b.xlsx"),
        ("file:///a/%E8%A1%A8.xlsx", "/a/表.xlsx"),
        ("file:///C:/a/b.xlsx", "C:/a/b.xlsx"),
        ("& 'C:\\a b\\c.xlsx'", "C:\\a b\\c.xlsx"),
        ('"C:\\表\\c.xlsx"', "C:\\表\\c.xlsx"),
        ("/a/居民（新）.xlsx", "/a/居民（新）.xlsx"),
        ("/a.xlsx\n/b.xlsx", "/a.xlsx"),
        ("'", "'"),
        ("", ""),
    ],
)
def test_what_dragging_adds_is_taken_off(text: str, bare: str) -> None:
    assert bare_path(text) == bare


def test_escaped_spaces_and_the_home_are_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    file = tmp_path / "a b.xlsx"
    file.write_bytes(b"x")
    assert path_of("~/a b.xlsx") == file
    assert path_of(str(file).replace(" ", "\\ ")) == file
    assert short_path(file).startswith("~")
    assert path_of(short_path(file)) == file
    assert short_path(tmp_path) == "~"


@given(st.text())
def test_any_text_means_some_path(text: str) -> None:
    assert isinstance(path_of(text), Path)
