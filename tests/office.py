"""LibreOffice as a witness: it opens what was written, reckons every formula anew, and says what it shows.

Tests that need it are skipped, saying so, where it is not installed.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

PROGRAM = shutil.which("soffice")
needs_office = pytest.mark.skipif(PROGRAM is None, reason="LibreOffice is not installed")

_ALWAYS_RECKON = Path(__file__).with_name("office_settings.xcu")
"""Settings in which formulas are reckoned whenever a file is opened."""


def converted(path: Path, ending: str, folder: Path) -> Path:
    """Return the file as LibreOffice writes it in another form; every formula is reckoned anew."""
    assert PROGRAM is not None
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    shutil.copy(_ALWAYS_RECKON, profile / "user" / "registrymodifications.xcu")
    out = folder / "converted"
    words = [PROGRAM, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", ending,
             "--outdir", str(out), str(path)]  # fmt: skip
    subprocess.run(words, check=True, capture_output=True, timeout=180)
    (made,) = out.glob(f"{path.stem}.{ending.partition(':')[0]}")
    return made
