"""One line that takes down an issue: ``3-2-501 王 漏水 求助 !`` read part by part, or a pasted message.

Every part of the line is one of ``PartKind``; what nothing else claims is the text. Reading never fails:
a line that means nothing is text. A message, of several lines or of sentences, is read by the same reader:
its head is taken off, facts are looked for inside its sentences too, and its text stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from gridtui.domain.issues.capture_inside import PHONE, facts_inside, half_width
from gridtui.domain.issues.capture_names import (
    NAME,
    called_off,
    is_addressed,
    is_called,
    is_full_name,
    is_surname,
)
from gridtui.domain.issues.capture_parts import Capture, Part, PartKind
from gridtui.domain.issues.issue import IssueNature
from gridtui.domain.issues.message_head import read_head
from gridtui.domain.places.address import parse_door
from gridtui.domain.words.identifiers import looks_like_id_number, split_phones
from gridtui.domain.words.numbers import CHINESE_NUMERALS
from gridtui.domain.words.text import tidy, tidy_text
from gridtui.domain.words.vocabulary import plain

LONGEST_LINE = 4_000
"""Characters in which facts are looked for; a pasted message may be longer, its head says what it is."""

_WORD = re.compile(r"[^\s,;、。]+")
_CLAUSE = re.compile("[,;。?]")
_LINES = re.compile(r"\S[ \t]*[\n\r]\s*\S")
_LABEL = re.compile(
    "(?:(?P<person>姓名|称呼|联系人|反映人|报事人|业主姓名)|(?P<phone>(?:联系)?(?:电话|手机)号?码?|联系方式)"
    "|(?P<place>(?:家庭|详细|房屋)?(?:地址|住址|门牌号?|房号|楼栋|地点|位置)))是?:"
)
_URGENT = frozenset("!") | {"加急", "紧急", "急"}
_ANONYMOUS = frozenset({"匿名", "不留名"})
_NUMBER = re.compile(r"\+?(?:[0-9]-?){7,16}")
_BARE_DOOR = re.compile(
    rf"[0-9A-Za-z{CHINESE_NUMERALS}]+(?:[栋幢座#]|号楼)(?:[0-9{CHINESE_NUMERALS}]{{1,2}}单元)?"
)
K = PartKind


def read_capture(
    line: str,
    categories: Mapping[str, str],
    *,
    forced: Mapping[int, PartKind] | None = None,
    now: datetime | None = None,
) -> Capture:
    """Return what a line or a message says.

    ``categories`` is word → code, compared as ``plain``. ``forced`` overrules what the word of that number
    (from 0) is taken for: what a person corrected stays corrected while the line grows. ``now`` is what the
    time of a message without a year or a day is reckoned from.
    """
    head = read_head(line[:LONGEST_LINE], categories, now)
    begin = head.end if head else 0
    before = head.parts if head else ()
    reader = _Reader(line, begin, categories, forced or {}, before)
    found = reader.read()
    if not (_LINES.search(line.strip()) or reader.reads_like_prose):
        return Capture((*before, *found), tidy_text(reader.text), head_end=begin)
    reader = _Reader(line, begin, categories, forced or {}, before, is_message=True)
    return Capture((*before, *reader.read()), tidy_text(line[begin:]), is_message=True, head_end=begin)


class _Reader:
    """Reads a line from ``begin`` on, word by word; ``before`` are the parts of its head."""

    def __init__(
        self,
        line: str,
        begin: int,
        categories: Mapping[str, str],
        forced: Mapping[int, PartKind],
        before: Sequence[Part],
        *,
        is_message: bool = False,
    ) -> None:
        self._line = line
        self._half = half_width(line[:LONGEST_LINE])
        self._begin = begin
        self._categories = categories
        self._forced = forced
        self._is_message = is_message
        self._seen = {part.kind for part in before}
        self._last = before[-1].kind if before else None
        self._expected: PartKind | None = None
        self._said: list[list[int]] = []
        self._said_last = False
        self._words_of_text = 0

    @property
    def text(self) -> str:
        """The words of the matter, with what stands between them."""
        runs = [self._line[start : None if end == LONGEST_LINE else end] for start, end in self._said]
        if not self._said or self._said[-1][1] != LONGEST_LINE:
            runs.append(self._line[LONGEST_LINE:])
        return " ".join(runs).strip()

    @property
    def reads_like_prose(self) -> bool:
        """Whether sentences stand here and not the short words of a line."""
        return self._words_of_text > 1 and _CLAUSE.search(self._half, self._begin) is not None

    def read(self) -> list[Part]:
        """Return the parts in order; neighbouring words of text are one."""
        parts: list[Part] = []
        for number, (start, end) in enumerate(self._words()):
            self._said_last, was_said = False, self._said_last
            for part in self._parts_of(number, start, end):
                last = parts[-1] if parts else None
                if last and last.kind is part.kind is K.TEXT:
                    parts[-1] = self._text(last.start, part.end)
                else:
                    parts.append(part)
            if self._said_last and was_said and len(self._said) > 1:
                _, until = self._said.pop()
                self._said[-1][1] = until
        return [replace(part, value=tidy(part.words)) if part.kind is K.TEXT else part for part in parts]

    def _words(self) -> Iterator[tuple[int, int]]:
        """Yield where words begin and end; a phone with gaps is one, and so is a label with its colon."""
        at = self._begin
        for phone in [*PHONE.finditer(self._half, self._begin), None]:
            for word in _WORD.finditer(self._half, at, phone.start() if phone else len(self._half)):
                label = _LABEL.match(word[0])
                if label and label.end() < len(word[0]):
                    yield word.start(), word.start() + label.end()
                    yield word.start() + label.end(), word.end()
                else:
                    yield word.span()
            if phone:
                yield phone.span()
                at = phone.end()

    def _parts_of(self, number: int, start: int, end: int) -> Iterator[Part]:
        bare = start + len(self._half[start:end].rstrip("!"))
        if start < bare < end and not self._is_message:
            yield from self._word(number, start, bare)
            yield Part(K.URGENT, bare, end, self._line[bare:end], "!")
            self._said_last = False
        else:
            yield from self._word(number, start, end)

    def _word(self, number: int, start: int, end: int) -> Iterator[Part]:
        words, half = self._line[start:end], self._half[start:end]
        forced, expected, self._expected = self._forced.get(number), self._expected, None
        kind, value = (forced, self._value(forced, words)) if forced else self._meaning(half, expected)
        behind_door = self._last is K.PLACE
        self._seen.add(kind)
        self._last = kind
        if kind in (K.TEXT, K.CATEGORY):
            self._say(start, end)
        if forced or kind is not K.TEXT:
            yield Part(kind, start, end, words, value)
            return
        label = _LABEL.fullmatch(half)
        if label:
            self._expected = PartKind(label.lastgroup or "")
        self._words_of_text += not label
        yield from self._inside(start, end, behind_door)

    def _inside(self, start: int, end: int, behind_door: bool) -> Iterator[Part]:
        """Yield the facts inside a word of text, and the text around them."""
        at = start
        for fact in facts_inside(
            self._half[start:end], self._seen, self._categories, behind_door=behind_door
        ):
            begins, ends = start + fact.start, start + fact.end
            if at < begins:
                yield self._text(at, begins)
            elif fact.kind is K.PLACE and at == start and ends < end:
                # 3-2-501漏水: what stands before the matter is no part of it.
                self._said[-1][0] = ends
            yield Part(fact.kind, begins, ends, self._line[begins:ends], fact.value)
            self._seen.add(fact.kind)
            self._last, at = fact.kind, ends
        if at < end:
            yield self._text(at, end)
            self._last = K.TEXT

    def _say(self, start: int, end: int) -> None:
        self._said.append([start, end])
        self._said_last = True

    def _text(self, start: int, end: int) -> Part:
        return Part(K.TEXT, start, end, self._line[start:end], "")

    def _value(self, kind: PartKind, words: str) -> str:
        if kind is K.CATEGORY:
            return self._categories.get(plain(words), "")
        if kind is K.NATURE:
            return str(IssueNature.parse(words) or "")
        door = parse_door(words) if kind is K.PLACE else None
        return door.text if door else tidy(words)

    def _meaning(self, words: str, expected: PartKind | None) -> tuple[PartKind, str]:
        if words in _URGENT or (not words.strip("!") and not self._is_message):
            return K.URGENT, "!"
        if words in _ANONYMOUS:
            return K.ANONYMOUS, words
        for kind, value in (
            (K.PLACE, self._door(words, expected is K.PLACE)),
            (K.PHONE, self._phone(words, expected is K.PHONE)),
            (K.NATURE, str(IssueNature.parse(words) or "")),
            (K.CATEGORY, self._categories.get(plain(words), "")),
            (K.PERSON, self._name(words, expected is K.PERSON)),
        ):
            if value and kind not in self._seen:
                return kind, value
        return K.TEXT, tidy(words)

    def _door(self, words: str, expected: bool) -> str:
        door = parse_door(words)
        if door is not None:
            return door.text
        return tidy(words) if expected or _BARE_DOOR.fullmatch(words) else ""

    def _phone(self, words: str, expected: bool) -> str:
        if not _NUMBER.fullmatch(words) and not PHONE.fullmatch(words):
            return ""
        phone = split_phones(words)[0]
        # Among sentences 20261124 is a day or an order; behind 电话 it is a phone.
        sure = PHONE.fullmatch(words) if self._is_message else not looks_like_id_number(words)
        return phone if sure or expected else ""

    def _name(self, words: str, expected: bool) -> str:
        """Return a name: a surname alone, one with a title, or a whole name right behind a door."""
        if expected:
            return called_off(words) or tidy(words)
        if not NAME.fullmatch(words) or K.TEXT in self._seen:
            return ""
        if self._is_message and (is_addressed(words) or not is_called(words, self._categories)):
            return words if self._last is K.PLACE and is_full_name(words, self._categories) else ""
        bare = called_off(words)
        if bare:
            return bare
        if is_surname(words):
            return words
        # Right behind a door a name is likelier than a matter that begins like one: 高空抛物 is a category.
        return words if self._last is K.PLACE and is_full_name(words, self._categories) else ""
