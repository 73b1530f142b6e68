"""Text fit to be stored."""

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gridtui.domain.words.text import FORBIDDEN, tidy, tidy_line, tidy_text

TROUBLE = "\x00\x1b\ud800\ufeff\u200b\u2005\u3000\xa0\u202e\ufe0f\u0301\u3099\r\n\t＿ｘ０Ｄ_xD¨"
anything = st.text(st.characters(codec=None) | st.sampled_from(TROUBLE), max_size=40)


@pytest.mark.parametrize("tidying", [tidy_line, tidy, tidy_text])
@given(text=anything)
@example(text="_x00_x000D_0D_")
@example(text="_x00\x000D_")
@example(text="＿ｘ０００Ｄ＿")
@example(text="\n\t\t\tA市")
def test_tidying_is_idempotent_and_leaves_nothing_that_breaks_files(tidying, text):
    once = tidying(text)
    assert tidying(once) == once
    assert not FORBIDDEN.search(once)
    assert once == once.strip()
    once.encode("utf-8")
    assert "\r" not in once and "\t" not in once and "_x000D_" not in once
    element = ElementTree.Element("c")
    element.text = once
    assert (ElementTree.fromstring(ElementTree.tostring(element, "utf-8")).text or "") == once


@given(text=anything)
def test_lines_have_no_breaks_and_codes_are_compatibility_composed(text):
    assert "\n" not in tidy(text)
    line = tidy_line(text)
    assert "\n" not in line and "  " not in line
    assert unicodedata.is_normalized("NFKC", line)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("　１３８ 1234", "138 1234"),
        ("王\u200b建\ufeff国", "王建国"),
        ("四〇三厂", "四〇三厂"),
        ("3－2－501", "3-2-501"),
        ("⻢⽴⺠", "马立民"),
        ("\x1b[31m红\x1b[0m\x00", "[31m红[0m"),
        ("第一行\r\n第二行", "第一行 第二行"),
    ],
)
def test_a_line(typed, stored):
    assert tidy_line(typed) == stored


def test_titles_keep_chinese_punctuation():
    assert tidy(" ３栋楼道堆物，（二楼）：请处理！\n谢谢 ") == "3栋楼道堆物，（二楼）：请处理！ 谢谢"
    assert tidy_line("（二楼）") == "(二楼)"


def test_prose_keeps_its_lines_and_loses_the_noise_of_forms():
    typed = "\n\t\t\t\n　　Ａ市１栋，\u2005漏水。_x000D_\n\xa0\n\n\n\n　　谢谢！ \x07\u202e\n\t\t"
    assert tidy_text(typed) == "A市1栋， 漏水。\n\n谢谢！"


def test_lone_surrogates_go_and_rare_characters_stay():
    assert tidy_text("\ud840𠮷\udc00野") == "𠮷野"
