"""Settings: what a person may choose, and which key gives which command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from gridtui.domain.changes.actors import Operator
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.numbers import typed_number
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.settings import LOCK_MINUTES, Settings, save_settings
from gridtui.ui.desk import DeskApp
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.cells import fit
from gridtui.ui.kit.commands import AREA_ANYWHERE, Command, every_command, key_label, shown_keys
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.form_messages import Submitted
from gridtui.ui.kit.glyphs import is_ascii
from gridtui.ui.kit.pane import Pane
from gridtui.ui.navigation import AREAS, DESTINATIONS
from gridtui.ui.screens.settings.keys import KeyCapture, key_problems
from gridtui.words import mark, say, say_all, tr

AREA = mark("设置")
AREA_WIDTH = 12
TITLE_WIDTH = 14
KEYS_WIDTH = 16


def minutes_problems(text: str) -> list[Problem]:
    """Return what is wrong with the minutes before locking."""
    if typed_number(text) in LOCK_MINUTES:
        return []
    return [Problem(mark("请填 1 到 30 之间的分钟数"))]


FIELDS = (
    FieldSpec(name="operator", title=mark("您的姓名"), required=True, width=20),
    FieldSpec(name="language", title=mark("语言"), kind="choice",
              choices=(("zh", mark("中文")), ("en", mark("英文"))), hint=mark("下次打开程序时生效")),
    FieldSpec(name="theme", title=mark("配色"), kind="choice",
              choices=(("dark", mark("深色")), ("light", mark("浅色")))),
    FieldSpec(name="ascii", title=mark("线条"), kind="choice",
              choices=(("no", mark("制表符号")), ("yes", mark("只用 ASCII"))),
              hint=mark("旧控制台画不好线条时用；下次打开程序时生效")),
    FieldSpec(name="lock_minutes", title=mark("自动上锁"), required=True, check=minutes_problems, width=6,
              hint=mark("几分钟没有按键就上锁，1 到 30")),
    FieldSpec(name="backup_folder", title=mark("备份文件夹"), hint=mark("空着就放在程序的文件夹里")),
    FieldSpec(name="report_template", title=mark("报表模板"), prose=True,
              hint=mark("月报季报用的 Word 文件；空着用程序自带的")),
)  # fmt: skip


class SettingsScreen(AreaScreen):
    """The choices above, the keys below."""

    TITLE = AREA
    DEFAULT_CSS = """
    SettingsScreen {
        & #choices { height: 15; }
        & Form { height: 14; }
        & OptionList { height: 1fr; border: none; padding: 0 0 0 1; background: transparent;
                       &:focus { border: none; } }
    }
    """

    def compose_body(self) -> ComposeResult:
        """Show the form and the list of keys."""
        yield Pane(Form(FIELDS, self._values()), title=tr("设置"), id="choices")
        yield Pane(OptionList(markup=False), title=tr("按键：回车改，按下新键就换"), id="keys")

    def on_mount(self) -> None:
        """Begin with the first field; the keys follow."""
        self.query_one(Form).focus_field()
        self.run_worker(self._load_keys())

    async def _load_keys(self) -> None:
        """Load every screen, because each brings commands, and list them."""
        places = [*(area.screen for area in AREAS), *DESTINATIONS.values()]
        await gateway_of(self).warm(path.partition(":")[0] for path in places)
        self._list()

    @property
    def desk(self) -> DeskApp:
        """The app, whose settings these are."""
        return cast("DeskApp", self.app)

    @on(Submitted)
    async def _save_choices(self, message: Submitted) -> None:
        values = {name: str(value or "") for name, value in message.values.items()}
        try:
            await self._rename(values["operator"])
            self._save(
                replace(
                    self.desk.settings,
                    language=values["language"],
                    theme=values["theme"],
                    ascii=values["ascii"] == "yes",
                    lock_minutes=int(values["lock_minutes"]),
                    backup_folder=values["backup_folder"],
                    report_template=values["report_template"],
                )
            )
        except RuleBroken as refusal:
            elsewhere = self.query_one(Form).show_problems(refusal.problems)
            self.say(say_all(elsewhere), "error")
            return
        self.query_one(Form).load({})
        self.say(tr("设置已保存；语言和线条下次打开程序时生效"))

    @on(OptionList.OptionSelected)
    def _ask_for_key(self, event: OptionList.OptionSelected) -> None:
        command = every_command()[str(event.option_id)]

        def taken(key: str | None) -> None:
            if key is not None:
                self._bind(command, key)

        self.app.push_screen(KeyCapture(command), taken)

    def _bind(self, command: Command, key: str) -> None:
        """Give a command this key alone; an empty key gives it back its own."""
        keys = {id: chosen for id, chosen in self.desk.settings.keys.items() if id != command.id}
        problems = key_problems(command, key, self._bound_elsewhere(command))
        if problems:
            self.say(say(problems[0]), "error")
            return
        if key:
            keys[command.id] = (key,)
        try:
            self._save(replace(self.desk.settings, keys=keys))
        except RuleBroken as refusal:
            self.say(say(refusal.problems[0]), "error")
            return
        self._list()
        self.say(tr("{title} 现在是 {key}", title=tr(command.title), key=self._keys(command)))

    def _bound_elsewhere(self, command: Command) -> Sequence[tuple[Command, tuple[str, ...]]]:
        return [(c, shown_keys(self.app, c)) for c in every_command().values() if c.id != command.id]

    def _save(self, settings: Settings) -> None:
        save_settings(self.desk.launch.places.settings, settings)
        self.desk.use_settings(settings)

    async def _rename(self, name: str) -> None:
        gateway = gateway_of(self)
        person = gateway.workspace.operator
        if name == person.name:
            return
        from gridtui.usecases.operators import rename_operator

        await gateway.write(Intent.RENAME_OPERATOR, rename_operator, name, label=tr("已改姓名"))
        gateway.workspace.operator = Operator(person.id, name)

    def _values(self) -> dict[str, object]:
        settings = self.desk.settings
        return {
            "operator": gateway_of(self).workspace.operator.name,
            "language": settings.language,
            "theme": settings.theme,
            "ascii": "yes" if settings.ascii else "no",
            "lock_minutes": str(settings.lock_minutes),
            "backup_folder": settings.backup_folder,
            "report_template": settings.report_template,
        }

    def _list(self) -> None:
        options = self.query_one(OptionList)
        highlighted = options.highlighted
        commands = sorted(every_command().values(), key=_place)
        options.set_options([Option(self._line(command), id=command.id) for command in commands])
        options.highlighted = highlighted or 0

    def _line(self, command: Command) -> Content:
        title = fit(tr(command.title), TITLE_WIDTH)
        room = self.app.size.width - AREA_WIDTH - TITLE_WIDTH - KEYS_WIDTH - 6
        return Content.assemble(
            (fit(tr(command.area), AREA_WIDTH + 1), ""),
            (title + " ", "bold"),
            (fit(self._keys(command), KEYS_WIDTH + 1), ""),
            (fit(tr(command.help), room), "$foreground-muted"),
        )

    def _keys(self, command: Command) -> str:
        return " ".join(tr(key_label(key, ascii=is_ascii())) for key in shown_keys(self.app, command))


def _place(command: Command) -> tuple[bool, str, str]:
    """Return where a command stands in the list: those that work everywhere first."""
    return command.area != AREA_ANYWHERE, command.area, command.id
