"""Keeping the sample: a copy under a passphrase, as the store that opens next time."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from gridtui.domain.words.problems import RuleBroken
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.form_messages import Submitted
from gridtui.ui.kit.passphrases import PASSPHRASE_FIELDS, passphrase_problems
from gridtui.words import mark, say_all, tr


class KeepSampleScreen(AreaScreen):
    """Asks where to and under which passphrase, then copies the sample; ``store`` is offered as the place."""

    TITLE = mark("留存示例")
    AUTO_FOCUS: ClassVar[str | None] = "Form"
    DEFAULT_CSS = """
    KeepSampleScreen {
        & Form { height: 1fr; }
        & .advice { height: auto; color: $text-muted; padding: 0 2; }
    }
    """

    def __init__(self, store: Path) -> None:
        super().__init__()
        self._store = store

    def compose_body(self) -> ComposeResult:
        """Show the form, and what a forgotten passphrase means."""
        path = FieldSpec(name="path", title=mark("存到"), required=True, prose=True)
        yield Form((path, *PASSPHRASE_FIELDS), {"path": str(self._store)})
        yield Static(
            Content(tr("示例退出即清除；留存后下次直接运行 gridtui，用这个口令打开。")), classes="advice"
        )

    def on_mount(self) -> None:
        """Begin with the passphrase."""
        self.query_one(Form).focus_field("passphrase")

    @on(Submitted)
    async def _keep(self, message: Submitted) -> None:
        from gridtui.sample.stores import keep_sample

        form = self.query_one(Form)
        values = {name: str(value or "") for name, value in message.values.items()}
        problems = passphrase_problems(values["passphrase"], values["again"])
        if problems:
            form.show_problems(problems)
            return
        target = Path(values["path"]).expanduser()
        try:
            await gateway_of(self).run("keep_sample", keep_sample, target, values["passphrase"])
        except RuleBroken as refusal:
            self.say(say_all(form.show_problems(refusal.problems)), "error")
            return
        form.start_next({"path": str(target)})
        self.say(tr("已留存到 {path}", path=str(target)))
