"""What a login bound to grids sees and may write of a shared store, as policies of the server itself.

Two groups share the tables. Whoever is in the office's group sees every row: its policies are plain ``true``,
which the planner drops, so nothing is slower for it. The grids' group is bound: a row is there for it only
where its grid, its building or the record it hangs on is. Arrays of grids and buildings are asked for once a
statement, so that indexes serve them. The owner of the tables is bound by nothing.

A table that no rule here names has no policy for the grids' group, and so holds nothing for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import sqlalchemy as sa
from sqlmodel import SQLModel

from gridtui.domain.together.catalogue import NOUNS
from gridtui.storage.derived import search_index
from gridtui.storage.derived.search_documents import DOCUMENTS
from gridtui.storage.log.fields import logged_nouns, table_of

GRIDS = "((SELECT gridtui_grids())::bytea[])"
BUILDINGS = "((SELECT gridtui_buildings())::bytea[])"
OWN = "(SELECT gridtui_operator())"
_BUILDING = f"building_id = ANY {BUILDINGS}"
_EVERY = "true"

_READ: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("alembic_version", "meta", "trust_paper", "device", "feed", "step", "audit"),
            *("org", "operator", "courtyard", "category", "time_limit", "calendar_day"),
            *("allowed_item", "report_schedule", "rating_rule", "importmapping", "filled_form"),
        ),
        _EVERY,
    ),
    # Of a grid whose people are not seen every figure and every gap would be false.
    "grid": f"id = ANY {GRIDS}",
}
"""What concerns nobody in particular is read by all, a grid by whoever is bound to it; the office writes."""

_PLACED: Mapping[str, str] = {
    "building": f"grid_id = ANY {GRIDS}",
    # An issue's grid is derived from its building; a trigger sets it before a policy is asked.
    "issue": f"grid_id = ANY {GRIDS}",
    **dict.fromkeys(
        ("unit", "dwelling", "household", "resident", "service_tag", "visit", "promise"), _BUILDING
    ),
    **dict.fromkeys(
        ("issue_event", "attachment", "whistle", "hot_decision", "report_case"),
        "EXISTS (SELECT FROM issue p WHERE p.id = issue_id)",
    ),
    "assignment": f"grid_id = ANY {GRIDS} OR {_BUILDING} OR EXISTS (SELECT FROM household p "
    "WHERE p.id = household_id) OR EXISTS (SELECT FROM resident p WHERE p.id = resident_id)",
    "not_twins": "EXISTS (SELECT FROM resident p WHERE p.id = one_id) OR "
    "EXISTS (SELECT FROM household p WHERE p.id = one_id)",
    "diary_entry": f"author_id = {OWN}",
}
"""Where each table's rows belong; the tables of working together follow from what they refer to."""

_WRITTEN: Mapping[str, tuple[str, str]] = {
    # The log is written before the row it is about, so whether that row is theirs is asked at the commit.
    "change": ("gridtui_sees(noun, record)",
               "EXISTS (SELECT FROM feed f WHERE f.num = feed_num AND gridtui_may_feed(f.scope))"),
    "contested": ("gridtui_sees(noun, record)", "gridtui_sees(noun, record)"),
    "draft": (f"key LIKE encode({OWN}, 'hex') || '/%'",) * 2,
    "saved_view": (f"operator_id = {OWN}",) * 2,
    "filled_row": ("EXISTS (SELECT FROM resident p WHERE p.id = record) OR EXISTS (SELECT FROM household p "
                   "WHERE p.id = record) OR EXISTS (SELECT FROM issue p WHERE p.id = record)",) * 2,
    "attachment_body": ("EXISTS (SELECT FROM attachment p WHERE p.digest = attachment_body.digest)", _EVERY),
    "shared_login": ("login = session_user", "false"),
    "shared_login_grid": ("login = session_user", "false"),
}  # fmt: skip
"""Tables of the store itself: which rows are seen, and which may be written."""

_ALSO: tuple[tuple[str, str, str, str], ...] = (
    ("device", "UPDATE", _EVERY, _EVERY),
    ("feed", "INSERT", "", "gridtui_may_feed(scope)"),
    ("feed", "UPDATE", "gridtui_may_feed(scope)", "gridtui_may_feed(scope)"),
    ("step", "INSERT", "", f"actor_id = {OWN}"),
    ("step", "UPDATE", f"actor_id = {OWN}", f"actor_id = {OWN}"),
    ("audit", "INSERT", "", f"actor_id = {OWN}"),
    ("operator", "UPDATE", f"id = {OWN}", f"id = {OWN}"),
    ("importmapping", "INSERT", "", _EVERY),
    ("importmapping", "DELETE", _EVERY, ""),
    ("filled_form", "INSERT", "", _EVERY),
    ("filled_form", "UPDATE", _EVERY, _EVERY),
    ("filled_form", "DELETE", _EVERY, ""),
)
"""What it may write where it reads everything: table, command, which rows, what they may become."""

KEPT_FROM_BOUND = (
    "REVOKE UPDATE, DELETE ON change, audit FROM {grids}",
    "REVOKE INSERT, UPDATE, DELETE ON secret_key, trust_paper, peer, sent_bundle, received_part, "
    "acknowledged, feed_head, forked_change FROM {grids}",
)
"""What the grids' group may not even try: it only adds to the log, and exchanges no files for the office."""


@cache
def rules() -> Mapping[str, tuple[str, str]]:
    """Return, for a bound login, which rows of a table it sees and which it may write (SQL conditions)."""
    placed = {**_PLACED, **_together()}
    found = {name: (condition, condition) for name, condition in placed.items()}
    for model in DOCUMENTS:
        noun = table_of(model).name
        inside = f"num = ANY ((SELECT gridtui_nums_{noun}())::bigint[])"
        if noun in placed:
            found[search_index.index_name(model)] = (inside, inside)
        elif noun in _READ:
            found[search_index.index_name(model)] = (_EVERY if _READ[noun] == _EVERY else inside, "false")
    return {**found, **{name: (condition, "false") for name, condition in _READ.items()}, **_WRITTEN}


def _together() -> dict[str, str]:
    """Return where records of working together belong: to whatever they refer to that has a place."""
    found: dict[str, str] = {}
    nouns = {noun.name: noun for noun in NOUNS if noun.name not in _READ}
    # Wholes before parts, so that what a part hangs on is known.
    for noun in (nouns[table.name] for table in SQLModel.metadata.sorted_tables if table.name in nouns):
        known = {**_PLACED, **found}
        where = []
        for each in noun.attributes:
            if each.name == "grid_id":
                where.append(f"grid_id = ANY {GRIDS}")
            elif each.name == "building_id":
                where.append(_BUILDING)
            elif each.refers in known and each.refers != noun.name:
                where.append(f"EXISTS (SELECT FROM {each.refers} p WHERE p.id = {noun.name}.{each.name})")
        if where:
            found[noun.name] = " OR ".join(where)
    return found


def functions() -> Iterator[str]:
    """Yield what makes the functions that the policies ask; each says the truth about who signed in."""
    yield _owners(
        "gridtui_operator() RETURNS bytea",
        "SELECT operator_id FROM shared_login WHERE login = session_user AND active",
    )
    yield _owners(
        "gridtui_grids() RETURNS bytea[]",
        "SELECT coalesce(array_agg(g.grid_id), '{}') FROM shared_login_grid g "
        "JOIN shared_login l ON l.login = g.login WHERE l.login = session_user AND l.active",
    )
    yield _owners(
        "gridtui_buildings() RETURNS bytea[]",
        "SELECT coalesce(array_agg(id), '{}') FROM building WHERE grid_id = ANY (gridtui_grids())",
    )
    # Scopes are buildings, organisations, and what an organisation lays down for all below it.
    codes = r"substring(sha256('gridtui codes 1\012'::bytea || o.id) for 16)"
    yield _owners(
        "gridtui_may_feed(wanted bytea) RETURNS boolean",
        "SELECT NOT EXISTS (SELECT FROM building b WHERE b.id = wanted "
        "AND NOT coalesce(b.grid_id = ANY (gridtui_grids()), false)) "
        f"AND NOT EXISTS (SELECT FROM org o WHERE {codes} = wanted)",
    )
    for numbered in ("issue", "whistle"):
        # Two grids must not give one number: numbers are told to all, and nothing else.
        yield _owners(
            f"gridtui_numbers_{numbered}(first text, below text) RETURNS SETOF text",
            f"SELECT number FROM {numbered} WHERE number >= first AND number < below "
            "ORDER BY length(number) DESC, number DESC",
        )
    for model in DOCUMENTS:
        noun = table_of(model).name
        numbers = f"SELECT coalesce(array_agg(num), '{{}}') FROM {noun}"
        yield _callers(f"gridtui_nums_{noun}() RETURNS bigint[]", "sql STABLE", numbers)
    looks = {noun: f"EXISTS (SELECT FROM {noun} t WHERE t.id = wanted)" for noun in logged_nouns()}
    yield _by_noun("gridtui_sees", looks)
    writes = {noun: look for noun, look in looks.items() if noun not in _READ}
    yield _by_noun("gridtui_may_change", writes | {"operator": "wanted = gridtui_operator()"})
    yield _callers(
        "gridtui_place_issue() RETURNS trigger",
        "plpgsql",
        "BEGIN NEW.grid_id := coalesce((SELECT b.grid_id FROM building b WHERE b.id = NEW.building_id), "
        "NEW.given_grid_id); RETURN NEW; END",
    )
    yield _callers(
        "gridtui_check_change() RETURNS trigger",
        "plpgsql",
        "BEGIN IF NOT gridtui_may_change(NEW.noun, NEW.record) THEN RAISE insufficient_privilege "
        "USING MESSAGE = 'row-level security: a change of a record that may not be written'; "
        "END IF; RETURN NULL; END",
    )


def _by_noun(name: str, answers: Mapping[str, str]) -> str:
    """Return what makes a function that answers for a record of each noun, and no for every other."""
    cases = "".join(f"WHEN '{noun}' THEN RETURN {answer}; " for noun, answer in answers.items())
    head = f"{name}(noun text, wanted bytea) RETURNS boolean"
    return _callers(head, "plpgsql STABLE", f"BEGIN CASE noun {cases} ELSE RETURN false; END CASE; END")


def _owners(head: str, body: str) -> str:
    """Return what makes a function that looks with the eyes of the tables' owner."""
    return _callers(head, "sql STABLE SECURITY DEFINER", body)


def _callers(head: str, kind: str, body: str) -> str:
    """Return what makes a function that looks with the eyes of whoever calls it."""
    where = "SET search_path = public, pg_temp"
    return f"CREATE OR REPLACE FUNCTION {head} LANGUAGE {kind} {where} AS $${body}$$"


def statements(office: str, grids: str) -> Iterator[str]:
    """Yield what sets up every policy anew for these two groups (names as quoted identifiers)."""
    yield from functions()
    for table in all_tables():
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        for name in ("office", "seen", *(f"written_{way}" for way in ("insert", "update", "delete", "all"))):
            yield f"DROP POLICY IF EXISTS gridtui_{name} ON {table}"
        yield f"CREATE POLICY gridtui_office ON {table} TO {office} USING (true) WITH CHECK (true)"
    for table, (seen, written) in rules().items():
        yield f"CREATE POLICY gridtui_seen ON {table} FOR SELECT TO {grids} USING ({seen})"
        if written != "false":
            using = seen if seen != _EVERY else written
            yield (
                f"CREATE POLICY gridtui_written_all ON {table} TO {grids} USING ({using}) "
                f"WITH CHECK ({written})"
            )
    for table, command, using, check in _ALSO:
        said = (f" USING ({using})" if using else "") + (f" WITH CHECK ({check})" if check else "")
        yield f"CREATE POLICY gridtui_written_{command.lower()} ON {table} FOR {command} TO {grids}{said}"
    # Whoever is bound asks for one grid's issues all day; nobody else does.
    yield "CREATE INDEX IF NOT EXISTS ix_issue_of_grid ON issue (grid_id, registered_at, num)"
    yield "DROP TRIGGER IF EXISTS gridtui_place ON issue"
    yield (
        "CREATE TRIGGER gridtui_place BEFORE INSERT ON issue FOR EACH ROW WHEN (NEW.grid_id IS NULL) "
        "EXECUTE FUNCTION gridtui_place_issue()"
    )
    yield "DROP TRIGGER IF EXISTS gridtui_check ON change"
    bound = f"pg_has_role(current_user, '{grids.strip(chr(34))}', 'USAGE')"
    yield (
        "CREATE CONSTRAINT TRIGGER gridtui_check AFTER INSERT ON change DEFERRABLE INITIALLY DEFERRED "
        f"FOR EACH ROW WHEN (row_security_active('change') AND {bound}) "
        "EXECUTE FUNCTION gridtui_check_change()"
    )


def all_tables() -> list[str]:
    """Return every table of a shared store, in the order of the model and then the search."""
    return [
        *(table.name for table in SQLModel.metadata.sorted_tables),
        *(search_index.index_name(model) for model in DOCUMENTS),
        "alembic_version",
    ]


def unguarded(connection: sa.Connection) -> set[str]:
    """Return the tables of the database that no policy guards; empty once the policies are set up."""
    asked = (
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "AND relkind IN ('r', 'p') AND NOT relispartition AND NOT relrowsecurity"
    )
    return set(connection.execute(sa.text(asked)).scalars())
