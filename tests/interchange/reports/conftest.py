"""The sample community, and the report of its running month."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from gridtui.domain.words.periods import Period, Span
from gridtui.interchange.reports.asking import ReportAsked, asked_by
from gridtui.interchange.reports.facts import ReportFacts
from gridtui.interchange.reports.reading import read_report
from gridtui.sample.stores import open_sample
from gridtui.storage.workspace import Workspace

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
NOVEMBER = Period(date(2026, 11, 1))
QUARTER = Period(date(2026, 7, 1), Span.QUARTER)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_sample(tmp_path_factory.mktemp("reports"), seed=20261124, clock=lambda: NOW)


@pytest.fixture(scope="session")
def asked(sample: Workspace) -> ReportAsked:
    return asked_by(sample, NOVEMBER)


@pytest.fixture(scope="session")
def facts(sample: Workspace, asked: ReportAsked) -> ReportFacts:
    with sample.read() as connection:
        return read_report(connection, asked)
