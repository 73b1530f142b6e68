"""Services and requests as other systems read them: by the standard's schemas, and with nobody in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.open311.handing_out import write_requests, write_services
from gridtui.interchange.open311.standard import REQUESTS
from gridtui.interchange.outgoing import ExportFilter
from gridtui.storage.log import audit
from gridtui.storage.tables import Building
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issues import register_issue
from tests.makers import Quarter, make_issue, make_quarter

DETAILS = '{"纬度": "25.0523", "经度": "102.7061"}'
TOLD = "杨桂芬说3-2-501漏水，电话13888880000，找她儿子\n5楼也湿了"


@pytest.fixture
def quarter(desk: Workspace) -> Quarter:
    made = make_quarter(desk)
    with desk.write("edit_building") as unit:
        unit.update(Building, made.building, {"details": DETAILS, "address": "翠湖西路12号"})
    return made


def exported(desk: Workspace, path: Path, **options: Any) -> list[dict[str, Any]]:
    write_requests(desk, path, **options)
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def of_xml(path: Path, root: str, element: str) -> list[dict[str, Any]]:
    """Return the records of an XML list, blank elements as null, in the types that the schemas ask for."""
    tree = ElementTree.parse(path).getroot()
    assert tree.tag == root and {child.tag for child in tree} <= {element}
    types = {"lat": float, "long": float, "metadata": lambda text: text == "true"}
    return [
        {each.tag: types.get(each.tag, str)(each.text) if each.text else None for each in child}
        for child in tree
    ]


def issue_at(desk: Workspace, quarter: Quarter, text: str = TOLD, **values: Any) -> RecordId:
    return make_issue(
        desk, text, building_id=quarter.building, dwelling_id=quarter.dwelling,
        household_id=quarter.household, **{"place": "3-2-501", **values},
    )  # fmt: skip


def test_services_are_the_categories_in_use(
    desk: Workspace, tmp_path: Path, check: Callable[..., None]
) -> None:
    count = write_services(desk, tmp_path / "services.json")
    found = json.loads((tmp_path / "services.json").read_text(encoding="utf-8"))
    check("services", found)
    for each in found:
        check("service", each)
    assert len(found) == count > 60
    assert next(each for each in found if each["service_code"] == "M11-001") == {
        "service_code": "M11-001", "service_name": "漏水维修", "description": None, "metadata": False,
        "type": "batch", "keywords": None, "group": "物业小区",
    }  # fmt: skip
    write_services(desk, tmp_path / "services.xml")
    assert of_xml(tmp_path / "services.xml", "services", "service") == found


def test_requests_fit_the_schema_in_both_forms(
    desk: Workspace, quarter: Quarter, tmp_path: Path, check: Callable[..., None]
) -> None:
    issue_at(desk, quarter)
    make_issue(desk, '<小广告> & "招租" ]]>', place="小区东门")
    make_issue(desk, "长" * 5000)
    found = exported(desk, tmp_path / "requests.json")
    check("requests", found)
    for each in found:
        check("request", each)
        assert list(each) == list(REQUESTS.fields)
        assert datetime.fromisoformat(each["requested_datetime"]).utcoffset() is not None
    assert len(found[2]["description"]) == 4000
    write_requests(desk, tmp_path / "requests.xml")
    assert of_xml(tmp_path / "requests.xml", "service_requests", "request") == found


def test_nobody_and_no_door_is_told_without_a_reason(
    desk: Workspace, quarter: Quarter, tmp_path: Path
) -> None:
    issue_at(desk, quarter, title="501室漏水", reporter_name="杨小虎", reporter_phone="13777770000")
    (one,) = exported(desk, tmp_path / "masked.json")
    assert one["description"] == "（门牌略）漏水\n杨*芬说3栋漏水，电话138****0000，找她儿子\n5楼也湿了"
    assert one["address"] == "翠湖3栋，翠湖西路12号"
    assert (one["lat"], one["long"]) == (25.0523, 102.7061)
    text = (tmp_path / "masked.json").read_text(encoding="utf-8")
    assert not [word for word in ("501", "杨桂芬", "杨小虎", "13777770000", "13888880000") if word in text]


def test_with_a_reason_words_and_door_are_told_and_still_not_who_raised_it(
    desk: Workspace, quarter: Quarter, tmp_path: Path
) -> None:
    issue_at(desk, quarter, reporter_name="杨小虎", reporter_phone="13777770000")
    with pytest.raises(RuleBroken, match="理由"):
        write_requests(desk, tmp_path / "full.json", full=True)
    (one,) = exported(desk, tmp_path / "full.json", full=True, reason="派单给水务")
    assert one["description"] == TOLD
    assert one["address"].startswith("3-2-501，翠湖3栋")
    text = (tmp_path / "full.json").read_text(encoding="utf-8")
    assert "杨小虎" not in text and "13777770000" not in text
    with desk.read() as connection:
        noted = [line.reason for line in audit.lines(connection) if line.action == audit.EXPORT]
    assert noted[0] == "open311 requests 1 派单给水务"


def test_a_report_of_wrongdoing_keeps_its_words_and_place(
    desk: Workspace, quarter: Quarter, tmp_path: Path
) -> None:
    with desk.write("register_issue") as unit:
        register_issue(
            unit, IssueDraft(text="楼上赌博", source="phone", nature="report", category="M12",
                             building_id=quarter.building, place="3-2-601"),
        )  # fmt: skip
    (one,) = exported(desk, tmp_path / "a.json")
    assert (one["description"], one["address"], one["lat"], one["status"]) == (None, None, None, "open")
    (full,) = exported(desk, tmp_path / "b.json", full=True, reason="移交派出所")
    assert full["description"] == "楼上赌博"


def test_an_issue_without_a_building_tells_its_place_without_the_door(
    desk: Workspace, tmp_path: Path
) -> None:
    make_issue(desk, place="翠湖小区3栋2单元501室门口")
    (one,) = exported(desk, tmp_path / "a.json")
    assert (one["address"], one["lat"]) == ("翠湖小区3栋门口", None)


def test_two_issues_of_one_number_have_two_ids(desk: Workspace, tmp_path: Path) -> None:
    for text in ("甲", "乙"):
        make_issue(desk, text, number="20261124-001")
    ids = [each["service_request_id"] for each in exported(desk, tmp_path / "a.json")]
    assert len(set(ids)) == 2 and all(id.startswith("20261124-001-") for id in ids)


def test_only_what_fits_is_written_and_the_form_can_be_named(
    desk: Workspace, quarter: Quarter, tmp_path: Path
) -> None:
    issue_at(desk, quarter)
    make_issue(desk)
    only = ExportFilter(grid_id=quarter.grid)
    assert write_requests(desk, tmp_path / "a.txt", only, form="xml") == 1
    assert (tmp_path / "a.txt").read_text(encoding="utf-8").startswith("<?xml")
    with pytest.raises(RuleBroken, match=r"\.json 或 \.xml"):
        write_requests(desk, tmp_path / "b.txt")


def test_an_unused_store_has_no_requests(desk: Workspace, tmp_path: Path, check: Callable[..., None]) -> None:
    assert exported(desk, tmp_path / "a.json") == []
    check("requests", [])
    write_requests(desk, tmp_path / "a.xml")
    assert of_xml(tmp_path / "a.xml", "service_requests", "request") == []
