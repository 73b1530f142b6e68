"""What the search lists: residents, issues, places, each under its heading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual.content import Content

from gridtui.domain.issues.issue_states import State
from gridtui.domain.people.assignment import Role
from gridtui.domain.words.field_titles import noun_title
from gridtui.domain.words.tokens import fold
from gridtui.ui.kit.cleaning import clean
from gridtui.ui.kit.columns import Column, room_for
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.queries.finding import Findings, Found
    from gridtui.queries.searching import Hit

NOUNS: Final = {
    "building": mark("楼栋"), "grid": mark("网格"), "org": mark("组织"), "assignment": mark("职务"),
}  # fmt: skip
"""What a found place is, for the line it stands on."""


@dataclass(frozen=True, slots=True)
class GroupLine:
    """The heading of a group."""

    id: str
    title: str
    count: str

    @property
    def key(self) -> bytes:
        """What tells this line from every other."""
        return self.id.encode()


@dataclass(frozen=True, slots=True)
class HitLine:
    """Something found; ``state`` is that of an issue, ``phone`` that of a resident, masked."""

    hit: Hit
    state: State | None = None
    phone: str = ""

    @property
    def key(self) -> bytes:
        """What tells this line from every other."""
        return self.hit.id


Line = GroupLine | HitLine


def lines_of(found: Findings) -> list[Line]:
    """Return the groups that have something, each under its heading."""
    lines: list[Line] = []
    for id, title, group in (
        ("residents", mark("居民"), found.residents),
        ("issues", mark("诉求"), found.issues),
        ("places", mark("地点和岗位"), found.places),
        ("together", mark("共治"), found.together),
    ):
        if group.hits:
            lines.append(GroupLine(id, title, count_words(group)))
            lines += [
                HitLine(hit, found.states.get(hit.id), found.phones.get(hit.id, "")) for hit in group.hits
            ]
    return lines


def count_words(group: Found) -> str:
    """Return how many were found: ``12``, ``1000+`` where there may be more."""
    return f"{len(group.hits)}+" if group.capped else str(len(group.hits))


def span(line: Line) -> Content | None:
    """Return what a heading shows across all columns."""
    if isinstance(line, GroupLine):
        return Content.assemble((tr(line.title), "bold"), f"  {line.count}")
    return None


def columns_for(words: Callable[[], Sequence[str]]) -> list[Column[Line]]:
    """Return the columns of the list; ``words`` are those looked for, drawn bold where they stand."""

    def drawn(read: Callable[[HitLine], str]) -> Callable[[Line], Content | str]:
        return lambda line: lit(read(line), words()) if isinstance(line, HitLine) else ""

    states = room_for([*NOUNS.values(), *(state.label for state in State)], least=8, most=12)
    return [
        Column(mark("名称"), 14, drawn(lambda line: line.hit.title), flexible=True),
        Column(mark("门牌"), 12, drawn(_place)),
        Column(mark("状态"), states, _state, style="muted"),
        Column(mark("编号"), 13, drawn(_note), style="muted"),
    ]


def lit(text: str, words: Sequence[str]) -> Content:
    """Return stored text, cleaned, with the words that were looked for drawn bold."""
    plain = clean(text)
    folded = fold(plain)
    if len(folded) != len(plain):
        return Content(plain)
    content = Content(plain)
    for word in words:
        start = folded.find(word) if word else -1
        if start >= 0:
            content = content.stylize("bold underline", start, start + len(word))
    return content


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are compared."""
    return fold(text).split()


def _place(line: HitLine) -> str:
    return "" if line.hit.place == line.hit.title else line.hit.place


def _note(line: HitLine) -> str:
    hit = line.hit
    if hit.noun == "resident":
        return line.phone
    if hit.noun == "assignment":
        return tr(Role.label_of(hit.note))
    return "" if hit.note == hit.place else hit.note


def _state(line: Line) -> str:
    if isinstance(line, GroupLine):
        return ""
    return tr(line.state.label) if line.state else tr(NOUNS.get(line.hit.noun) or noun_title(line.hit.noun))
