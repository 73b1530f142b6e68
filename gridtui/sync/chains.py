"""Which papers are in force: from the root down, level by level, whatever the order they came in.

A certificate counts when it is signed by the root, or by a device of a higher level that may admit others
and whose own certificate counts. A revocation counts when it is signed by the root or by one of those above
the device. Both may be void: a paper of a revoked device stays in force only where each revocation names it.
Since every paper depends on papers of higher levels only, the outcome is a function of the set of papers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from gridtui.domain.changes.actors import Level
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.storage.columns import from_millis
from gridtui.sync.keys import device_of
from gridtui.sync.papers import (
    Certificate,
    Claim,
    PolicyPaper,
    Revocation,
    Root,
    SignedPaper,
    claimed,
    ordered,
)
from gridtui.words import mark


class Role(Vocabulary):
    """What a device may do beyond receiving."""

    WORK = "work", mark("登记办理")
    ADMIT = "admit", mark("发放许可")


@dataclass(frozen=True, slots=True)
class Grant:
    """A certificate in force; ``issuers`` are the keys above the device, the root among them."""

    key: bytes
    digest: bytes
    said: Certificate
    issuer: bytes
    issuers: frozenset[bytes]

    @property
    def org(self) -> bytes:
        """The organisation of the device."""
        return bytes.fromhex(self.said.org)

    @property
    def until(self) -> datetime:
        """Until when the certificate is good."""
        return from_millis(self.said.until)

    @property
    def scopes(self) -> frozenset[bytes]:
        """What the device may see and write, with all that is below."""
        return frozenset(map(bytes.fromhex, self.said.scopes)) | {self.org}

    def may(self, role: Role) -> bool:
        """Say whether the certificate has this role."""
        return role.value in self.said.roles


@dataclass(frozen=True, slots=True)
class Cut:
    """A revocation in force: how far each feed still counts, and which papers stay."""

    positions: dict[tuple[bytes, bytes], int]
    papers: frozenset[bytes]


@dataclass(slots=True)
class Chain:
    """All papers in force under one root."""

    root: bytes
    office: Root | None = None
    grants: dict[bytes, list[Grant]] = field(default_factory=dict)
    cuts: dict[bytes, list[Cut]] = field(default_factory=dict)
    claims: dict[bytes, frozenset[bytes]] = field(default_factory=dict)
    after: dict[bytes, frozenset[bytes]] = field(default_factory=dict)
    classes: dict[str, tuple[str, ...]] | None = None

    def is_revoked(self, key: bytes) -> bool:
        """Say whether any revocation of this device is in force."""
        return key in self.cuts

    def doubtful(self) -> list[bytes]:
        """Return the incarnations of revoked devices, and those that more than one device claims."""
        return [one for one, keys in self.claims.items() if len(keys) > 1 or any(map(self.is_revoked, keys))]

    def in_force(self, paper: SignedPaper) -> bool:
        """Say whether a paper is not void by a revocation of who signed it."""
        return all(paper.digest in cut.papers for cut in self.cuts.get(paper.signer, ()))

    def grant_of(self, key: bytes) -> Grant | None:
        """Return the newest certificate of a device that is not revoked."""
        return None if self.is_revoked(key) else self.newest_of(key)

    def newest_of(self, key: bytes) -> Grant | None:
        """Return the newest certificate of a device, also of one that is revoked."""
        return max(self.grants.get(key, ()), key=lambda grant: (grant.said.at, grant.digest), default=None)

    def named(self, device: bytes) -> str:
        """Return what a device is called in its newest certificate; empty where it has none."""
        found = (self.newest_of(key) for key in self.grants if device_of(key) == device)
        return next((grant.said.name for grant in found if grant is not None), "")

    def knows(self, key: bytes) -> bool:
        """Say whether a key is the root's, or that of a device that was ever admitted."""
        return key == self.root or key in self.grants

    def is_below(self, key: bytes, above: bytes) -> bool:
        """Say whether a key stands above a device: the root's, or that of a device that admitted it."""
        return any(above in grant.issuers for grant in self.grants.get(key, ()))

    def living(self, key: bytes) -> list[bytes]:
        """Return the incarnations of a device that none of its others has taken the place of.

        Mostly one. Where two name each other, all of them: nobody can tell which one will answer.
        """
        own = sorted(one for one, keys in self.claims.items() if key in keys)
        return [one for one in own if one not in self.after.get(key, frozenset())] or own

    def live_grants(self) -> list[Grant]:
        """Return the newest certificate of every device that is not revoked, higher levels first."""
        found = [grant for key in self.grants if (grant := self.grant_of(key)) is not None]
        return sorted(found, key=lambda grant: (grant.said.level, grant.said.name, grant.digest))


def chain_of(papers: Iterable[SignedPaper], root: bytes) -> Chain:
    """Return what is in force of papers whose signatures hold."""
    chain, papers = Chain(root), ordered(papers)
    own = [paper for paper in papers if paper.signer == root]
    roots = [paper.said for paper in own if isinstance(paper.said, Root)]
    chain.office = max(roots, key=lambda said: (said.at, said.org), default=None)
    policies = [paper.said for paper in own if isinstance(paper.said, PolicyPaper)]
    if policies:
        chain.classes = max(policies, key=lambda said: (said.at, str(said.classes))).classes
    certificates: dict[int, list[SignedPaper]] = defaultdict(list)
    revocations: dict[bytes, list[SignedPaper]] = defaultdict(list)
    for paper in papers:
        if isinstance(paper.said, Certificate):
            certificates[paper.said.level].append(paper)
        elif isinstance(paper.said, Revocation):
            revocations[bytes.fromhex(paper.said.sign)].append(paper)
    for level in Level:
        _grant(chain, certificates[level], revocations)
    _claim(chain, papers)
    return chain


def _grant(
    chain: Chain, certificates: list[SignedPaper], revocations: dict[bytes, list[SignedPaper]]
) -> None:
    found: dict[bytes, list[Grant]] = defaultdict(list)
    for paper in certificates:
        said = paper.said
        assert isinstance(said, Certificate)
        above = _issuers(chain, paper.signer, said.level)
        if above is not None and chain.in_force(paper):
            key = bytes.fromhex(said.sign)
            found[key].append(Grant(key, paper.digest, said, paper.signer, above))
    for key, grants in found.items():
        first = key not in chain.grants
        chain.grants.setdefault(key, []).extend(grants)
        if first:
            above = frozenset().union(*(grant.issuers for grant in grants))
            _cut(chain, key, above, revocations[key])


def _issuers(chain: Chain, signer: bytes, level: int) -> frozenset[bytes] | None:
    """Return the signer and all above it, None where it may not admit a device of this level."""
    if signer == chain.root:
        # A root's own devices stand at its level, and nobody stands above it.
        higher = chain.office is not None and chain.office.level > level
        return None if higher else frozenset((signer,))
    may = [
        grant for grant in chain.grants.get(signer, ()) if grant.may(Role.ADMIT) and grant.said.level < level
    ]
    return frozenset((signer,)).union(*(grant.issuers for grant in may)) if may else None


def _cut(chain: Chain, key: bytes, above: frozenset[bytes], papers: list[SignedPaper]) -> None:
    for paper in papers:
        said = paper.said
        if isinstance(said, Revocation) and paper.signer in above and chain.in_force(paper):
            positions = {
                (bytes.fromhex(head.incarnation), bytes.fromhex(head.scope)): head.seq for head in said.heads
            }
            cut = Cut(positions, frozenset(map(bytes.fromhex, said.papers)))
            chain.cuts.setdefault(key, []).append(cut)


def _claim(chain: Chain, papers: Iterable[SignedPaper]) -> None:
    claims: dict[bytes, set[bytes]] = defaultdict(set)
    after: dict[bytes, set[bytes]] = defaultdict(set)
    for paper in papers:
        own = claimed(paper)
        if own is not None and paper.signer in chain.grants and chain.in_force(paper):
            claims[own].add(paper.signer)
            if isinstance(paper.said, Claim):
                after[paper.signer].update(set(map(bytes.fromhex, paper.said.after)) - {own})
    chain.claims = {incarnation: frozenset(keys) for incarnation, keys in claims.items()}
    chain.after = {key: frozenset(those) for key, those in after.items()}
