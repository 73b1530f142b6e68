"""Use cases on the people of a neighbourhood, by one name: households, residents, service-need tags."""

from __future__ import annotations

from gridtui.usecases.households import (
    Home,
    add_household,
    edit_household,
    rehouse,
    remove_household,
    settle_household,
)
from gridtui.usecases.residents import (
    add_resident,
    edit_resident,
    edit_tag,
    remove_resident,
    remove_tag,
    tag_resident,
)

__all__ = [
    "Home",
    "add_household",
    "add_resident",
    "edit_household",
    "edit_resident",
    "edit_tag",
    "rehouse",
    "remove_household",
    "remove_resident",
    "remove_tag",
    "settle_household",
    "tag_resident",
]
