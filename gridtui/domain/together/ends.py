"""From when on the time runs for which what a record tells of persons is kept."""

from __future__ import annotations

from typing import Final

ENDED_BY: Final[dict[str, str]] = {
    "member_unit": "until",
    "report_in": "until",
    "wish": "met_on",
    "team": "until",
    "activity": "held_on",
    "sign_in": "held_on",
    "opinion": "held_on",
    "mediation": "ended_on",
    "party": "ended_on",
    "mediation_session": "ended_on",
    "worker": "until",
}
"""Noun → the date from which its time runs: its own, of a part its whole's."""
