"""A branch in a file and a community on either engine exchange files; both end with the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridtui.domain.changes.actors import Level
from gridtui.storage.store.opening import Founding, create_shared
from gridtui.storage.tables import Resident
from gridtui.sync import sending
from gridtui.sync.joining import begin_chain
from gridtui.sync.revoking import revoke
from gridtui.sync.standing import shared_code, standing
from tests.conftest import FrozenClock
from tests.engines import postgres_database
from tests.makers import make_quarter, stored
from tests.sync.offices import Offices, device


def test_a_file_and_a_shared_store_end_with_the_same(
    tmp_path: Path, clock: FrozenClock, request: pytest.FixtureRequest
) -> None:
    offices = Offices(tmp_path, clock)
    with postgres_database(request.node.name) as url:
        office = create_shared(
            url, Founding("社区", "530102001001", "社区经办", Level.COMMUNITY), clock=clock
        )
        offices.desks["社区"] = office
        branch = offices.found("支部", Level.BRANCH)
        begin_chain(office, "社区一号机")
        quarter = make_quarter(branch)
        offices.admit(office, branch)
        offices.exchange(branch, office)
        with office.write("edit_resident") as unit:
            unit.update(Resident, quarter.resident, {"note": "社区记"})
        offices.exchange(office, branch)
        assert stored(branch, Resident, quarter.resident)["note"] == "社区记"
        assert shared_code(office, device(branch)) == shared_code(branch, device(office)) != ""
        assert sending.preview(office, device(branch)).changes == 0
        revoke(office, device(branch))
        assert standing(office).peers[0].revoked
        offices.close()
