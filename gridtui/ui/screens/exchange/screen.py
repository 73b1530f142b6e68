"""Exchange 交换: where this desk stands with every other, and the way to send, receive, join and revoke."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.kept_aside import kept_aside
from gridtui.sync import joining, receipts, revoking
from gridtui.sync.admitting import SPOKEN, read_asked, read_permitted
from gridtui.sync.joining import Asked, Permitted
from gridtui.sync.looking import Look, look_at
from gridtui.sync.paper_files import PERMIT_SUFFIX, REQUEST_SUFFIX
from gridtui.sync.standing import PeerState
from gridtui.sync.taking import BUNDLE, take_receipts
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.dialogs import Answer, Ask
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.exchange import admitting, commands, lost
from gridtui.ui.screens.exchange.aside import AsideScreen
from gridtui.ui.screens.exchange.asking import RequestScreen
from gridtui.ui.screens.exchange.columns import peer_columns, peer_tone
from gridtui.ui.screens.exchange.noticing import FolderNotice
from gridtui.ui.screens.exchange.own import own_screen
from gridtui.ui.screens.exchange.picking import PickScreen
from gridtui.ui.screens.exchange.proof import ProofScreen
from gridtui.ui.screens.exchange.receipts import FILES, ReceiptDialog
from gridtui.ui.screens.exchange.receiving import ReceiveScreen
from gridtui.ui.screens.exchange.recovering import RecoverScreen
from gridtui.ui.screens.exchange.remembering import folder_used
from gridtui.ui.screens.exchange.sending import SendScreen
from gridtui.ui.screens.exchange.wording import grant_words, peer_words, stage_words
from gridtui.words import mark, say, tr

_NOBODY = mark("还没有别的电脑\n下级交来入网申请后，按 p 给它发许可")


class StageText(VerticalScroll, can_focus=True):
    """What a desk that has not joined is to do."""


class ExchangeScreen(AreaScreen):
    """Lists the other desks; without a permit, says in plain words how to get one."""

    TITLE = commands.AREA
    CSS_PATH = "exchange.tcss"
    AUTO_FOCUS = None
    COMMANDS: ClassVar[tuple[Command, ...]] = commands.COMMANDS

    def __init__(self) -> None:
        super().__init__()
        self._rows = ListSource[PeerState]([], lambda row: row.device)
        self.seen: Look | None = None
        self._stale = True
        self._notice = FolderNotice(self)

    def compose_body(self) -> ComposeResult:
        """Lay out the list with the words on one desk, and the words for a desk that has not joined."""
        columns = peer_columns(lambda: self.seen.standing.shared if self.seen else {}, self._now)
        yield VirtualTable(columns, self._rows, tone=peer_tone, empty=_NOBODY, id="exchange-list")
        with VerticalScroll(id="exchange-detail", can_focus=False):
            yield Prose(id="exchange-words")
        with StageText(id="exchange-stage"):
            yield Prose(id="exchange-steps")

    def on_screen_resume(self) -> None:
        """Look where this desk stands, at first and where something changed meanwhile."""
        if self._stale:
            self._look_again()

    def on_store_changed(self) -> None:
        """Look again; a screen that lies behind waits, for the sums of a long log take their time."""
        self._stale = True
        if self.is_current:
            self._look_again()

    def _look_again(self) -> None:
        self._stale = False
        self.run_worker(self._look(), group="look", exclusive=True)

    @property
    def table(self) -> VirtualTable[PeerState]:
        """The other desks."""
        return self.query_one("#exchange-list", VirtualTable)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what fits where this desk stands."""
        joined = self.seen is not None and self.seen.joined
        if action in commands.NEEDING_A_PERMIT and not joined:
            return False
        if action in commands.BEFORE_JOINING and joined:
            return False
        if action in commands.ON_A_DESK and not self._rows.rows:
            return False
        if action == "renew":
            return self.seen is not None and self.seen.own.revoked
        return super().check_action(action, parameters)

    def action_send(self) -> None:
        """Send to the desk under the bar."""
        row = self.table.row
        if row is not None and row.revoked:
            self.say(tr("{name} 已注销，不再发给它", name=row.name), "error")
        elif row is not None:
            self._send([row.device])

    def action_send_all(self) -> None:
        """Send to every desk that lacks something."""
        due = self.seen.due if self.seen else []
        if due:
            self._send([peer.device for peer in due])
        else:
            self.say(tr("都已发过并确认收到，没有要发的"))

    def _send(self, devices: Sequence[bytes]) -> None:
        scopes = len(self.seen.standing.codes) if self.seen else 0
        self.app.push_screen(SendScreen(devices, scopes))

    def action_receive(self) -> None:
        """Choose bundles and try them; those that were announced are offered at once."""
        if self._notice.news:
            self._receive(self._notice.take())
            return
        self._pick(mark("接收哪些交换包"), {BUNDLE}, self._receive, kind="many")

    def _receive(self, paths: list[Path]) -> None:
        self.app.push_screen(ReceiveScreen(paths))

    def action_receipt(self) -> None:
        """Take receipts: a code, or files."""

        def answered(answer: str | None) -> None:
            if answer == FILES:
                self._pick(mark("哪些回执"), {receipts.SUFFIX}, self._take_receipts, kind="many")
            elif answer:
                self._take_receipts([], answer)

        self.app.push_screen(ReceiptDialog(), answered)

    def _take_receipts(self, paths: list[Path], code: str = "") -> None:
        self._run(self._taken(paths, code))

    async def _taken(self, paths: list[Path], code: str) -> None:
        count, problems = await gateway_of(self).run("exchange", take_receipts, paths, code, changes=True)
        words = tr("已登记回执 {n} 份", n=count)
        if problems:
            others = tr("{n} 份没有登记：{why}", n=len(problems), why=say(problems[0]))
            self.say(tr("；").join((words, others)), "warning")
        else:
            self.say(words)

    def action_request(self) -> None:
        """Write a request."""
        self.app.push_screen(RequestScreen())

    def action_join(self) -> None:
        """Read a permit, compare, join."""
        self._pick(
            mark("哪个入网许可"), {PERMIT_SUFFIX}, lambda paths: self._run(self._read_permit(paths[0]))
        )

    async def _read_permit(self, path: Path) -> None:
        permitted: Permitted = await gateway_of(self).examine(read_permitted, path)
        office = permitted.chain.office
        names = self.seen.names if self.seen else {}
        before = [
            Paragraph(tr("最高机关 {name} 的许可", name=office.name if office else "-"), style="bold"),
            *(Paragraph(line) for line in grant_words(permitted.grant, names)),
            Paragraph(tr("下面 30 位和任命书上印的指纹要完全一样；不一样就不要入网：")),
        ]

        def answered(agreed: Any) -> None:
            if agreed:
                self._run(self._join(permitted))

        self.app.push_screen(ProofScreen(mark("入网"), before, permitted.fingerprint, asks=True), answered)

    async def _join(self, permitted: Permitted) -> None:
        await gateway_of(self).run("exchange", joining.join, permitted, changes=True)
        self.say(tr("已入网：{name}；请上级发第一包过来，按 r 接收", name=permitted.grant.said.org_name))

    def action_admit(self) -> None:
        """Read a request, compare, write a permit; a desk without an office above is asked first."""
        if self.seen is not None and self.seen.joined:
            self._pick_request()
            return

        def answered(answer: str | None) -> None:
            if answer == "begin":
                self._pick_request()

        question = Ask(
            tr("本机还没有入网。要成为最高机关吗？"),
            Answer("begin", mark("成为最高机关")),
            facts=[
                tr("有上级的单位请退回，写入网申请交上级。"),
                tr("最高机关管下面所有电脑的许可；给别人发过许可以后，就不能再改入别的单位。"),
            ],
        )
        self.app.push_screen(question, answered)

    def _pick_request(self, gone: bytes = b"") -> None:
        self._pick(
            mark("哪个入网申请"),
            {REQUEST_SUFFIX},
            lambda paths: self._run(self._read_request(paths[0], gone)),
            spoken=SPOKEN,
        )

    async def _read_request(self, path: Path, gone: bytes) -> None:
        asked: Asked = await gateway_of(self).examine(read_asked, path)
        own = self.seen.own if self.seen else None
        if own is not None and own.device == asked.device:
            self.say(tr("这是本机自己的申请，请交给上级"), "error")
            return

        def answered(agreed: Any) -> None:
            if agreed:
                peers = self.seen.standing.peers if self.seen else ()
                first = own is None or own.grant is None or own.is_root
                self.app.push_screen(admitting.AdmitScreen(asked, peers, gone, first=first))

        words = admitting.asked_words(asked)
        self.app.push_screen(ProofScreen(admitting.AREA, words, asked.number, asks=True), answered)

    def action_revoke(self) -> None:
        """Ask, and revoke the desk under the bar."""
        row = self.table.row
        if row is None or row.revoked:
            self.say(tr("已经注销过了"))
            return
        if not row.below:
            self.say(tr(revoking.NOT_BELOW), "error")
            return

        def answered(answer: str | None) -> None:
            if answer in ("lost", "left"):
                self._run(self._revoke(row, answer))

        question = Ask(
            tr("注销 {name}？不能撤销", name=row.name),
            Answer("lost", mark("丢了，注销")),
            Answer("left", mark("不用了，注销")),
            facts=[
                tr("它交来过的内容都算数，一条不少。"),
                tr("以后从它来的包一律不收，也不再发给它。"),
                tr("注销随下次交换告诉别的电脑；它自己要重新申请才能再入网。"),
            ],
        )
        self.app.push_screen(question, answered)

    async def _revoke(self, row: PeerState, reason: str) -> None:
        await gateway_of(self).run("exchange", revoking.revoke, row.device, reason, changes=True)
        self.say(tr("已注销 {name}；请给其他电脑各发一包，好让它们知道", name=row.name))

    def action_lost(self) -> None:
        """Walk through what to do about a lost laptop."""
        row = self.table.row
        if row is None:
            return
        if not row.below:
            self.say(tr(revoking.NOT_BELOW), "error")
            return

        def answered(step: Any) -> None:
            if step == "revoke":
                self.action_revoke()
            elif step == "admit":
                self._pick_request(row.device)
            elif step == "send":
                self.action_send_all()

        self.app.push_screen(lost.LostScreen(row), answered)

    def action_recover(self) -> None:
        """Help a desk whose passphrase is forgotten."""
        self._pick(
            mark("忘了口令的那个库旁边的钥匙文件（.key）"),
            {".key"},
            lambda paths: self.app.push_screen(RecoverScreen(paths[0])),
        )

    def action_notice(self) -> None:
        """Say what comes into a folder, or stop."""
        if self._notice.folder is not None:
            self._notice.stop()
            return
        self._pick(mark("盯哪个文件夹"), None, lambda paths: self._notice.start(paths[0]), kind="folder")

    def action_own(self) -> None:
        """Show this desk's permit and digits."""
        if self.seen is not None and self.seen.own.grant is not None:
            self.app.push_screen(own_screen(self.seen.own, self.seen.own.grant, self.seen.names))

    async def action_renew(self) -> None:
        """Make new keys."""
        await gateway_of(self).run("exchange", revoking.begin_again, changes=True)
        self.say(tr("已换新钥匙；请按 a 写入网申请交上级"))

    def action_conflicts(self) -> None:
        """Show what both sides changed."""
        self.post_message(messages.OpenConflicts())

    async def action_aside(self) -> None:
        """Show what is kept aside of two copies of one store."""
        found = await gateway_of(self).read(kept_aside)
        if found:
            self.app.push_screen(AsideScreen(found))
        else:
            self.say(tr("没有另外放着的改动"))

    def action_tables(self) -> None:
        """Import tables."""
        self.post_message(messages.OpenImport())

    @on(VirtualTable.RowHighlighted, "#exchange-list")
    def _highlighted(self, event: VirtualTable.RowHighlighted) -> None:
        self._tell(event.row)

    async def _look(self) -> None:
        try:
            self.seen = await gateway_of(self).examine(look_at)
        except RuleBroken as refusal:
            self._stale = True
            self.refuse(refusal)
            return
        look = self.seen
        if self.is_left:
            return
        self.set_class(not look.joined, "-alone")
        self.table.leading = look.joined
        self._rows.put(list(look.standing.peers))
        self.table.refresh_rows()
        self.table.set_total(len(self._rows.rows))
        if look.joined:
            self._head(look)
            self._tell(self.table.row)
            if self.focused is None or isinstance(self.focused, StageText):
                self.table.focus()
        else:
            self.filter_words, self.position = tr("还没有入网"), ""
            self.query_one("#exchange-steps", Prose).show(stage_words(look))
            self.query_one(StageText).focus()
        self.refresh_bindings()

    def _head(self, look: Look) -> None:
        assert look.own.grant is not None
        open_ones = sum(len(peer.unacknowledged) for peer in look.standing.peers if not peer.revoked)
        words = [
            look.own.grant.said.name,
            tr("待发 {n} 家", n=len(look.due)),
            tr("未回执 {n} 包", n=open_ones),
        ]
        self.filter_words = " · ".join(words)

    def _tell(self, row: PeerState | None) -> None:
        if self.seen is None or row is None:
            self.query_one("#exchange-words", Prose).show([])
            return
        code = self.seen.standing.shared.get(row.device, "")
        self.query_one("#exchange-words", Prose).show(peer_words(row, code, self._now()))

    def _pick(
        self, title: str, endings: set[str] | None, then: Any, *, kind: str = "one", spoken: str = ""
    ) -> None:
        async def ask() -> None:
            used = await folder_used(gateway_of(self))
            fitting = frozenset(endings) if endings else None
            near = [used] if used else []
            pick = PickScreen(title, kind=kind, endings=fitting, near=near, spoken=spoken)
            self.app.push_screen(pick, lambda paths: then(paths) if paths else None)

        self.run_worker(ask(), group="pick", exclusive=True)

    def _run(self, work: Any) -> None:
        """Run a short piece of work in the background; what was refused is said here."""

        async def call() -> None:
            try:
                await work
            except RuleBroken as refusal:
                self.refuse(refusal)

        self.run_worker(call(), group="exchange")

    def _now(self) -> datetime:
        return gateway_of(self).clock()
