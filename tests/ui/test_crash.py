"""An unexpected end shows and keeps nothing of anybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from gridtui.ui.crash import CrashSafeApp
from tests.conftest import FrozenClock
from tests.ui.fake_desk import FakeDesk, FakeWorkspace, launch_of, opened

NAME, PHONE, ID_NUMBER = "欧阳秀兰", "13708712210", "530103195001011234"


class Painted(Exception):
    """An exception that would draw itself, values and all."""

    def __rich__(self) -> str:
        return f"{NAME} {PHONE}"


def crash_with_data(kind: type[Exception]) -> None:
    resident = {"name": NAME, "phone": PHONE, "id_number": ID_NUMBER}
    try:
        raise KeyError(NAME)
    except KeyError as error:
        raise kind(f"cannot show {resident}") from error


@pytest.mark.parametrize("kind", [ValueError, Painted])
@pytest.mark.parametrize("where", ["action", "worker", "timer"])
async def test_a_crash_names_nobody(
    tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, capsys: Any, kind: Any, where: str
) -> None:
    printed: list[str] = []
    monkeypatch.setattr(CrashSafeApp, "_print_error_renderables", lambda app: printed.append(drawn(app)))
    app = FakeDesk(launch_of(tmp_path, clock, FakeWorkspace()))
    with pytest.raises(Exception, match=r"."):
        async with app.run_test(size=(80, 24)) as pilot:
            area = await opened(app, pilot)
            crash = lambda *_: crash_with_data(kind)  # noqa: E731
            if where == "action":
                area.action_note = crash  # type: ignore[method-assign]
                await pilot.press("x")
            elif where == "worker":
                app.run_worker(failing(kind))
            else:
                app.call_later(crash)
            await pilot.pause()
    reports = list((tmp_path / "logs" / "reports").iterdir())
    told = "".join([*printed, *(file.read_text(encoding="utf-8") for file in reports)])
    told += (tmp_path / "logs" / "gridtui.log").read_text(encoding="utf-8")
    told += "".join(capsys.readouterr())
    assert len(reports) == 1
    assert "程序意外结束" in printed[0]
    assert "crash_with_data" in told
    assert "builtins.KeyError" in told
    assert not any(secret in told for secret in (NAME, PHONE, ID_NUMBER, "cannot show"))
    assert app.return_code == 1


async def failing(kind: Any) -> None:
    crash_with_data(kind)


def drawn(app: Any) -> str:
    console = Console(width=200)
    with console.capture() as capture:
        for renderable in app._exit_renderables:
            console.print(renderable)
    return capture.get()
