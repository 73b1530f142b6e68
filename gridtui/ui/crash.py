"""An unexpected end without anybody's data: Textual's own crash screen prints the values of variables."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

from rich.text import Text
from textual.app import App

from gridtui.domain.changes.actors import Clock
from gridtui.reporting import redacted, write_report
from gridtui.words import tr


class CrashSafeApp(App[None]):
    """An app that ends with a plain sentence and a redacted report.

    ``clock``, ``log`` and ``reports`` (the folder of reports) are set before it runs.
    """

    clock: Clock
    reports: Path
    error_log: logging.Logger

    def on_load(self) -> None:
        """Keep asyncio from printing the messages of exceptions that nobody waited for."""
        asyncio.get_running_loop().set_exception_handler(self._task_failed)

    def _task_failed(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            self.error_log.error("task: %s", " | ".join(redacted(error)))

    def _handle_exception(self, error: Exception) -> None:
        # An exception with a picture of its own (``__rich__``) may draw variables too, so all go one way.
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._fatal_error()

    def _fatal_error(self) -> None:
        error = self._exception
        if error is None or self._exit_renderables:
            return
        # A failed worker brings the exception that stopped it.
        cause = getattr(error, "error", error)
        self.error_log.critical("end: %s", " | ".join(redacted(cause)))
        report = write_report(cause, self.reports, self.clock())
        sentence = tr("程序意外结束。已保存的内容不会丢，没写完的表单下次打开时会问您是否接着写。")
        if report is not None:
            sentence += "\n" + tr("出错的地方记在 {file}，里面没有居民信息，可以发给维护人员。", file=report)
        self.panic(Text(sentence))
