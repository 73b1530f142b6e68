"""What is said before and after an erasure: what goes, what stays, what is out of reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from gridtui.domain.words.dates import local_date, shown_date
from gridtui.storage.store.backups import Backup
from gridtui.usecases.privacy import ErasureForecast, ErasureOutcome
from gridtui.words import mark, tr

_GOES: Final = (
    ("people", mark("居民资料 {n} 份，连同全部改动记录")),
    ("tags", mark("服务需要 {n} 条")),
    ("issues", mark("诉求 {n} 件的标题、内容、地点、反映人和电话；编号、类别、日期和结果留下")),
    ("attachments", mark("这些诉求的附件 {n} 个，连同内容")),
    ("visits", mark("走访 {n} 次的问题、措施、成效；日期和结果留下")),
    ("promises", mark("承诺 {n} 条的内容；没兑现的一并撤下")),
    ("posts", mark("任用 {n} 条的姓名和电话；职务、地点和日期留下")),
    ("households", mark("户 {n} 个：户内没有别人，一并删除")),
)


def forecast_words(forecast: ErasureForecast) -> list[str]:
    """Return in words what an erasure would take away and what to think of before, the gravest first."""
    return [*warning_words(forecast), *going_words(forecast), *copies_words(forecast.copies)]


def going_words(forecast: ErasureForecast) -> list[str]:
    """Return in words what would go."""
    counts = ((tr(text, n=n), n) for name, text in _GOES if (n := len(getattr(forecast.traces, name))))
    lines = [line for line, n in counts if n]
    return [
        *lines,
        tr("还有提到此人的草稿、民情日志里的姓名号码和原话、检索词、撤销记录"),
        tr("别的电脑上的也一样：收过此人资料的，下次交换以后那里也清除"),
    ]


def warning_words(forecast: ErasureForecast) -> list[str]:
    """Return in words what to think of before."""
    return list(_warnings(forecast))


def _warnings(forecast: ErasureForecast) -> Iterator[str]:
    if forecast.posts:
        yield tr("还担任 {n} 项职务：先结束任用，才能清除", n=forecast.posts)
    if forecast.open_issues:
        yield tr("有 {n} 件诉求没有办结：清除后看不到内容，也联系不到人，最好先办结", n=forecast.open_issues)
    if forecast.headless:
        yield tr("此人是户主：清除后请给这一户另定户主")


def copies_words(copies: Sequence[Backup]) -> list[str]:
    """Return in words which older copies still know the person, with their dates."""
    if not copies:
        return []
    days = [shown_date(local_date(copy.at)) for copy in copies]
    spread = days[0] if days[0] == days[-1] else tr("{first} 到 {last}", first=days[-1], last=days[0])
    return [
        tr("清除不到的旧备份 {n} 份（{spread}）；从它们恢复时会再次清除", n=len(copies), spread=spread),
        *(f"{day} {copy.path.name}" for day, copy in list(zip(days, copies, strict=True))[:_MOST_NAMED]),
    ]


def outcome_words(outcome: ErasureOutcome) -> list[str]:
    """Return in words what an erasure did."""
    erased = outcome.erased
    lines = [
        tr(
            "已清除：{records} 条记录，民情日志 {days} 天，草稿 {drafts} 份",
            records=len(erased.traces.all),
            days=erased.days,
            drafts=erased.drafts,
        )
    ]
    if not outcome.clean:
        lines.append(tr("库文件还没有重写完，下次打开库时接着清理"))
    return lines


_MOST_NAMED = 5
