"""The dialogs that write papers: one of the list, one that is due, or all that is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import ClassVar

from gridtui.domain.words.dates import local_date, parse_date, shown_date
from gridtui.domain.words.periods import Period
from gridtui.domain.words.problems import Problem
from gridtui.interchange.ledgers.heading import LedgerSpan
from gridtui.interchange.notices.content import NoticeWords
from gridtui.interchange.notices.writing import CODE as NOTICES
from gridtui.interchange.notices.writing import remember_words, remembered_words
from gridtui.interchange.papers.due import DuePaper, due_folder, due_name, write_due, write_due_to
from gridtui.interchange.papers.paper import Manner, Paper
from gridtui.interchange.papers.register import write_paper
from gridtui.queries.issues.issues import grid_names
from gridtui.ui.answers import Progress
from gridtui.ui.gateway import gateway_of
from gridtui.ui.handing_out import CONTENT_FIELDS, FULL, MASKED, HandOut, HandOutForm, unreasoned
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.file_paths import path_of
from gridtui.words import mark, say_all, tr

_AROUND, _LEAST = 9, 7
"""Lines of the window that are not the form, and the fewest of the form."""

ALL_GRIDS = "all"
REST, EVERYTHING = "rest", "everything"
FIRST = FieldSpec(name="first", title=mark("从哪天"), kind="date", hint=mark("空着就是从头"))
LAST = FieldSpec(name="last", title=mark("到哪天"), kind="date", hint=mark("空着就是到今天；含这一天"))
HOURS = FieldSpec(name="hours", title=mark("服务时间"), prose=True, max_length=200)
OFFICE = FieldSpec(name="office", title=mark("二维码"), prose=True, max_length=200,
                   hint=mark("扫出来的文字；空着就是扫码打网格员的电话"))  # fmt: skip
WHICH = FieldSpec(name="which", title=mark("哪些"), kind="choice",
                  choices=((REST, mark("还没写的")), (EVERYTHING, mark("全部再写一遍"))))  # fmt: skip


class _WritePapers(HandOut):
    """What the three dialogs share: masked unless there is a reason, the office's own template for Word."""

    def on_mount(self) -> None:
        """Give the form as many lines as its fields take, and the window has."""
        fields = 1 + bool(self.forms()) + len(self.fields())
        room = max(_LEAST, self.app.size.height - _AROUND)
        self.query_one(HandOutForm).styles.height = min(2 * fields + 1, room)

    def manner(self, values: Mapping[str, str], progress: Progress) -> Manner:
        """Return how it is written."""
        own = getattr(getattr(self.app, "settings", None), "report_template", "")
        return Manner(
            full=values.get("content") == FULL,
            reason=values.get("reason", ""),
            template=path_of(own) if own else None,
            form=values.get("as", ""),
            progress=progress,
        )

    def refusals(self, values: Mapping[str, str]) -> list[Problem]:
        """Ask for a reason where nothing is masked."""
        return unreasoned(values) if "content" in values else []

    def kept_words(self) -> NoticeWords:
        """Return what the office wrote on its notice boards the last time."""
        return gateway_of(self).read_now(remembered_words) or NoticeWords()

    async def keep_words(self, values: Mapping[str, str]) -> None:
        """Keep what the office writes on its notice boards."""
        words = NoticeWords(values.get("hours", ""), values.get("office", ""))
        gateway = gateway_of(self)
        if words != self.kept_words() and not gateway.read_only:
            await gateway.keep(remember_words, words, gateway.clock())

    def today(self) -> date:
        """Return the day."""
        return local_date(gateway_of(self).clock())


class WritePaper(_WritePapers):
    """Writes one paper of a period and a grid, or one that is due, whose period and grid are fixed."""

    def __init__(
        self,
        paper: Paper,
        period: Period | None,
        grid_id: bytes | None = None,
        due: DuePaper | None = None,
    ) -> None:
        super().__init__()
        self._paper, self._period, self._grid_id, self._due = paper, period, grid_id, due

    def heading(self) -> str:
        """Return what it is and of when."""
        title = self._due.title if self._due else tr(self._paper.title)
        return tr("写 {title} {period}", title=title, period=self._of()).rstrip()

    def stem(self) -> str:
        """Return what it is and of when."""
        if self._due is not None:
            name = due_name(self._due)
            return name if self._paper.folder else name.removesuffix(self._due.form)
        return " ".join(filter(None, (tr(self._paper.title), self._of() or f"{self.today():%Y%m%d}")))

    def forms(self) -> Sequence[str]:
        """Return the endings of this paper, that of its schedule first."""
        if self._paper.folder:
            return ()
        usual = self._due.form if self._due else self._paper.usual_form
        return sorted(self._paper.forms, key=lambda form: form != usual)

    def fields(self) -> Sequence[FieldSpec]:
        """Ask of when, of which grid, how much is shown, as far as it means something to this paper."""
        paper, found = self._paper, []
        if paper.folder:
            forms = tuple((form, form.removeprefix(".")) for form in paper.forms)
            found.append(FieldSpec(name="as", title=mark("格式"), kind="choice", choices=forms))
        if self._due is None:
            if paper.dated and paper.whole is None:
                found += [FIRST, LAST]
            if paper.by_grid:
                found.append(self._grids())
        if paper.code == NOTICES:
            found += [HOURS, OFFICE]
        if paper.personal:
            found += CONTENT_FIELDS
        return found

    def beginning(self) -> Mapping[str, object]:
        """Begin with the period and the grid of the list, masked."""
        span, words = self._period, self.kept_words()
        first, last = (span.first, min(span.last, self.today())) if span else (None, None)
        values = {
            "first": shown_date(first),
            "last": shown_date(last),
            "grid": self._grid_id.hex() if self._grid_id else ALL_GRIDS,
            "content": MASKED,
            "as": self._due.form if self._due else self._paper.usual_form,
            "hours": words.hours,
            "office": words.office,
        }
        asked = {field.name for field in self.fields()}
        return {name: value for name, value in values.items() if name in asked}

    async def write(self, path: Path, values: Mapping[str, str], progress: Progress) -> str:
        """Write the paper."""
        gateway = gateway_of(self)
        if self._paper.code == NOTICES:
            await self.keep_words(values)
        manner = self.manner(values, progress)
        if self._due is not None:
            count = await gateway.run("export", write_due_to, self._due, path, manner, changes=True)
        else:
            count = await gateway.run("export", write_paper, self._paper, path, self._span(values), manner)
        return tr("已写好，{n} 条", n=f"{count:,}")

    def _span(self, values: Mapping[str, str]) -> LedgerSpan:
        grid = values.get("grid", ALL_GRIDS)
        grid_id = None if grid in ("", ALL_GRIDS) else bytes.fromhex(grid)
        if self._paper.whole is not None and self._period is not None:
            return LedgerSpan(self._period.first, self._period.last, grid_id)
        first, last = (parse_date(values.get(name, ""), self.today()) for name in ("first", "last"))
        return LedgerSpan(first, last, grid_id)

    def _of(self) -> str:
        if self._due is not None:
            return str(self._due.due.period.title)
        return str(self._period.title) if self._period is not None and self._paper.dated else ""

    def _grids(self) -> FieldSpec:
        names = gateway_of(self).read_now(grid_names) or {}
        choices = ((ALL_GRIDS, mark("全部")), *((id.hex(), name) for id, name in names.items()))
        return FieldSpec(name="grid", title=mark("网格"), kind="choice", choices=choices)


class WriteDue(_WritePapers):
    """Writes what is due this month into one dated folder."""

    FORMS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, found: Sequence[DuePaper]) -> None:
        super().__init__()
        self._found = found

    def heading(self) -> str:
        """Return how many are due, and how many of them are not written."""
        rest = sum(each.made_at is None for each in self._found)
        return tr("写本月要报的：{n} 份里还有 {rest} 份没写", n=len(self._found), rest=rest)

    def stem(self) -> str:
        """Return the name of the folder."""
        return due_folder(self.today())

    def fields(self) -> Sequence[FieldSpec]:
        """Ask which of them, and how much is shown."""
        return (WHICH, *CONTENT_FIELDS)

    def beginning(self) -> Mapping[str, object]:
        """Begin with what is not written yet, masked."""
        rest = any(each.made_at is None for each in self._found)
        return {"which": REST if rest else EVERYTHING, "content": MASKED}

    async def write(self, path: Path, values: Mapping[str, str], progress: Progress) -> str:
        """Write them, and say which were refused and why."""
        wanted = [each for each in self._found if values["which"] == EVERYTHING or each.made_at is None]
        manner = replace(self.manner(values, progress), form="")
        made = await gateway_of(self).run("export", write_due, wanted, path, manner, changes=True)
        lines = [tr("{n} 份已写好", n=len(made.made))]
        lines += [
            tr("没有写成：{title}：{reasons}", title=each.title, reasons=say_all(problems))
            for each, problems in made.refused
        ]
        return "\n".join(lines)
