"""Issues 诉求 as they are taken down; how they move on is in ``issue_flow``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import ClassVar

from gridtui.domain.issues.category import is_category_code
from gridtui.domain.words.dates import KUNMING, local_date, parse_instant
from gridtui.domain.words.draft import Draft, early_date_problems, number_problems, past_date_problems, placed
from gridtui.domain.words.identifiers import phone_problems
from gridtui.domain.words.problems import Problem, Severity
from gridtui.domain.words.sentences import Sentence
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark


class IssueNature(Vocabulary):
    """What the resident wants."""

    CONSULT = "consult", mark("咨询"), "问询", "询问", "咨询类", "inquiry"
    HELP = "help", mark("求助"), "求助类", "求决", "帮助", "报修"
    COMPLAINT = "complaint", mark("投诉"), "投诉类", "申诉"
    REPORT = "report", mark("举报"), "举报类", "检举", "检举控告"
    SUGGESTION = "suggestion", mark("建议"), "意见建议", "建议类", "意见", "建言"


class IssueSource(Vocabulary):
    """How the issue arrived."""

    WALK_IN = "walk_in", mark("来访"), "上门", "现场", "窗口", "来访登记"
    PHONE = "phone", mark("电话"), "来电", "电话反映"
    VISIT = "visit", mark("走访"), "入户", "入户走访", "家访"
    PATROL = "patrol", mark("网格巡查"), "巡查", "网格员上报", "巡查发现"
    WECHAT = "wechat", mark("微信群"), "微信", "居民群", "小程序"
    HOTLINE = "hotline", mark("热线"), "12345", "12345热线", "市长热线", "政务服务热线"
    WEB = "web", mark("网上留言"), "网络", "网站", "留言板", "网民留言", "网络留言"
    LETTER = "letter", mark("来信"), "信件", "意见箱"
    MEETING = "meeting", mark("会议收集"), "民情恳谈会", "院坝协商会", "恳谈会", "座谈会"
    UPPER = "upper", mark("上级交办"), "交办", "上级转办", "转办"
    IMPORT = "import", mark("导入")
    OTHER = "other", mark("其他"), "其它"


class IssueDraft(Draft):
    """An issue as entered; ``registered_at`` is an aware instant, None until it is taken down."""

    long_fields: ClassVar[frozenset[str]] = frozenset({"text"})

    number: str = ""
    registered_at: datetime | None = None
    source: str = ""
    nature: str = ""
    category: str = ""
    ext_code: str = ""
    title: str = ""
    text: str = ""
    org_id: bytes | None = None
    given_grid_id: bytes | None = None
    building_id: bytes | None = None
    dwelling_id: bytes | None = None
    household_id: bytes | None = None
    resident_id: bytes | None = None
    place: str = ""
    reporter_name: str = ""
    reporter_phone: str = ""
    anonymous: bool = False
    urgent: bool = False
    likes: int | None = None

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        found = [
            *IssueNature.problems_of(self.nature, "nature"),
            *IssueSource.problems_of(self.source, "source"),
            *number_problems(self.likes, "likes", 0, 1_000_000_000),
        ]
        if not self.text and not self.title:
            found.append(Problem(mark("请写明诉求内容"), "text"))
        if not self.nature:
            text = mark("还没有选性质：咨询、求助、投诉、举报或建议")
            found.append(Problem(text, "nature", Severity.WARNING))
        if not self.category:
            found.append(Problem(mark("请选择类别；拿不准可选 M99 其他"), "category"))
        elif not is_category_code(self.category):
            found.append(Problem(mark("类别代码应像 M11 或 M11-001"), "category"))
        if self.reporter_phone:
            found += placed(phone_problems(self.reporter_phone), "reporter_phone")
        if self.anonymous and (self.reporter_name or self.reporter_phone):
            found.append(
                Problem(mark("选了匿名，却填了反映人；要匿名请清空姓名和电话"), "anonymous", Severity.WARNING)
            )
        return found

    def date_problems(self, today: date) -> list[Problem]:
        """Return what is wrong with dates, seen on ``today``."""
        if self.registered_at is None:
            return []
        if self.registered_at.tzinfo is None:
            return [Problem(mark("登记时间没有时区"), "registered_at")]
        day = local_date(self.registered_at)
        return past_date_problems(day, "registered_at", today) or early_date_problems(day, "registered_at")


FIELD_LABELS: Mapping[str, str] = {
    "registered_at": mark("登记时间"), "source": mark("来源"), "nature": mark("性质"),
    "category": mark("类别"),
    "title": mark("标题"), "text": mark("内容"), "place": mark("地点"), "reporter_name": mark("反映人"),
    "reporter_phone": mark("反映人电话"), "anonymous": mark("匿名"), "urgent": mark("加急"),
    "ext_code": mark("上级类别代码"), "likes": mark("点赞数"),
}  # fmt: skip
"""What the fields of a draft are called, for the sentences that say what was corrected."""


def instant_on(day: date, clock: str, now: datetime) -> datetime | None:
    """Return when something of a day was raised, from a time of day as typed (``08:12``, ``下午3点``).

    Without a time it is the present time of day; None where the time is none.
    """
    if clock:
        return parse_instant(f"{day.isoformat()} {clock}")
    return now + timedelta(days=(day - now.astimezone(KUNMING).date()).days)


def field_words(name: str, value: object) -> object:
    """Return a stored value of a field as words: labels for codes, 是 and 否 for truths, else itself."""
    if isinstance(value, bool):
        return Sentence(mark("是") if value else mark("否"))
    vocabulary = {"nature": IssueNature, "source": IssueSource}.get(name)
    if vocabulary is not None and isinstance(value, str) and vocabulary.has(value):
        return Sentence(vocabulary.label_of(value))
    return Sentence(mark("（空）")) if value in (None, "") else str(value)
