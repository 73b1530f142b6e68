"""A date typed in any of the short ways people write one."""

from __future__ import annotations

from datetime import date

from gridtui.domain.words.dates import parse_date, shown_date
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.text import tidy_line
from gridtui.ui.kit.editing import Step
from gridtui.ui.kit.field_specs import TodaySource
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.kit.text_input import TextInput
from gridtui.words import mark, tr

WEEKDAYS = (mark("周一"), mark("周二"), mark("周三"), mark("周四"), mark("周五"), mark("周六"), mark("周日"))


class DateInput(TextInput):
    """A date, echoed as it was understood; left, it stands there in full, so that a draft keeps its day.

    Whoever comes into the field types another day over the one that stands there.
    """

    def __init__(self, *, today: TodaySource, past: bool = True, id: str | None = None) -> None:
        super().__init__(select_on_focus=True, id=id)
        self._today = today
        self._past = past

    @property
    def day(self) -> date | None:
        """The date the text means, or None."""
        text = tidy_line(self.value)
        today = self._today if isinstance(self._today, date) else self._today()
        return parse_date(text, today, past=self._past) if text else None

    @property
    def typed(self) -> object:
        """The date, or None."""
        return self.day

    @property
    def echo(self) -> str:
        """The date in full with its weekday."""
        if not self.day:
            return ""
        return f"{glyph('becomes')} {shown_date(self.day)} {tr(WEEKDAYS[self.day.weekday()])}"

    def tidy(self) -> None:
        """Write the date in full."""
        if self.day:
            full = self.day.isoformat()
            self._show(Step(full, len(full)))
        super().tidy()

    def own_problems(self) -> list[Problem]:
        """Return a problem when the text means no date."""
        if self.day or not tidy_line(self.value):
            return []
        return [Problem(mark("看不懂这个日期，可写 5、3-5、0305、20260305、今天、昨天、-3"))]
