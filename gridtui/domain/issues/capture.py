"""One line that takes down an issue: ``3-2-501 王 漏水 求助 !`` read part by part.

Every part of the line is one of ``PartKind``; what nothing else claims is the text. Reading never fails:
a line that means nothing is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gridtui.domain.issues.issue import IssueNature
from gridtui.domain.places.address import parse_door
from gridtui.domain.words.identifiers import split_phones
from gridtui.domain.words.numbers import CHINESE_NUMERALS
from gridtui.domain.words.pinyin import surname_of
from gridtui.domain.words.text import tidy
from gridtui.domain.words.vocabulary import Vocabulary, plain
from gridtui.words import mark

LONGEST_LINE = 9_000
"""Characters of a line that are looked at; a pasted chat message may be long, its head says what it is."""

_WORD = re.compile(r"[^\s,，;；、。]+")
_URGENT = frozenset("!！") | {"加急", "紧急", "急"}
_ANONYMOUS = frozenset({"匿名", "不留名"})
_NAME = re.compile(r"[\u4e00-\u9fff·]{1,4}")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范"
    "汪廖石金韦贾夏付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤普木和施洪赖庞樊殷颜倪庄聂"
    "章鲁岳翟申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季成霍苗裴涂谷曲盛冉翁蓝路游靳辛管柴蒙鲍华喻"
)
"""The commonest surnames; a rarer one is understood behind a door, or with a title such as 先生."""

_CALLED = ("先生", "女士", "老师", "师傅", "阿姨", "大爷", "大妈", "叔叔", "书记")
_PHONE = re.compile(r"\+?(?:[0-9]-?){7,16}")
_BARE_DOOR = re.compile(rf"[0-9A-Za-z{CHINESE_NUMERALS}]+(?:[栋幢座#]|号楼)")


class PartKind(Vocabulary):
    """What a part of the line was understood as."""

    PLACE = "place", mark("门牌")
    PERSON = "person", mark("反映人")
    PHONE = "phone", mark("电话")
    CATEGORY = "category", mark("类别")
    NATURE = "nature", mark("性质")
    URGENT = "urgent", mark("加急")
    ANONYMOUS = "anonymous", mark("匿名")
    TEXT = "text", mark("内容")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the line: where it stands (character offsets), its words, and what they mean.

    ``value`` is the door, the name, the digits, the category code, the nature's code, or the words.
    """

    kind: PartKind
    start: int
    end: int
    words: str
    value: str


@dataclass(frozen=True, slots=True)
class Capture:
    """A line as it was understood; ``parts`` in the order of the line."""

    parts: tuple[Part, ...]

    def value(self, kind: PartKind) -> str:
        """Return the value of the first part of that kind; empty where there is none."""
        return next((part.value for part in self.parts if part.kind is kind), "")

    @property
    def text(self) -> str:
        """What was said: the words of the matter and every other word that is no fact of its own."""
        said = (part.words for part in self.parts if part.kind in (PartKind.TEXT, PartKind.CATEGORY))
        return " ".join(said)

    @property
    def is_urgent(self) -> bool:
        """Whether it cannot wait."""
        return any(part.kind is PartKind.URGENT for part in self.parts)

    @property
    def is_anonymous(self) -> bool:
        """Whether who said it wishes not to be named."""
        return any(part.kind is PartKind.ANONYMOUS for part in self.parts)


def read_capture(
    line: str, categories: Mapping[str, str], *, forced: Mapping[int, PartKind] | None = None
) -> Capture:
    """Return what a line says.

    ``categories`` is word → code, compared as ``plain``. ``forced`` overrules what the word of that number
    (from 0) is taken for: what a person corrected stays corrected while the line grows.
    """
    reader = _Reader(categories, forced or {})
    return Capture(tuple(_joined(list(reader.read(line[:LONGEST_LINE])))))


class _Reader:
    def __init__(self, categories: Mapping[str, str], forced: Mapping[int, PartKind]) -> None:
        self._categories = categories
        self._forced = forced
        self._seen: set[PartKind] = set()
        self._last: PartKind | None = None

    def read(self, line: str) -> Iterator[Part]:
        for number, found in enumerate(_WORD.finditer(line)):
            start, words = found.start(), found[0]
            bare = words.rstrip("!！")
            if bare and bare != words:
                yield self._part(number, start, bare)
                yield Part(PartKind.URGENT, start + len(bare), found.end(), words[len(bare) :], "!")
            else:
                yield self._part(number, start, words)

    def _part(self, number: int, start: int, words: str) -> Part:
        forced = self._forced.get(number)
        kind, value = (forced, self._value(forced, words)) if forced else self._meaning(words)
        self._seen.add(kind)
        self._last = kind
        return Part(kind, start, start + len(words), words, value)

    def _value(self, kind: PartKind, words: str) -> str:
        if kind is PartKind.CATEGORY:
            return self._categories.get(plain(words), "")
        if kind is PartKind.NATURE:
            return str(IssueNature.parse(words) or "")
        door = parse_door(words) if kind is PartKind.PLACE else None
        return door.text if door else tidy(words)

    def _meaning(self, words: str) -> tuple[PartKind, str]:
        if words in _URGENT or not words.strip("!！"):
            return PartKind.URGENT, "!"
        if words in _ANONYMOUS:
            return PartKind.ANONYMOUS, words
        for kind, value in (
            (PartKind.PLACE, self._door(words)),
            (PartKind.PHONE, self._phone(words)),
            (PartKind.NATURE, str(IssueNature.parse(words) or "")),
            (PartKind.CATEGORY, self._categories.get(plain(words), "")),
            (PartKind.PERSON, self._name(words)),
        ):
            if value and kind not in self._seen:
                return kind, value
        return PartKind.TEXT, tidy(words)

    def _door(self, words: str) -> str:
        door = parse_door(words)
        if door is not None:
            return door.text
        return tidy(words) if _BARE_DOOR.fullmatch(words) else ""

    def _phone(self, words: str) -> str:
        return split_phones(words)[0] if _PHONE.fullmatch(words) else ""

    def _name(self, words: str) -> str:
        """Return a name: a surname alone, one with a title, or a whole name right behind a door."""
        if not _NAME.fullmatch(words) or PartKind.TEXT in self._seen:
            return ""
        bare = next((words.removesuffix(each) for each in _CALLED if words.endswith(each)), words)
        if bare != words:
            return bare
        surname = surname_of(words)
        known = len(surname) == 2 or surname in _SURNAMES
        if len(words) == len(surname):
            return words if known else ""
        # Right behind a door a name is likelier than a matter that begins like one: 高空抛物 is a category.
        return words if known and len(words) <= len(surname) + 2 and self._last is PartKind.PLACE else ""


def _joined(parts: Sequence[Part]) -> Iterator[Part]:
    """Join neighbouring words of text to one part."""
    held: Part | None = None
    for part in parts:
        if held and part.kind is PartKind.TEXT:
            held = Part(
                PartKind.TEXT,
                held.start,
                part.end,
                f"{held.words} {part.words}",
                f"{held.value} {part.value}",
            )
            continue
        if held:
            yield held
        held = part if part.kind is PartKind.TEXT else None
        if held is None:
            yield part
    if held:
        yield held
