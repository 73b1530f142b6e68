"""Tests of screens wait no longer than there is something to do."""

from tests import quick_pilot

__all__ = ["quick_pilot"]
