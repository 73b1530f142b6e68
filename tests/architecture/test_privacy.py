"""No judgement of a resident anywhere: in no table, column, tag, enum value, draft field, alias or word."""

from __future__ import annotations

import ast
import csv
import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest
from pydantic import BaseModel

from gridtui import domain, insight, interchange, queries, storage
from gridtui.domain.issues.category import default_categories
from gridtui.domain.people import resident
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.people.service_tag import ServiceNeed
from gridtui.domain.words.vocabulary import WordList
from gridtui.interchange.columns.aliases import is_excluded, known_names, match_header
from gridtui.interchange.columns.fields import FIELDS
from gridtui.interchange.columns.kinds import Kind
from gridtui.queries.people.data_sheet import data_sheet
from gridtui.storage import tables
from gridtui.storage.columns import Part
from gridtui.storage.log import log_tables
from gridtui.words import LOCALE_FOLDER
from tests.architecture.sources import docstrings
from tests.architecture.sources import modules as sources

FORBIDDEN_CHINESE = """
    重点人 重点对象 重点类别 关注度 关注等级 关注级 风险等级 危险等级 危险人 高危 积分 评分 打分 得分 信用
    排名 红黑榜 黑名单 失信 宗教 信仰 信教 邪教 信访 上访 缠访 维稳 稳控 稳定 管控 布控 吸毒 涉毒 戒毒 贩毒
    刑满 刑释 前科 犯罪 矫正 服刑 涉恐 精神病 精神障碍 精神残疾 精神疾病 肇事肇祸
    传染病 艾滋 肝炎 结核 健康状况
"""
FORBIDDEN_ENGLISH = """
    score scores scoring rank ranking risk danger dangerous attention watch watchlist blacklist credit
    religion religious faith belief petition petitioner petitioning stability drug drugs addict addiction
    prison criminal crime convict conviction mental psychiatric infectious infection hiv aids disease suspect
"""
MEASURES = frozenset({"level", "degree", "class", "priority", "grade", "rating", "stars"})
"""Right for an organisation, an issue or a company, and never for a person or a home."""
RESIDENT_TABLES = (
    tables.Resident,
    tables.Household,
    tables.ServiceTag,
    tables.Dwelling,
    tables.Visit,
    tables.Promise,
    tables.Assignment,
)
SERVICE_NEEDS = """
    独居 空巢 高龄 失能半失能 残疾 低保 低保边缘 特困供养 困境儿童 留守儿童 孕产妇 重病 求职 优抚退役
    新就业群体 其他服务需要
"""
"""The only tags there are; a further one is a decision, not an edit."""
ALIASED = frozenset({"重点类别", "重点人群类别"})
"""Headers of upper levels that lead to service needs: of their values only those needs are taken."""
REFUSING = frozenset({"excluded.csv"})
"""Shipped tables that name excluded things in order to refuse them."""


def modules() -> Iterator[object]:
    """Every module below the screens that may name something."""
    for package in (domain, storage, queries, insight, interchange):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in found.name:
                yield importlib.import_module(found.name)


def enums() -> Iterator[type[Enum]]:
    """Every enum the domain declares."""
    for module in modules():
        for thing in vars(module).values():
            if isinstance(thing, type) and issubclass(thing, Enum):
                yield thing


def drafts() -> Iterator[type[BaseModel]]:
    """Every pydantic model the domain declares."""
    for module in modules():
        for thing in vars(module).values():
            if isinstance(thing, type) and issubclass(thing, BaseModel) and thing is not BaseModel:
                yield thing


def business_tables() -> list[type[tables.Record]]:
    """Every table of a record."""
    named = [
        thing
        for thing in vars(tables).values()
        if isinstance(thing, type) and issubclass(thing, tables.Record) and thing is not tables.Record
    ]
    return [*named, *tables.TOGETHER.values()]


def columns() -> Iterator[tuple[str, str]]:
    """Every table and column name."""
    for table in business_tables():
        for column in table.__table__.columns:
            yield table.__name__, column.name


def offences(words: object) -> list[str]:
    """The forbidden words in some text: Chinese anywhere, English as a whole word."""
    text = str(words).lower()
    english = set(re.findall(r"[a-z]+", text.replace("_", " ")))
    chinese = [word for word in FORBIDDEN_CHINESE.split() if word in text]
    return chinese + sorted(english & set(FORBIDDEN_ENGLISH.split()))


@pytest.mark.parametrize("text", ["attention_level", "宗教信仰", "is_drug_user", "RISK", "是否重点人员"])
def test_the_check_finds_what_it_should(text: str) -> None:
    assert offences(text)


def test_no_table_column_or_index_judges_a_resident() -> None:
    every = {*tables.Record.metadata.tables.values()}
    own = {
        log_tables.log_table(model).name for model in (log_tables.Audit, log_tables.Draft, log_tables.Meta)
    }
    assert {"resident", "service_tag", "visit"} | own <= {table.name for table in every}
    names = [
        (table.name, part.name)
        for table in every
        for part in (table, *table.columns, *table.indexes, *table.constraints)
        if part.name
    ]
    assert len(names) > 300
    assert [(table, name) for table, name in names if offences(name)] == []


def test_nothing_of_a_residents_has_a_level() -> None:
    of_residents = {table.__name__ for table in RESIDENT_TABLES}
    found = [name for table, name in columns() if table in of_residents and MEASURES & set(name.split("_"))]
    assert found == []


def test_no_enum_value_label_or_word_judges_a_resident() -> None:
    found = list(enums())
    assert {"Sex", "ServiceNeed", "Role", "IssueNature"} <= {enum.__name__ for enum in found}
    said = [
        (enum.__name__, member.name, member.value, getattr(member, "label", ""), getattr(member, "words", ""))
        for enum in found
        for member in enum
    ]
    assert [words for words in said if offences(words)] == []


def test_no_draft_has_a_field_that_judges() -> None:
    found = list(drafts())
    assert ResidentDraft in found
    assert [(draft.__name__, name) for draft in found for name in draft.model_fields if offences(name)] == []


def test_what_a_list_shows_of_a_resident_has_no_measure() -> None:
    """Rows of people and homes: nothing in them could order the people by worth."""
    rows = {
        thing
        for module in modules()
        for thing in vars(module).values()
        if isinstance(thing, type) and dataclasses.is_dataclass(thing)
        if re.search("Resident|Household|Person|Door|Home|Twin|Tag|Walk|Due", thing.__name__)
    }
    assert len(rows) > 10
    names = [(row.__name__, field.name) for row in rows for field in dataclasses.fields(row)]
    assert [pair for pair in names if offences(pair[1]) or MEASURES & set(pair[1].split("_"))] == []


def test_the_service_needs_are_those_of_the_design_and_no_more() -> None:
    assert [need.label for need in ServiceNeed] == SERVICE_NEEDS.split()


def test_no_category_judges_who_raises_a_matter() -> None:
    drafts = default_categories()
    assert len(drafts) > 60
    assert [draft.name for draft in drafts if offences((draft.name, draft.ext_code))] == []


def test_no_alias_leads_an_excluded_column_into_the_store() -> None:
    for kind in Kind:
        found = {name for name in known_names(kind) if offences(name)}
        assert found <= ALIASED, kind
        assert {known_names(kind)[name] for name in found} <= {"needs"}
        assert [field.name for field in FIELDS[kind] if offences((field.name, field.title))] == []


@pytest.mark.parametrize("word", FORBIDDEN_CHINESE.split())
def test_a_column_of_that_name_is_never_taken_from_a_file_of_people(word: str) -> None:
    for kind in (Kind.PEOPLE, Kind.LEADERS):
        for header in (word, f"是否{word}", f"{word}（必填）", f"居民{word}情况"):
            match = None if is_excluded(kind, header) else match_header(kind, header)
            assert match is None or match.field == "needs" or not match.sure, (kind, header)


def test_no_literal_of_the_program_names_an_excluded_thing() -> None:
    """Words of screens, keys of JSON, names in SQL: every string but the explanations."""
    found = {
        (module.place, node.value)
        for module in sources()
        if offences(module.text)
        for documentation in [docstrings(module.tree)]
        for node in module.nodes()
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
        if offences(node.value) and node.value not in ALIASED
    }
    assert len(sources()) > 300
    assert found == {("gridtui/cli/issue_commands.py", "rank")}, "only the order of hot matters is ranked"


def test_no_english_word_of_the_catalogue_judges() -> None:
    text = (LOCALE_FOLDER / "en" / "LC_MESSAGES" / "gridtui.po").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if not line.startswith("#") and offences(line)] == []


def test_no_offered_word_judges() -> None:
    lists = [thing for thing in vars(resident).values() if isinstance(thing, WordList)]
    assert len(lists) >= 5
    assert [word for words in lists for word in (*words.usual, *words._by_word) if offences(word)] == []


def test_no_shipped_table_names_an_excluded_thing() -> None:
    files = sorted(Path(domain.__file__).parents[1].rglob("*.csv"))
    assert {"categories.csv", "label_map.csv", "limits.csv", "aliases.csv"} <= {file.name for file in files}
    assert [
        (file.name, cell)
        for file in files
        if file.name not in REFUSING
        for row in csv.reader(file.read_text(encoding="utf-8-sig").splitlines())
        for cell in "|".join(row).split("|")
        if cell not in ALIASED and offences(cell)
    ] == []


def test_every_personal_field_says_why_it_is_kept() -> None:
    silent = [
        (table.__name__, column.name)
        for table in business_tables()
        for column in table.__table__.columns
        if column.info["part"] in (Part.CONTACT, Part.IDENTITY, Part.HEALTH) and not column.info["purpose"]
    ]
    assert silent == []


def test_every_personal_field_stands_on_the_data_sheet_with_its_time() -> None:
    personal = {
        (table.__tablename__, column.name)
        for table in business_tables()
        for column in table.__table__.columns
        if column.info["part"] in (Part.CONTACT, Part.IDENTITY, Part.HEALTH)
    }
    assert {(line.noun, line.field) for line in data_sheet()} == personal
    assert all(line.purpose and line.retention.words() for line in data_sheet())


def test_everything_about_a_service_need_stays_in_the_health_part() -> None:
    open_columns = {
        column.name for column in tables.ServiceTag.__table__.columns if column.info["part"] is Part.PUBLIC
    }
    assert open_columns == {"deleted", "building_id", "resident_id"}
    assert any(need.health for need in ServiceNeed)
