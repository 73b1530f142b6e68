"""Small files of signed papers: 入网申请, 入网许可; JSON without secrets, that people may look into."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec

from gridtui.storage.store.safe_files import write_safely
from gridtui.sync.bundle.header import Hex16, Hex32
from gridtui.sync.bundle.lines import Paper
from gridtui.sync.bundle.reading import MOST_PAPERS
from gridtui.sync.papers import BadPaper, SignedPaper, read_paper
from gridtui.sync.refusing import BundleRefused, Why

_T = TypeVar("_T")

FORMAT = 1
LARGEST = 16 << 20
REQUEST_SUFFIX, PERMIT_SUFFIX = ".gtreq", ".gtpermit"


class RequestFile(msgspec.Struct, frozen=True, tag="request", tag_field="gridtui"):
    """The file of a request: one paper."""

    format: int
    papers: Annotated[tuple[Paper, ...], msgspec.Meta(min_length=1, max_length=1)]


class PermitFile(msgspec.Struct, frozen=True, tag="permit", tag_field="gridtui"):
    """The file of a permit: for which device, under which root, and every paper that it needs."""

    format: int
    device: Hex16
    root: Hex32
    papers: Annotated[tuple[Paper, ...], msgspec.Meta(min_length=1, max_length=MOST_PAPERS)]


class _Outline(msgspec.Struct):
    gridtui: Literal["request", "permit"]
    format: int


def paper_line(paper: SignedPaper) -> Paper:
    """Return a paper as it travels."""
    return Paper(paper.text.decode(), paper.signer.hex(), paper.signature.hex())


def paper_lines(papers: Iterable[SignedPaper]) -> tuple[Paper, ...]:
    """Return papers as they travel."""
    return tuple(map(paper_line, papers))


def checked_papers(papers: Iterable[Paper], why: Why, name: str) -> list[SignedPaper]:
    """Return papers whose signatures hold; ``BundleRefused`` where one does not."""
    try:
        return [
            read_paper(paper.text.encode(), bytes.fromhex(paper.signer), bytes.fromhex(paper.signature))
            for paper in papers
        ]
    except (BadPaper, UnicodeEncodeError) as error:
        raise BundleRefused(why, name) from error


def encode_request(paper: SignedPaper) -> bytes:
    """Return the bytes of a request's file."""
    return msgspec.json.format(msgspec.json.encode(RequestFile(FORMAT, (paper_line(paper),))), indent=1)


def encode_permit(device: bytes, root: bytes, papers: Iterable[SignedPaper]) -> bytes:
    """Return the bytes of a permit's file."""
    told = PermitFile(FORMAT, device.hex(), root.hex(), paper_lines(papers))
    return msgspec.json.format(msgspec.json.encode(told), indent=1)


def read_request_file(data: bytes, name: str = "") -> SignedPaper:
    """Return the paper of a request's file; ``BundleRefused`` where it is none or does not hold."""
    found = _decoded(data, RequestFile, Why.BAD_REQUEST, name)
    return checked_papers(found.papers, Why.BAD_REQUEST, name)[0]


def read_permit_file(data: bytes, name: str = "") -> tuple[PermitFile, list[SignedPaper]]:
    """Return a permit's file and its papers, whose signatures hold; ``BundleRefused`` otherwise."""
    found = _decoded(data, PermitFile, Why.BAD_PERMIT, name)
    return found, checked_papers(found.papers, Why.BAD_PERMIT, name)


def read_small_file(path: Path, why: Why, largest: int = LARGEST) -> bytes:
    """Return the bytes of a small file; ``BundleRefused`` where it is too large or cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError as error:
        raise BundleRefused(Why.UNREADABLE, path.name) from error
    if len(data) > largest:
        raise BundleRefused(why, path.name)
    return data


def write_small_file(path: Path, body: bytes) -> None:
    """Write a small file whole or not at all; ``BundleRefused`` where it cannot be written."""
    try:
        write_safely(path, body)
    except OSError as error:
        raise BundleRefused(Why.NOT_WRITTEN, path.name) from error


def _decoded(data: bytes, kind: type[_T], why: Why, name: str) -> _T:
    try:
        if msgspec.json.decode(data, type=_Outline).format > FORMAT:
            raise BundleRefused(Why.NEWER, name)
        return msgspec.json.decode(data, type=kind)
    except (ValueError, RecursionError) as error:
        raise BundleRefused(why, name) from error
