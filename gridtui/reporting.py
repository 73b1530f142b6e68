"""What may be written about an error: its kind and where it happened, never a value of a record.

Messages, arguments and local variables of an exception may hold residents' data, so none is kept.
"""

from __future__ import annotations

import logging
import platform
from collections.abc import Iterator
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from traceback import extract_tb

from gridtui import __version__

LOG_BYTES = 512 * 1024
LOG_KEPT = 4


def redacted(error: BaseException) -> list[str]:
    """Return one line an exception of the chain, outermost first: ``Kind at file:line in function < …``."""
    return [_line(link) for link in _chain(error)]


def write_report(error: BaseException, folder: Path, now: datetime) -> Path | None:
    """Write the redacted report of an unexpected end; None where the folder cannot be written."""
    file = folder / f"{now:%Y%m%d-%H%M%S}.txt"
    lines = [
        f"gridtui {__version__} · Python {platform.python_version()} · {platform.system()}",
        f"{now:%Y-%m-%d %H:%M:%S} UTC",
        *redacted(error),
    ]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError:
        return None
    return file


def open_log(file: Path) -> logging.Logger:
    """Return the program's log, writing to a rotating file; to nowhere where it cannot be written."""
    log = logging.Logger("gridtui", logging.INFO)
    handler: logging.Handler
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            file, maxBytes=LOG_BYTES, backupCount=LOG_KEPT, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    return log


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _line(error: BaseException) -> str:
    kind = type(error)
    frames = [
        f"{_short(frame.filename)}:{frame.lineno} in {frame.name}"
        for frame in reversed(extract_tb(error.__traceback__))
    ]
    return f"{kind.__module__}.{kind.__qualname__} at {' < '.join(frames) or '?'}"


def _short(filename: str) -> str:
    """Return the last two parts of a path: enough to find the line, without anybody's user name."""
    return "/".join(Path(filename).parts[-2:])
