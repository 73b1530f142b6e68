"""Where things are: the areas by digit, and the screen that answers each request to open something.

Screens are named by dotted path and imported when they are first needed, so that the first frame waits for
none of them.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

from textual.screen import Screen

from gridtui.ui import messages, paper_messages, together_messages
from gridtui.words import mark


@dataclass(frozen=True, slots=True)
class Area:
    """A place of the program that a digit goes to; ``screen`` is ``module:class``."""

    key: str
    digit: str
    title: str
    screen: str


HOME = "home"

AREAS: tuple[Area, ...] = (
    Area(HOME, "1", mark("今日"), "gridtui.ui.screens.home.screen:HomeScreen"),
    Area("issues", "2", mark("诉求"), "gridtui.ui.screens.issues.screen:IssuesScreen"),
    Area("grids", "3", mark("网格"), "gridtui.ui.screens.grids.screen:GridsScreen"),
    Area("households", "4", mark("户"), "gridtui.ui.screens.households.screen:HouseholdsScreen"),
    Area("visits", "5", mark("走访"), "gridtui.ui.screens.visits.screen:VisitsScreen"),
    Area("exchange", "6", mark("交换"), "gridtui.ui.screens.exchange.screen:ExchangeScreen"),
    Area("figures", "7", mark("统计"), "gridtui.ui.screens.figures.screen:FiguresScreen"),
    Area("together", "0", mark("共治"), "gridtui.ui.screens.together.screen:TogetherScreen"),
    Area("papers", "8", mark("台账"), "gridtui.ui.screens.papers.screen:PapersScreen"),
    Area("settings", "9", mark("设置"), "gridtui.ui.screens.settings.screen:SettingsScreen"),
)

DESTINATIONS: dict[type[messages.OpenRequest], str] = {
    messages.OpenHousehold: "gridtui.ui.screens.households.detail:HouseholdScreen",
    messages.OpenResident: "gridtui.ui.screens.households.resident:ResidentScreen",
    messages.OpenIssue: "gridtui.ui.screens.issues.detail:IssueScreen",
    messages.OpenAttachments: "gridtui.ui.screens.issues.attachments:AttachmentsScreen",
    messages.OpenIssues: "gridtui.ui.screens.issues.screen:IssuesScreen",
    messages.OpenBoard: "gridtui.ui.screens.board.screen:BoardScreen",
    messages.OpenRound: "gridtui.ui.screens.issues.rounds:RoundScreen",
    messages.OpenGrid: "gridtui.ui.screens.grids.detail:GridScreen",
    messages.OpenBuilding: "gridtui.ui.screens.grids.building:BuildingScreen",
    messages.OpenChart: "gridtui.ui.screens.chart.screen:ChartScreen",
    messages.OpenHot: "gridtui.ui.screens.hot.screen:HotScreen",
    messages.OpenHotGroup: "gridtui.ui.screens.hot.group:HotGroupScreen",
    messages.OpenConflicts: "gridtui.ui.screens.conflicts.screen:ConflictsScreen",
    messages.OpenParallels: "gridtui.ui.screens.conflicts.parallels:ParallelsScreen",
    messages.OpenGaps: "gridtui.ui.screens.gaps.screen:GapsScreen",
    messages.HandOver: "gridtui.ui.screens.handover.screen:HandOverScreen",
    messages.OpenUpkeep: "gridtui.ui.screens.upkeep.screen:UpkeepScreen",
    together_messages.OpenRecords: "gridtui.ui.screens.together.records:RecordsScreen",
    together_messages.OpenRecord: "gridtui.ui.screens.together.card:RecordScreen",
    together_messages.OpenPromiseChain: "gridtui.ui.screens.together.chain:ChainScreen",
    together_messages.OpenLooseEnds: "gridtui.ui.screens.together.chain:LooseEndsScreen",
    together_messages.OpenMatches: "gridtui.ui.screens.together.matches:MatchesScreen",
    together_messages.OpenSignIn: "gridtui.ui.screens.together.signing_in:SignInScreen",
    together_messages.OpenTogetherFigures: "gridtui.ui.screens.together.figures:TogetherFiguresScreen",
    messages.OpenTwins: "gridtui.ui.screens.twins.screen:TwinsScreen",
    messages.CompareTwins: "gridtui.ui.screens.twins.compare:CompareScreen",
    messages.NewIssue: "gridtui.ui.screens.issues.entry:IssueEntryScreen",
    messages.NewVisit: "gridtui.ui.screens.visits.entry:VisitEntryScreen",
    messages.EditVisit: "gridtui.ui.screens.visits.entry:VisitEntryScreen",
    messages.OpenWhistles: "gridtui.ui.screens.whistles.screen:WhistlesScreen",
    messages.OpenWhistle: "gridtui.ui.screens.whistles.detail:WhistleScreen",
    messages.NewWhistle: "gridtui.ui.screens.whistles.entry:WhistleEntryScreen",
    messages.OpenLimits: "gridtui.ui.screens.limits.screen:LimitsScreen",
    messages.OpenCalendar: "gridtui.ui.screens.calendar.screen:CalendarScreen",
    messages.OpenSchedule: "gridtui.ui.screens.visits.schedule:ScheduleScreen",
    messages.ShowLooks: "gridtui.ui.screens.privacy.looks:LooksScreen",
    messages.ExportPerson: "gridtui.ui.screens.privacy.person_file:PersonFileScreen",
    messages.OpenErasure: "gridtui.ui.screens.privacy.erasure:ErasureScreen",
    messages.OpenReview: "gridtui.ui.screens.privacy.review:ReviewScreen",
    messages.OpenDataSheet: "gridtui.ui.screens.privacy.sheet:DataSheetScreen",
    paper_messages.OpenReport: "gridtui.ui.screens.reports.screen:ReportScreen",
    paper_messages.OpenBurdens: "gridtui.ui.screens.burdens.screen:BurdensScreen",
    paper_messages.OpenItems: "gridtui.ui.screens.burdens.items:ItemsScreen",
    paper_messages.FillForm: "gridtui.ui.screens.filling.screen:FillScreen",
    paper_messages.OpenSchedules: "gridtui.ui.screens.papers.schedules:SchedulesScreen",
    paper_messages.WordCase: "gridtui.ui.screens.reports.case:CaseScreen",
    messages.OpenDiaries: "gridtui.ui.screens.diary.screen:DiaryScreen",
    messages.OpenDiary: "gridtui.ui.screens.diary.day:DiaryDayScreen",
    messages.OpenWalk: "gridtui.ui.screens.walk.screen:WalkScreen",
    messages.ShowHistory: "gridtui.ui.screens.history.screen:HistoryScreen",
    messages.OpenImport: "gridtui.ui.screens.importing.screen:ImportScreen",
    messages.ExportList: "gridtui.ui.screens.exporting.screen:ExportScreen",
    messages.KeepSample: "gridtui.ui.screens.keeping.screen:KeepSampleScreen",
    messages.OpenSearch: "gridtui.ui.screens.search.screen:SearchScreen",
}

WRITING: frozenset[type[messages.OpenRequest]] = frozenset(
    {
        messages.NewIssue,
        messages.OpenRound,
        messages.OpenUpkeep,
        messages.HandOver,
        messages.OpenImport,
        messages.OpenErasure,
        messages.ExportPerson,
        messages.NewVisit,
        together_messages.OpenSignIn,
        messages.NewWhistle,
        messages.EditVisit,
        paper_messages.WordCase,
    }
)
"""Requests for places whose only purpose is to change the store; refused while it is only read."""


def screen_class(path: str) -> type[Screen[Any]]:
    """Import and return the class at ``module:class``."""
    module, _, name = path.partition(":")
    found: type[Screen[Any]] = getattr(importlib.import_module(module), name)
    return found


def area_of(key: str) -> Area:
    """Return the area of that key; ``KeyError`` when there is none."""
    for area in AREAS:
        if area.key == key:
            return area
    raise KeyError(key)
