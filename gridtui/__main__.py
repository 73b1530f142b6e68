"""``python -m gridtui``."""

from gridtui.cli.main import run

run()
