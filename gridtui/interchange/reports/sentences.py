"""What the facts come to in sentences: computed, never invented; nothing is said to be nothing.

Each function returns sentences that are said in the language in use when a paper is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gridtui.domain.words.periods import Span
from gridtui.domain.words.sentences import Listing, Sentence
from gridtui.interchange.reports.counted import (
    CASES,
    GAPS,
    HOUSEHOLDS,
    ISSUES,
    PROMISES,
    VISITS,
    WHISTLES,
    WITHIN,
    Counted,
    day_words,
    percent,
)
from gridtui.interchange.reports.facts import Compared, ComparedRate, Part, PartOfIssues, ReportFacts
from gridtui.words import mark

NAMED = 5
"""So many categories, grids and units are named in a sentence; the table has all."""

_PAIR = mark("{name}{n}件")

_THIS = {Span.MONTH: mark("本月"), Span.QUARTER: mark("本季度"), Span.YEAR: mark("本年")}
_LAST = {Span.MONTH: mark("上月"), Span.QUARTER: mark("上季度"), Span.YEAR: mark("上年")}


@dataclass(frozen=True)
class Sentences:
    """The sentences of a report, by what they are about."""

    facts: ReportFacts

    @property
    def this(self) -> Sentence:
        """How the period is called."""
        return Sentence(_THIS[self.facts.period.span])

    @property
    def last(self) -> Sentence:
        """How the period before is called."""
        return Sentence(_LAST[self.facts.period.span])

    def running(self) -> Iterator[Sentence]:
        """Yield that the period is not over, where it is not."""
        if not self.facts.is_over:
            yield self._say(
                mark("{this}还没有过完，数字算到{day}；和{last}整期相比只作参考。"),
                day=day_words(self.facts.until),
            )

    def intake(self) -> Iterator[Sentence]:
        """Yield what came in."""
        facts = self.facts
        if facts.came.now:
            yield self._compared(mark("{this}登记诉求{count}，{change}。"), facts.came, ISSUES)
        else:
            yield self._compared(mark("{this}没有登记诉求，{change}。"), facts.came, ISSUES)

    def most(self) -> Iterator[Sentence]:
        """Yield the categories and grids that most came from."""
        facts = self.facts
        if not facts.came.now:
            yield self._say(mark("{this}没有登记诉求。"))
            return
        for words, parts in (
            (mark("登记最多的类别：{list}。"), facts.categories),
            (mark("登记最多的网格：{list}。"), facts.grids),
        ):
            if any(part.came.now for part in parts):
                yield self._say(words, list=_most(parts))

    def closures(self) -> Iterator[Sentence]:
        """Yield what was closed, and what was closed on paper only."""
        facts = self.facts
        if facts.closed.now:
            yield self._compared(mark("{this}办结{count}，{change}。"), facts.closed, ISSUES)
        else:
            yield self._compared(mark("{this}没有办结诉求，{change}。"), facts.closed, ISSUES)
        if facts.on_paper_only.now:
            words = mark("其中程序性办结但未解决{count}，{change}。")
            yield self._compared(words, facts.on_paper_only, ISSUES)
        elif facts.closed.now:
            words = mark("没有程序性办结但未解决的，{change}。")
            yield self._compared(words, facts.on_paper_only, ISSUES)

    def rates(self) -> Iterator[Sentence]:
        """Yield the three rates, each with those of which nothing is known, and how long closing took."""
        facts = self.facts
        if facts.responded.now.whole:
            yield self._rated(
                mark("应当回应的诉求{whole}，已回应{part}，响应率{share}，{points}。"), facts.responded
            )
        else:
            yield self._say(mark("{this}没有应当回应的诉求，不算响应率。"))
        if not facts.closed.now:
            yield self._say(mark("{this}没有办结，不算解决率、满意率和办结用时。"))
            return
        if facts.resolved.now.whole:
            yield self._rated(
                mark("办结时写明是否解决的{whole}，解决{part}，解决率{share}，{points}；{rest}。"),
                facts.resolved,
                mark("没有写明的{count}"),
                mark("没有漏写的"),
            )
        else:
            yield self._say(mark("办结的都没有写明是否解决，不算解决率。"))
        if facts.satisfied.now.whole:
            yield self._rated(
                mark("评价了的{whole}，满意和基本满意{part}，满意率{share}，{points}；{rest}。"),
                facts.satisfied,
                mark("未评价{count}"),
                mark("没有未评价的"),
            )
        else:
            yield self._say(mark("办结的都没有评价，不算满意率。"))
        yield self._took()

    def whistles(self) -> Iterator[Sentence]:
        """Yield how often whistles were blown, by level."""
        whistles = self.facts.whistled
        if whistles.now:
            parts = _named(self.facts.whistles, mark("{name}级{n}次"))
            words = mark("{this}吹哨{count}（{list}），{change}。")
            yield self._compared(words, whistles, WHISTLES, list=parts)
        else:
            yield self._compared(mark("{this}没有吹哨，{change}。"), whistles, WHISTLES)

    def visits(self) -> Iterator[Sentence]:
        """Yield how many visits were made, and to how many households."""
        visits = self.facts.visits
        if visits.made.now:
            words = mark("{this}走访{count}，到过{homes}，{change}。")
            yield self._compared(words, visits.made, VISITS, homes=HOUSEHOLDS(visits.homes.now))
        else:
            yield self._compared(mark("{this}没有走访，{change}。"), visits.made, VISITS)

    def promises(self) -> Iterator[Sentence]:
        """Yield the promises that fell due, those kept, and those past their day."""
        promises = self.facts.promises
        due, kept = promises.due, promises.kept
        if due.now:
            words = mark("{this}到期的承诺{count}，{change}；已兑现{kept}。")
            yield self._compared(words, due, PROMISES, kept=PROMISES(kept.now))
        else:
            yield self._compared(mark("{this}没有到期的承诺，{change}。"), due, PROMISES)
        day = day_words(self.facts.made_on)
        if promises.late:
            yield self._say(
                mark("到{day}，过期没有兑现的承诺{count}。"), day=day, count=PROMISES(promises.late)
            )
        else:
            yield self._say(mark("到{day}，没有过期未兑现的承诺。"), day=day)

    def refusals(self) -> Iterator[Sentence]:
        """Yield who returned or rejected how many."""
        refusing = [part for part in self.facts.refusals if part.number.now]
        if refusing:
            yield self._say(mark("{this}退回或不予受理，按单位：{list}。"), list=_named(refusing))
        else:
            yield self._say(mark("{this}没有退回或不予受理的诉求。"))

    def overdue(self) -> Iterator[Sentence]:
        """Yield what is overdue today, by stage."""
        late = sum(part.number.now for part in self.facts.overdue)
        values = {"day": day_words(self.facts.made_on), "count": ISSUES(late)}
        if late:
            listed = _named(self.facts.overdue)
            yield self._say(mark("到{day}，超期未办结{count}：{list}。"), list=listed, **values)
        else:
            yield self._say(mark("到{day}，没有超期未办结的诉求。"), **values)

    def difficulties(self) -> Iterator[Sentence]:
        """Yield how many issues do not move, by kind."""
        found = [part for part in self.facts.outstanding if part.number.now]
        day = day_words(self.facts.made_on)
        if found:
            words = mark("到{day}，难办的诉求：{list}。每类最久的列在下面。")
            yield self._say(words, day=day, list=_named(found))
        else:
            words = mark("到{day}，没有超期、退回、重办未结和挂账的诉求。")
            yield self._say(words, day=day)

    def gaps(self) -> Iterator[Sentence]:
        """Yield what the roster and the records lack today."""
        day = day_words(self.facts.made_on)
        lacking = sum(part.number.now for part in self.facts.gaps)
        if lacking:
            words = mark("到{day}，名册和记录里有{count}：{list}。")
            yield self._say(
                words, day=day, count=GAPS(lacking), list=_named(self.facts.gaps, mark("{name}{n}处"))
            )
        else:
            yield self._say(mark("到{day}，名册和记录里没有缺口。"), day=day)

    def cases(self) -> Iterator[Sentence]:
        """Yield how many typical cases were chosen."""
        if self.facts.cases:
            yield self._say(mark("{this}选了{count}。"), count=CASES(len(self.facts.cases)))
        else:
            yield self._say(mark("{this}没有选定典型案例。"))

    def change(self, number: Compared, counted: Counted) -> Sentence:
        """Return how a number compares with the one before."""
        if number.before is None:
            return self._say(mark("没有{last}的数可比"))
        if number.now == number.before:
            return self._say(mark("和{last}持平") if number.now else mark("{last}也没有"))
        if not number.before:
            return self._say(mark("{last}没有"))
        if not number.now:
            return self._say(mark("{last}有{count}"), count=counted(number.before))
        more = number.now > number.before
        words = mark("比{last}多{count}（增加{share}）") if more else mark("比{last}少{count}（减少{share}）")
        share = percent(abs(number.now - number.before) / number.before)
        return self._say(words, count=counted(abs(number.now - number.before)), share=share)

    def points(self, rate: ComparedRate) -> Sentence:
        """Return how a rate compares with the one before."""
        points = rate.points
        if points is None:
            return self._say(mark("{last}没有可比的数"))
        points = round(points, 1)
        if not points:
            return self._say(mark("和{last}持平"))
        words = mark("比{last}高{points}个百分点") if points > 0 else mark("比{last}低{points}个百分点")
        return self._say(words, points=f"{abs(points):.1f}")

    def _took(self) -> Sentence:
        facts = self.facts
        median, ninetieth = WITHIN(facts.took.median), WITHIN(facts.took.ninetieth)
        if facts.took_before.number:
            return self._say(
                mark("从登记到办结，一半在{median}，九成在{ninetieth}；{last}是{median2}和{ninetieth2}。"),
                median=median,
                ninetieth=ninetieth,
                median2=WITHIN(facts.took_before.median),
                ninetieth2=WITHIN(facts.took_before.ninetieth),
            )
        return self._say(
            mark("从登记到办结，一半在{median}，九成在{ninetieth}；{last}没有办结。"),
            median=median,
            ninetieth=ninetieth,
        )

    def _rated(self, words: str, rate: ComparedRate, lacking: str = "", complete: str = "") -> Sentence:
        now = rate.now
        rest = Sentence(lacking, {"count": ISSUES(now.unrated)}) if now.unrated else Sentence(complete)
        return self._say(
            words,
            whole=ISSUES(now.whole),
            part=ISSUES(now.part),
            share=percent(now.share or 0),
            points=self.points(rate),
            rest=rest,
        )

    def _compared(self, words: str, number: Compared, counted: Counted, **values: object) -> Sentence:
        return self._say(words, count=counted(number.now), change=self.change(number, counted), **values)

    def _say(self, words: str, **values: object) -> Sentence:
        return Sentence(words, {"this": self.this, "last": self.last, **values})


def _most(parts: Sequence[PartOfIssues]) -> Listing:
    """Return the parts with the most issues registered, each with how many."""
    telling = sorted(parts, key=lambda part: -part.came.now)
    return _named([Part(part.name, part.came) for part in telling])


def _named(parts: Sequence[Part], pair: str = _PAIR) -> Listing:
    """Return the parts that have any, by name with their number, the first of them where there are many."""
    there = [part for part in parts if part.number.now]
    named = [Sentence(pair, {"name": part.name, "n": part.number.now}) for part in there[:NAMED]]
    if len(there) > NAMED:
        named[-1] = Sentence(mark("{last}等"), {"last": named[-1]})
    return Listing(tuple(named))
