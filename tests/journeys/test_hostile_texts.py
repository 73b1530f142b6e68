"""Any text through every use case, every area and every place that opens: drawn as text, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from textual.pilot import Pilot

from gridtui.domain.words.periods import Period
from gridtui.domain.words.text import FORBIDDEN
from gridtui.queries.issues.issues import IssueFilter
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages, paper_messages, together_messages
from gridtui.ui.app import GridApp
from gridtui.ui.navigation import AREAS, DESTINATIONS
from gridtui.ui.screens.upkeep.forms import FORMS
from tests.conftest import FrozenClock, found_store
from tests.hostile_store import unchecked
from tests.journeys.corpus import ANY_TEXT, NASTY
from tests.journeys.hostile import Place, furnish
from tests.journeys.hostile_together import SHOWN
from tests.journeys.sitting import SIZE, assert_sound, launch_on, press, screen_text, settled

TOGETHER = 12


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A new folder for every example."""
    path = tmp_path_factory.mktemp("hostile")
    yield path
    shutil.rmtree(path, ignore_errors=True)


def requests(place: Place, text: str) -> list[messages.OpenRequest]:
    """Return a request for every destination, and for every form."""
    made = [
        messages.OpenHousehold(place.household), messages.OpenResident(place.resident),
        messages.OpenIssue(place.issue), messages.OpenAttachments(place.issue),
        messages.OpenIssues(IssueFilter(text=text)),
        messages.OpenGrid(place.grid), messages.OpenBuilding(place.building), messages.OpenSearch(text[:100]),
        messages.NewIssue(household_id=place.household), messages.KeepSample(Path("desk.gtdb")),
        messages.ExportList("people", words=text), messages.OpenChart(place.building),
        messages.OpenImport(Path(text[:40].replace("/", "").replace("\0", "") or "x")),
        messages.ShowHistory("issue", place.issue), messages.ShowHistory("resident", place.resident),
        *(messages.OpenUpkeep(noun, getattr(place, noun)) for noun in FORMS if hasattr(place, noun)),
        *(messages.OpenUpkeep(noun, parent_id=place.building) for noun in ("household", "assignment")),
        messages.OpenUpkeep("service_tag", parent_id=place.resident),
        messages.OpenGaps(), messages.HandOver(place.post), messages.OpenTwins(),
        messages.CompareTwins("resident", place.resident, place.twin), messages.NewVisit(place.household),
        messages.EditVisit(place.visit), messages.OpenLimits(), messages.OpenSchedule(),
        messages.ShowLooks(place.resident), messages.ExportPerson(place.resident),
        messages.OpenErasure(place.resident), messages.OpenReview(), messages.OpenDataSheet(),
        messages.OpenDiaries(), messages.OpenDiary(), messages.OpenWalk(place.building),
        messages.OpenWhistles(), messages.OpenWhistle(place.whistle), messages.NewWhistle(place.handled),
        messages.OpenHot(), messages.OpenHotGroup(place.issue), messages.OpenBoard(), messages.OpenCalendar(),
        messages.OpenRound("pending_verify"), messages.OpenConflicts(), messages.OpenParallels(),
        *(together_messages.OpenRecord(noun, id) for noun, id in place.together.items() if noun in SHOWN),
        together_messages.OpenRecords("demand"), together_messages.OpenPromiseChain("issue", place.issue),
        together_messages.OpenLooseEnds(), together_messages.OpenTogetherFigures(),
        together_messages.OpenMatches(place.together.get("demand", place.issue)),
        together_messages.OpenSignIn(place.together.get("activity", place.issue)),
        paper_messages.OpenReport(Period(date(2026, 11, 1))),
        paper_messages.WordCase(Period(date(2026, 11, 1)), place.issue, text, text),
        paper_messages.OpenBurdens(), paper_messages.OpenItems(), paper_messages.FillForm(),
        paper_messages.OpenSchedules(),
    ]  # fmt: skip
    own = {type(each) for each in made} | {together_messages.OpenRecord}
    assert own == set(DESTINATIONS)
    return made


def assert_only_text(app: GridApp) -> None:
    """Fail where a character steers the terminal, or a text became a link or an action."""
    strips = app.screen._compositor.render_strips(app.size)
    assert not FORBIDDEN.search("".join(strip.text for strip in strips))
    for segment in (segment for strip in strips for segment in strip):
        if segment.style is not None:
            assert segment.style.link is None
            assert "@click" not in segment.style.meta
    assert app.is_running


async def walk(app: GridApp, pilot: Pilot[Any], places: list[tuple[str, Place]]) -> str:
    """Go through every area, then every destination of every text; returns all that was seen."""
    seen = ""
    for area in AREAS:
        await press(app, pilot, "escape", "escape", area.digit)
        assert_only_text(app)
        seen += screen_text(app)
        await press(app, pilot, "f9", "escape")
    for text, place in places:
        for request in requests(place, text):
            app.open_place(request)
            await settled(app, pilot)
            assert_only_text(app)
            seen += screen_text(app)
            while len(app.screen_stack) > 1:
                await app.pop_screen()
    return seen


async def show(texts: list[str], folder: Path, *, opened: slice = slice(None)) -> str:
    """Store the texts, look at them everywhere; returns all that was seen."""
    clock = FrozenClock()
    workspace = found_store(folder / "desk.gtdb", clock)
    places = [(text, stored(workspace, text, number)) for number, text in enumerate(texts, start=1)]
    assert_sound(workspace)
    app = GridApp(launch_on(folder, clock, workspace))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        return await walk(app, pilot, places[opened])


def stored(workspace: Workspace, text: str, number: int) -> Place:
    label = text[:100].encode(errors="replace").decode()
    with unchecked(), workspace.write("import_file", label=label) as unit:
        return furnish(unit, text, number)


@pytest.mark.parametrize("part", range(0, len(NASTY), TOGETHER))
async def test_the_corpus_goes_through_every_screen(folder: Path, part: int) -> None:
    texts = list(NASTY[part : part + TOGETHER])
    joined = "甲" + " ".join(text[:60] for text in texts)
    seen = await show([*texts, joined], folder, opened=slice(-1, None))
    for mark in ("[/b]", "[red]", "[@click=app.quit()]"):
        assert mark not in joined or mark in seen


@settings(
    max_examples=2,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # making a failing text shorter takes minutes
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(texts=st.lists(ANY_TEXT, min_size=2, max_size=3))
async def test_any_texts_go_through_every_screen(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    await show(texts, folder, opened=slice(0, 1))
    shutil.rmtree(folder, ignore_errors=True)
