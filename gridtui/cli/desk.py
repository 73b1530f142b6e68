"""Opening the desk itself: on the store of this laptop, or on a generated sample."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from gridtui.cli.context import Options, command, system_clock
from gridtui.cli.said import option
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark

if TYPE_CHECKING:
    from gridtui.storage.workspace import Workspace

USUAL_SEED = 20261124


def open_desk(options: Options, *, sample_seed: int | None = None) -> int:
    """Run the terminal program and return its exit code; ``RuleBroken`` where there is no terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        text = mark("这里不是终端，打不开界面；请在终端窗口里运行 gridtui，或用 --help 里的命令")
        raise RuleBroken(Problem(text))
    # Textual and Rich are loaded here and nowhere else on the command line.
    from gridtui.settings import load_settings
    from gridtui.ui.launch import Launch
    from gridtui.ui.starting import run

    settings, problems = load_settings(options.places.settings)
    asked_for_sample = sample_seed is not None
    with ExitStack() as until_left:

        def sample() -> Workspace:
            from tempfile import TemporaryDirectory

            from gridtui.sample.stores import open_sample

            folder = until_left.enter_context(
                TemporaryDirectory(prefix="gridtui-", ignore_cleanup_errors=True)
            )
            return open_sample(Path(folder), seed=sample_seed or USUAL_SEED, clock=system_clock)

        return run(
            Launch(
                options.store,
                settings,
                options.places,
                system_clock,
                language=options.lang,
                ascii=options.ascii,
                passphrase=None if asked_for_sample else options.given_passphrase(),
                opener=sample if asked_for_sample else None,
                sample=sample,
                problems=problems,
            )
        )


@command(
    option("--seed", type=int, default=USUAL_SEED, help=mark("种子：同样的种子生成同样的示例")),
    name="demo",
    help=mark("打开示例：一个虚构的昆明社区，退出即清除"),
)
def demo(options: Options, seed: int) -> None:
    """Open the desk on a generated sample."""
    raise SystemExit(open_desk(options, sample_seed=seed))
