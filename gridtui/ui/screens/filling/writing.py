"""The third step: where the filled form is written, how much of people it shows, and what it cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gridtui.domain.burdens.form_request import MOST_MINUTES
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import parse_date
from gridtui.domain.words.draft import SHORT
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.numbers import typed_number
from gridtui.domain.words.problems import Problem
from gridtui.interchange.forms.filling import Filled, FormFile, fill_form
from gridtui.interchange.forms.opening import FORM
from gridtui.queries.burdens import offices_asking
from gridtui.ui.answers import Progress
from gridtui.ui.gateway import gateway_of
from gridtui.ui.handing_out import CONTENT_FIELDS, FULL, MASKED, HandOut, unreasoned
from gridtui.ui.kit.field_specs import FieldSpec, Suggestion
from gridtui.usecases.burdens import FormFilled, register_filling
from gridtui.words import mark, say, tr

if TYPE_CHECKING:
    from gridtui.storage.workspace import Workspace

MARKED, PLAIN = "marked", "plain"


class FillOut(HandOut):
    """Fills a form into a new file, and takes down what it cost."""

    FORMS = (FORM,)
    DEFAULT_CSS = """
    FillOut {
        & .-asking { height: 15; }
        & .-done { max-height: 14; }
    }
    """

    def __init__(self, form: FormFile, grid_id: RecordId | None = None) -> None:
        super().__init__()
        self._form, self._grid_id = form, grid_id

    def heading(self) -> str:
        """Return the form and the list."""
        return tr("填表 {form}：从“{list}”", form=self._form.title, list=tr(self._form.source.title))

    def stem(self) -> str:
        """Return the form's name and the day."""
        day = f"{self._today():%Y%m%d}"
        return tr("{name}-填好-{day}", name=self._form.path.stem, day=day)

    def fields(self) -> Sequence[FieldSpec]:
        """Ask how much is shown and why, who asked, until when, and how long it took."""
        return (
            FieldSpec(name="content", title=mark("内容"), kind="choice",
                      choices=((MASKED, mark("姓名、电话、证件号打码")), (FULL, mark("完整")))),
            CONTENT_FIELDS[1],
            FieldSpec(name="marks", title=mark("和上次不同"), kind="choice",
                      choices=((MARKED, mark("标出来")), (PLAIN, mark("不标")))),
            FieldSpec(name="asked_by", title=mark("谁要的"), kind="suggest", free=True, width=30,
                      suggest=self._offices, max_length=SHORT, hint=mark("单位和科室；空着就按上次的")),
            FieldSpec(name="due_on", title=mark("哪天要交"), kind="date", past=False),
            FieldSpec(name="minutes", title=mark("用了几分钟"), width=8, check=_minutes_problems,
                      hint=mark("记入社区事务准入登记，可以不写")),
        )  # fmt: skip

    def beginning(self) -> Mapping[str, object]:
        """Begin masked and marked."""
        return {"content": MASKED, "marks": MARKED}

    def refusals(self, values: Mapping[str, str]) -> list[Problem]:
        """Ask for a reason where nothing is masked."""
        return unreasoned(values)

    async def write(self, path: Path, values: Mapping[str, str], progress: Progress) -> str:
        """Fill the form, and put it into the register."""
        gateway = gateway_of(self)
        done = await gateway.run(
            "export",
            _fill,
            self._form,
            path,
            grid_id=self._grid_id,
            full=values["content"] == FULL,
            reason=values["reason"],
            marks=values["marks"] == MARKED,
            asked_by=values["asked_by"],
            due_on=_day(values["due_on"], self._today()),
            minutes=typed_number(values["minutes"]),
            progress=progress,
            changes=not gateway.read_only,
        )
        return "\n".join(_words(done, marks=values["marks"] == MARKED, registered=not gateway.read_only))

    async def _offices(self, typed: str) -> Sequence[Suggestion]:
        found = await gateway_of(self).read(offices_asking, typed.strip())
        return [Suggestion(name, name) for name in found]


def _fill(
    workspace: Workspace,
    form: FormFile,
    path: Path,
    *,
    grid_id: RecordId | None,
    full: bool,
    reason: str,
    marks: bool,
    asked_by: str,
    due_on: date | None,
    minutes: int | None,
    progress: Progress,
) -> Filled:
    """Fill a form and register it; what was written stays where registering is refused."""
    done = fill_form(
        workspace, form, path, grid_id=grid_id, full=full, reason=reason, marks=marks, progress=progress
    )
    if not workspace.read_only:
        told = FormFilled(done.fingerprint, done.title, done.cells, None if done.first else done.same)
        with workspace.write(Intent.REGISTER_FORM) as unit:
            register_filling(unit, told, asked_by=asked_by, due_on=due_on, minutes=minutes)
    return done


def _words(done: Filled, *, marks: bool, registered: bool) -> list[str]:
    lines = [tr("已填 {n} 行、{cells} 格", n=f"{done.rows:,}", cells=f"{done.cells:,}")]
    if done.first:
        lines.append(tr("第一次填这张表，没有可比的；下次会标出变动的格子"))
    else:
        lines.append(
            tr(
                "和上次相同 {same} 格，变动 {changed} 格，新增 {new} 行，少了 {gone} 行",
                same=f"{done.same:,}",
                changed=f"{done.changed:,}",
                new=done.new_rows,
                gone=done.gone_rows,
            )
        )
        if done.changed and marks:
            lines.append(tr("变动的格子标了底色，也加粗了"))
    lines += [say(problem) for problem in done.notices]
    if registered:
        lines.append(tr("已记入社区事务准入登记，列对应也记住了"))
    return lines


def _day(text: str, today: date) -> date | None:
    return parse_date(text, today) if text else None


def _minutes_problems(text: str) -> list[Problem]:
    number = typed_number(text)
    if not text or (number is not None and 0 <= number <= MOST_MINUTES):
        return []
    return [Problem(mark("请填分钟数，如 30；不知道就空着"))]
