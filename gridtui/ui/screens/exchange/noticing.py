"""New bundles in a folder are announced while the area is open, and never taken in unasked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.timer import Timer

from gridtui.domain.words.problems import RuleBroken
from gridtui.sync.taking import bundles_in
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.file_paths import short_path
from gridtui.words import tr

if TYPE_CHECKING:
    from gridtui.ui.screens.exchange.screen import ExchangeScreen

SECONDS = 4.0


class FolderNotice:
    """Looks into one folder now and then; ``news`` are the bundles that came since."""

    def __init__(self, screen: ExchangeScreen) -> None:
        self.folder: Path | None = None
        self.news: list[Path] = []
        self._screen = screen
        self._timer: Timer | None = None
        self._known: set[Path] | None = None
        self._growing: dict[Path, tuple[float, int]] = {}

    def start(self, folder: Path) -> None:
        """Begin; what lies there now is known."""
        self.stop()
        self.folder, self._known = folder, None
        self._timer = self._screen.set_interval(SECONDS, self.look)
        self._screen.note = tr("盯着 {folder}", folder=short_path(folder))
        self._screen.say(tr("有新交换包放进来就说一声；再按 w 停下"))
        self.look()

    def stop(self) -> None:
        """Stop."""
        if self._timer is not None:
            self._timer.stop()
            self._screen.say(tr("不盯了"))
        self.folder, self._timer, self._screen.note = None, None, ""
        self.news, self._growing = [], {}

    def take(self) -> list[Path]:
        """Return the news and forget them."""
        news, self.news = self.news, []
        return news

    def look(self) -> None:
        """Look into the folder, in a thread, while a store is open."""
        if gateway_of(self._screen).is_open and self.folder is not None:
            self._screen.run_worker(self._look(self.folder), group="notice", exclusive=True)

    async def _look(self, folder: Path) -> None:
        try:
            found = await gateway_of(self._screen).examine(bundles_in, folder)
        except RuleBroken:
            return
        if self._known is None:
            self._known = {path for path, _, _ in found}
            return
        here = {path: (changed, size) for path, changed, size in found if path not in self._known}
        # A file that still grows is being copied: it is announced when it stands still.
        still = [path for path, about in here.items() if self._growing.get(path) == about]
        self._growing = here
        if still:
            self._known.update(still)
            self.news += still
            self._screen.say(tr("来了 {n} 个新交换包，按 r 看（不会自己导入）", n=len(self.news)))
