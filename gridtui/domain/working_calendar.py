"""Working time: which days and hours offices work, and arithmetic in 工作时 工作日 小时 日."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date


class WorkingCalendar:
    """Working days with 调休 (injected facts) and office hours; Monday to Friday where nothing is known."""

    def __init__(self, workdays: Mapping[date, bool] | None = None,
                 known_years: Collection[int] | None = None) -> None:
        raise NotImplementedError
