"""Finding the record that somebody names on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridtui.domain.changes.ids import RecordId, parse_id
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.sentences import Listing
from gridtui.words import mark

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NO_RECORD = mark("没有这条记录：{record}")
_SEVERAL = mark("编号 {record} 的诉求有 {n} 件，是几台电脑各自编的号；请写记录号：{ids}")
_MOST_NAMED = 5
_NOT_NAMED = mark("没有“{record}”：请写诉求编号、哨号或 32 位的记录号，用 gridtui search 可以查到")
_NOT_A_PERSON = mark(
    "“{record}”是诉求编号，不是人：请写居民的记录号，gridtui search 姓名 --in residents 会列出来"
)
_NOBODY = mark("“{record}”不是居民的记录号（32 位）：gridtui search 姓名 --in residents 会列出来")
_NOT_AN_ID = mark("“{record}”不是记录号：请写 32 位的记录号，用 gridtui search 可以查到")


def issue_named(connection: Connection, number: str) -> RecordId:
    """Return the issue with this number or id; ``RuleBroken`` where there is none, or more than one."""
    from gridtui.queries.issues.issues import is_issue

    found = _numbered(connection, number) or _id_of(number, _NO_RECORD)
    if not is_issue(connection, found):
        raise _unknown(_NO_RECORD, number)
    return found


def record_named(connection: Connection, text: str) -> RecordId:
    """Return what a number of an issue or a whistle, or an id, means; ``RuleBroken`` for anything else.

    A number that several issues have means none of them.
    """
    from gridtui.queries.issues.whistles import find_whistle

    found = _numbered(connection, text) or find_whistle(connection, text)
    return found or _id_of(text, _NOT_NAMED)


def person_named(connection: Connection, text: str) -> RecordId:
    """Return the id of a resident that was typed; ``RuleBroken``, saying where ids are, for other words."""
    from gridtui.queries.issues.issues import find_issue

    is_number = find_issue(connection, text.strip()) is not None
    return _id_of(text, _NOT_A_PERSON if is_number else _NOBODY)


def working_record_named(text: str) -> RecordId:
    """Return the id of a record of working together that was typed; ``RuleBroken`` for other words."""
    return _id_of(text, _NOT_AN_ID)


def _numbered(connection: Connection, text: str) -> RecordId | None:
    """Return the issue with this number, None where there is none; ``RuleBroken`` where several have it."""
    from gridtui.queries.issues.issues import issues_numbered

    found = issues_numbered(connection, text.strip())
    if len(found) > 1:
        ids = Listing(tuple(id.hex() for id in found[:_MOST_NAMED]))
        values = {"record": text.strip(), "n": len(found), "ids": ids}
        raise RuleBroken(Problem(_SEVERAL, "record", values=values))
    return found[0] if found else None


def _id_of(text: str, otherwise: str) -> RecordId:
    try:
        return parse_id(text)
    except RuleBroken as error:
        raise _unknown(otherwise, text) from error


def _unknown(sentence: str, text: str) -> RuleBroken:
    return RuleBroken(Problem(sentence, "record", values={"record": text}))
