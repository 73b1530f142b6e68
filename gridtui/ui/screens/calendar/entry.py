"""The form of one day of the working calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from textual.app import ComposeResult

from gridtui.domain.issues.calendar_days import CalendarDayDraft, CalendarEntry, DayWork, weekday_name
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.draft import SHORT
from gridtui.domain.words.intents import Intent
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kept_form import KeptFormScreen
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.form import Form
from gridtui.usecases.calendar_days import set_calendar_day
from gridtui.words import mark, tr

AREA = mark("工作日历")

FIELDS = (
    FieldSpec(name="day", title=mark("日期"), kind="date", required=True, past=False),
    FieldSpec(name="works", title=mark("上班/休息"), kind="choice", required=True, choices=DayWork.choices()),
    FieldSpec(
        name="name", title=mark("说明"), prose=True, max_length=SHORT, hint=mark("例如：国庆节调休，可以不写")
    ),
)


class CalendarDayScreen(KeptFormScreen):
    """Says of a day whether it is worked."""

    TITLE = AREA

    def __init__(
        self, year: int, entry: CalendarEntry | None = None, show: Callable[[date], None] | None = None
    ) -> None:
        super().__init__()
        self.year, self.entry = year, entry
        self._show = show

    def compose_body(self) -> ComposeResult:
        """Show the day, or an empty form."""
        entry = self.entry
        values: dict[str, object] = {"works": DayWork.OFF.value}
        if entry is not None:
            values = {"day": entry.day, "works": DayWork.of(entry.works).value, "name": entry.name}
        clock = gateway_of(self).clock
        yield Form(FIELDS, values, today=lambda: local_date(clock()), id="calendar-day-form")

    def on_mount(self) -> None:
        """Begin with the date of a new day, with the work of one that is there."""
        self.filter_words = self.entry.day.isoformat() if self.entry else tr("{year} 年", year=self.year)
        self.form.focus_field("works" if self.entry else "day")
        self.run_worker(self.offer_draft(), group="offer")

    @property
    def draft_key(self) -> str:
        """The name under which the draft is kept."""
        return f"calendar_day:{self.entry.day.isoformat() if self.entry else ''}"

    async def store(self, values: dict[str, object]) -> None:
        """Set the day."""
        on = values["day"]
        assert isinstance(on, date)
        draft = CalendarDayDraft(
            day=on, works=values["works"] == DayWork.WORK, name=str(values["name"] or "")
        )
        differs = await gateway_of(self).write(
            Intent.SET_CALENDAR, set_calendar_day, draft, form=self.draft_key
        )
        self.writing = False
        day = f"{on} {tr(weekday_name(on))} {tr(DayWork.of(draft.works).label)}"
        said = mark("{day}，未办结的都重新算了，Ctrl+Z 撤销") if differs else mark("没有改动：{day}")
        self.close(tr(said, day=day))
        if self._show is not None:
            self._show(on)
