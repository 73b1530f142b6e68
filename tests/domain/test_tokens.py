"""The search tokens, against the real FTS5 that they are made for."""

from __future__ import annotations

import re

import pytest
import sqlcipher3.dbapi2 as sqlite
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gridtui.domain.words.text import tidy_line, tidy_text
from gridtui.domain.words.tokens import (
    Query,
    Term,
    filter_token,
    fold,
    person_tokens,
    read_query,
    text_tokens,
)

SAFE = re.compile("[0-9a-z_\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af-]+")


class Index:
    """One FTS5 table as the store has it."""

    def __init__(self) -> None:
        self.connection = sqlite.connect(":memory:")
        self.connection.execute(
            "CREATE VIRTUAL TABLE found USING fts5(t, content='', contentless_delete=1, detail=none, "
            "prefix='1 2 3', tokenize=\"unicode61 tokenchars '-_'\")"
        )
        self.connection.execute("CREATE VIRTUAL TABLE words USING fts5vocab(found, row)")

    def put(self, num: int, tokens: list[str]) -> None:
        self.connection.execute("INSERT INTO found(rowid, t) VALUES (?, ?)", (num, " ".join(tokens)))

    def nums(self, query: Query) -> list[int]:
        asked = [f'"{token}"' + "*" * term.prefix for term in query.terms for token in term.tokens]
        rows = self.connection.execute(
            "SELECT rowid FROM found WHERE found MATCH ? ORDER BY rowid", (" AND ".join(asked),)
        )
        return [row[0] for row in rows]

    def vocabulary(self) -> set[str]:
        return {row[0] for row in self.connection.execute("SELECT term FROM words")}


def search(texts: list[str], typed: str) -> list[str]:
    index = Index()
    for num, text in enumerate(texts):
        index.put(num, text_tokens(text))
    query = read_query(typed)
    return [texts[num] for num in index.nums(query) if query.confirms(texts[num])]


def find_people(people: dict[str, list[str]], typed: str) -> list[str]:
    index = Index()
    names = list(people)
    for num, name in enumerate(names):
        index.put(num, person_tokens(name, *people[name]))
    query = read_query(typed, person=True)
    return [names[num] for num in index.nums(query) if query.confirms(names[num])]


everyday = "三栋二单元漏水楼上夜里拖桌子0123456789abxABX-_ ，。：（）\n"
rare = "〇𠮷㐂鿿𲎯éßİΣσς①Ⅲ㎡ｱがﬁ한́̈’'\"*^:\\\ue123😀👨٣"
texts = st.text(st.sampled_from(everyday) | st.sampled_from(rare) | st.characters(), max_size=40)


@settings(max_examples=300)
@given(st.text(st.sampled_from(everyday), max_size=60) | texts)
@example("İΣ")
def test_every_part_of_a_text_finds_it(text):
    stored = tidy_text(text)
    index = Index()
    index.put(7, text_tokens(stored))
    parts = {stored[start : start + length] for start in range(len(stored)) for length in (1, 2, 3, 5, 24)}
    for part in parts:
        query = read_query(part)
        if query.terms:
            assert index.nums(query) == [7], part
            assert query.confirms(stored), part


@settings(max_examples=200)
@given(texts)
def test_only_what_is_there_is_found(text):
    stored = tidy_text(text)
    for typed in ("漏水", "水漏", "三栋", "3栋", "12", "ab", "楼上夜", "1-2"):
        found = search([stored], typed) == [stored]
        assert found == (typed in fold(stored))


@given(st.lists(texts, max_size=3), st.text(max_size=20))
def test_the_index_holds_exactly_the_tokens(some, other):
    index = Index()
    tokens = [token for text in [*some, other] for token in text_tokens(text)]
    tokens += person_tokens(other, other, other, other)
    tokens.append(filter_token("s", other))
    index.put(1, tokens)
    assert all(SAFE.fullmatch(token) for token in tokens)
    assert index.vocabulary() == set(tokens)


@given(texts, st.booleans())
def test_no_query_can_break_out(text, person):
    query = read_query(text, person=person)
    assert all(SAFE.fullmatch(token) for term in query.terms for token in term.tokens)
    if query.terms:
        index = Index()
        index.put(1, ["a"])
        index.nums(query)


def test_signs_alone_ask_for_nothing():
    assert read_query("，。!  *\"'") == Query(())


def test_pairs_singles_and_tails():
    assert set(text_tokens("漏水，3栋")) == {"漏水", "水", "3", "3栋", "栋"}
    assert set(text_tokens("K12")) == {"k12", "12", "2"}
    assert read_query("漏") == Query((Term(("漏",), True),))
    assert read_query("漏水") == Query((Term(("漏水",)),))
    assert read_query("漏水了") == Query((Term(("漏水", "水了")),), ("漏水了",))
    assert read_query("20261124-03") == Query((Term(("20261124-03",), True),))


def test_signs_around_a_word_say_nothing():
    texts = ["卫生间漏水，很久", "漏水（卫生间）"]
    assert search(texts, "漏水， 卫生间。") == search(texts, "“漏水”") == texts
    assert search(texts, "漏水，很久！") == texts[:1]
    assert read_query("，。") == Query(())


def test_longer_words_are_verified():
    texts = ["卫生间漏水很久", "漏水。水很久了，卫生间"]
    assert search(texts, "漏水很久") == texts[:1]
    assert search(texts, "久 漏水") == texts
    assert search(["x" * 30 + "1", "x" * 30 + "2"], "x" * 22 + "2") == ["x" * 30 + "2"]


def test_case_and_width_do_not_matter():
    assert search(["小区ＡＢ栋"], tidy_line("ab栋")) == ["小区ＡＢ栋"]
    assert search(["小区ab栋"], "ＡＢ") == ["小区ab栋"]


def test_filters_are_never_typed():
    index = Index()
    index.put(1, [*text_tokens("漏水"), filter_token("g", "162"), filter_token("s", "in_progress")])
    index.put(2, [*text_tokens("漏水"), filter_token("g", "163"), filter_token("c", "M11-001")])
    assert index.nums(Query((Term(("漏水",)), Term((filter_token("g", "162"),))))) == [1]
    assert filter_token("c", "M11-001") == filter_token("c", "m11-001")
    for typed in ("g", "g_162", "_g_162", "s_", "162", "m11"):
        assert index.nums(read_query(typed)) == []


PEOPLE = {
    "王建国": ["13812342210;0871-65312345", "3-2-501", "11010519491231002X"],
    "李芳": ["13912345678", "3-2-502", "530102900307001"],
    "欧阳娜": ["", "12-1-1203", ""],
    "阿依·买买提": ["", "A-1-101", ""],
    "单于夫": ["", "1单元101", ""],
}


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("王", ["王建国"]), ("建国", ["王建国"]), ("王建国", ["王建国"]), ("wjg", ["王建国"]),
        ("WJ", ["王建国"]),
        ("wangjian", ["王建国"]), ("wang jianguo", ["王建国"]), ("oyn", ["欧阳娜"]), ("ouyang", ["欧阳娜"]),
        ("2210", ["王建国"]), ("13812342210", ["王建国"]), ("138-1234-2210", ["王建国"]),
        ("1234", ["王建国", "李芳"]),
        ("65312345", ["王建国"]), ("0871-65312345", ["王建国"]), ("3-2-501", ["王建国"]),
        ("3-2-5", ["王建国", "李芳"]),
        ("3栋2单元501", ["王建国"]), ("三栋二单元", ["王建国", "李芳"]), ("501", ["王建国"]),
        ("1203", ["欧阳娜"]),
        ("203", ["欧阳娜"]), ("a-1-101", ["阿依·买买提"]), ("阿依·买买提", ["阿依·买买提"]),
        ("买提", ["阿依·买买提"]),
        ("11010519491231002x", ["王建国"]), ("530102900307001", ["李芳"]), ("王 3-2-501", ["王建国"]),
        ("李 wjg", []), ("3-2-501 2210", ["王建国"]), ("1单元101", ["单于夫"]),
    ],
)  # fmt: skip
def test_people_are_found(typed, names):
    assert find_people(PEOPLE, typed) == names


@pytest.mark.parametrize(
    "typed", ["002X", "1949", "19491231", "110105", "1101051949123100", "530102", "7001"]
)
def test_part_of_an_id_number_finds_nobody(typed):
    assert find_people(PEOPLE, typed) == []


def test_an_id_number_in_a_text_is_found_only_whole():
    text = "证件11010519491231002X，请查"
    assert search([text], "11010519491231002x") == [text]
    assert search([text], "002x") == search([text], "110105") == search([text], "19491231") == []


def test_every_real_message_is_found_by_its_parts(shared_data):
    calamine = pytest.importorskip("python_calamine")
    path = next((shared_data / "complaints").glob("*附件3*.xlsx"))
    rows = calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
    stored = [tidy_text("\n".join(str(cell) for cell in row)) for row in rows if any(row)][:60]
    assert len(stored) > 20
    index = Index()
    for num, text in enumerate(stored):
        index.put(num, text_tokens(text))
    for number, text in enumerate(stored):
        for start in range(number % 7, len(text), 29):
            for part in text[start : start + 1 + number % 6].split():
                query = read_query(part)
                if query.terms:
                    found = {num for num in index.nums(query) if query.confirms(stored[num])}
                    said = re.sub(r"^[\W_]+|[\W_]+$", "", fold(part))
                    assert found == {num for num, other in enumerate(stored) if said in fold(other)}
