"""A report in words: its facts as sections of sentences, tables and charts, in the language in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gridtui.domain.words.dates import shown_date
from gridtui.domain.words.periods import Span
from gridtui.domain.words.sentences import Sentence
from gridtui.interchange.reports.counted import percent
from gridtui.interchange.reports.facts import (
    Compared,
    ComparedRate,
    Part,
    PartOfIssues,
    ReportFacts,
    TypicalCase,
)
from gridtui.interchange.reports.sections import (
    Bar,
    CaseText,
    ReportChart,
    ReportSection,
    ReportTable,
    ReportText,
)
from gridtui.interchange.reports.sentences import Sentences
from gridtui.queries.issues.statistics import Durations
from gridtui.words import mark, tr

MOST_BARS = 10
"""So many categories or grids are drawn; the table has all."""

NOTHING = "–"
"""Stands where a number would mean nothing: a rate of nothing, a growth from nothing."""

TITLES = {Span.MONTH: mark("民情月报"), Span.QUARTER: mark("民情季报"), Span.YEAR: mark("民情年报")}
_NUMBERS = (mark("一"), mark("二"), mark("三"), mark("四"), mark("五"), mark("六"), mark("七"))


def report_text(facts: ReportFacts) -> ReportText:
    """Return the report as words: whatever stands on a paper of it comes from here."""
    sections = [
        _overview(facts),
        _rates(facts),
        _places(facts),
        _work(facts),
        _stuck(facts),
        _cases(facts),
        _gaps(facts),
    ]
    return ReportText(
        title=str(report_title(facts)),
        lines=tuple(_lines(facts)),
        sections=tuple(sections),
        foot=tr("姓名、电话、证件号已打码；数字都由库里的记录算出。"),
    )


def report_title(facts: ReportFacts) -> Sentence:
    """Return what the report is called."""
    named: dict[str, object] = {
        "office": facts.office, "period": facts.period.title, "report": Sentence(TITLES[facts.period.span])
    }  # fmt: skip
    if facts.grid is None:
        return Sentence(mark("{office}{period}{report}"), named)
    return Sentence(mark("{office}{grid}{period}{report}"), {**named, "grid": facts.grid})


def signed(number: int | None) -> str:
    """Return a change with its sign; a dash where there is nothing to compare."""
    return NOTHING if number is None else f"{number:+d}" if number else "0"


def growth(number: Compared) -> str:
    """Return a change as a share of what was before; a dash where that was nothing."""
    return NOTHING if number.relative is None else f"{number.relative:+.1%}" if number.relative else "0%"


def _lines(facts: ReportFacts) -> Iterator[str]:
    yield tr("填报单位：{office}", office=facts.office)
    first, last = shown_date(facts.period.first), shown_date(facts.until)
    yield tr("期间：{first} 至 {last}", first=first, last=last)
    if facts.grid is not None:
        yield tr("网格：{grid}", grid=facts.grid)
    yield tr("填报人：{name}", name=facts.by)
    yield tr("填报日期：{day}", day=shown_date(facts.made_on))


def _heading(place: int, words: str) -> str:
    return tr("{number}、{heading}", number=tr(_NUMBERS[place]), heading=tr(words))


def _said(*sentences: Iterable[Sentence]) -> tuple[str, ...]:
    """Return a paragraph of each run of sentences; a run without any makes none."""
    return tuple(filter(None, (_paragraph(run) for run in sentences)))


def _paragraph(run: Iterable[Sentence]) -> str:
    text = ""
    for each in run:
        text = tr("{first}{second}", first=text, second=each) if text else str(each)
    return text


def _overview(facts: ReportFacts) -> ReportSection:
    said = Sentences(facts)
    numbers = (
        (mark("登记的诉求"), facts.came),
        (mark("办结的诉求"), facts.closed),
        (mark("程序性办结但未解决"), facts.on_paper_only),
        (mark("吹哨次数"), facts.whistled),
        (mark("走访次数"), facts.visits.made),
        (mark("走访到的户"), facts.visits.homes),
        (mark("到期的承诺"), facts.promises.due),
        (mark("其中已兑现"), facts.promises.kept),
    )
    rows = tuple(
        (tr(name), str(each.now), str(each.before), signed(each.change), growth(each))
        for name, each in numbers
    )
    titles = (tr("指标"), tr("本期"), tr("上期"), tr("增减"), tr("幅度"))
    weeks = ReportChart(
        "weeks",
        tr("每周登记和办结"),
        (tr("登记数"), tr("办结数")),
        tuple(Bar(f"{week.first.month}.{week.first.day}", week.came, week.closed) for week in facts.weeks),
    )
    return ReportSection(
        "overview",
        _heading(0, mark("总体情况")),
        _said(said.running(), said.intake(), said.closures()),
        (ReportTable(titles, rows),),
        (weeks,),
    )


def _rates(facts: ReportFacts) -> ReportSection:
    said = Sentences(facts)
    unanswered = facts.responded.now.whole - facts.responded.now.part
    rates = (
        (mark("响应率"), facts.responded, mark("没有回应"), unanswered),
        (mark("解决率"), facts.resolved, mark("没有写明"), facts.resolved.now.unrated),
        (mark("满意率"), facts.satisfied, mark("未评价"), facts.satisfied.now.unrated),
    )  # fmt: skip
    rows = tuple(
        (
            tr(name),
            share(rate, before=False),
            share(rate, before=True),
            NOTHING if rate.points is None else f"{rate.points:+.1f}",
            f"{rate.now.part} / {rate.now.whole}",
            f"{tr(lacking)} {number}",
        )
        for name, rate, lacking, number in rates
    )
    titles = (tr("三率"), tr("本期"), tr("上期"), tr("百分点"), tr("件数"), tr("不明的"))
    return ReportSection(
        "rates",
        _heading(1, mark("三率和办结用时")),
        _said(*([each] for each in said.rates())),
        (ReportTable(titles, rows),),
    )


def share(rate: ComparedRate, *, before: bool) -> str:
    """Return a rate as it is said, of this period or of the one before; a dash for one of nothing."""
    found = (rate.before if before else rate.now).share
    return NOTHING if found is None else percent(found)


def days(took: Durations, which: int) -> str:
    """Return the median or the ninetieth percentile in days; a dash where nothing was closed."""
    return str(which) if took.number else NOTHING


def _places(facts: ReportFacts) -> ReportSection:
    said = Sentences(facts)
    tables = [_by_part(tr("类别"), facts.categories)]
    charts = [_part_chart("categories", tr("登记，按类别"), facts.categories)]
    if facts.grid is None:
        tables.append(_by_part(tr("所在网格"), facts.grids))
        charts.append(_part_chart("grids", tr("登记，按网格"), facts.grids))
    heading = mark("类别和网格") if facts.grid is None else mark("类别")
    return ReportSection("places", _heading(2, heading), _said(said.most()), tuple(tables), tuple(charts))


def _by_part(title: str, parts: tuple[PartOfIssues, ...]) -> ReportTable:
    came = (tr("登记数"), tr("上期登记"), tr("增减"))
    went = (tr("办结数"), tr("上期办结"), tr("一半在几天内"), tr("九成在几天内"))
    rows = tuple(
        (
            str(part.name),
            str(part.came.now),
            str(part.came.before),
            signed(part.came.change),
            str(part.closed.now),
            str(part.closed.before),
            days(part.took, part.took.median),
            days(part.took, part.took.ninetieth),
        )
        for part in parts
    )
    return ReportTable((title, *came, *went), rows)


def _part_chart(key: str, title: str, parts: tuple[PartOfIssues, ...]) -> ReportChart:
    bars = tuple(Bar(str(part.name), part.came.now, part.came.before) for part in parts[:MOST_BARS])
    return ReportChart(key, title, (tr("本期"), tr("上期")), bars)


def _work(facts: ReportFacts) -> ReportSection:
    said = Sentences(facts)
    return ReportSection(
        "work",
        _heading(3, mark("吹哨、走访和承诺")),
        _said(said.whistles(), said.visits(), said.promises()),
        tuple(_compared_table(tr("吹哨到"), facts.whistles)),
    )


def _stuck(facts: ReportFacts) -> ReportSection:
    said = Sentences(facts)
    tables = [*_number_table(tr("超期，按环节"), tr("件数"), facts.overdue),
              *_compared_table(tr("退回、不予受理"), facts.refusals)]  # fmt: skip
    if facts.difficulties:
        titles = (
            tr("为什么难"),
            tr("编号"),
            tr("所在网格"),
            tr("事由"),
            tr("环节"),
            tr("在谁手里"),
            tr("天数"),
        )
        rows = tuple(
            (
                tr(each.kind.label),
                each.number,
                each.grid,
                each.title,
                str(each.state),
                str(each.unit),
                str(each.days),
            )
            for each in facts.difficulties
        )
        tables.append(ReportTable(titles, rows, numbers_from=6))
    late = ReportChart(
        "overdue",
        tr("超期，按环节"),
        (tr("件数"),),
        tuple(Bar(str(part.name), part.number.now) for part in facts.overdue),
    )
    return ReportSection(
        "difficulties",
        _heading(4, mark("超期、退回和难点")),
        _said(said.overdue(), said.refusals(), said.difficulties()),
        tuple(tables),
        (late,) if facts.overdue else (),
    )


def _cases(facts: ReportFacts) -> ReportSection:
    return ReportSection(
        "cases",
        _heading(5, mark("本期典型案例")),
        _said(Sentences(facts).cases()),
        cases=tuple(map(case_text, facts.cases)),
    )


def case_text(case: TypicalCase) -> CaseText:
    """Return a typical case as it is read."""
    about = " · ".join(filter(None, (case.number, case.grid, case.category)))
    return CaseText(case.title, about, case.paragraphs)


def _gaps(facts: ReportFacts) -> ReportSection:
    return ReportSection(
        "gaps",
        _heading(6, mark("名册和记录的缺口")),
        _said(Sentences(facts).gaps()),
        tuple(_number_table(tr("缺口"), tr("处数"), facts.gaps)),
    )


def _number_table(title: str, number: str, parts: tuple[Part, ...]) -> Iterator[ReportTable]:
    """Yield a table of parts that only have a number of today; none of no parts."""
    if parts:
        yield ReportTable((title, number), tuple((str(part.name), str(part.number.now)) for part in parts))


def _compared_table(title: str, parts: tuple[Part, ...]) -> Iterator[ReportTable]:
    """Yield a table of parts beside those of the period before; none of no parts."""
    if parts:
        rows = tuple(
            (str(part.name), str(part.number.now), str(part.number.before), signed(part.number.change))
            for part in parts
        )
        yield ReportTable((title, tr("本期"), tr("上期"), tr("增减")), rows)
