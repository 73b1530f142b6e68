"""Letters and digits three rows high, to be read out across a table; plain text where only ascii is drawn."""

from __future__ import annotations

from typing import Final

from gridtui.ui.kit.glyphs import is_ascii

_DOTS: Final = {
    "0": "75557", "1": "26227", "2": "71747", "3": "71717", "4": "55711", "5": "74717", "6": "74757",
    "7": "71222", "8": "75757", "9": "75717", "A": "25755", "B": "65656", "C": "74447", "D": "65556",
    "E": "74647", "F": "74644", "G": "74557", "H": "55755", "J": "11157", "K": "55655", "M": "57755",
    "N": "65555", "P": "75744", "Q": "75571", "R": "65655", "S": "34216", "T": "72222", "V": "55552",
    "W": "55775", "X": "55255", "Y": "55222", "Z": "71247",
}  # fmt: skip
"""Sign → five rows of three dots, each row a digit of its bits."""

_HALVES: Final = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}


def large(text: str, most: int = 76) -> list[str]:
    """Return the lines that show digits and letters large, broken at blanks to at most ``most`` cells.

    A blank stands between groups; between two lines of large signs lies an empty one.
    """
    groups = text.split()
    if is_ascii():
        return _broken([" ".join(group) for group in groups], most, "    ")
    lines: list[str] = []
    for row in _rows(groups, most):
        drawn = [_drawn(group) for group in row]
        lines += ["    ".join(group[at] for group in drawn) for at in range(3)] + [""]
    return lines[:-1]


def _drawn(group: str) -> list[str]:
    signs = [[int(dots) for dots in _DOTS[sign]] + [0] for sign in group if sign in _DOTS]
    return [" ".join(_half(sign[at], sign[at + 1]) for sign in signs) for at in (0, 2, 4)]


def _half(upper: int, lower: int) -> str:
    return "".join(_HALVES[upper >> bit & 1, lower >> bit & 1] for bit in (2, 1, 0))


def _rows(groups: list[str], most: int) -> list[list[str]]:
    rows: list[list[str]] = [[]]
    for group in groups:
        taken = sum(4 * len(each) + 3 for each in rows[-1])
        if rows[-1] and taken + 4 * len(group) > most:
            rows.append([])
        rows[-1].append(group)
    return rows


def _broken(words: list[str], most: int, gap: str) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + len(gap) + len(word) <= most:
            lines[-1] += gap + word
        else:
            lines.append(word)
    return lines
