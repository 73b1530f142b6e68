"""Where a store is: a file of this laptop, or a database of a PostgreSQL server written as one address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark

_BEGINNING = re.compile(r"postgres(ql)?(\+psycopg)?://", re.IGNORECASE)
_LOOPBACK = re.compile(r"localhost|127(\.\d{1,3}){3}|::1|[/@].*")
_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_MAYBE_PLAIN = ("allow", "prefer")
_OPTIONS = frozenset(
    (
        *("channel_binding", "connect_timeout", "gssencmode", "hostaddr", "passfile", "require_auth"),
        *("ssl_min_protocol_version", "sslcert", "sslcrl", "sslkey", "sslmode", "sslrootcert"),
        "target_session_attrs",
    )
)
"""What an address may ask of libpq: nothing that leads to another server or hides what is not secure."""


@dataclass(frozen=True, slots=True)
class SharedAddress:
    """A database of a PostgreSQL server, without any password.

    ``host`` is empty where libpq's own default is meant, ``user`` where the login of this system is;
    ``options`` are libpq's, ``sslmode`` always among them for a server that is not this computer.
    """

    host: str
    port: int | None
    database: str
    user: str
    options: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        login = f"{self.user}@" if self.user else ""
        if self.host.startswith("/"):
            port = f"&port={self.port}" if self.port else ""
            return f"postgresql://{login}/{self.database}?host={self.host}{port}"
        return f"postgresql://{login}{self.server}/{self.database}"

    @property
    def server(self) -> str:
        """The server as a person reads it: name and port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host or 'localhost'}:{self.port}" if self.port else host or "localhost"

    @property
    def is_plain(self) -> bool:
        """Whether the address itself asks for a link that nothing encrypts."""
        return ("sslmode", "disable") in self.options


StorePlace: TypeAlias = Path | SharedAddress
"""What a person names as the store."""


class NamedStore(NamedTuple):
    """What a person wrote as the store, with the password where the address held one."""

    place: StorePlace
    password: str | None = None


def is_address(text: str) -> bool:
    """Say whether this names a server's database, not a file."""
    return _BEGINNING.match(text.strip()) is not None


def named_store(text: str, environment: Mapping[str, str]) -> NamedStore:
    """Return the place that a person wrote: ``postgresql://login@server:5432/database?sslmode=…``, or a path.

    ``environment`` is asked as libpq asks it (``PGHOST``, ``PGSERVICE`` …). A server elsewhere is reached
    with TLS and its name is checked, unless the address says otherwise. ``RuleBroken`` for a wrong address.
    """
    if not is_address(text):
        return NamedStore(Path(text))
    try:
        split = urlsplit("postgresql" + text.strip()[text.strip().index("://") :])
        port, query = split.port, dict(parse_qsl(split.query, keep_blank_values=True))
        host, user = unquote(split.hostname or ""), unquote(split.username or "")
        password = None if split.password is None else unquote(split.password)
        port = int(query.pop("port")) if "port" in query else port
    except ValueError as error:
        raise _wrong() from error
    host = query.pop("host", host) or environment.get("PGHOST", "")
    user, password = query.pop("user", user), query.pop("password", password)
    database = query.pop("dbname", unquote(split.path.lstrip("/")))
    if not database or "/" in database or "\0" in text:
        raise _wrong()
    unknown = sorted(set(query) - _OPTIONS)
    if unknown:
        text = mark("库地址里的“{name}”不认识，请去掉")
        raise RuleBroken(Problem(text, field="store", values={"name": unknown[0]}))
    options = _secured(host, query, environment)
    return NamedStore(SharedAddress(host, port, database, user, tuple(sorted(options.items()))), password)


def _secured(host: str, query: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """Return the options with how the link is secured."""
    options, mode = dict(query), query.get("sslmode", "")
    if mode and mode not in _MODES:
        text = mark("库地址里的 sslmode 写得不对，可以写：{values}")
        values: dict[str, object] = {"values": "、".join(each for each in _MODES if each not in _MAYBE_PLAIN)}
        raise RuleBroken(Problem(text, field="store", values=values))
    # What libpq would take in place of the name decides where the link goes.
    reached = [query.get("hostaddr") or environment.get("PGHOSTADDR", ""), host]
    elsewhere = any(each and not _LOOPBACK.fullmatch(each) for each in reached)
    if elsewhere or (not host and environment.get("PGSERVICE")):
        if mode in _MAYBE_PLAIN:
            text = mark(
                "sslmode={mode} 可能不加密就连出去：请去掉它（默认加密并核对服务器），"
                "或在可信的内网里明写 sslmode=disable"
            )
            raise RuleBroken(Problem(text, field="store", values={"mode": mode}))
        options["sslmode"] = mode or "verify-full"
    return options


def _wrong() -> RuleBroken:
    text = mark("库地址写得不对，应像 postgresql://登录名@服务器:5432/数据库名")
    return RuleBroken(Problem(text, field="store"))


def moved_problem(place: str) -> Problem:
    """Return the sentence about a store whose desk was moved to a place."""
    text = mark("这个库已经搬到 {place}，这里留作存底，只能看；请打开新库接着用")
    return Problem(text, values={"place": place})
