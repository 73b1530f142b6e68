"""Which papers are in force, and who may write what: the same whatever order they came in."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pyrage
import pytest
from nacl.signing import SigningKey

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.scopes import codes_scope
from gridtui.sync.chains import Chain, Role, chain_of
from gridtui.sync.papers import (
    CONTEXT,
    BadPaper,
    Certificate,
    Claim,
    PolicyPaper,
    Position,
    Revocation,
    Root,
    SignedPaper,
    read_paper,
    sign,
)
from gridtui.sync.sending import parts_for
from gridtui.sync.trust import Facts, Policy, Reach, Refusal, allowed

SEAL = str(pyrage.x25519.Identity.generate().to_public())


def key(number: int) -> SigningKey:
    return SigningKey(bytes([number]) * 32)


def org(number: int) -> bytes:
    return bytes([number]) * 16


@dataclass
class Papers:
    """Papers being written: a street S that began the chain, a community C, a branch B, a grid worker G."""

    all: list[SignedPaper] = field(default_factory=list)

    def add(self, said: object, signer: int) -> SignedPaper:
        paper = sign(said, key(signer))  # type: ignore[arg-type]
        self.all.append(paper)
        return paper

    def certify(
        self,
        subject: int,
        by: int,
        level: Level,
        scopes: tuple[bytes, ...] = (),
        roles: tuple[Role, ...] = (Role.WORK, Role.ADMIT),
        at: int = 1,
    ) -> SignedPaper:
        told = tuple(scope.hex() for scope in (org(subject), *scopes))
        names = tuple(role.value for role in roles)
        public = bytes(key(subject).verify_key).hex()
        said = Certificate(
            public,
            SEAL,
            f"{subject}号机",
            org(subject).hex(),
            "单位",
            int(level),
            told,
            names,
            0,
            9,
            SEAL,
            at,
        )
        paper = self.add(said, by)
        self.add(Claim(incarnation(subject).hex(), (), 1), subject)
        return paper

    def revoke(self, subject: int, by: int, keep: tuple[SignedPaper, ...] = (), seq: int = 5) -> None:
        heads = (Position(incarnation(subject).hex(), org(subject).hex(), seq),)
        papers = tuple(paper.digest.hex() for paper in keep)
        self.add(Revocation(bytes(key(subject).verify_key).hex(), "lost", heads, papers, 2), by)

    def chain(self) -> Chain:
        return chain_of(self.all, bytes(key(ROOT).verify_key))


def incarnation(number: int) -> bytes:
    return bytes([number]) * 8


ROOT, S, C, B, G, X = 1, 2, 3, 4, 5, 6
BUILDING, GRID = org(40), org(50)
TREE = {
    BUILDING: frozenset((GRID,)),
    GRID: frozenset((org(B), org(C))),
}


@pytest.fixture
def papers() -> Papers:
    made = Papers()
    made.add(Root(org(S).hex(), "街道", int(Level.STREET), "530102001", SEAL, 1), ROOT)
    made.certify(S, ROOT, Level.STREET)
    made.certify(C, S, Level.COMMUNITY)
    made.certify(B, C, Level.BRANCH)
    made.certify(G, B, Level.GRID, (GRID,), (Role.WORK,))
    return made


def said(
    chain: Chain, who: int, scope: bytes, level: Level, noun: str = "resident", *fields: str, seq: int = 1
) -> Refusal | None:
    return allowed(Facts(incarnation(who), scope, seq, int(level), noun, fields), chain, Policy(TREE))


def test_whoever_is_admitted_from_the_root_down_may_write_below(papers: Papers) -> None:
    chain = papers.chain()
    assert {grant.said.name for grant in chain.live_grants()} == {"2号机", "3号机", "4号机", "5号机"}
    assert said(chain, G, BUILDING, Level.GRID) is None
    assert said(chain, B, BUILDING, Level.BRANCH) is None
    assert said(chain, S, BUILDING, Level.STREET) is None
    assert said(chain, G, org(B), Level.GRID) is Refusal.SCOPE
    assert said(chain, B, org(C), Level.BRANCH) is Refusal.SCOPE
    assert said(chain, C, org(B), Level.COMMUNITY) is None
    assert said(chain, X, BUILDING, Level.BRANCH) is Refusal.UNKNOWN_DEVICE


def test_code_tables_come_from_above_and_are_not_changed_below(papers: Papers) -> None:
    chain = papers.chain()
    above = codes_scope(org(S))
    assert said(chain, S, above, Level.STREET, "category", "name") is None
    assert said(chain, B, above, Level.BRANCH, "category", "name") is Refusal.SCOPE
    assert said(chain, B, codes_scope(org(B)), Level.BRANCH, "category", "name") is None
    assert said(chain, G, BUILDING, Level.GRID, "grid", "name") is Refusal.AUTHORITY
    assert said(chain, G, BUILDING, Level.GRID, "building", "note") is None
    assert said(chain, G, BUILDING, Level.GRID, "building", "grid_id") is Refusal.AUTHORITY
    assert said(chain, G, codes_scope(org(G)), Level.GRID, "category", "name") is None


def test_nobody_claims_a_higher_level_than_its_certificate(papers: Papers) -> None:
    assert said(papers.chain(), G, BUILDING, Level.BRANCH) is Refusal.LEVEL
    assert said(papers.chain(), G, org(G), Level.BRANCH) is None


def test_who_only_receives_writes_nothing(papers: Papers) -> None:
    papers.certify(X, C, Level.BRANCH, (), ())
    assert said(papers.chain(), X, org(X), Level.BRANCH) is Refusal.RECEIVES_ONLY


def test_what_must_not_be_kept_is_refused_from_anybody(papers: Papers) -> None:
    assert said(papers.chain(), S, BUILDING, Level.STREET, "resident", "risk_level") is Refusal.EXCLUDED


@pytest.mark.parametrize(
    ("by", "level"), [(G, Level.GRID), (B, Level.BRANCH), (B, Level.COMMUNITY), (X, Level.GRID)]
)
def test_nobody_admits_its_equals_or_betters(papers: Papers, by: int, level: Level) -> None:
    papers.certify(7, by, level)
    assert bytes(key(7).verify_key) not in papers.chain().grants


def test_nobody_grants_what_it_does_not_have(papers: Papers) -> None:
    papers.certify(7, S, Level.COMMUNITY)
    papers.certify(8, 7, Level.BRANCH, (GRID,))
    assert said(papers.chain(), 8, BUILDING, Level.BRANCH) is Refusal.SCOPE


def test_a_revoked_device_counts_up_to_what_was_known(papers: Papers) -> None:
    papers.revoke(G, B)
    chain = papers.chain()
    assert said(chain, G, org(G), Level.GRID, seq=5) is Refusal.UNKNOWN_DEVICE, "its claim was not kept"
    papers.all = papers.all[:-1]
    claim = next(paper for paper in papers.all if paper.signer == bytes(key(G).verify_key))
    papers.revoke(G, B, (claim,))
    chain = papers.chain()
    assert said(chain, G, org(G), Level.GRID, seq=5) is None
    assert said(chain, G, org(G), Level.GRID, seq=6) is Refusal.REVOKED
    assert said(chain, G, BUILDING, Level.GRID, seq=1) is Refusal.REVOKED
    assert chain.grant_of(bytes(key(G).verify_key)) is None


def test_only_those_above_revoke(papers: Papers) -> None:
    for by in (G, X):
        papers.revoke(B, by)
    papers.certify(7, S, Level.COMMUNITY)
    papers.revoke(B, 7)
    assert not papers.chain().is_revoked(bytes(key(B).verify_key))
    papers.revoke(B, S)
    assert papers.chain().is_revoked(bytes(key(B).verify_key))


def test_what_a_revoked_device_admitted_stays_only_where_it_is_named(papers: Papers) -> None:
    admitted = next(p for p in papers.all if isinstance(p.said, Certificate) and p.said.name == "5号机")
    claim = next(p for p in papers.all if isinstance(p.said, Claim) and p.signer == bytes(key(B).verify_key))
    late = papers.certify(9, B, Level.GRID)
    papers.revoke(B, C, (admitted, claim))
    chain = papers.chain()
    assert bytes(key(G).verify_key) in chain.grants and bytes(key(9).verify_key) not in chain.grants
    assert not chain.in_force(late) and chain.in_force(admitted)


def test_two_devices_that_claim_one_incarnation_are_both_doubted(papers: Papers) -> None:
    papers.add(Claim(incarnation(B).hex(), (), 3), G)
    assert said(papers.chain(), B, org(B), Level.BRANCH) is Refusal.CONTESTED
    papers.revoke(G, C)
    assert said(papers.chain(), B, org(B), Level.BRANCH) is None


def test_a_new_incarnation_takes_the_place_of_the_old_one(papers: Papers) -> None:
    public = bytes(key(B).verify_key)
    papers.add(Claim(incarnation(30).hex(), (incarnation(B).hex(),), 4), B)
    assert papers.chain().living(public) == [incarnation(30)]
    papers.add(Claim(incarnation(31).hex(), (incarnation(B).hex(),), 5), B)
    assert papers.chain().living(public) == [incarnation(30), incarnation(31)]
    papers.add(Claim(incarnation(31).hex(), (incarnation(B).hex(), incarnation(30).hex()), 6), B)
    assert papers.chain().living(public) == [incarnation(31)]


@pytest.mark.parametrize("seed", range(20))
def test_order_and_repetition_of_papers_do_not_matter(papers: Papers, seed: int) -> None:
    papers.certify(7, B, Level.GRID, (GRID,))
    papers.revoke(B, S)
    papers.revoke(C, ROOT, (papers.all[4],))
    papers.add(PolicyPaper({"3": ("public",)}, 3), ROOT)
    papers.add(PolicyPaper({"3": ("public", "identity")}, 3), ROOT)
    expected = papers.chain()
    source = random.Random(seed)
    papers.all += source.sample(papers.all, 5)
    source.shuffle(papers.all)
    assert papers.chain() == expected


def test_the_root_decides_which_classes_a_level_receives(papers: Papers) -> None:
    assert {part.value for part in parts_for(papers.chain(), 3)} == {"public", "contact"}
    assert "health" not in {part.value for part in parts_for(papers.chain(), 4)}
    papers.add(PolicyPaper({"3": ("public",)}, 3), ROOT)
    papers.add(PolicyPaper({"3": ("health",)}, 9), S)
    assert {part.value for part in parts_for(papers.chain(), 3)} == {"public"}


def test_each_device_receives_its_own_and_the_codes_of_all_above(papers: Papers) -> None:
    chain = papers.chain()
    reach = Reach(chain, TREE)
    other = org(60)
    everything = {BUILDING, other, *map(org, (S, C, B, G)), *(codes_scope(org(one)) for one in (S, C, B, G))}

    def got(who: int) -> set[bytes]:
        grant = chain.grant_of(bytes(key(who).verify_key))
        assert grant is not None
        return reach.receives(grant, everything)

    assert got(G) == {BUILDING, org(G), *(codes_scope(org(one)) for one in (S, C, B, G))}
    assert got(B) == {BUILDING, org(B), org(G), *(codes_scope(org(one)) for one in (S, C, B, G))}
    assert got(S) == everything - {other}


def test_a_paper_whose_signature_does_not_hold_is_none(papers: Papers) -> None:
    paper = papers.all[0]
    with pytest.raises(BadPaper):
        read_paper(paper.text.replace(b"530102001", b"530102002"), paper.signer, paper.signature)
    newer = b'{"paper":"handover","to":"x"}'

    assert read_paper(newer, paper.signer, key(ROOT).sign(CONTEXT + newer).signature).said is None
