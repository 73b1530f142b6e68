"""Adding, changing and removing records of working together, whatever noun they are of.

``form`` is the key of the kept form that is done with once a record is saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.together.catalogue import noun_named, parts_of
from gridtui.domain.together.drafts import DeclaredDraft
from gridtui.domain.together.nouns import ORG_ID, Noun, Once
from gridtui.domain.words.problems import Problem, RuleBroken, errors
from gridtui.domain.words.sentences import Listing, Sentence
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables.together import TOGETHER
from gridtui.usecases.records import delete_record, form_done, hide_where, office_day, read_field, require
from gridtui.usecases.together.following import FOLLOWERS, FURTHER, agreed_without


def add(unit: UnitOfWork, draft: DeclaredDraft, *, form: str = "") -> RecordId:
    """Add a record; ``RuleBroken`` with everything that is wrong with it.

    A whole record belongs to the desk's organisation where none is named, a part to that of its whole.
    """
    noun = draft.noun
    values = _settled(unit, noun, draft, None)
    unit.label = noun.title
    form_done(unit, form)
    id = unit.create(TOGETHER[noun.name], values, scope=values[ORG_ID])
    _follow(unit, noun, id)
    return id


def edit(unit: UnitOfWork, id: RecordId, draft: DeclaredDraft, *, form: str = "") -> bool:
    """Change a record; returns whether anything differed."""
    noun = draft.noun
    model = TOGETHER[noun.name]
    require(unit.connection, model, id)
    values = _settled(unit, noun, draft, id)
    unit.label = noun.title
    form_done(unit, form)
    differed = unit.update(model, id, values)
    if differed:
        _follow(unit, noun, id)
    return differed


def change(unit: UnitOfWork, noun: str, id: RecordId, changes: Mapping[str, Any]) -> bool:
    """Change some attributes of a record, checked together with the others."""
    from gridtui.domain.together.drafts import draft_class

    declared = noun_named(noun)
    stored = stored_values(unit.connection, declared, id)
    return edit(unit, id, draft_class(noun).model_validate({**stored, **changes}))


def remove(unit: UnitOfWork, noun: str, id: RecordId) -> None:
    """Hide a record and its parts; what only refers to it stays."""
    unit.label = noun_named(noun).title
    if noun == "party" and (missing := agreed_without(unit.connection, id)):
        raise RuleBroken(missing)
    _remove(unit, noun, id)


def remove_all(unit: UnitOfWork, noun: str, ids: Iterable[RecordId]) -> None:
    """Hide records of one noun and their parts, in one step."""
    for id in ids:
        remove(unit, noun, id)


def note_done(unit: UnitOfWork, noun: str, ids: Iterable[RecordId], today: date) -> int:
    """Put the date that a noun notes with one key to ``today`` where it is empty; returns how many got it."""
    declared = noun_named(noun)
    blank = [id for id in ids if read_field(unit.connection, TOGETHER[noun], id, declared.noted) is None]
    return sum(change(unit, noun, id, {declared.noted: today}) for id in blank)


def stored_values(connection: Connection, noun: Noun, id: RecordId) -> dict[str, Any]:
    """Return the attributes of a live record; ``RuleBroken`` where it is gone."""
    table = table_of(TOGETHER[noun.name])
    chosen = sa.select(*(table.c[each.name] for each in noun.attributes))
    row = connection.execute(chosen.where(table.c.id == id, table.c.deleted.is_(False))).mappings().first()
    if row is None:
        require(connection, TOGETHER[noun.name], id)
        raise AssertionError(noun.name)
    return dict(row)


def _remove(unit: UnitOfWork, noun: str, id: RecordId) -> None:
    for part, attribute in parts_of(noun):
        if part.parent != attribute:
            continue
        model = TOGETHER[part.name]
        if not any(each.parent for each, _ in parts_of(part.name)):
            hide_where(unit, model, table_of(model).c[attribute] == id)
            continue
        table = table_of(model)
        chosen = sa.select(table.c.id).where(table.c[attribute] == id, table.c.deleted.is_(False))
        for inner in list(unit.connection.execute(chosen.order_by(table.c.num)).scalars()):
            _remove(unit, part.name, inner)
    delete_record(unit, TOGETHER[noun], id)


def _settled(unit: UnitOfWork, noun: Noun, draft: DeclaredDraft, id: RecordId | None) -> dict[str, Any]:
    """Return the columns of a record after everything that can be wrong with it was looked at."""
    today = office_day(unit)
    problems = errors(draft.problems(today))
    values = dict(draft)
    values[ORG_ID] = _org(unit, noun, values, id)
    if not problems:
        problems = [*_missing(unit.connection, noun, values), *_doubled(unit.connection, noun, values, id)]
        for look in FURTHER.get(noun.name, ()):
            problems += look(unit.connection, values, id)
    if problems:
        raise RuleBroken(problems)
    for fill in FOLLOWERS.get(noun.name, ()):
        values |= fill(values, today)
    return values


def _org(unit: UnitOfWork, noun: Noun, values: Mapping[str, Any], id: RecordId | None) -> bytes:
    if id is not None:
        kept: bytes | None = read_field(unit.connection, TOGETHER[noun.name], id, ORG_ID)
        if noun.is_part or not values[ORG_ID]:
            return kept or unit.desk.org_id
    if noun.is_part:
        whole = values[noun.parent]
        if whole is None:
            return unit.desk.org_id
        of_whole: bytes | None = read_field(
            unit.connection, TOGETHER[noun.by_name[noun.parent].refers], whole, ORG_ID
        )
        return of_whole or unit.desk.org_id
    given: bytes | None = values[ORG_ID]
    return given or unit.desk.org_id


def _missing(connection: Connection, noun: Noun, values: Mapping[str, Any]) -> list[Problem]:
    """Refuse references to records of working together that are gone."""
    found = []
    for each in noun.attributes:
        id = values[each.name]
        if each.refers in TOGETHER and id is not None:
            try:
                require(connection, TOGETHER[each.refers], id)
            except RuleBroken as gone:
                found += [Problem(problem.text, each.name) for problem in gone.problems]
    return found


def _doubled(
    connection: Connection, noun: Noun, values: Mapping[str, Any], id: RecordId | None
) -> list[Problem]:
    return [
        Problem(once.text, once.names[-1], values={"title": _called(noun, once, values)})
        for once in noun.once
        if _is_doubled(connection, noun, once, values, id)
    ]


def _is_doubled(
    connection: Connection, noun: Noun, once: Once, values: Mapping[str, Any], id: RecordId | None
) -> bool:
    if any(values[name] in (None, "") for name in once.names if noun.by_name[name].kind != "text") or all(
        values[name] in (None, "") for name in once.names
    ):
        return False
    table = table_of(TOGETHER[noun.name])
    where = [table.c[name] == values[name] for name in once.names]
    if id is not None:
        where.append(table.c.id != id)
    if once.until:
        began, ended = values[once.since], values[once.until]
        if began is not None:
            where.append(sa.or_(table.c[once.until].is_(None), table.c[once.until] >= began))
        if ended is not None:
            where.append(sa.or_(table.c[once.since].is_(None), table.c[once.since] <= ended))
    chosen = sa.select(table.c.num).where(table.c.deleted.is_(False), *where).limit(1)
    return connection.execute(chosen).first() is not None


def _called(noun: Noun, once: Once, values: Mapping[str, Any]) -> object:
    texts = tuple(values[name] for name in once.names if isinstance(values[name], str) and values[name])
    return Listing(texts) if texts else Sentence(noun.title)


def _follow(unit: UnitOfWork, noun: Noun, id: RecordId) -> None:
    """Write what a record means for the whole that it is about: a result that was accepted, say."""
    if noun.name == "acceptance":
        from gridtui.usecases.together.accepting import accepted

        accepted(unit, id)
