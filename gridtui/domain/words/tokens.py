"""What goes into the search index, and how a query is read against it.

Text is folded character by character (compatibility forms, case), so that a part of a text folds to a part
of the folded text. Chinese characters give overlapping pairs, and a single one where a run of them ends;
a word of letters, digits and dashes gives each of its tails, cut to ``LONGEST``; where the two meet, the
neighbours are a pair too. So anything that stands in a text is found by what its first characters begin.

Tokens hold only ``a-z 0-9 - _`` and Chinese characters that FTS5's unicode61 leaves alone; every other letter
is written as ``_`` and six hexadecimal digits. Tokens that nobody can type begin with ``_``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import add

from gridtui.domain.places.address import door_prefix
from gridtui.domain.words.identifiers import looks_like_id_number, split_phones, tidy_id_number
from gridtui.domain.words.pinyin import name_tokens

LONGEST = 20
"""The most characters of a word's tail that are indexed; the rest is verified on the page."""

_HAN, _WORD, _OTHER = 1, 2, 3
_RUN = re.compile(
    "([\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]+)"
    "|([0-9a-z][0-9a-z_-]*)"
    r"|([^\W_]|[\ue000-\uf8ff])"
)
_PLAIN = re.compile("[\x00-\x7f\u3000-\u3037\u3400-\u4dbf\u4e00-\u9fff\xb7—‘’“”…！（），：；？]*")
_UNSAFE = re.compile("[^0-9a-z_-]")
_PHONE_DIGITS = 7
_SHORTEST_PHONE_TAIL, _SHORTEST_ROOM_TAIL = 4, 2


class _Fold(dict[int, str]):
    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code)).casefold()
        self[code] = folded = unicodedata.normalize("NFKC", folded)
        return folded


_FOLD = _Fold()


@dataclass(frozen=True, slots=True)
class Term:
    """Tokens that must all be there; with ``prefix``, tokens that begin like these."""

    tokens: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A query as the index understands it: every term must match.

    ``verify`` are folded pieces that must be looked for in the folded text (``fold``) of each hit, because
    the index knows only pairs and beginnings. A query without terms asks for nothing.
    """

    terms: tuple[Term, ...]
    verify: tuple[str, ...] = ()

    def confirms(self, *texts: str) -> bool:
        """Whether the texts of a hit really hold every piece that must be verified."""
        if not self.verify:
            return True
        haystack = fold("\n".join(texts))
        return all(piece in haystack for piece in self.verify)


@dataclass(frozen=True, slots=True)
class _Run:
    kind: int
    text: str
    joined: bool  # to the run before it, with nothing between


def fold(text: str) -> str:
    """Return a text as it is compared in search: compatibility forms and case folded, per character."""
    return text.lower() if text.isascii() else text.translate(_FOLD)


def text_tokens(text: str) -> list[str]:
    """Return the tokens of a text, once each. An 18-digit ID number in it is found only as a whole."""
    tokens: list[str] = []
    last, last_kind, last_end = "", _WORD, -1
    # Of the plain characters only letters fold to something that is a token.
    folded = text.lower() if _PLAIN.fullmatch(text) else fold(text)
    for found in _RUN.finditer(folded):
        run, kind, start = found[0], found.lastindex, found.start()
        if start == last_end:
            tokens.append(last + _first(run, kind))
        elif last_kind != _WORD:
            tokens.append(last)
        if kind == _HAN:
            tokens += map(add, run, run[1:])
            last = run[-1]
        elif kind == _WORD:
            tokens += _tails(run)
            last = run[-1]
        else:
            last = _encoded(run)
        last_kind, last_end = kind or _WORD, found.end()
    if last_kind != _WORD:
        tokens.append(last)
    return list(dict.fromkeys(tokens))


def person_tokens(name: str, phones: str, door: str, id_number: str) -> list[str]:
    """Return the tokens of a person.

    The name, its pinyin and initials; each phone from any digit on, down to its last four; the door, from
    its building, unit or room on, and the room's tails. An ID number is found only as a whole.
    """
    tokens = text_tokens(name)
    tokens += name_tokens(name)
    folded = fold(name)
    if "ü" in folded:
        # A query writes it v, as input methods do; many people type a plain u.
        tokens += [token for letter in "vu" for token in text_tokens(folded.replace("ü", letter))]
    for phone in split_phones(phones) if phones else ():
        digits = "".join(filter(str.isdecimal, phone))
        tokens += [digits[place:] for place in range(max(1, len(digits) - _SHORTEST_PHONE_TAIL + 1))]
    if door:
        tokens += _door_tokens(door)
    if id_number:
        tokens.append(_id_token(id_number))
    return list(dict.fromkeys(filter(None, tokens)))


@lru_cache(maxsize=1024)
def filter_token(kind: str, value: str) -> str:
    """Return the token that stands for a column's value (grid, status), beside the words of a row."""
    return f"_{kind}_" + _UNSAFE.sub(lambda found: _encoded(found[0]), fold(value))


def read_query(text: str, *, person: bool = False) -> Query:
    """Read what somebody typed; words between spaces must all be found, the last letters may go on.

    Signs around a word say nothing. For a ``person`` each word may be a name, pinyin, a phone with or
    without dashes, a whole ID number or a door however written; the parts of a name longer than a pair are
    verified.
    """
    terms: list[Term] = []
    verify: list[str] = []
    for word in map(_without_signs, fold(text).split()):
        if person:
            _read_person_word(word.replace("ü", "v"), terms, verify)
        else:
            _read_word(word, terms, verify)
    return Query(tuple(dict.fromkeys(terms)), tuple(dict.fromkeys(verify)))


def _without_signs(word: str) -> str:
    """Return a word without the signs around it: the comma after it is not what is looked for."""
    runs = list(_RUN.finditer(word))
    return word[runs[0].start() : runs[-1].end()] if runs else ""


def _read_word(word: str, terms: list[Term], verify: list[str]) -> None:
    exact, begun = _asked(word)
    if exact:
        terms.append(Term(tuple(exact)))
    terms += [Term((token,), prefix=True) for token in begun]
    asked = exact + begun
    if asked and asked not in ([word], [_id_token(word)]):
        verify.append(word)


def _read_person_word(word: str, terms: list[Term], verify: list[str]) -> None:
    if looks_like_id_number(word):
        terms.append(Term((_id_token(word),)))
        return
    door = door_prefix(word).lower()
    digits = word.replace("-", "")
    if door:
        terms.append(Term((door,), prefix=True))
        return
    if digits.isdecimal() and len(digits) >= _PHONE_DIGITS:
        word = digits
    exact, begun = _asked(word)
    if exact:
        terms.append(Term(tuple(exact)))
    terms += [Term((token,), prefix=True) for token in begun]
    verify += [run.text for run in _runs(word) if run.kind == _HAN and len(run.text) > 2]


def _asked(word: str) -> tuple[list[str], list[str]]:
    """Return the tokens that a text with this word has, and the beginnings of further ones."""
    exact: list[str] = []
    begun: list[str] = []
    runs = list(_runs(word))
    for place, run in enumerate(runs):
        following = runs[place + 1] if place + 1 < len(runs) else None
        paired = run.joined or (following is not None and following.joined)
        if run.joined:
            before = runs[place - 1]
            exact.append(_last(before) + _first(run.text, run.kind))
        if run.kind == _HAN:
            exact += map(add, run.text, run.text[1:])
        if run.kind == _WORD:
            ends_the_word = word.endswith(run.text) and following is None
            _ask_word(run.text, ends_the_word, paired, exact, begun)
        elif len(run.text) == 1 and not paired:
            begun.append(run.text if run.kind == _HAN else _encoded(run.text))
    return exact, begun


def _ask_word(word: str, open_end: bool, paired: bool, exact: list[str], begun: list[str]) -> None:
    if _is_whole_id(word):
        exact.append(_id_token(word))
    elif len(word) >= LONGEST:
        exact.append(word[:LONGEST])
    elif open_end:
        begun.append(word)
    elif len(word) > 1 or not paired:
        exact.append(word)


def _runs(word: str) -> Iterator[_Run]:
    end = -1
    for found in _RUN.finditer(word):
        yield _Run(found.lastindex or _WORD, found[0], found.start() == end)
        end = found.end()


def _first(run: str, kind: int | None) -> str:
    return _encoded(run) if kind == _OTHER else run[0]


def _last(run: _Run) -> str:
    return _encoded(run.text) if run.kind == _OTHER else run.text[-1]


def _tails(word: str) -> list[str]:
    if len(word) == 1:
        return [word]
    if _is_whole_id(word):
        return [_id_token(word)]
    tails = [word[place : place + LONGEST] for place in range(len(word))]
    return tails if word.isalnum() else [tail for tail in tails if tail[0] not in "-_"]


def _is_whole_id(word: str) -> bool:
    return len(word) == 18 and word[:17].isdecimal() and looks_like_id_number(word)


def _id_token(id_number: str) -> str:
    return "_i" + _UNSAFE.sub("", tidy_id_number(id_number).lower())


@lru_cache(maxsize=1024)
def _door_tokens(door: str) -> list[str]:
    """Return the tokens of a door; the people of one household are indexed one after the other."""
    folded = fold(door)
    parts = folded.split("-")
    if _UNSAFE.search(folded) or not all(parts):
        return text_tokens(door)
    room = parts[-1]
    tails = [room[place:] for place in range(1, len(room) - _SHORTEST_ROOM_TAIL + 1)]
    return ["-".join(parts[place:]) for place in range(len(parts))] + tails


def _encoded(character: str) -> str:
    return f"_{ord(character):06x}"
