"""Reading requests from XML that anybody may have made: no entity is expanded, nothing else is opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from gridtui.interchange.files.cells import refuse
from gridtui.words import mark

_REQUEST = frozenset(("request", "service_request"))
_DEEPEST = 64

_BROKEN = mark("第 {row} 行第 {column} 列开始不是正确的 XML：请检查文件")
_HOSTILE = mark("这个 XML 里有自定义实体或外部引用，没有打开：正规的 Open311 文件没有这些")
_TOO_DEEP = mark("XML 嵌套过深，无法打开")


@dataclass(slots=True)
class XmlRecords:
    """What was found: requests with their plain fields, the texts of errors, whether services are listed."""

    requests: list[dict[str, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    has_services: bool = False


def read_xml(text: str) -> XmlRecords:
    """Return the records of an XML text; ``RuleBroken`` where it is broken, too deep or hostile."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse_outside
    parser.EntityDeclHandler = _refuse_entity
    parser.ExternalEntityRefHandler = _refuse_entity
    parser.SkippedEntityHandler = _refuse_entity
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise refuse(_BROKEN, row=error.lineno, column=error.offset + 1) from error
    return reader.found


def _refuse_outside(_name: str, system: str | None, public: str | None, _inside: bool) -> None:
    if system or public:
        raise refuse(_HOSTILE)


def _refuse_entity(*_about: object) -> int:
    raise refuse(_HOSTILE)


class _Reader:
    """Keeps the direct children of every request that hold only text."""

    def __init__(self) -> None:
        self.found = XmlRecords()
        self._path: list[str] = []
        self._request: dict[str, str] | None = None
        self._depth = 0
        self._text: list[str] = []

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        """Take in an opening tag."""
        if len(self._path) >= _DEEPEST:
            raise refuse(_TOO_DEEP)
        tag = name.rpartition(":")[2]
        self._path.append(tag)
        self._text = []
        if self._request is None and tag in _REQUEST:
            self._request, self._depth = {}, len(self._path)
        elif tag == "service":
            self.found.has_services = True

    def text(self, text: str) -> None:
        """Take in characters."""
        self._text.append(text)

    def end(self, _name: str) -> None:
        """Take in a closing tag."""
        text = "".join(self._text).strip()
        self._text = []
        tag, depth = self._path.pop(), len(self._path) + 1
        if self._request is None:
            if tag == "description" and self._path[-1:] == ["error"] and text:
                self.found.errors.append(text)
        elif depth == self._depth:
            if self._request:
                self.found.requests.append(self._request)
            self._request = None
        elif depth == self._depth + 1 and text:
            self._request.setdefault(tag, text)
