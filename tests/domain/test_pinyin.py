"""Pinyin of names and titles."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.words.pinyin import full, initials, initials_match, name_tokens, readings, surname_of

POLYPHONIC = """
    单shan 曾zeng 仇qiu 解xie 区ou 查zha 盖ge 任ren 华hua 纪ji 乐yue 朴piao 翟zhai
    宓mi 尉wei 员yun 冼xian 洗xian 覃qin 谌chen 缪miao 逄pang 逯lu 牟mu 那na 宁ning
    柏bai 薄bo 卜bu 车che 种chong 褚chu 都du 句gou 贾jia 角jue 隗wei 阚kan 万wan
    么yao 能nai 粘nian 乜nie 繁po 强qiang 秘bi 瞿qu 撒sa 召shao 折she 沈shen 盛sheng
    石shi 宿su 燕yan 叶ye 应ying 於yu 臧zang 占zhan 祭zhai 相xiang 行xing 令ling 藏zang
    过guo 炅gui 昝zan 冯feng 俞yu 齐qi 谷gu 莘shen 黑hei 吕lv
"""


@pytest.mark.parametrize("pair", POLYPHONIC.split())
def test_surnames_read_as_surnames(pair):
    assert full(pair[0] + "建国") == pair[1:] + "jianguo"


@pytest.mark.parametrize(
    ("name", "pinyin", "letters"),
    [("尉迟恭", "yuchigong", "ycg"), ("万俟卨", "moqixie", "mqx"), ("长孙无忌", "zhangsunwuji", "zswj"),
     ("欧阳修", "ouyangxiu", "oyx"), ("单于", "shanyu", "sy"), ("单于夫", "chanyufu", "cyf"),
     ("冯河东", "fenghedong", "fhd"),
     ("阿依·买买提", "ayimaimaiti", "aymmt"), ("John 王", "johnwang", "johnw"), ("", "", ""),
     ("😀", "", ""),
     ("𠮷野", "ye", "y")],
)  # fmt: skip
def test_names(name, pinyin, letters):
    assert full(name) == pinyin
    assert initials(name) == letters


def test_a_name_is_found_by_whole_given_and_first_letters():
    assert {"wangjianguo", "jianguo", "wjg"} <= name_tokens("王建国")
    assert {"ouyangna", "na", "oyn"} <= name_tokens("欧阳娜")


def test_other_readings_find_it_too():
    assert {"shandan", "dandan", "chandan", "sd", "dd"} <= name_tokens("单丹")
    assert {"zengle", "zengyue", "cengle", "le", "yue", "zl", "zy"} <= name_tokens("曾乐")


def test_surnames_are_cut_only_where_a_given_name_is_left():
    assert surname_of("欧阳修") == "欧阳" and surname_of("欧阳") == "欧" and surname_of("") == ""


@given(st.text(max_size=12))
def test_tokens_are_few_plain_letters(name):
    tokens = name_tokens(name)
    assert len(tokens) <= 39
    assert all(re.fullmatch("[a-z0-9]+", token) for token in tokens)
    if full(name):
        assert {full(name), initials(name)} <= tokens


def test_readings_without_tones():
    assert readings("女")[0] == "nv" and readings("行")[:2] == ("xing", "hang") and readings("，") == ()


@pytest.mark.parametrize(
    "typed", ["drbg", "bg", "daoru", "导入", "dao入", "DRBG", "drb", "d r", "", "biaoge"]
)
def test_titles_are_found(typed):
    assert initials_match("导入表格", typed)


@pytest.mark.parametrize("typed", ["dg", "xrbg", "导表", "daoruu", "drbgx", "o"])
def test_other_titles_are_not(typed):
    assert not initials_match("导入表格", typed)


def test_titles_with_letters():
    assert initials_match("导出 xlsx", "dcxl") and initials_match("导出 xlsx", "lsx")


def test_pypinyin_itself_is_never_imported():
    code = (
        "import sys; from gridtui.domain.words import pinyin; "
        "pinyin.full('单'); exit('pypinyin' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
