"""Whatever was done before: after an erasure the store is sound, and the person is on no page of it."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridtui.domain.issues.attachment import GivenFile
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.store.checking import check_store
from gridtui.storage.tables import DiaryEntry, Household, Issue, Promise, Resident, ServiceTag, Visit
from gridtui.storage.workspace import Workspace
from gridtui.usecases.attachments import attach
from gridtui.usecases.privacy import erase
from tests.canary import found_in
from tests.conftest import FrozenClock, found_store
from tests.makers import Quarter, make_quarter, person, redo, stored, undo

STEPS = (
    "rename",
    "note",
    "tag",
    "issue",
    "file",
    "visit",
    "promise",
    "diary",
    "move",
    "hide",
    "others",
    "undo",
    "redo",
)
OPERATIONS = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 99)), max_size=14)


class Story:
    """Does one random thing after the other to a person, and remembers every word said of them."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.quarter: Quarter = make_quarter(workspace, "陪伴的人")
        self.words: dict[str, str] = {}
        self.home = self.quarter.household
        self.issues: list[bytes] = []
        with workspace.write("add_resident") as unit:
            self.resident = unit.create(
                Resident,
                self._row(person(self.quarter.building, self.home, self._word("first"))),
                scope=self._scope,
            )

    @property
    def _scope(self) -> bytes:
        return self.quarter.building

    def _row(self, row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "id_number": self._word("number"), "phone": self._phone()}

    def _word(self, what: str) -> str:
        word = f"zq{what}{len(self.words)}xx"
        self.words[word] = word
        return word

    def _phone(self) -> str:
        phone = f"139{len(self.words):08d}"
        self.words[phone] = phone
        return phone

    def do(self, step: str, number: int) -> None:
        """Do one thing in a step of its own; one that is refused changes nothing."""
        try:
            if step in ("undo", "redo"):
                (undo if step == "undo" else redo)(self.workspace)
                return
            with self.workspace.write("edit_resident") as unit:
                getattr(self, f"_{step}")(unit, number)
        except RuleBroken:
            pass

    def _rename(self, unit: Any, _: int) -> None:
        unit.update(Resident, self.resident, {"name": self._word("name"), "phone": self._phone()})

    def _note(self, unit: Any, number: int) -> None:
        # Long and short ones by turns, so that rows move between pages.
        unit.update(Resident, self.resident, {"note": self._word("note") + "长" * (number * 30)})

    def _tag(self, unit: Any, _: int) -> None:
        values = {"resident_id": self.resident, "tag": "living_alone", "purpose": self._word("purpose")}
        unit.create(ServiceTag, values, scope=self._scope)

    def _issue(self, unit: Any, _: int) -> None:
        values = {"resident_id": self.resident, "household_id": self.home, "text": self._word("text"),
                  "reporter_name": self._word("reporter"), "reporter_phone": self._phone()}  # fmt: skip
        self.issues.append(unit.create(Issue, values, scope=self._scope))

    def _file(self, unit: Any, number: int) -> None:
        if self.issues:
            body = self._word("body") * (1 + number * 20)
            file = GivenFile(self._word("file"), body.encode())
            attach(unit, self.issues[number % len(self.issues)], [file])

    def _visit(self, unit: Any, _: int) -> None:
        values = {"household_id": self.home, "resident_id": self.resident, "outcome": "met",
                  "visited_on": date(2026, 11, 1), "problem": self._word("problem")}  # fmt: skip
        unit.create(Visit, values, scope=self._scope)

    def _promise(self, unit: Any, _: int) -> None:
        values = {"household_id": self.home, "resident_id": self.resident, "text": self._word("promise")}
        unit.create(Promise, values, scope=self._scope)

    def _diary(self, unit: Any, number: int) -> None:
        # What a file is called tells nobody; of a long note only the whole is known again.
        told = [word for word in self.words if not word.startswith(("zqfile", "zqbody", "zqnote"))]
        said = told[number % len(told)]
        unit.create(DiaryEntry, {"text": f"今天见到{said}，还好。"}, scope=unit.desk.org_id)

    def _move(self, unit: Any, _: int) -> None:
        self.home = unit.create(Household, {"building_id": self.quarter.building}, scope=self._scope)
        unit.update(Resident, self.resident, {"household_id": self.home})

    def _hide(self, unit: Any, number: int) -> None:
        unit.set_deleted(Resident, [self.resident], number % 2 == 0)

    def _others(self, unit: Any, number: int) -> None:
        rows = [
            person(self.quarter.building, self.quarter.household, f"邻居{number}", note="邻" * number * 9)
        ] * 7
        unit.create_many(Resident, rows, scope=lambda _: self._scope)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(before=OPERATIONS, after=OPERATIONS)
def test_whatever_happened_the_person_is_nowhere_and_the_store_is_sound(
    before: list[tuple[str, int]], after: list[tuple[str, int]]
) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        workspace = found_store(Path(folder) / "desk.gtdb", FrozenClock())
        try:
            story = Story(workspace)
            for step, number in before:
                story.do(step, number)
            assert found_in(workspace, story.words)
            assert erase(workspace, story.resident, "asked").clean
            assert found_in(workspace, story.words) == set()
            # Nothing that is done or taken back later brings anything of it back.
            gone = dict(story.words)
            for step, number in [
                ("undo", 0),
                ("undo", 0),
                ("redo", 0),
                *(each for each in after if each[0] in ("others", "undo", "redo")),
            ]:
                story.do(step, number)
            assert found_in(workspace, gone) == set()
            with workspace.read() as connection:
                assert check_store(connection).problems == []
            assert stored(workspace, Resident, story.quarter.resident)["name"] == "陪伴的人"
        finally:
            workspace.close()
