"""What attached files are called, in the store and on any disk, and which of them are only looked at."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.issues.attachment import (
    LARGEST,
    LONGEST_NAME,
    UNKNOWN,
    AttachmentDraft,
    copy_name,
    may_be_opened,
    media_of,
    size_words,
    stored_name,
)
from gridtui.domain.words.text import FORBIDDEN

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("given_name", "stored", "copied"),
    [
        ("C:\\照片\\现场.jpg", "现场.jpg", "现场.jpg"),
        ("../../etc/passwd", "passwd", "passwd"),
        ("现场/", "现场", "现场"),
        ("", "附件", "附件"),
        ("..", "..", "_附件"),
        (".bashrc", ".bashrc", "_bashrc"),
        ("CON", "CON", "_CON"),
        ("con.tar.gz", "con.tar.gz", "_con.tar.gz"),
        ("LPT1 .pdf", "LPT1 .pdf", "_LPT1.pdf"),
        ("COM¹.jpg", "COM¹.jpg", "_COM¹.jpg"),
        ("-rf.txt", "-rf.txt", "_-rf.txt"),
        ('问"题":<1>|?*.png', '问"题":<1>|?*.png', "问_题___1____.png"),
        ("末尾. . ", "末尾. .", "末尾"),
        ("照\u202egpj.exe", "照gpj.exe", "照gpj.exe"),
        ("红\x1b[31m\x00.png", "红[31m.png", "红[31m.png"),
        ("两\n行.png", "两 行.png", "两 行.png"),
    ],
)
def test_names_are_made_safe(given_name: str, stored: str, copied: str) -> None:
    assert (stored_name(given_name), copy_name(given_name)) == (stored, copied)


@given(st.text(max_size=400), st.sampled_from(["", ".jpg", ".PDF", ".tar.gz"]))
def test_any_name_is_one_that_every_system_takes(stem: str, ending: str) -> None:
    name = copy_name(stem + ending)
    assert name and len(name.encode()) <= 160
    assert not FORBIDDEN.search(name)
    assert not set(name) & set('<>:"/\\|?*')
    assert name[0] not in ".-" and name[-1] not in ". "
    assert name.partition(".")[0].strip().lower() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}
    assert copy_name(name) == name
    stored = stored_name(stem + ending)
    assert len(stored) <= LONGEST_NAME and not FORBIDDEN.search(stored) and stored_name(stored) == stored
    assert AttachmentDraft(name=stored, size=1).problems(TODAY) == []


@given(st.lists(st.sampled_from(["a.jpg", "A.JPG", "很长" * 200 + ".jpg", "b"]), max_size=30))
def test_no_two_copies_have_one_name(names: list[str]) -> None:
    taken: set[str] = set()
    for name in names:
        copied = copy_name(name, taken)
        assert copied.lower() not in taken
        assert copied.lower().endswith(".jpg") == name.lower().endswith(".jpg")
        taken.add(copied.lower())


@pytest.mark.parametrize(
    ("name", "media", "lookable"),
    [
        ("a.JPG", "image/jpeg", True),
        ("a.pdf ", "application/pdf", True),
        ("a.exe", UNKNOWN, False),
        ("a.jpg.exe", UNKNOWN, False),
        ("a.html", UNKNOWN, False),
        ("a.lnk", UNKNOWN, False),
        ("jpg", UNKNOWN, False),
        (".jpg", UNKNOWN, False),
    ],
)
def test_what_could_run_is_not_opened(name: str, media: str, lookable: bool) -> None:
    assert (media_of(stored_name(name)), may_be_opened(name)) == (media, lookable)


@given(st.text(max_size=20))
def test_what_is_opened_ends_on_the_disk_as_it_was_judged(name: str) -> None:
    for bad in (".exe", ".bat", ".desktop", ".exe.", ".exe ", ".exe\u202e", ".jpg\x00.exe"):
        assert not may_be_opened(name + bad)


@pytest.mark.parametrize(("size", "wrong"), [(0, True), (1, False), (LARGEST, False), (LARGEST + 1, True)])
def test_a_file_has_up_to_five_megabytes(size: int, wrong: bool) -> None:
    assert bool(AttachmentDraft(name="a.jpg", size=size).problems(TODAY)) is wrong


def test_sizes_in_words() -> None:
    assert [size_words(n) for n in (0, 900, 1024, 88_000, LARGEST)] == [
        "0 B", "900 B", "1 KB", "86 KB", "5.0 MB"
    ]  # fmt: skip
