"""Who may write what: a pure function of the papers and the tree, never of the order they came in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from gridtui.domain.changes.actors import LAID_DOWN_ABOVE, Level
from gridtui.domain.changes.scopes import codes_scope
from gridtui.domain.people.excluded import any_excluded
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.storage.log.fields import codec_of
from gridtui.storage.log.history import CARRY, ERASE
from gridtui.storage.log.wire import WireChange
from gridtui.storage.tables import IssueEvent
from gridtui.sync.chains import Chain, Grant, Role
from gridtui.sync.tree import ABOVE, parents, speaks_of_tree
from gridtui.words import mark


class Refusal(Vocabulary):
    """Why a change is not shown as fact; it is kept and handed on all the same, but for ``EXCLUDED``."""

    UNKNOWN_DEVICE = "unknown_device", mark("写这条记录的电脑没有入网许可")
    CONTESTED = "contested", mark("两台电脑都说这条记录是自己写的，请上级核查")
    REVOKED = "revoked", mark("写这条记录的电脑已注销，这条写在注销之后")
    RECEIVES_ONLY = "receives_only", mark("这台电脑只许查看，不许改动")
    LEVEL = "level", mark("记录自称的层级高于许可的层级")
    SCOPE = "scope", mark("不在这台电脑的管辖范围内，请交管辖单位改")
    AUTHORITY = "authority", LAID_DOWN_ABOVE
    OFFICE = "office", mark("记录自称的单位不在这台电脑的许可里")
    EXCLUDED = "excluded", mark("含有本程序不收的内容，没有保存")


class Facts(NamedTuple):
    """What of a change decides whether it is allowed."""

    incarnation: bytes
    scope: bytes
    seq: int
    level: int
    noun: str
    fields: Collection[str]


FOUNDED = frozenset(("org", "category"))
"""Nouns of ``LOWEST`` that every store has from its first step on."""

_EVENT = codec_of(IssueEvent).noun
_ID = re.compile(r"[0-9a-f]{32}")
_ALL = ("public", "contact", "identity", "health")
CLASSES: Mapping[str, tuple[str, ...]] = {
    "1": ("public",),
    "2": ("public",),
    "3": ("public", "contact"),
    "4": ("public", "contact", "identity"),
    "5": _ALL,
    "6": _ALL,
}
"""Which parts of a change each level receives, where the root lays down nothing else."""

LOWEST: Mapping[str, Level] = {
    "org": Level.BRANCH,
    "grid": Level.BRANCH,
    "courtyard": Level.BRANCH,
    "category": Level.BRANCH,
    "time_limit": Level.BRANCH,
    "calendar_day": Level.BRANCH,
    "report_schedule": Level.BRANCH,
    "allowed_item": Level.BRANCH,
}
"""The lowest level that may write a table of the tree or of codes outside its own organisation's scope."""

LOWEST_FIELDS: Mapping[tuple[str, str], Level] = {
    ("building", "org_id"): Level.BRANCH,
    ("building", "grid_id"): Level.BRANCH,
}
"""The same for single fields: who moves a building decides who sees it."""


@dataclass(frozen=True)
class Policy:
    """What else decides, all of it replicated: the tree as it ever was, and who lays down what.

    ``tree`` maps a place or organisation to everything that was ever directly above it.
    """

    tree: Mapping[bytes, frozenset[bytes]] = field(default_factory=dict)
    lowest: Mapping[str, Level] = field(default_factory=lambda: LOWEST)
    lowest_fields: Mapping[tuple[str, str], Level] = field(default_factory=lambda: LOWEST_FIELDS)
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: CLASSES)


def facts_of(change: WireChange, fields: Collection[str]) -> Facts:
    """Return what decides about a change as it travels; ``fields`` are those that it writes."""
    return Facts(change.incarnation, change.scope, change.seq, change.step.level, change.noun, fields)


def allowed(facts: Facts, chain: Chain, policy: Policy) -> Refusal | None:
    """Say why a change does not count, None where it does.

    More papers and more of the tree can only make it count, except for a revocation: the answer is the same
    at every desk that holds the same, in whatever order it came.
    """
    return Judge(chain, policy).refusal(facts)


class Judge:
    """``allowed`` for many changes: what they share is worked out once."""

    def __init__(self, chain: Chain, policy: Policy) -> None:
        self.chain = chain
        self.policy = policy
        self.reach = Reach(chain, policy.tree)
        self._writers: dict[tuple[bytes, bytes, int, bool], tuple[Refusal | None, int, bool, int]] = {}

    def refuse(self, change: WireChange, fields: Mapping[str, Any]) -> str | None:
        """Return the code of why a change as it travels, with its fields, does not count, None where it does.

        A change that adds to the tree is learnt first: it may be what makes itself and others count.
        """
        if change.noun in ABOVE and speaks_of_tree(self.chain, change.incarnation, change.step.level):
            self.learn(change.record, parents(change.noun, change.parts[0]))
        if change.kind == ERASE and change.noun in self.policy.lowest:
            # Nobody is in them, and what an erasure takes away does not come back.
            return Refusal.AUTHORITY.value
        refused = self.refusal(facts_of(change, fields))
        if refused is None and change.noun == _EVENT:
            refused = self._claim_refusal(change, fields)
        return None if refused is None else refused.value

    def learn(self, child: bytes, above: Iterable[bytes]) -> None:
        """Learn what lies directly above a record of the tree."""
        if self.reach.learn(child, above):
            self._writers.clear()

    def refusal(self, facts: Facts) -> Refusal | None:
        """Return what ``allowed`` says."""
        if any_excluded((facts.noun, *facts.fields)):
            return Refusal.EXCLUDED
        # A level is claimed of what others go by; of the rest of its own office a desk may say anything.
        speaks = facts.noun in self.policy.lowest or facts.noun == _EVENT
        where = (facts.incarnation, facts.scope, facts.level, speaks)
        known = self._writers.get(where)
        if known is None:
            known = self._writers[where] = self._writer(*where)
        refused, last, own, level = known
        if refused is not None:
            return refused
        if facts.seq > last:
            return Refusal.REVOKED
        if own and facts.noun in FOUNDED:
            return None
        return self._above(facts, level)

    def _writer(
        self, incarnation: bytes, scope: bytes, level: int, speaks: bool
    ) -> tuple[Refusal | None, int, bool, int]:
        """Return refusal, the last number that counts, whether the scope is the device's own, its level."""
        keys = self.chain.claims.get(incarnation, frozenset())
        if len(keys) != 1:
            return (Refusal.CONTESTED if keys else Refusal.UNKNOWN_DEVICE), 0, False, level
        (key,) = keys
        cuts = self.chain.cuts.get(key, ())
        last = min((cut.positions.get((incarnation, scope), 0) for cut in cuts), default=2**63)
        refused: Refusal | None = None
        for grant in sorted(self.chain.grants[key], key=lambda grant: (grant.said.level, grant.digest)):
            own = scope in (grant.org, codes_scope(grant.org))
            refused = self._refused(grant, scope, level, own and not speaks, own)
            if refused is None:
                return None, last, own, max(level, grant.said.level)
        return refused, last, False, level

    def _refused(self, grant: Grant, scope: bytes, level: int, free: bool, own: bool) -> Refusal | None:
        if not grant.may(Role.WORK):
            return Refusal.RECEIVES_ONLY
        # What a desk wrote about its own office, before it joined at another level, claims nothing of others.
        if level < grant.said.level and not free:
            return Refusal.LEVEL
        return None if own or self.reach.writes(grant, scope) else Refusal.SCOPE

    def _claim_refusal(self, change: WireChange, fields: Mapping[str, Any]) -> Refusal | None:
        """Say why a step of an issue claims too much: a level above its desk's, or an office not its own.

        Who brings steps along tells of offices above too, but nobody brings any along to below a grid.
        """
        if change.kind == "create" or (change.kind == CARRY and change.step.level == Level.GRID):
            level = fields.get("level", codec_of(IssueEvent).defaults["level"])
            if isinstance(level, int) and level < change.step.level:
                return Refusal.LEVEL
            if not self._is_own_office(change.incarnation, fields.get("org_id")):
                return Refusal.OFFICE
        return None

    def _is_own_office(self, incarnation: bytes, told: object) -> bool:
        """Whether a permit of the device names an office; a step may also name none."""
        if not isinstance(told, str) or not _ID.fullmatch(told):
            # What could be no office does not fit the table, and is refused for that.
            return True
        keys = self.chain.claims.get(incarnation, frozenset())
        return any(bytes.fromhex(told) in grant.scopes for key in keys for grant in self.chain.grants[key])

    def _above(self, facts: Facts, level: int) -> Refusal | None:
        lowest = self.policy.lowest.get(facts.noun)
        if lowest is not None and level > lowest:
            return Refusal.AUTHORITY
        fields = self.policy.lowest_fields
        for name in facts.fields:
            needed = fields.get((facts.noun, name))
            if needed is not None and level > needed:
                return Refusal.AUTHORITY
        return None


class Reach:
    """What lies below whom: by the tree, and by who admitted whose office."""

    def __init__(self, chain: Chain, tree: Mapping[bytes, frozenset[bytes]]) -> None:
        self._chain = chain
        self._parents: dict[bytes, set[bytes]] = {child: set(above) for child, above in tree.items()}
        if chain.office is not None:
            self._parents.setdefault(bytes.fromhex(chain.office.org), set())
        for grants in chain.grants.values():
            for grant in grants:
                above = self._parents.setdefault(grant.org, set())
                above.update(org for org in self._orgs_of(grant.issuer) if org != grant.org)
        orgs = set(self._parents) | {org for above in self._parents.values() for org in above}
        self._note_codes(orgs)
        self._above: dict[bytes, frozenset[bytes]] = {}
        self._writes: dict[tuple[bytes, bytes], bool] = {}

    def learn(self, child: bytes, above: Iterable[bytes]) -> bool:
        """Learn what lies above something; returns whether that is new."""
        known = self._parents.setdefault(child, set())
        new = set(above) - known
        if new:
            known |= new
            self._note_codes((child, *new))
            self._above.clear()
            self._writes.clear()
        return bool(new)

    def _note_codes(self, orgs: Iterable[bytes]) -> None:
        for org in orgs:
            self._parents.setdefault(codes_scope(org), set()).add(org)

    def above(self, scope: bytes) -> frozenset[bytes]:
        """Return a scope and everything above it."""
        known = self._above.get(scope)
        if known is None:
            found, waiting = {scope}, [scope]
            while waiting:
                for parent in self._parents.get(waiting.pop(), ()):
                    if parent not in found:
                        found.add(parent)
                        waiting.append(parent)
            known = self._above[scope] = frozenset(found)
        return known

    def writes(self, grant: Grant, scope: bytes) -> bool:
        """Say whether a scope lies below what a certificate names, and below what its issuer could give."""
        known = self._writes.get((grant.digest, scope))
        if known is None:
            known = not grant.scopes.isdisjoint(self.above(scope)) and (
                grant.issuer == self._chain.root
                or any(self.writes(one, scope) for one in self._chain.grants.get(grant.issuer, ()))
            )
            self._writes[grant.digest, scope] = known
        return known

    def receives(self, grant: Grant, scopes: Iterable[bytes]) -> set[bytes]:
        """Return those scopes that go to a device: its own with all below, and the codes of all above."""
        laid_down = {codes_scope(org) for own in grant.scopes for org in self.above(own)}
        below = self._below(grant)
        return {scope for scope in scopes if scope in laid_down or scope in below}

    def _below(self, grant: Grant) -> set[bytes]:
        """Return all that lies below what a certificate names, and below what its issuer could give."""
        children: dict[bytes, list[bytes]] = defaultdict(list)
        for child, above in self._parents.items():
            for parent in above:
                children[parent].append(child)
        found, waiting = set(grant.scopes), list(grant.scopes)
        while waiting:
            for child in children.get(waiting.pop(), ()):
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        if grant.issuer == self._chain.root:
            return found
        given = [self._below(one) for one in self._chain.grants.get(grant.issuer, ())]
        return found & set().union(*given)

    def _orgs_of(self, key: bytes) -> Iterable[bytes]:
        if key == self._chain.root:
            return () if self._chain.office is None else (bytes.fromhex(self._chain.office.org),)
        return (grant.org for grant in self._chain.grants.get(key, ()))
