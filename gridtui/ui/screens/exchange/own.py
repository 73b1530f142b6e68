"""This desk itself: its permit, the root's fingerprint, the digits to compare with the office above."""

from __future__ import annotations

from collections.abc import Mapping

from gridtui.sync.chains import Grant
from gridtui.sync.standing import Identity
from gridtui.ui.kit.prose import Paragraph
from gridtui.ui.screens.exchange.proof import ProofScreen
from gridtui.ui.screens.exchange.wording import grant_words
from gridtui.words import mark, tr


def own_screen(own: Identity, grant: Grant, names: Mapping[bytes, str]) -> ProofScreen:
    """Return what shows a desk that has joined; the root has nobody above to compare with."""
    before = [
        Paragraph(tr("本机 {name}", name=grant.said.name), style="bold"),
        *(Paragraph(line) for line in grant_words(grant, names)),
        Paragraph(tr("最高机关的指纹，和任命书上的一样：")),
    ]
    told = tr("本机就是最高机关") if own.is_root else tr("与上级核对本机：{digits}", digits=own.number)
    return ProofScreen(mark("本机"), before, own.fingerprint, [Paragraph(told)])
