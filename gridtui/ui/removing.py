"""Deleting a record from any screen: at once where nothing hangs on it, else asked with counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, Final

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.places.contents import Contents, contents_of
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.dialogs import CANCEL, Answer, Ask
from gridtui.usecases import assignments, households, places, residents, visits
from gridtui.words import mark, tr

REMOVERS: Final[dict[str, Callable[..., None]]] = {
    "org": places.remove_org,
    "grid": places.remove_grid,
    "building": places.remove_building,
    "household": households.remove_household,
    "resident": residents.remove_resident,
    "assignment": assignments.remove_assignment,
    "service_tag": residents.remove_tag,
    "visit": visits.remove_visit,
    "promise": visits.remove_promise,
}
"""Noun → the use case that deletes it."""

GOES_ALONG: Final = {
    "grid": ("assignments",),
    "org": ("assignments",),
    "building": ("households", "residents", "assignments"),
    "household": ("residents", "assignments"),
    "resident": ("tags",),
}
"""What is deleted with a record; everything else that hangs on it stays."""

_WITH = {
    "households": mark("一起删除：{n} 户"),
    "residents": mark("一起删除：{n} 位居民的资料"),
    "assignments": mark("一起删除：{n} 条任用"),
    "tags": mark("一起删除：{n} 条服务需要"),
}
_STAYS = {
    "grids": mark("留下：{n} 个网格"),
    "buildings": mark("留下：{n} 栋楼，不再属于任何网格"),
    "issues": mark("留下：{n} 件诉求，地点照旧写着"),
}
_CLOSE = Answer("close", mark("撤销网格"))
_DELETE = Answer("delete", mark("删除"))


def remove(
    screen: AreaScreen,
    noun: str,
    record_id: RecordId,
    title: str,
    then: Callable[[], None] | None = None,
    *,
    closable: bool = False,
) -> None:
    """Delete a record for a screen, asking first where something hangs on it; ``then`` runs afterwards.

    ``title`` is what it is called. A grid that is ``closable`` can be closed instead.
    """
    screen.run_worker(_remove(screen, noun, record_id, title, then, closable), group="remove", exclusive=True)


async def _remove(
    screen: AreaScreen,
    noun: str,
    record_id: RecordId,
    title: str,
    then: Callable[[], None] | None,
    closable: bool,
) -> None:
    gateway, app = gateway_of(screen), screen.app
    try:
        contents = await gateway.read(contents_of, noun, record_id)
        answer = "delete"
        if not contents.is_empty:
            answers = (_CLOSE, _DELETE, CANCEL) if closable else (_DELETE, CANCEL)
            question = tr("删除 {title}？", title=title)
            answer = await app.push_screen_wait(Ask(question, *answers, facts=facts_of(noun, contents)))
        if answer == "close":
            ended = await gateway.write(Intent.EDIT_GRID, places.close_grid, record_id)
            posts = tr("，{n} 条任用到今天为止", n=ended) if ended else ""
            screen.say(tr("{title} 已撤销{posts}，Ctrl+Z 恢复", title=title, posts=posts))
        elif answer == "delete":
            await gateway.write(Intent.DELETE_RECORD, REMOVERS[noun], record_id)
            if then is not None:
                then()
            _say(app, tr("已删除 {title}，Ctrl+Z 撤销", title=title))
    except RuleBroken as refusal:
        screen.refuse(refusal)


def facts_of(noun: str, contents: Contents) -> list[str]:
    """Return in words what would go along, and what would stay."""
    numbers = {each.name: getattr(contents, each.name) for each in fields(contents)}
    along = GOES_ALONG.get(noun, ())
    facts = [tr(_WITH[name], n=numbers[name]) for name in along if numbers[name]]
    facts += [tr(_STAYS[name], n=n) for name, n in numbers.items() if n and name not in along]
    return [*facts, tr("删除以后可按 Ctrl+Z 撤销")]


def _say(app: Any, sentence: str) -> None:
    app.say(sentence)
