"""The one door for the rows of the exchange opens to no other table."""

from __future__ import annotations

import pytest

from gridtui.storage.log.exchange_rows import add_rows, set_each, set_rows
from gridtui.storage.log.log_tables import Audit, Change, Peer
from gridtui.storage.workspace import Workspace


def test_only_tables_of_the_exchange_are_written(desk: Workspace) -> None:
    with desk.writing() as connection:
        for model in (Audit, Change):
            with pytest.raises(TypeError):
                add_rows(connection, model, [{"num": 1}])
            with pytest.raises(TypeError):
                set_rows(connection, model, {"num": 1}, {"num": 2})


def test_rows_are_found_by_their_key(workspace: Workspace) -> None:
    with workspace.writing() as connection:
        add_rows(connection, Peer, [{"device": bytes([n]) * 16, "number": n} for n in range(3)])
        set_each(
            connection, Peer, ("device",), [{"device": bytes([n]) * 16, "number": n + 10} for n in (1, 2)]
        )
        assert set_rows(connection, Peer, {"device": bytes([1]) * 16, "number": 11}, {"number": 12}) == 1
        assert set_rows(connection, Peer, {"device": b"9" * 16}, {"number": 12}) == 0
