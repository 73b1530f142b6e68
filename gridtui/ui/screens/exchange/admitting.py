"""Admitting a desk 入网许可: its request is read, the digits are compared, the permit is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gridtui.domain.changes.actors import Level
from gridtui.domain.words.file_names import disk_name
from gridtui.sync.admitting import SEPARATOR, permit, places_like
from gridtui.sync.joining import Asked
from gridtui.sync.paper_files import PERMIT_SUFFIX
from gridtui.sync.standing import PeerState
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.closing import leave
from gridtui.ui.kit.field_specs import FieldSpec, Suggestion
from gridtui.ui.kit.file_paths import short_path
from gridtui.ui.kit.prose import Paragraph
from gridtui.ui.screens.exchange.papers import PaperFormScreen
from gridtui.ui.screens.exchange.proof import ProofScreen
from gridtui.ui.screens.exchange.wording import level_words
from gridtui.words import mark, tr

AREA = mark("发入网许可")

_MOST_OFFERS = 12
_ROLE_CHOICES = (
    ("work", mark("登记办理")),
    ("admit", mark("登记办理，也能给下级发许可")),
    ("read", mark("只能看")),
)


def asked_words(asked: Asked) -> list[Paragraph]:
    """Return who asks, and what is to be compared."""
    said = asked.said
    who = tr(
        "{name} 申请入网：{org}，{level}", name=said.name, org=said.org_name, level=level_words(said.level)
    )
    return [
        Paragraph(who, style="bold"),
        Paragraph(tr("打电话请对方念它屏幕上的 30 位数字，和下面的要完全一样；不一样就不要发。")),
    ]


class AdmitScreen(PaperFormScreen):
    """Asks for level, scopes and roles, and writes the permit.

    ``lost`` is the desk whose place is taken; ``first`` says that this office begins the chain.
    """

    TITLE = AREA

    def __init__(
        self, asked: Asked, peers: Sequence[PeerState], lost: bytes = b"", *, first: bool = True
    ) -> None:
        super().__init__()
        self._first = first
        self._asked, self._lost = asked, lost
        self._peers = tuple(peers)
        self._places: dict[str, bytes] = {}

    def advice(self) -> Sequence[Paragraph]:
        """Say whom the permit is for."""
        said = self._asked.said
        return (
            Paragraph(tr("给 {name}（{org}）", name=said.name, org=said.org_name), style="bold"),
            Paragraph(
                tr("它自己的单位总在管辖范围内；网格员请填他管的网格。它只收得到范围以内的内容。"),
                style="$foreground-muted",
            ),
        )

    def fields(self) -> Sequence[FieldSpec]:
        """Ask what is granted."""
        own = gateway_of(self).workspace.desk.level
        # Beside itself only the first office of a chain admits anybody.
        highest = own if self._first else Level(min(own + 1, Level.GRID))
        levels = tuple((str(int(level)), level.label) for level in Level if level >= highest)
        return (
            FieldSpec(name="level", title=mark("层级"), kind="choice", required=True, choices=levels),
            FieldSpec(name="roles", title=mark("可以做什么"), kind="choice", required=True,
                      choices=_ROLE_CHOICES),
            FieldSpec(name="scopes", title=mark("管辖范围"), kind="suggest", suggest=self._suggest, free=True,
                      prose=True, hint=mark("网格、楼栋或单位的名称、编码，几个用、隔开，可空")),
            FieldSpec(name="lost", title=mark("顶替"), kind="choice", choices=self._replaceable(),
                      hint=mark("换新电脑时选丢失的那台，新电脑就接着它的单位")),
        )  # fmt: skip

    def beginning(self) -> dict[str, object]:
        """Begin with what was asked for."""
        return {"level": str(self._asked.said.level), "roles": "work", "lost": self._lost.hex()}

    def file_name(self) -> str:
        """Return the desk's permit."""
        return disk_name(tr("入网许可-{name}", name=self._asked.said.name[:24]) + PERMIT_SUFFIX)

    async def write(self, values: dict[str, str], path: Path) -> None:
        """Write the permit, then show what belongs on the letter of appointment."""
        fingerprint = await gateway_of(self).run(
            "exchange", permit, self._asked, values, dict(self._places), path, changes=True
        )
        app, name = self.app, self._asked.said.name
        leave(self)
        before = [
            Paragraph(
                tr("给 {name} 的许可已写到 {path}，请交回那台电脑", name=name, path=short_path(path)),
                style="bold",
            ),
            Paragraph(tr("下面 30 位是最高机关的指纹，请印在任命书上；对方导入许可时要对一对：")),
        ]
        after = [Paragraph(""), Paragraph(tr("然后按 s 给它发第一包，它就有管辖范围内的内容了。"))]
        app.push_screen(ProofScreen(AREA, before, fingerprint, after))

    def _replaceable(self) -> tuple[tuple[str, str], ...]:
        # Names of desks are stored text: they are no messages of the catalogue, and stay as they are.
        return (("", mark("不顶替")), *((peer.device.hex(), peer.name) for peer in self._peers))

    async def _suggest(self, typed: str) -> Sequence[Suggestion]:
        before, _, last = typed.replace(",", SEPARATOR).replace("，", SEPARATOR).rpartition(SEPARATOR)
        if not last.strip():
            return ()
        found = await gateway_of(self).read(places_like, last.strip(), _MOST_OFFERS)
        lead = before + SEPARATOR if before else ""
        self._places.update({title: id for title, id, _ in found})
        return [Suggestion(id.hex(), lead + title, note) for title, id, note in found]
