"""The machine and the versions that the figures were taken with."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

_PACKAGES = ("textual", "sqlalchemy", "sqlmodel", "sqlcipher3", "python-calamine", "XlsxWriter")


def described() -> str:
    """Return one sentence on processor, memory, system and versions."""
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"{_processor()}, {os.cpu_count()} cores, {_memory()}{platform.system()} {platform.machine()}; "
        f"Python {platform.python_version()}, SQLite {sqlcipher.sqlite_version}, {packages}; "
        f"load at the start {_load()}."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "processor"
    )


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB, "
    except (AttributeError, ValueError):
        return ""


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
