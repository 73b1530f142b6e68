"""Joining a chain: 入网申请 from the new desk, 入网许可 from above, and the first office's own root."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from nacl.signing import SigningKey
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.columns import to_millis
from gridtui.storage.log import audit
from gridtui.storage.merge.applying import Applying
from gridtui.storage.store import recovery, vault
from gridtui.storage.tables import Building, Grid, Org
from gridtui.storage.workspace import Workspace, read_meta, write_meta
from gridtui.sync import keys as keyring
from gridtui.sync import paper_files, paper_store
from gridtui.sync.chains import Chain, Grant, Role, chain_of
from gridtui.sync.guarding import guard_writes
from gridtui.sync.keys import DeviceKeys, safety_number
from gridtui.sync.papers import Certificate, Request, Root, SignedPaper, sign
from gridtui.sync.refusing import BundleRefused, Why
from gridtui.words import mark

YEARS = 3
"""For how long a permit is good where nothing else is asked for."""

JOIN, ADMIT = "join", "admit"
"""Lines of the audit: this desk joined, and this desk admitted another."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says; ``number`` is what its desk reads out."""

    paper: SignedPaper
    said: Request

    @property
    def key(self) -> bytes:
        """The public signing key of the desk that asks."""
        return self.paper.signer

    @property
    def device(self) -> bytes:
        """The id of the desk that asks."""
        return keyring.device_of(self.key)

    @property
    def number(self) -> str:
        """The 30 digits of this request."""
        return safety_number(self.key, self.said.seal.encode())


@dataclass(frozen=True, slots=True)
class Permitted:
    """What a permit says to the desk that it is for.

    ``fingerprint`` is printed on the letter of appointment; ``number`` is read out on both sides.
    """

    root: bytes
    chain: Chain
    grant: Grant
    papers: tuple[SignedPaper, ...]

    @property
    def fingerprint(self) -> str:
        """The 30 digits of the root key."""
        return safety_number(self.root)

    @property
    def number(self) -> str:
        """The 30 digits of the root's and the desk's own key together."""
        return safety_number(self.root, self.grant.key)


@dataclass(frozen=True, slots=True)
class Admission:
    """What is granted: ``scopes`` are organisations, grids or buildings with all below them.

    ``org`` is given where a laptop takes the place of a lost one, so that it speaks for the same office.
    """

    level: Level
    scopes: Collection[bytes] = ()
    roles: Collection[Role] = (Role.WORK,)
    org: bytes | None = None
    until: datetime | None = None


def write_request(workspace: Workspace, name: str) -> tuple[bytes, Asked]:
    """Return the file of this desk's request, and what it says; its keys are made on the first call.

    ``name`` is what the desk is called in lists: an office and a number, not a person.
    """
    now = workspace.clock()
    with workspace.writing() as connection:
        keys = keyring.ensure_keys(connection, now)
        facts = read_meta(connection)
        org = connection.execute(_ORG.where(col(Org.id) == workspace.desk.org_id)).first()
        said = Request(
            seal=keys.seal,
            name=name.strip()[:200],
            org=workspace.desk.org_id.hex(),
            org_name=(org.name if org else facts.get("name", ""))[:200],
            level=int(workspace.desk.level),
            code=(org.division_code if org else "")[:12],
            at=to_millis(now),
            incarnation=workspace.desk.incarnation.hex(),
        )
    paper = sign(said, keys.sign)
    return paper_files.encode_request(paper), Asked(paper, said)


def read_request(data: bytes, name: str = "") -> Asked:
    """Return what a request's file says; ``BundleRefused`` where it is none, or is damaged."""
    paper = paper_files.read_request_file(data, name)
    if not isinstance(paper.said, Request):
        raise BundleRefused(Why.BAD_REQUEST, name)
    return Asked(paper, paper.said)


def begin_chain(workspace: Workspace, name: str) -> Chain:
    """Make this office the first of its chain: a root of its own, and a certificate for this desk.

    Does nothing where the desk has joined a chain already.
    """
    now = workspace.clock()
    with workspace.writing() as connection:
        joined = paper_store.chain_in(connection)
        if joined is not None:
            return joined
        keys = keyring.ensure_keys(connection, now)
        office = keyring.make_office_keys(connection, now)
        org = connection.execute(_ORG.where(col(Org.id) == workspace.desk.org_id)).first()
        at, org_name = to_millis(now), org.name if org else workspace.name
        level, id = int(workspace.desk.level), workspace.desk.org_id.hex()
        root = Root(id, org_name, level, org.division_code if org else "", office.recipient, at)
        asked = Request(keys.seal, name.strip()[:200], id, org_name, level, root.code, at)
        until = to_millis(now + timedelta(days=366 * YEARS))
        admitted = _certificate(
            keys.public.hex(),
            asked,
            Admission(workspace.desk.level, roles=tuple(Role)),
            at,
            until,
            office.recipient,
        )
        paper_store.keep_papers(connection, [sign(root, office.root), sign(admitted, office.root)])
        paper_store.trust_root(connection, office.public)
        paper_store.ensure_claims(connection, keys, now)
        audit.note(connection, JOIN, now=now, actor_id=workspace.operator.id, reason=office.public.hex()[:16])
        chain = paper_store.chain_in(connection)
    assert chain is not None
    guard_writes(workspace)
    return chain


def admit(workspace: Workspace, asked: Asked, admission: Admission) -> bytes:
    """Return the file of a permit for the desk that asks; others learn of it with the next files.

    ``RuleBroken`` where this desk may not admit others, or would give what it does not have.
    """
    now = workspace.clock()
    with workspace.writing() as connection:
        chain, keys = _joined(connection)
        issuer, recipient = _issuer(connection, chain, keys, admission, now)
        _refuse_lower(asked, admission)
        until = admission.until or now + timedelta(days=366 * YEARS)
        said = _certificate(
            asked.key.hex(), asked.said, admission, to_millis(now), to_millis(until), recipient
        )
        # The request stays beside the permit: it says in which incarnation the desk will answer.
        paper_store.keep_papers(connection, [sign(said, issuer), asked.paper])
        paper_store.ensure_claims(connection, keys, now)
        audit.note(
            connection,
            ADMIT,
            now=now,
            actor_id=workspace.operator.id,
            record=asked.device,
            reason=f"{int(admission.level)} {asked.said.code}",
        )
        papers = paper_store.papers_in(connection)
    return paper_files.encode_permit(asked.device, chain.root, papers)


def read_permit(workspace: Workspace, data: bytes, name: str = "") -> Permitted:
    """Return what a permit gives this desk; nothing is changed before ``join``.

    ``BundleRefused`` where it is none, is for another desk, or does not lead from its root to this desk.
    """
    with workspace.read() as connection:
        keys, root = keyring.find_keys(connection), paper_store.root_of(connection)
        office = keyring.find_office_keys(connection)
    found, papers = paper_files.read_permit_file(data, name)
    if keys is None or found.device != keys.device.hex():
        raise BundleRefused(Why.PERMIT_NOT_FOR_US, name)
    offered = bytes.fromhex(found.root)
    if root is not None and root != offered and (office is None or root != office.public):
        raise BundleRefused(Why.OTHER_CHAIN, name)
    chain = chain_of(papers, offered)
    grant = chain.grant_of(keys.public)
    if chain.office is None or grant is None:
        raise BundleRefused(Why.BAD_PERMIT, name)
    return Permitted(offered, chain, grant, tuple(papers))


def join(workspace: Workspace, permitted: Permitted) -> None:
    """Join the chain of a permit: its root is trusted from now on, and what was written here so far counts.

    An office that had begun a chain of its own may join another while nobody else was admitted to it.
    """
    now, grant = workspace.clock(), permitted.grant
    with workspace.writing() as connection:
        keys, before = keyring.ensure_keys(connection, now), paper_store.chain_in(connection)
        elsewhere = before is not None and before.root != permitted.root
        if elsewhere and before and any(one.key != keys.public for one in before.live_grants()):
            raise BundleRefused(Why.OTHER_CHAIN)
        paper_store.keep_papers(connection, permitted.papers)
        paper_store.trust_root(connection, permitted.root)
        paper_store.ensure_claims(connection, keys, now)
        facts = {"org_id": grant.said.org, "level": str(grant.said.level)}
        write_meta(connection, facts)
        # A desk that speaks for another office than the one it began as knows that one from above only.
        Applying(connection, workspace.desk.zone).stub(Org, [grant.org])
        audit.note(
            connection, JOIN, now=now, actor_id=workspace.operator.id, reason=permitted.root.hex()[:16]
        )
    workspace.desk = replace(workspace.desk, org_id=grant.org, level=Level(grant.said.level))
    guard_writes(workspace)
    lock_for_recovery(workspace, grant.said.recovery)


def lock_for_recovery(workspace: Workspace, recipient: str) -> None:
    """Let the office above open the store's key too, should the passphrase be forgotten."""
    if workspace.path is not None and workspace.key is not None and vault.has_envelope(workspace.path):
        envelope = recovery.with_recovery(vault.load_envelope(workspace.path), workspace.key, recipient)
        vault.save_envelope(workspace.path, envelope)


def find_scope(connection: Connection, code: str) -> bytes:
    """Return the organisation, grid or building that a code or id names; ``RuleBroken`` where none does."""
    word = code.strip()
    if len(word) == 32 and all(sign in "0123456789abcdef" for sign in word.lower()):
        return bytes.fromhex(word)
    for column, deleted, id in (
        (col(Grid.code), col(Grid.deleted), col(Grid.id)),
        (col(Org.division_code), col(Org.deleted), col(Org.id)),
        (col(Grid.name), col(Grid.deleted), col(Grid.id)),
        (col(Building.name), col(Building.deleted), col(Building.id)),
    ):
        found = list(
            connection.execute(sa.select(id).where(column == word, deleted.is_(False)).limit(2)).scalars()
        )
        if len(found) == 1:
            return bytes(found[0])
        if found:
            raise RuleBroken(Problem(mark("“{code}”不止一个，请用记录号"), "scope", values={"code": word}))
    raise RuleBroken(
        Problem(mark("找不到“{code}”：请填网格编码、区划代码或楼栋名称"), "scope", values={"code": word})
    )


def _joined(connection: Connection) -> tuple[Chain, DeviceKeys]:
    chain, keys = paper_store.chain_in(connection), keyring.find_keys(connection)
    if chain is None or keys is None:
        raise BundleRefused(Why.NOT_JOINED)
    return chain, keys


def _issuer(
    connection: Connection, chain: Chain, keys: DeviceKeys, admission: Admission, now: datetime
) -> tuple[SigningKey, str]:
    """Return the key that signs the certificate, and the recovery key that opens what is sent to the desk."""
    office = keyring.find_office_keys(connection)
    first = chain.office if office is not None and office.public == chain.root else None
    if office is not None and first is not None and admission.level >= first.level:
        return office.root, office.recipient
    own = chain.grant_of(keys.public)
    if own is None or not own.may(Role.ADMIT):
        raise RuleBroken(Problem(mark("本机的许可不含发放许可，请由上级办理")))
    if admission.level <= own.said.level:
        raise RuleBroken(Problem(mark("只能给下级发许可；同级和上级的电脑请由上级办理"), "level"))
    return keys.sign, keyring.recipient_of(keyring.ensure_recovery(connection, now))


def _refuse_lower(asked: Asked, admission: Admission) -> None:
    if admission.level > asked.said.level:
        text = mark("对方是按“{asked}”建的库，不能发“{granted}”的许可：请对方按“{granted}”重新建库再申请")
        values = {"asked": Level(asked.said.level).label, "granted": admission.level.label}
        raise RuleBroken(Problem(text, "level", values=dict(values)))


def _certificate(
    key: str, asked: Request, admission: Admission, at: int, until: int, recovery: str
) -> Certificate:
    org = asked.org if admission.org is None else admission.org.hex()
    scopes = {org, asked.org, *(scope.hex() for scope in admission.scopes)}
    return Certificate(
        sign=key,
        seal=asked.seal,
        name=asked.name,
        org=org,
        org_name=asked.org_name,
        level=int(admission.level),
        scopes=tuple(sorted(scopes)),
        roles=tuple(sorted(role.value for role in admission.roles)),
        since=at,
        until=until,
        recovery=recovery,
        at=at,
    )


_ORG = sa.select(col(Org.name), col(Org.division_code))
