"""Errors of the disk at some calls; ``python -m tests.proving faults --claim`` goes through every one."""

from __future__ import annotations

import pytest

from tests.proving.faults import DEEDS, NotWhole, trying

SOME = (
    ("save", "write"),
    ("save", "sync"),
    ("import", "read"),
    ("apply", "full"),
    ("back up", "write"),
    ("pack", "open"),
)


def test_a_call_that_fails_is_a_sentence_and_the_next_try_works() -> None:
    deeds = {deed.name: deed for deed in DEEDS}
    with trying() as tries:
        for name, kind in SOME:
            for due in (1, 8, 40):
                tries.once(deeds[name], kind, due)


def test_a_deed_that_writes_in_two_steps_is_found_out() -> None:
    def half(workspace, folder):  # type: ignore[no-untyped-def]
        with workspace.writing() as connection:
            connection.exec_driver_sql("DELETE FROM draft")
        DEEDS[0].act(workspace, folder)

    with trying() as tries, pytest.raises(NotWhole, match="became"):
        tries.every(type(DEEDS[0])("half", half), "write", stride=9)
