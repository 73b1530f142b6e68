"""The data sheet says of every personal column why and how long, and its document is current."""

from __future__ import annotations

import pytest

from gridtui.domain.people.data_sheet import PURPOSES
from gridtui.domain.people.retention import retentions
from gridtui.queries.people.data_sheet import DOCUMENT, PERSONAL, data_sheet, document
from gridtui.storage.log.fields import BUSINESS_TABLES, table_of


def test_every_personal_column_has_a_line_with_purpose_and_time() -> None:
    personal = {
        (table_of(model).name, column.name)
        for model in BUSINESS_TABLES
        for column in table_of(model).columns
        if column.info["part"] in PERSONAL
    }
    lines = data_sheet()
    assert len(personal) > 30 and {(line.noun, line.field) for line in lines} == personal
    assert [line for line in lines if line.purpose not in PURPOSES] == []
    assert [(line.noun, line.field) for line in lines if line.title == line.field] == []
    assert {line.noun for line in lines} | {"draft", "looks"} == set(retentions())


def test_a_line_says_it_in_words() -> None:
    [line] = [line for line in data_sheet() if (line.noun, line.field) == ("service_tag", "tag")]
    assert (line.noun_title, line.title, line.part_title, line.purpose, line.retention.words()) == (
        "服务需要", "服务需要", "健康，不出支部", "按需服务", "到期复核，需要才延长"
    )  # fmt: skip


@pytest.mark.parametrize("said", ["| 居民 | 身份证号 | 身份资料 | 办理事项核对身份 | 迁出或去世后 12 个月 |"])
def test_the_document_is_current(said: str) -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    assert said in written
    assert written == document(), "python -m gridtui.queries.people.data_sheet"
