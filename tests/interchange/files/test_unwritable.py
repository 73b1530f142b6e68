from __future__ import annotations

import errno
from pathlib import Path

import pytest

from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.files.unwritable import not_written
from gridtui.interchange.files.writing import WrittenColumn, write_table


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "盘满了"),
        (errno.EACCES, "不让写"),
        (errno.EROFS, "不让写"),
        (errno.EISDIR, "这是文件夹"),
        (errno.ENAMETOOLONG, "文件名太长"),
        (errno.EIO, f"代号 {errno.EIO}"),
    ],
)
def test_the_reason_is_said_in_words(code: int, words: str) -> None:
    said = str(not_written("a.xlsx", OSError(code, "in the system's own English")))
    assert "a.xlsx" in said and words in said and "English" not in said


def test_a_folder_that_is_not_there_is_named_as_the_reason(tmp_path: Path) -> None:
    with pytest.raises(RuleBroken, match="没有这个文件夹"):
        write_table(tmp_path / "无" / "a.csv", (WrittenColumn("姓名", "name"),), [])
