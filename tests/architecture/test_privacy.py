"""No judgement of a resident anywhere: in no column, tag, enum value, draft field or shipped word."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest
from pydantic import BaseModel

from gridtui import domain
from gridtui.domain import resident
from gridtui.domain.resident import ResidentDraft
from gridtui.domain.service_tag import ServiceNeed
from gridtui.domain.vocabulary import WordList
from gridtui.storage import tables
from gridtui.storage.columns import Part

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
RESIDENT_TABLES = (tables.Resident, tables.Household, tables.ServiceTag, tables.Dwelling)


def modules() -> Iterator[object]:
    """Every module of the domain."""
    for found in pkgutil.walk_packages(domain.__path__, "gridtui.domain."):
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
    return [
        thing
        for thing in vars(tables).values()
        if isinstance(thing, type) and issubclass(thing, tables.Record) and thing is not tables.Record
    ]


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


def test_no_column_judges_a_resident() -> None:
    assert len(list(columns())) > 100
    assert [(table, column) for table, column in columns() if offences(column)] == []


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


def test_no_offered_word_judges() -> None:
    lists = [thing for thing in vars(resident).values() if isinstance(thing, WordList)]
    assert len(lists) >= 5
    assert [word for words in lists for word in (*words.usual, *words._by_word) if offences(word)] == []


def test_no_shipped_table_names_an_excluded_thing() -> None:
    files = sorted((Path(domain.__file__).parent / "data").glob("*.csv"))
    assert [file.name for file in files] >= ["categories.csv"]
    assert [
        (file.name, line)
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if offences(line)
    ] == []


def test_every_personal_field_says_why_it_is_kept() -> None:
    silent = [
        (table.__name__, column.name)
        for table in business_tables()
        for column in table.__table__.columns
        if column.info["part"] in (Part.CONTACT, Part.IDENTITY, Part.HEALTH) and not column.info["purpose"]
    ]
    assert silent == []


def test_everything_about_a_service_need_stays_in_the_health_part() -> None:
    open_columns = {
        column.name for column in tables.ServiceTag.__table__.columns if column.info["part"] is Part.PUBLIC
    }
    assert open_columns == {"deleted", "building_id", "resident_id"}
    assert any(need.health for need in ServiceNeed)
