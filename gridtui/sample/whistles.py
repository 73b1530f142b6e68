"""The whistles that the events of the sample's issues speak of, as rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gridtui.domain.issues.issue_events import EventKind, decode_data
from gridtui.domain.words.dates import local_date
from gridtui.sample.places import Row


def whistle_rows(events: Sequence[Row]) -> list[Row]:
    """Return a row for every whistle that was blown, numbered by the day; ``events`` are in order of time."""
    rows: list[Row] = []
    serials: Counter[str] = Counter()
    for event in events:
        if event["kind"] != EventKind.WHISTLE.value:
            continue
        data = decode_data(event["data"])
        day = f"W{local_date(event['at']):%Y%m%d}"
        serials[day] += 1
        rows.append(
            {
                "id": bytes.fromhex(str(data["whistle"])),
                "number": f"{day}-{serials[day]:02d}",
                "issue_id": event["issue_id"],
                "org_id": event["org_id"],
                "level": max(1, event["level"] - 1),
                "purpose": data["purpose"],
                "title": data["title"],
                "text": event["text"],
                "drafted_at": event["at"],
            }
        )
    return rows
