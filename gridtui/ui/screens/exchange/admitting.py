"""Admitting a desk 入网许可: its request is read, the digits are compared, the permit is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.actors import Level
from gridtui.domain.problems import Problem, RuleBroken
from gridtui.storage.tables import Building, Grid, Org
from gridtui.storage.workspace import Workspace
from gridtui.sync import joining
from gridtui.sync.chains import Role
from gridtui.sync.joining import Asked
from gridtui.sync.paper_files import PERMIT_SUFFIX, read_small_file, write_small_file
from gridtui.sync.qr import read_request_text
from gridtui.sync.refusing import Why
from gridtui.sync.standing import PeerState, identity
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
SPOKEN = "GTREQ1"
"""How a request begins that a phone read from the picture on the other screen."""

_SEPARATOR = "、"
_MOST_OFFERS = 12
_ROLES: Mapping[str, tuple[Role, ...]] = {
    "work": (Role.WORK,),
    "admit": (Role.WORK, Role.ADMIT),
    "read": (),
}
_ROLE_CHOICES = (
    ("work", mark("登记办理")),
    ("admit", mark("登记办理，也能给下级发许可")),
    ("read", mark("只能看")),
)


def read_asked(_: Workspace, path: Path) -> Asked:
    """Return what a request says: a file, or the letters of a picture in the place of its path."""
    text = str(path)
    if text.upper().startswith(SPOKEN):
        return read_request_text(text)
    return joining.read_request(read_small_file(path, Why.BAD_REQUEST), path.name)


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
    """Asks for level, scopes and roles, and writes the permit; ``lost`` is the desk whose place is taken."""

    TITLE = AREA

    def __init__(self, asked: Asked, peers: Sequence[PeerState], lost: bytes = b"") -> None:
        super().__init__()
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
        levels = tuple((str(int(level)), level.label) for level in Level if level >= own)
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
        name = "".join("_" if sign in '\\/:*?"<>|' else sign for sign in self._asked.said.name)
        return tr("入网许可-{name}", name=name[:24]) + PERMIT_SUFFIX

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
        before, _, last = typed.replace(",", _SEPARATOR).replace("，", _SEPARATOR).rpartition(_SEPARATOR)
        if not last.strip():
            return ()
        found = await gateway_of(self).read(places_like, last.strip(), _MOST_OFFERS)
        lead = before + _SEPARATOR if before else ""
        self._places.update({title: id for title, id, _ in found})
        return [Suggestion(id.hex(), lead + title, note) for title, id, note in found]


def places_like(connection: Connection, text: str, limit: int) -> list[tuple[str, bytes, str]]:
    """Return organisations, grids and buildings by name or code: title, id, code."""
    found: list[tuple[str, bytes, str]] = []
    for model, code in ((Grid, col(Grid.code)), (Building, None), (Org, col(Org.division_code))):
        name = col(model.name)
        fits = name.contains(text, autoescape=True)
        if code is not None:
            fits = fits | code.startswith(text, autoescape=True)
        shown = code if code is not None else sa.literal("")
        chosen = sa.select(name, col(model.id), shown).where(fits, col(model.deleted).is_(False))
        rows = connection.execute(chosen.order_by(name, col(model.id)).limit(limit))
        found += [(title, bytes(id), note or "") for title, id, note in rows if title]
    return found[:limit]


def permit(
    workspace: Workspace, asked: Asked, values: Mapping[str, str], places: Mapping[str, bytes], path: Path
) -> str:
    """Write the permit and return the root's digits; this desk begins a chain where it has none."""
    names = [word.strip() for word in values["scopes"].replace("，", _SEPARATOR).split(_SEPARATOR)]
    with workspace.read() as connection:
        scopes = [_scope(connection, name, places) for name in names if name]
    level = Level(int(values["level"]))
    if level is Level.GRID and not scopes and not values["lost"]:
        raise RuleBroken(Problem(mark("网格员的电脑请填他管的网格，否则它什么也收不到"), "scopes"))
    joining.begin_chain(workspace, workspace.name)
    org = None
    if values["lost"]:
        from gridtui.sync import paper_store
        from gridtui.sync.keys import device_of

        with workspace.read() as connection:
            chain = paper_store.chain_in(connection)
        grants = chain.grants.items() if chain is not None else ()
        for key, those in grants:
            if device_of(key).hex() == values["lost"]:
                newest = max(those, key=lambda grant: grant.said.at)
                org = newest.org
                scopes += sorted(newest.scopes - {org})
    admission = joining.Admission(level, tuple(dict.fromkeys(scopes)), _ROLES[values["roles"] or "work"], org)
    write_small_file(path, joining.admit(workspace, asked, admission))
    return identity(workspace).fingerprint


def _scope(connection: Connection, name: str, places: Mapping[str, bytes]) -> bytes:
    if name in places:
        return places[name]
    try:
        return joining.find_scope(connection, name)
    except RuleBroken as refusal:
        raise RuleBroken(
            [Problem(one.text, "scopes", values=one.values) for one in refusal.problems]
        ) from None
