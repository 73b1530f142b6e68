"""What a new store needs: the organisation, the person, the passphrase."""

from __future__ import annotations

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from gridtui.domain.changes.actors import Level
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.ui.kit.cleaning import clean
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.form_messages import Edited, Submitted
from gridtui.ui.kit.front import FrontScreen
from gridtui.ui.kit.passphrases import PASSPHRASE_FIELDS, passphrase_problems
from gridtui.ui.messages import OpenRequest, StoreAsked
from gridtui.words import mark, say_all, tr

AREA = mark("新建")
ORGANISATIONS = tuple((str(int(level)), level.label) for level in Level)

_GRID_WORDS = mark(
    "网格员的电脑建好后，到“交换”（按 6）写入网申请交给支部：网格、楼栋和住户由支部发下来，不用自己建。"
)


def code_problems(code: str) -> list[Problem]:
    """Return what is wrong with a 12-digit division code."""
    from gridtui.domain.words.identifiers import division_code_problems

    return division_code_problems(code)


FIELDS = (
    FieldSpec(name="name", title=mark("单位名称"), required=True, hint=mark("如 翠湖西路第二支部")),
    FieldSpec(name="level", title=mark("层级"), kind="choice", choices=ORGANISATIONS),
    FieldSpec(name="division_code", title=mark("区划代码"), check=code_problems, width=16,
              hint=mark("所在社区的 12 位代码，不清楚可以先空着")),
    FieldSpec(name="operator_name", title=mark("您的姓名"), required=True, width=20,
              hint=mark("每一笔改动都会记下是谁做的")),
    *PASSPHRASE_FIELDS,
)  # fmt: skip


class NewStoreScreen(FrontScreen):
    """Asks, then lets the app make the store, go to ``then`` and open ``place``."""

    heading = AREA
    leavable = True
    DEFAULT_CSS = """
    NewStoreScreen {
        & > #front { padding: 0 1; }
        & Form { height: 1fr; }
        & .advice { height: auto; color: $text-muted; padding: 0 2; }
    }
    """

    def __init__(self, then: str, place: OpenRequest | None = None) -> None:
        super().__init__()
        self._then, self._place = then, place

    def front(self) -> list[Widget]:
        """Show the form, and what a forgotten passphrase means."""
        advice = tr(
            "忘了口令，库里的内容谁也打不开，程序和厂家都没有后门：请写在纸上锁好，并常做备份。不得录入涉密信息。"
        )
        return [
            Form(FIELDS, {"level": str(int(Level.BRANCH))}),
            Static(Content(advice), classes="advice"),
            Static(Content(tr(_GRID_WORDS)), classes="advice grid-words"),
        ]

    def on_mount(self) -> None:
        """Begin with the first field."""
        self.query_one(".grid-words").display = False
        self.query_one(Form).focus_field()

    @on(Edited)
    def _advise(self) -> None:
        grid = self.query_one(Form).raw_values()["level"] == str(int(Level.GRID))
        self.query_one(".grid-words").display = grid

    @on(Submitted)
    def _create(self, message: Submitted) -> None:
        values = {name: str(value or "") for name, value in message.values.items()}
        from gridtui.domain.places.organisation import OrgDraft, short_name_of

        form = self.query_one(Form)
        problems = passphrase_problems(values["passphrase"], values["again"])
        if problems:
            form.show_problems(problems)
            return
        org = OrgDraft(
            name=values["name"],
            short_name=short_name_of(values["name"]),
            level=int(values["level"] or Level.BRANCH),
            division_code=values["division_code"],
        )
        self.tell(tr("正在建库…"))
        name, passphrase = values["operator_name"], values["passphrase"]
        self.post_message(StoreAsked(org, name, passphrase, self._then, self._place))

    def refuse(self, refusal: RuleBroken) -> None:
        """Show what is wrong under its field, the rest in the message line."""
        elsewhere = self.query_one(Form).show_problems(refusal.problems)
        self.tell(clean(say_all(elsewhere)))
