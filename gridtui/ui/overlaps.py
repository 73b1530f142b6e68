"""Asking what counts where a form and somebody else changed the same fields of a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gridtui.domain.changes.meanwhile import ChangedMeanwhile, Choice, Overlap, Seen
from gridtui.domain.words.dates import shown_instant
from gridtui.domain.words.field_titles import field_title, noun_title
from gridtui.domain.words.logged_values import shown_value
from gridtui.queries.histories import titles_behind
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.dialogs import Answer, Ask
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from datetime import datetime

    from textual.screen import Screen

MINE, THEIRS, BACK = "mine", "theirs", "back"


async def decide(screen: Screen[Any], seen: Seen, met: ChangedMeanwhile) -> Seen | None:
    """Ask about each field that both sides changed; None where the person wants to look again first."""
    gateway = gateway_of(screen)
    values = [(each.noun, each.field, value) for each in met.overlaps for value in (each.theirs, each.mine)]
    titles = await gateway.read(titles_behind, values)
    choices = dict(seen.choices)
    for place, each in enumerate(met.overlaps, start=1):
        beside = f"（{place}/{len(met.overlaps)}）" if len(met.overlaps) > 1 else ""
        question = Ask(
            tr("{record}的“{field}”，您和{who}都改了，存哪个？", record=tr(noun_title(each.noun)),
               field=tr(field_title(each.noun, each.field)), who=each.actor_name) + beside,
            Answer(MINE, mark("用我填的")),
            Answer(THEIRS, mark("留现用的")),
            Answer(BACK, mark("先不存"), safe=True),
            facts=facts_of(each, titles, gateway.clock()),
        )  # fmt: skip
        answer = await screen.app.push_screen_wait(question)
        if answer not in (MINE, THEIRS):
            return None
        choices[each.record, each.field] = Choice(each.num, answer == MINE)
    return Seen(seen.num, choices)


def facts_of(each: Overlap, titles: Mapping[str, str], now: datetime) -> list[str]:
    """Return both values of a field in words, and who wrote the one in use and when."""
    theirs, mine = (
        shown_value(each.noun, each.field, value, titles) or tr("（空）")
        for value in (each.theirs, each.mine)
    )
    when = shown_instant(each.at, now)
    return [
        tr("现用：{value}（{who} {when} 改的）", value=theirs, who=each.actor_name, when=when),
        tr("您填的：{value}", value=mine),
    ]
