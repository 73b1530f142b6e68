"""The limits in force, as queries and screens read them."""

from gridtui.storage.derived.calendars import limits_in_force

__all__ = ["limits_in_force"]
