"""Settings: a broken value costs only itself, a broken file only a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui import words
from gridtui.domain.words.problems import RuleBroken
from gridtui.settings import Settings, checked, load_settings, overridden, save_settings


def test_no_file_gives_the_defaults_without_a_word(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "settings.toml") == (Settings(), [])


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    chosen = Settings(
        "en", True, "light", 12, "D:/备份", {"app.find": ("ctrl+f", "/"), "list.mark_row": ("空",)}
    )
    save_settings(tmp_path / "new" / "settings.toml", chosen)
    assert load_settings(tmp_path / "new" / "settings.toml") == (chosen, [])
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["settings.toml"]


def test_saving_keeps_comments_and_what_it_does_not_know(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('# 二楼电脑\nlanguage = "zh"\nfuture = 3\n', encoding="utf-8")
    save_settings(file, Settings(lock_minutes=10))
    text = file.read_text(encoding="utf-8")
    assert "# 二楼电脑" in text
    assert "future = 3" in text
    assert load_settings(file)[0].lock_minutes == 10


@pytest.mark.parametrize("content", [b"language = ", b"\xff\xfe\x00", b'[keys\na = "', b"\x00" * 40])
def test_a_broken_file_gives_the_defaults_and_a_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(content)
    settings, problems = load_settings(file)
    assert settings == Settings()
    assert "设置文件读不出来" in words.say(problems[0])
    save_settings(file, Settings(theme="light"))
    assert load_settings(file) == (Settings(theme="light"), [])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "fr"),
        ("ascii", 1),
        ("theme", ""),
        ("lock_minutes", 0),
        ("lock_minutes", 31),
        ("lock_minutes", True),
        ("lock_minutes", "5"),
        ("backup_folder", 3),
        ("keys", []),
    ],
)
def test_a_wrong_value_costs_only_itself(name: str, value: object) -> None:
    settings, problems = checked({"theme": "light", "lock_minutes": 7, name: value})
    assert [problem.field for problem in problems] == [name]
    assert getattr(settings, name) == getattr(Settings(), name)
    assert settings.theme == "light" or name == "theme"


def test_keys_that_are_no_keys_are_left_out() -> None:
    settings, _ = checked({"keys": {"a": ["x"], "b": [], "c": [3], "d": "x", "e": [""]}})
    assert settings.keys == {"a": ("x",)}


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(RuleBroken, match="设置没有保存"):
        save_settings(tmp_path / "file" / "settings.toml", Settings())


def test_the_command_line_wins_where_it_speaks() -> None:
    assert overridden(Settings(language="en"), language=None, ascii=True) == Settings(
        language="en", ascii=True
    )


@given(
    st.dictionaries(
        st.sampled_from(["language", "ascii", "theme", "lock_minutes", "backup_folder", "keys", "x"]),
        st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()),
    )
)
def test_any_content_gives_usable_settings(values: dict[str, object]) -> None:
    settings, _ = checked(values)
    assert checked({name: getattr(settings, name) for name in values if name != "x"})[1] == []
