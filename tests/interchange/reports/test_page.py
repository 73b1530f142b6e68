"""The report as a page: whole by itself, safe whatever the texts are, and drawn by a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui import words
from gridtui.domain.words.periods import Period
from gridtui.interchange.files.paper import cells
from gridtui.interchange.reports.asking import asked_by
from gridtui.interchange.reports.facts import ReportFacts
from gridtui.interchange.reports.page import page_of, write_page
from gridtui.interchange.reports.reading import read_report
from gridtui.interchange.reports.sections import Bar, CaseText, ReportChart, ReportText
from gridtui.interchange.reports.svg import WIDTH, chart_svg, text_width
from gridtui.interchange.reports.telling import report_text
from gridtui.storage.workspace import Workspace
from tests.browser import browse

EVIL = "</title><script>alert(1)</script><img src=x onerror=y>\"'&\x1b[31m\u202e李四[/b]"
_EMPTY = frozenset(("meta", "br"))
SVG = "{http://www.w3.org/2000/svg}"


class Page(HTMLParser):
    """Reads a page, failing where a tag is not closed; keeps tags, attributes and texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def chart(*bars: Bar, key: str = "categories", series: tuple[str, ...] = ("本期", "上期")) -> ReportChart:
    return ReportChart(key, "登记", series, bars)


def drawn(found: ReportChart) -> ElementTree.Element:
    return ElementTree.fromstring(chart_svg(found, "图"))


def bars_of(found: ElementTree.Element, kind: str) -> list[float]:
    """The lengths of the bars of a series, its sign in the key left out."""
    rectangles = found.iterfind(f"{SVG}rect[@class='{kind}']")
    return [float(each.get("width", "")) for each in rectangles if each.get("height") != "12.0"]


def boxes(found: ElementTree.Element) -> Iterator[tuple[float, float]]:
    """Where every text begins and ends."""
    for each in found.iterfind(f"{SVG}text"):
        x, width = float(each.get("x", "")), text_width(each.text or "")
        back = {"start": 0.0, "middle": width / 2, "end": width}[each.get("text-anchor", "start")]
        yield x - back, x - back + width


def test_the_page_is_whole_and_asks_for_nothing_from_elsewhere(facts: ReportFacts, tmp_path: Path) -> None:
    write_page(facts, tmp_path / "a.html")
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    page = Page(text)
    names = {tag for tag, _ in page.tags}
    assert {"main", "section", "figure", "svg", "table", "footer"} <= names
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "form", "a", "foreignobject"}
    assert not re.search(r"url\(|@import|src=|href=|\son\w+=", text)
    assert set(re.findall(r"https?://[^\"' ]+", text)) == {"http://www.w3.org/2000/svg"}
    policy = [
        each["content"] for tag, each in page.tags if each.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]
    ids = [each["id"] for _, each in page.tags if "id" in each]
    assert len(ids) == len(set(ids))
    named = {each["aria-labelledby"] for _, each in page.tags if "aria-labelledby" in each}
    assert named <= set(ids)


def test_it_says_all_that_the_report_says(facts: ReportFacts) -> None:
    text = report_text(facts)
    said = " ".join(Page(page_of(text)).texts)
    for section in text.sections:
        for each in (section.heading, *section.paragraphs):
            assert each in said
        for table in section.tables:
            for row in table.rows:
                assert all(cell in said for cell in row)


@pytest.mark.parametrize(("language", "tag"), [("zh", "zh-CN"), ("en", "en")])
def test_it_says_its_language(facts: ReportFacts, language: str, tag: str) -> None:
    words.use(language)
    page = Page(page_of(report_text(facts)))
    assert dict(page.tags)["html"] == {"lang": tag}


def test_every_chart_has_its_numbers_in_a_table_and_a_name(facts: ReportFacts) -> None:
    text = report_text(facts)
    page = page_of(text)
    charts = [each for section in text.sections for each in section.charts]
    assert {"weeks", "categories", "grids"} <= {each.key for each in charts}
    for each in charts:
        figure = re.search(f'<figure id="chart-{each.key}">.*?</figure>', page, re.DOTALL)
        assert figure is not None
        table = figure[0][figure[0].index("<table>") :]
        assert all(f">{bar.now}</td>" in table and f">{bar.name}</th>" in table for bar in each.bars)
        assert 'role="img" ' in figure[0] and "<title>" in figure[0] and "<desc>" in figure[0]


def test_hostile_texts_stay_texts(facts: ReportFacts) -> None:
    text = report_text(facts)
    first = text.sections[0]
    spoilt = replace(
        first,
        heading=EVIL,
        paragraphs=(EVIL,),
        charts=(
            chart(Bar(EVIL, 3, 4), key="weeks", series=(EVIL, EVIL)),
            replace(chart(Bar(EVIL, 1)), title=EVIL),
        ),
        cases=(CaseText(EVIL, EVIL, (EVIL,)),),
    )
    page = Page(page_of(ReportText(EVIL, (EVIL,), (spoilt,), EVIL)))
    assert not {tag for tag, _ in page.tags} & {"script", "img", "b"}
    assert not [name for _, each in page.tags for name in each if name.startswith("on")]
    said = "".join(page.texts)
    assert "<script>alert(1)</script>" in said and "李四[/b]" in said
    assert not set(said) & {"\x1b", "\u202e"}


@given(
    st.lists(
        st.builds(Bar, st.text(max_size=30), st.integers(0, 10**7), st.integers(0, 10**7)),
        min_size=1,
        max_size=60,
    ),
    st.sampled_from(["weeks", "categories"]),
)
def test_a_chart_of_anything_is_xml_and_stays_inside_itself(bars: list[Bar], key: str) -> None:
    found = drawn(chart(*bars, key=key))
    for each in found.iterfind(f"{SVG}rect"):
        x, width = float(each.get("x", "")), float(each.get("width", ""))
        assert x >= 0 and width >= 0 and x + width <= WIDTH + 0.1
        assert float(each.get("y", "")) >= -0.1 and float(each.get("height", "")) >= 0


def test_bars_are_as_long_as_their_numbers_and_numbered() -> None:
    found = drawn(chart(Bar("物业小区", 40, 10), Bar("噪声", 20, 0)))
    first, second = bars_of(found, "now")
    assert first == pytest.approx(2 * second, abs=0.2)
    assert bars_of(found, "beside") == pytest.approx([first / 4, 0], abs=0.2)
    said = [each.text for each in found.iterfind(f"{SVG}text")]
    assert said == ["本期", "上期", "物业小区", "40", "10", "噪声", "20", "0"]


def test_names_of_any_width_stand_inside_and_beside_the_bars() -> None:
    long = Bar("翠湖西路社区第一网格和第二网格之间的公共区域", 1234567, 1)
    found = drawn(chart(long, Bar("a", 5, 1)))
    assert all(begin >= 0 and end <= WIDTH for begin, end in boxes(found))
    shown = next(found.iterfind(f"{SVG}text[@text-anchor='end']"))
    assert cells(shown.text or "") <= 24 and (shown.text or "").endswith("..")
    assert shown.find(f"{SVG}title").text == long.name  # type: ignore[union-attr]
    weeks = [Bar(f"{month}月{day}日起", day, month) for month in (1, 2, 3, 10) for day in (1, 8, 15, 22)]
    found = drawn(chart(*weeks, key="weeks", series=("登记数", "办结数")))
    names = [
        box
        for box, each in zip(boxes(found), found.iterfind(f"{SVG}text"), strict=True)
        if "起" in str(each.text)
    ]
    assert len(names) < len(weeks)
    assert all(one[1] <= other[0] for one, other in pairwise(names))
    assert all(begin >= 0 and end <= WIDTH for begin, end in boxes(found))


@pytest.mark.parametrize("key", ["weeks", "categories"])
def test_nothing_but_zeros_draws_no_bar_and_says_zero(key: str) -> None:
    found = drawn(chart(Bar("一", 0, 0), Bar("二", 0, 0), key=key))
    areas = {
        float(each.get("height", "")) * float(each.get("width", "")) for each in found.iterfind(f"{SVG}rect")
    }
    assert areas <= {0.0, 144.0}, "only the signs of the key have an area"
    assert [each.text for each in found.iterfind(f"{SVG}text")].count("0") == 4


def test_an_empty_period_reads_as_zero(sample: Workspace) -> None:
    with sample.read() as connection:
        empty = read_report(connection, asked_by(sample, Period(date(2020, 1, 1))))
    said = " ".join(Page(page_of(report_text(empty))).texts)
    assert "本月没有登记诉求" in said and "nan" not in said.lower() and "None" not in said


def test_a_browser_draws_it_and_prints_it_on_a4(facts: ReportFacts, tmp_path: Path) -> None:
    page, blank = tmp_path / "报表.html", tmp_path / "blank.html"
    write_page(facts, page)
    blank.write_text("<!DOCTYPE html><title>-</title>", encoding="utf-8")
    sizes = {}
    for each in (page, blank):
        browse(each, tmp_path, "--window-size=900,1400", f"--screenshot={tmp_path / 'shot.png'}")
        sizes[each] = (tmp_path / "shot.png").stat().st_size
    assert sizes[page] > 10 * sizes[blank]
    browse(page, tmp_path, f"--print-to-pdf={tmp_path / 'shot.pdf'}")
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", (tmp_path / "shot.pdf").read_bytes())
    assert boxes and {(round(float(width)), round(float(height))) for width, height in boxes} == {(595, 842)}
    assert len(boxes) < 12
