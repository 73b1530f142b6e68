"""One issue: its facts, its text in full, its timeline as sentences."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.issues.issues import IssueDetail, explained_deadlines, issue_detail
from gridtui.ui import messages, together_messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.commands import Command, key_label, shown_keys
from gridtui.ui.kit.dialogs import Notice
from gridtui.ui.kit.glyphs import is_ascii
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.kit.prose import Prose
from gridtui.ui.revealing import Revealing
from gridtui.ui.screens.issues.naming import Names, read_names
from gridtui.ui.screens.issues.step import offer_steps
from gridtui.ui.screens.issues.telling import Reader, fact_paragraphs, text_paragraphs, timeline
from gridtui.ui.screens.issues.wording import due_words, state_words
from gridtui.words import mark, say, tr

AREA = mark("诉求详情")

STEPS = Command("issue.step", mark("办理"), ("d",), mark("受理、派单、反馈、回访……这一步能办的都在这里"),
                AREA, "step", writes=True)  # fmt: skip
REVEAL = Command("issue.reveal", mark("显示电话"), ("v",), mark("显示反映人的电话 30 秒，会记下是谁看的"),
                 AREA, "reveal")  # fmt: skip
FILES = Command("issue.attachments", mark("附件"), ("a",), mark("看、加、导出和这件诉求放在一起的文件"),
                AREA, "attachments")  # fmt: skip
SUMS = Command("issue.sums", mark("期限算法"), ("=",), mark("一行一行写出期限是怎么算的"), AREA, "sums")


class IssueScreen(AreaScreen):
    """Shows the issue of that id, and follows every change of the store."""

    TITLE = mark("诉求")
    CSS_PATH = "issues.tcss"
    AUTO_FOCUS = "#issue-parts"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        STEPS,
        Command("issue.edit", mark("更正"), ("m",), mark("更正登记的内容，改动都留在经过里"), AREA, "edit",
                writes=True),
        Command("issue.household", mark("看这户"), ("o",), mark("打开这一户；没有住户就打开楼栋"), AREA,
                "household"),
        REVEAL,
        SUMS,
        FILES,
        Command("issue.history", mark("改动"), ("h",), mark("谁在什么时候改了哪一项"), AREA, "history"),
        Command("issue.print_sheet", mark("办件单"), ("e",), mark("写成办件单：xlsx 打印在 A4 上，或者文本"),
                AREA, "print_sheet", footer=False),
        Command("issue.related", mark("看关联"), ("r",), mark("打开和本件关联、并案的另一件"), AREA,
                "related", footer=False),
        Command("issue.resident", mark("看反映人"), ("p",), mark("打开反映人的资料"), AREA, "resident",
                footer=False),
        Command("issue.chain", mark("承诺链"), ("t",), mark("看它引出的协商、需求、项目、认领和验收"), AREA,
                "chain", footer=False),
    )  # fmt: skip

    def __init__(self, issue_id: RecordId, step: bool = False) -> None:
        super().__init__()
        self.issue_id = issue_id
        self._step_asked = step
        self.detail: IssueDetail | None = None
        self._names = Names()
        self.revealing = Revealing(self, self._show_facts)

    def compose_body(self) -> ComposeResult:
        """Lay out the facts, and below them text and timeline, beside each other where there is room."""
        yield Prose(id="issue-facts")
        with VerticalScroll(id="issue-parts"):
            with Vertical(id="issue-words"):
                yield Static(Content(tr("内容")), classes="issue-heading")
                yield Prose(id="issue-text")
            with Vertical(id="issue-past"):
                yield Static(Content(tr("经过")), classes="issue-heading")
                yield Prose(id="issue-timeline")

    def on_mount(self) -> None:
        """Read the issue."""
        self._read()

    def on_store_changed(self) -> None:
        """Read it again."""
        self._read()

    def on_unmount(self) -> None:
        """Forget what was revealed."""
        self.revealing.forget()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what this issue has."""
        detail = self.detail
        if action in ("edit", "sums", "history", "step", "print_sheet", "chain") and detail is None:
            return False
        if action == "attachments" and not (detail and self._may_see(detail)):
            return False
        if action == "reveal" and not (detail and detail.draft.reporter_phone and self._may_see(detail)):
            return False
        if action == "household" and not (detail and (detail.draft.household_id or detail.draft.building_id)):
            return False
        if action == "related" and not (detail and detail.related):
            return False
        if action == "resident" and not (detail and detail.draft.resident_id and self._may_see(detail)):
            return False
        return super().check_action(action, parameters)

    async def action_reveal(self) -> None:
        """Show the phone for a while, once it is noted who looked; again to mask it."""
        try:
            await self.revealing.toggle(self.issue_id)
        except RuleBroken as refusal:
            self.refuse(refusal)

    def action_step(self) -> None:
        """Offer what can be done with it now."""
        if self.detail is not None:
            offer_steps(self, self.detail)

    async def action_sums(self) -> None:
        """Write out the arithmetic of the due date."""
        lines = await gateway_of(self).read(explained_deadlines, self.issue_id)
        self.app.push_screen(Notice(tr("期限是这样算的"), [say(line) for line in lines]))

    def action_edit(self) -> None:
        """Open the form this issue was taken down in."""
        from gridtui.ui.screens.issues.entry import IssueEntryScreen

        self.app.push_screen(IssueEntryScreen(issue_id=self.issue_id))

    def action_attachments(self) -> None:
        """Show its files."""
        self.post_message(messages.OpenAttachments(self.issue_id))

    def action_history(self) -> None:
        """Show who changed what."""
        self.post_message(messages.ShowHistory("issue", self.issue_id))

    def action_household(self) -> None:
        """Open the household, else the building."""
        draft = self.detail.draft if self.detail else None
        if draft and draft.household_id:
            self.post_message(messages.OpenHousehold(draft.household_id))
        elif draft and draft.building_id:
            self.post_message(messages.OpenBuilding(draft.building_id))

    def action_print_sheet(self) -> None:
        """Write the case sheet."""
        from gridtui.ui.screens.issues.printing import PrintCase

        if self.detail is not None:
            self.app.push_screen(PrintCase(self.issue_id, self.detail.row.number))

    def action_related(self) -> None:
        """Open another issue that has to do with this one; asks which where there are several."""
        detail = self.detail
        if detail is None:
            return

        def open_it(value: str | None) -> None:
            if value:
                self.post_message(messages.OpenIssue(bytes.fromhex(value)))

        items = [Item(id.hex(), detail.names.get(id, id.hex()[-8:]), tr(why)) for id, why in detail.related]
        if len(items) == 1:
            open_it(items[0].value)
        else:
            self.app.push_screen(PickItem(tr("看哪一件"), items), open_it)

    def action_chain(self) -> None:
        """Show what came of it: deliberation, demand, project, claims and acceptance."""
        self.post_message(together_messages.OpenPromiseChain("issue", self.issue_id))

    def action_resident(self) -> None:
        """Open the person who raised it."""
        if self.detail and self.detail.draft.resident_id:
            self.post_message(messages.OpenResident(self.detail.draft.resident_id))

    def _read(self) -> None:
        self.run_worker(self._renew(), group="issue", exclusive=True)

    async def _renew(self) -> None:
        gateway = gateway_of(self)
        try:
            self._names = await gateway.read(read_names)
            self.detail = await gateway.read(issue_detail, self.issue_id)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        if self.is_left:
            return
        self._show()
        self.refresh_bindings()
        if self._step_asked and self.is_current and not gateway.read_only:
            self.action_step()
        self._step_asked = False

    def _show(self) -> None:
        if self.detail is None:
            self.filter_words, self.position = "", ""
            self.query_one("#issue-facts", Prose).show(())
            self.query_one("#issue-text", Prose).show(())
            self.query_one("#issue-timeline", Prose).show(())
            self.say(tr("这件诉求已经不在了：撤销登记后可按 Ctrl+Y 恢复，Esc 返回"), "error")
            return
        row = self.detail.row
        self.filter_words = f"{row.number} · {state_words(row)}"
        self.position = due_words(row, gateway_of(self).clock())
        self._show_facts()
        self.query_one("#issue-text", Prose).show(text_paragraphs(self.detail))
        self.query_one("#issue-timeline", Prose).show(timeline(self.detail))

    def _show_facts(self) -> None:
        if self.detail is not None and self.is_attached:
            facts = fact_paragraphs(self.detail, self._reader())
            self.query_one("#issue-facts", Prose).show(facts)

    def _reader(self) -> Reader:
        gateway = gateway_of(self)
        desk = gateway.workspace.desk
        hidden = tr("{key} 显示 30 秒", key=self._key(REVEAL))
        return Reader(
            self._names, gateway.clock(), desk.org_id, desk.level,
            revealed=self.revealing.is_shown,
            reveal_hint="" if gateway.read_only else tr("30 秒后隐去") if self.revealing.is_shown else hidden,
            sums_hint=tr("{key} 看算法", key=self._key(SUMS)),
            files_hint=tr("{key} 打开列表", key=self._key(FILES)),
            steps_hint="" if gateway.read_only else self._key(STEPS),
        )  # fmt: skip

    def _key(self, command: Command) -> str:
        return tr(key_label(shown_keys(self.app, command)[0], ascii=is_ascii()))

    def _may_see(self, detail: IssueDetail) -> bool:
        return detail.shows_reporter(gateway_of(self).workspace.desk.org_id)
