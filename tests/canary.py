"""A person with a unique word in every field, everywhere a person can be written of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import SQLModel

from gridtui.domain.issues.attachment import GivenFile
from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import EventKind
from gridtui.storage.drafts import keep_draft
from gridtui.storage.tables import Assignment, DiaryEntry, Promise, ReportCase, Resident, ServiceTag, Visit
from gridtui.storage.workspace import Workspace
from gridtui.usecases.attachments import attach
from gridtui.usecases.hot import name_hot
from gridtui.usecases.issue_events import append_event
from gridtui.usecases.issues import register_issue
from tests.makers import Quarter, make_quarter, person
from tests.plain_pages import plain_bytes

WORDS = {
    "name": "zqname甲子鼠",
    "old_name": "zqoldname",
    "phone": "13987650001",
    "old_phone": "13987650002",
    "id_number": "530102194803150024",
    "address": "zqaddress 翠湖北路",
    "note": "zqnote 怕狗",
    "purpose": "zqpurpose 送餐",
    "title": "zqtitle 漏水",
    "text": "zqtext 厨房顶上漏水",
    "event": "zqevent 已经去看过",
    "problem": "zqproblem 冬天冷",
    "promise": "zqpromise 下周送煤",
    "post": "zqpost 热心",
    "draft": "zqdraft 没写完",
    "file": "zqfile 诊断书.jpg",
    "body": "zqbody",
    "hot": "zqhot 漏水那家",
    "case": "zqcase 独居老人家漏水",
}
"""What must be found nowhere once the person is erased."""


@dataclass(frozen=True)
class Canary:
    """The ids of everything written of the person; ``spouse`` lives in the same household."""

    quarter: Quarter
    resident: bytes
    spouse: bytes
    tag: bytes
    issue: bytes
    visit: bytes
    promise: bytes
    post: bytes
    diary: bytes
    file: bytes


def keep_canary(workspace: Workspace) -> Canary:
    """Write the person, over several steps, with a past in the log and a form half typed."""
    quarter = make_quarter(workspace, "李春兰")
    scope, home = quarter.building, quarter.household
    with workspace.write("add_resident") as unit:
        row = person(scope, home, WORDS["old_name"], phone=WORDS["old_phone"], relation="户主")
        resident = unit.create(Resident, {**row, "id_number": WORDS["id_number"]}, scope=scope)
        tag = unit.create(
            ServiceTag,
            {"building_id": scope, "resident_id": resident, "tag": "living_alone",
             "purpose": WORDS["purpose"], "basis": "本人申请", "consent_on": date(2026, 1, 5),
             "review_on": date(2026, 7, 5)},
            scope=scope,
        )  # fmt: skip
    with workspace.write("edit_resident") as unit:
        unit.update(
            Resident,
            resident,
            {"name": WORDS["name"], "phone": WORDS["phone"], "note": WORDS["note"],
             "registered_address": WORDS["address"]},
        )  # fmt: skip
    with workspace.write("register_issue") as unit:
        issue = register_issue(
            unit,
            IssueDraft(
                title=WORDS["title"], text=WORDS["text"], source="walk_in", nature="help", category="M11-001",
                household_id=home, building_id=scope, dwelling_id=quarter.dwelling, resident_id=resident,
                reporter_name=WORDS["name"], reporter_phone=WORDS["phone"],
            ),
        )  # fmt: skip
        append_event(unit, issue, EventKind.NOTE, text=WORDS["event"], data={"measures": WORDS["event"]})
    with workspace.write("add_attachments") as unit:
        body = f"\xff{WORDS['body']}".encode() * 2_000
        [file] = attach(unit, issue, [GivenFile(WORDS["file"], body)]).added
    with workspace.write("decide_hot") as unit:
        name_hot(unit, [issue], WORDS["hot"])
    with workspace.write("record_visit") as unit:
        visit = unit.create(
            Visit,
            {"building_id": scope, "household_id": home, "resident_id": resident, "outcome": "met",
             "visited_on": date(2026, 11, 20), "problem": WORDS["problem"]},
            scope=scope,
        )  # fmt: skip
        promise = unit.create(
            Promise,
            {"building_id": scope, "household_id": home, "resident_id": resident, "visit_id": visit,
             "text": WORDS["promise"], "due_on": date(2026, 12, 1)},
            scope=scope,
        )  # fmt: skip
        post = unit.create(
            Assignment,
            {"role": "building_leader", "building_id": scope, "person_name": WORDS["name"],
             "phone": WORDS["phone"], "note": WORDS["post"], "from_on": date(2024, 1, 1),
             "to_on": date(2025, 1, 1)},
            scope=scope,
        )  # fmt: skip
        diary = unit.create(
            DiaryEntry,
            {"org_id": workspace.desk.org_id, "day": date(2026, 11, 20), "author_name": "王秀兰",
             "text": f"上午走访{WORDS['name']}：{WORDS['problem']}。下午开会。"},
            scope=workspace.desk.org_id,
        )  # fmt: skip
        for case in ({"issue_id": issue, "title": WORDS["case"]}, {"text": f"还帮{WORDS['name']}修了水管"}):
            unit.create(ReportCase, {"period": "2026-11", **case}, scope=workspace.desk.org_id)
    with workspace.writing() as connection:
        keep_draft(connection, "issue:new", {"text": f"{WORDS['draft']} {WORDS['phone']}"}, workspace.clock())
        keep_draft(connection, "grid:new", {"name": "别人的草稿"}, workspace.clock())
    return Canary(quarter, resident, quarter.resident, tag, issue, visit, promise, post, diary, file)


def found_in(workspace: Workspace, words: dict[str, str] = WORDS) -> set[str]:
    """Return which of the words are anywhere in the store: every byte of a file, every table of a server."""
    if workspace.path is None:
        body = _server_text(workspace)
    else:
        assert workspace.key is not None
        body = plain_bytes(workspace.path, bytes(workspace.key.raw)).lower()
    return {name for name, word in words.items() if any(_spelled(word, body))}


def _spelled(word: str, body: bytes) -> list[bool]:
    """Whether a word stands there as it is, or the part of it that a token would be."""
    return [each.encode().lower() in body for each in (word, word.split()[0].split("甲")[0])]


def _server_text(workspace: Workspace) -> bytes:
    with workspace.read() as connection:
        names = [*SQLModel.metadata.tables, *sa.inspect(connection).get_table_names()]
        rows = [
            connection.execute(sa.text(f'SELECT t::text FROM "{name}" t')).scalars().all()
            for name in dict.fromkeys(names)
        ]
        logged = connection.execute(
            sa.text("SELECT coalesce(public, '') || coalesce(contact, '') || coalesce(identity, '') "
                    "|| coalesce(health, '') FROM change")
        ).scalars()  # fmt: skip
        files = connection.execute(sa.text("SELECT body FROM attachment_body")).scalars()
        bodies = b"\n".join(bytes(body) for body in (*logged, *files))
    return "\n".join(row for table in rows for row in table).lower().encode() + bodies.lower()
