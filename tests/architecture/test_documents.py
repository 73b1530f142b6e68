"""The documents point at what is there, and the README's lines are the ones that CI runs."""

from __future__ import annotations

import re

from tests.architecture.sources import ROOT, tracked_files

LINK = re.compile(r"\[[^\]]*\]\(([^)#]+)(?:#[^)]*)?\)")


def test_every_link_between_files_leads_somewhere() -> None:
    dead = []
    for name in tracked_files():
        if name.endswith(".md"):
            for target in LINK.findall((ROOT / name).read_text(encoding="utf-8")):
                if "://" not in target and not (ROOT / name).parent.joinpath(target).exists():
                    dead.append(f"{name}: {target}")
    assert not dead


def test_the_readme_has_one_line_to_run_and_one_to_test_in_both_shells() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    for start, ends in {
        "python3 -m venv .venv && .venv/bin/pip install": ("/gridtui demo", "python -m pytest"),
        "py -m venv .venv; .venv\\Scripts\\pip install": ("\\gridtui demo", "python -m pytest"),
    }.items():
        found = [line for line in lines if line.startswith(start)]
        assert len(found) == 2
        assert all("-c constraints.txt" in line for line in found)
        assert [line.endswith(end) for line, end in zip(found, ends, strict=True)] == [True, True]


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
