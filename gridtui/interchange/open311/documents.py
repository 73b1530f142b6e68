"""Reading what another system sent as Open311: JSON or XML, exact or not, friendly or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

from gridtui.domain.words.text import tidy
from gridtui.interchange.files.cells import refuse
from gridtui.interchange.files.encodings import reads_as
from gridtui.interchange.files.reading import open_text
from gridtui.interchange.files.trees import load_json
from gridtui.interchange.open311.xml_reading import XmlRecords, read_xml
from gridtui.words import mark

Record: TypeAlias = "dict[str, str]"
"""A request: every field that has one plain value, as text; nulls and blanks left out."""

KEYS = frozenset(("service_request_id", "requested_datetime"))
"""A record with one of these is a request."""

_DECLARED = re.compile(rb"<\?xml[^>]*\sencoding=[\"']([A-Za-z0-9._-]{1,40})[\"']")
_TRUSTED = frozenset(
    ("gbk", "gb2312", "cp936", "gb18030", "big5", "iso-8859-1", "latin-1", "windows-1252", "us-ascii")
)
"""Encodings that a file may name itself; any other name could be a codec that is none of text."""

_MOST_SHOWN = 80

_SERVICES = mark("这个文件是对方的服务种类，不是诉求；类别对照请用 gridtui import labels")
_ERRORS = mark("对方系统返回的是错误：{words}")
_PAGE = mark("这是网页，不是 Open311 文件：请检查下载地址")
_NONE = mark("文件里没有 Open311 的诉求：每条诉求应有 service_request_id")


def read_requests(path: Path, *, form: str = "") -> list[Record]:
    """Return the requests of a file, in its order; ``RuleBroken`` with a plain sentence where there are none.

    ``form``, ``json`` or ``xml``, is what a person says it is; else its content decides.
    """
    text = open_text(path, encoding=_declared_encoding(path)).lstrip("\ufeff \t\r\n")
    start = text[:200].lower()
    if start.startswith(("<!doctype html", "<html")):
        raise refuse(_PAGE)
    if (form or ("xml" if start.startswith("<") else "json")) == "xml":
        return _of_xml(read_xml(text))
    return _of_json(load_json(text, as_written=True))


def _declared_encoding(path: Path) -> str:
    """Return the encoding that an XML file says it has, where it is so; empty where it must be found."""
    with suppress(OSError):
        with path.open("rb") as file:
            found = _DECLARED.match(file.read(200).lstrip(b" \t\r\n"))
        name = found[1].decode("ascii").lower() if found else ""
        if name in _TRUSTED and reads_as(path, name):
            return name
    return ""


def _of_xml(found: XmlRecords) -> list[Record]:
    if not found.requests:
        if found.errors:
            raise refuse(_ERRORS, words=tidy("；".join(found.errors))[:_MOST_SHOWN])
        raise refuse(_SERVICES if found.has_services else _NONE)
    return found.requests


def _of_json(document: Any) -> list[Record]:
    """Return the requests of a document, however deep its objects wrap them."""
    requests: list[Record] = []
    others: list[dict[str, Any]] = []
    for thing in _objects(document):
        if KEYS & thing.keys():
            requests.append(_plain(thing))
        else:
            others.append(thing)
    if requests:
        return requests
    errors = [str(each["description"]) for each in others if each.keys() >= {"code", "description"}]
    if errors:
        raise refuse(_ERRORS, words=tidy("；".join(errors))[:_MOST_SHOWN])
    raise refuse(_SERVICES if any("service_code" in each for each in others) else _NONE)


def _objects(document: Any) -> Iterator[dict[str, Any]]:
    """Yield every object, outer before inner, in the file's order; what is inside a request is its own."""
    waiting = [document]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, list):
            waiting.extend(reversed(thing))
        elif isinstance(thing, dict):
            yield thing
            if not KEYS & thing.keys():
                waiting.extend(reversed(thing.values()))


def _plain(thing: dict[str, Any]) -> Record:
    values = {
        key: ("true" if value else "false") if isinstance(value, bool) else str(value).strip()
        for key, value in thing.items()
        if value is not None and not isinstance(value, list | dict)
    }
    return {key: value for key, value in values.items() if value}
