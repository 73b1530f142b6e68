"""A lost laptop, step by step: what to do now, and what comes back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult

from gridtui.sync.standing import PeerState
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.screens.exchange.proof import ProofText
from gridtui.words import mark, tr

AREA = mark("丢了电脑")


class LostScreen(AreaScreen):
    """Leads through the four steps; closes with the step that is wanted: revoke, admit or send."""

    TITLE = AREA
    CSS_PATH = "exchange.tcss"
    AUTO_FOCUS = "ProofText"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("lost.revoke", mark("注销"), ("delete",), mark("第一步：注销丢失的电脑"), AREA,
                "take('revoke')", writes=True),
        Command("lost.admit", mark("发许可"), ("p",), mark("第三步：给新电脑发许可，顶替丢失的"), AREA,
                "take('admit')", writes=True),
        Command("lost.send", mark("全发"), ("f5",), mark("第四步：把内容发给新电脑"), AREA, "take('send')",
                writes=True),
    )  # fmt: skip

    def __init__(self, peer: PeerState) -> None:
        super().__init__()
        self._peer = peer

    def compose_body(self) -> ComposeResult:
        """Lay out the steps."""
        with ProofText(id="proof"):
            yield Prose(steps(self._peer))

    def action_take(self, step: str) -> None:
        """Go to a step."""
        if self.is_current:
            self.dismiss(step)


def steps(peer: PeerState) -> Iterator[Paragraph]:
    """Return the steps in words; one that is done says so."""
    yield Paragraph(tr("{name} 丢了或坏了", name=peer.name), style="bold")
    yield Paragraph("")
    if peer.revoked:
        yield Paragraph(tr("注销：已做。它交来过的都算，以后的不算"), lead="1 ", style="$success")
    else:
        yield Paragraph(tr("按 Delete 注销。它交来过的都算，捡到的人再发的不算"), lead="1 ")
    yield Paragraph(
        tr("在新电脑上新建一个库：单位名称、层级和原来一样。再在“交换”里按 a 写入网申请，交到这里"), lead="2 "
    )
    yield Paragraph(tr("按 p 读申请、核对数字、发许可，“顶替”一栏选这台丢失的电脑"), lead="3 ")
    yield Paragraph(tr("新电脑导入许可后，按 F5 给它发一包。丢失的电脑交来过的内容全部回来"), lead="4 ")
    yield Paragraph("")
    yield Paragraph(
        tr("没有交来过的，只在丢失的电脑上，回不来；常交换就丢得少。库是加密的，捡到的人没有口令打不开。"),
        style="$foreground-muted",
    )
