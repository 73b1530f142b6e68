"""Nothing tracked tells of one machine, one registry, or a real person's ledger."""

from __future__ import annotations

import hashlib
import re

import pytest

from tests.architecture.sources import ROOT, tracked_files

TEXT = {
    ".py",
    ".md",
    ".txt",
    ".toml",
    ".tcss",
    ".csv",
    ".json",
    ".po",
    ".cfg",
    ".svg",
    ".yml",
    ".yaml",
    ".raw",
    "",
}
ADDRESS = re.compile(r"https?://([A-Za-z0-9.-]+)")
# Names in XML and SVG files that are never opened, and addresses set aside for examples.
NAMES_NOT_PLACES = re.compile(
    r"(.*\.)?(w3\.org|openxmlformats\.org|microsoft\.com|oasis-open\.org|json-schema\.org|purl\.org|example\.(com|org|net)|127\.0\.0\.1)$"
)
REGISTRY = re.compile(
    r"\b(pyp[i]|pythonhoste[d]|npmj[s])\.(org|com)\b|--(extra-)?index-ur[l]|--hash=sh[a]", re.I
)
MACHINE = re.compile(r"(?<![\w.])/(work|root|tmp/[w])/|(?<![\w.])/(home|Users)/[a-z]\w*/", re.I)
# Words that must not appear are kept as digests, so that this file does not hold them either.
UNSAID = {
    "876b5c63dcbc00f7",
    "93d2db61b78fb1c9",
    "8cf10d1b0e07c1d8",
    "fbb8037df8cc9050",
    "b06493481529746e",
}
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{5,30}")


def _texts() -> list[tuple[str, str]]:
    found = []
    for name in tracked_files():
        path = ROOT / name
        if path.suffix in TEXT or name.startswith(".ci/"):
            found.append((name, path.read_text(encoding="utf-8", errors="replace")))
    return found


def test_no_registry_is_named() -> None:
    assert [(name, hit[0]) for name, text in _texts() if (hit := REGISTRY.search(text))] == []


def test_no_web_address_is_given() -> None:
    hosts = {(name, host) for name, text in _texts() for host in ADDRESS.findall(text)}
    assert sorted((name, host) for name, host in hosts if not NAMES_NOT_PLACES.match(host)) == []


def test_no_path_of_one_machine_is_given() -> None:
    assert [(name, hit[0]) for name, text in _texts() if (hit := MACHINE.search(text))] == []


def test_no_tool_of_one_workplace_is_named() -> None:
    said = [
        (name, word)
        for name, text in _texts()
        for word in set(WORD.findall(text))
        if hashlib.sha256(word.lower().encode()).hexdigest()[:16] in UNSAID
    ]
    assert said == []


def test_constraints_are_exact_versions_and_nothing_else() -> None:
    pinned = re.compile(
        r"[A-Za-z0-9._-]+==[0-9][0-9A-Za-z.]*( ; (sys_platform|python_version) [=!<>]+ \"[\w.]+\")?"
    )
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#") and not pinned.fullmatch(line)] == []


@pytest.mark.parametrize("suffix", [".gtdb", ".gtb", ".pem", ".age", ".sqlite", ".db"])
def test_no_store_or_key_is_tracked(suffix: str) -> None:
    assert [name for name in tracked_files() if name.endswith(suffix)] == []
