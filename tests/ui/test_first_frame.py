"""The first frame waits for nothing it does not show."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROBE = """
import asyncio, json, sys
from pathlib import Path
from gridtui.ui.launch import Launch
from gridtui.ui.environment import prepare
prepare()
from datetime import UTC, datetime
from gridtui.paths import Places
from gridtui.settings import Settings
from gridtui.ui.app import GridApp

class Probe(GridApp):
    def after_first_frame(self):
        text = "\\n".join(strip.text for strip in self.screen._compositor.render_strips())
        print(json.dumps({"loaded": sorted(sys.modules), "text": text}), file=sys.__stdout__)
        self.exit()

root = Path(sys.argv[1])
app = Probe(Launch(root / "desk.gtdb", Settings(), Places(root, root, root), lambda: datetime.now(UTC)))
asyncio.run(app.run_async(headless=True, size=(80, 24)))
"""
HEAVY = (
    "sqlmodel",
    "sqlalchemy",
    "pydantic",
    "pydantic_core",
    "pypinyin",
    "alembic",
    "msgspec",
    "sqlcipher3",
    "nacl",
    "tomlkit",
    "python_calamine",
    "chinese_calendar",
)


@pytest.mark.parametrize(("store", "words"), [(True, "解锁"), (False, "第一次使用")])
def test_nothing_heavy_is_loaded_before_the_first_frame(tmp_path: Path, store: bool, words: str) -> None:
    if store:
        (tmp_path / "desk.gtdb").write_bytes(b"?")
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", PROBE, str(tmp_path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    seen = json.loads(done.stdout.splitlines()[-1])
    assert words in seen["text"]
    assert [name for name in HEAVY if name in seen["loaded"]] == []
