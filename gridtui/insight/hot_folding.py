"""What people decided about hot issues, laid over the groups that the words alone make."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.hot import Bonds, HotDecided, in_order

Group = Sequence[int]
"""A group as the places of its records in the index."""


def folded(
    groups: Mapping[int, Group],
    key_of: Callable[[int], RecordId],
    places: Mapping[RecordId, int],
    group_of: Sequence[int],
    bonds: Bonds,
    nearest: Callable[[int, Sequence[Group]], int],
) -> list[Group]:
    """Return the groups with every bond held.

    What belongs together brings along the groups it comes from. Where one of these holds what belongs apart,
    each of its other records follows the part it is like: ``nearest(place, parts)`` says which.
    """
    decided = [places[id] for id in bonds.ids if id in places]
    if not decided:
        return list(groups.values())
    by_group: dict[int, list[int]] = defaultdict(list)
    for place in sorted(decided):
        by_group[group_of[place]].append(place)
    links = _linked(by_group, key_of, bonds)
    parts: dict[RecordId, list[int]] = defaultdict(list)
    for place in sorted(decided):
        parts[links.root(key_of(place))].append(place)
    found = {root: list(part) for root, part in parts.items()}
    for group, known in by_group.items():
        here = list(dict.fromkeys(links.root(key_of(place)) for place in known))
        taken = set(known)
        for place in groups[group]:
            if place not in taken:
                best = nearest(place, [parts[root] for root in here]) if len(here) > 1 else 0
                found[here[best]].append(place)
    untouched = [members for group, members in groups.items() if group not in by_group]
    return [*untouched, *(sorted(members) for members in found.values())]


def _linked(by_group: Mapping[int, Sequence[int]], key_of: Callable[[int], RecordId], bonds: Bonds) -> Bonds:
    """Return the bonds, and that what the words put into one group stays there unless decided apart."""
    links = bonds.copy()
    for known in by_group.values():
        sizes = Counter(bonds.root(key_of(place)) for place in known)
        roots = [root for root, _ in sizes.most_common()]
        for at, root in enumerate(roots):
            any(links.bind(larger, root) for larger in roots[:at])
    return links


def meant(
    decided: Iterable[HotDecided], kind: str, group_of: Mapping[RecordId, int]
) -> dict[int, HotDecided]:
    """Return the latest decision of a kind about each group, by its number.

    An act concerns the group that holds most of the issues it names, the first of several.
    """
    found: dict[int, HotDecided] = {}
    acts: dict[RecordId, list[HotDecided]] = defaultdict(list)
    for each in in_order(decided):
        if each.kind == kind:
            acts[each.act_id].append(each)
    for rows in acts.values():
        held = Counter(group_of[each.issue_id] for each in rows if each.issue_id in group_of)
        if held:
            most = max(held.values())
            group = min(number for number, times in held.items() if times == most)
            found[group] = rows[-1]
    return found
