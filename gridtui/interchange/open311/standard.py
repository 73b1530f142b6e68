"""The names that Open311 GeoReport v2 gives to things (wiki.open311.org/GeoReport_v2)."""

from __future__ import annotations

from dataclasses import dataclass

FORMS = ("json", "xml")

MOST_DESCRIBED = 4000
"""Characters that a description may have."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of the standard: its root and its element in XML, and what each record says, in order."""

    root: str
    element: str
    fields: tuple[str, ...]


SERVICES = Listed(
    "services",
    "service",
    ("service_code", "service_name", "description", "metadata", "type", "keywords", "group"),
)
REQUESTS = Listed(
    "service_requests",
    "request",
    (
        "service_request_id",
        "status",
        "status_notes",
        "service_name",
        "service_code",
        "description",
        "agency_responsible",
        "service_notice",
        "requested_datetime",
        "updated_datetime",
        "expected_datetime",
        "address",
        "address_id",
        "zipcode",
        "lat",
        "long",
        "media_url",
    ),
)

BY_BATCH = "batch"
"""How services take requests here: handed over in files, answered later."""
