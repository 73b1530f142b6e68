"""Residents 居民: what a service needs to know of a person, and nothing that judges one."""

from __future__ import annotations

from datetime import date

from gridtui.domain.words.draft import Draft, past_date_problems
from gridtui.domain.words.identifiers import id_number_problems, phone_problems
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.vocabulary import Vocabulary, WordList
from gridtui.words import mark


class Sex(Vocabulary):
    """Sex as on an identity card; the digits are those of GB/T 2261.1."""

    MALE = "male", mark("男"), "男性", "男姓", "M", "1", "先生"
    FEMALE = "female", mark("女"), "女性", "女姓", "F", "2", "女士"
    UNKNOWN = "unknown", mark("未知"), "未知的性别", "未说明的性别", "未说明", "不详", "0", "9"


class ResidenceState(Vocabulary):
    """Whether a person's registration and the person are both at this door."""

    TOGETHER = "together", mark("人户同在"), "人户一致", "人户合一", "人在户在", "户在人在", "同在"
    REGISTERED_ONLY = "registered_only", mark("户在人不在"), "空挂", "空挂户", "人不在", "户在"
    LIVING_ONLY = "living_only", mark("人在户不在"), "户不在", "人在"


class ResidentKind(Vocabulary):
    """How long a person is meant to stay."""

    PERMANENT = "permanent", mark("常住人口"), "常住", "户籍人口", "户籍", "本地", "常住居民"
    FLOATING = "floating", mark("流动人口"), "流动", "外来", "外来人口", "暂住", "暂住人口", "租户"
    BOARDING = "boarding", mark("寄住人员"), "寄住", "寄住人口", "借住"
    OVERSEAS = "overseas", mark("境外人员"), "境外", "港澳台人员", "外籍人员"
    OTHER = "other", mark("其他"), "其它"


HEAD = mark("户主")

RELATIONS = WordList(
    (
        HEAD,
        mark("配偶"),
        mark("子"),
        mark("女"),
        mark("父"),
        mark("母"),
        mark("儿媳"),
        mark("女婿"),
        mark("孙子"),
        mark("孙女"),
        mark("外孙"),
        mark("外孙女"),
        mark("祖父"),
        mark("祖母"),
        mark("外祖父"),
        mark("外祖母"),
        mark("岳父"),
        mark("岳母"),
        mark("公公"),
        mark("婆婆"),
        mark("兄弟"),
        mark("姐妹"),
        mark("子女"),
        mark("父母"),
        mark("其他亲属"),
        mark("租户"),
        mark("同住人"),
        mark("其他"),
    ),
    {
        "本人": "户主",
        "本人或户主": "户主",
        "户主本人": "户主",
        "户主（本人）": "户主",
        "本户户主": "户主",
        "夫": "配偶",
        "妻": "配偶",
        "丈夫": "配偶",
        "妻子": "配偶",
        "爱人": "配偶",
        "老伴": "配偶",
        "夫妻": "配偶",
        "儿": "子",
        "儿子": "子",
        "长子": "子",
        "次子": "子",
        "三子": "子",
        "独生子": "子",
        "女儿": "女",
        "长女": "女",
        "次女": "女",
        "三女": "女",
        "独生女": "女",
        "父亲": "父",
        "爸爸": "父",
        "母亲": "母",
        "妈妈": "母",
        "媳妇": "儿媳",
        "儿媳妇": "儿媳",
        "孙": "孙子",
        "外孙子": "外孙",
        "爷爷": "祖父",
        "奶奶": "祖母",
        "外公": "外祖父",
        "外婆": "外祖母",
        "姥爷": "外祖父",
        "姥姥": "外祖母",
        "家公": "公公",
        "家婆": "婆婆",
        "兄": "兄弟",
        "弟": "兄弟",
        "哥哥": "兄弟",
        "弟弟": "兄弟",
        "哥": "兄弟",
        "姐": "姐妹",
        "妹": "姐妹",
        "姐姐": "姐妹",
        "妹妹": "姐妹",
        "孩子": "子女",
        "双亲": "父母",
        "亲属": "其他亲属",
        "亲戚": "其他亲属",
        "租客": "租户",
        "承租人": "租户",
        "房客": "租户",
        "合租": "同住人",
        "合租人": "同住人",
        "室友": "同住人",
        "其它": "其他",
    },
)
"""与户主关系: open text, offered as these words."""

POLITICS = WordList(
    (
        mark("中共党员"),
        mark("中共预备党员"),
        mark("共青团员"),
        mark("民主党派"),
        mark("无党派人士"),
        mark("群众"),
    ),
    {
        "党员": "中共党员",
        "中国共产党党员": "中共党员",
        "正式党员": "中共党员",
        "预备党员": "中共预备党员",
        "中国共产党预备党员": "中共预备党员",
        "团员": "共青团员",
        "无党派": "无党派人士",
    },
)
"""政治面貌: open text, offered as these words."""

EDUCATION = WordList(
    (
        mark("学龄前"),
        mark("小学"),
        mark("初中"),
        mark("高中"),
        mark("中专"),
        mark("大专"),
        mark("本科"),
        mark("硕士"),
        mark("博士"),
    ),
    {
        "初级中学": "初中",
        "普通高中": "高中",
        "中职": "中专",
        "职高": "中专",
        "技校": "中专",
        "专科": "大专",
        "大学专科": "大专",
        "大学": "本科",
        "大学本科": "本科",
        "研究生": "硕士",
        "硕士研究生": "硕士",
        "博士研究生": "博士",
    },
)
"""文化程度: open text, offered as these words."""

MARRIAGE = WordList(
    (mark("未婚"), mark("已婚"), mark("离异"), mark("丧偶")),
    {"初婚": "已婚", "再婚": "已婚", "复婚": "已婚", "有配偶": "已婚", "离婚": "离异", "单身": "未婚"},
)
"""婚姻状况: open text, offered as these words."""

_PEOPLES = (
    "汉 彝 白 回 哈尼 傣 壮 苗 傈僳 拉祜 佤 纳西 瑶 景颇 藏 布朗 布依 阿昌 普米 蒙古 怒 基诺 德昂 水 满 独龙 "
    "维吾尔 朝鲜 侗 土家 哈萨克 黎 畲 高山 东乡 柯尔克孜 土 达斡尔 仫佬 羌 撒拉 毛南 仡佬 锡伯 塔吉克 "
    "乌孜别克 俄罗斯 鄂温克 保安 裕固 京 塔塔尔 鄂伦春 赫哲 门巴 珞巴"
)
ETHNICITIES = WordList(
    (f"{name}族" for name in _PEOPLES.split()), {name: f"{name}族" for name in _PEOPLES.split()}
)
"""民族: open text, offered as the 56, those of Yunnan first; proper names, not translated."""

OCCUPATIONS = WordList(
    (
        mark("在职"),
        mark("个体经营"),
        mark("灵活就业"),
        mark("务农"),
        mark("在校学生"),
        mark("退休"),
        mark("无业"),
    ),
    {
        "在岗": "在职",
        "上班": "在职",
        "工作": "在职",
        "个体": "个体经营",
        "自由职业": "灵活就业",
        "农民": "务农",
        "学生": "在校学生",
        "上学": "在校学生",
        "在读": "在校学生",
        "离退休": "退休",
        "已退休": "退休",
        "待业": "无业",
    },
)
"""工作学习情况: open text, offered as these words."""


def age_on(birth_date: date, day: date) -> int:
    """Return full years of life on a day; a birthday on 29 February counts on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


class ResidentDraft(Draft):
    """A resident as entered; ``phone`` may hold several numbers parted by ``;``."""

    building_id: bytes | None = None
    household_id: bytes | None = None
    alias_of: bytes | None = None
    name: str = ""
    sex: str = ""
    birth_date: date | None = None
    id_number: str = ""
    phone: str = ""
    relation: str = ""
    residence_state: str = ""
    kind: str = ""
    politics: str = ""
    ethnicity: str = ""
    education: str = ""
    marriage: str = ""
    occupation: str = ""
    registered_address: str = ""
    actual_address: str = ""
    moved_in_on: date | None = None
    moved_out_on: date | None = None
    moved_to: str = ""
    died_on: date | None = None
    note: str = ""

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        found = [] if self.name else [Problem(mark("请填写姓名"), "name")]
        found += Sex.problems_of(self.sex, "sex")
        found += ResidenceState.problems_of(self.residence_state, "residence_state")
        found += ResidentKind.problems_of(self.kind, "kind")
        if self.id_number:
            found += id_number_problems(self.id_number, birth_date=self.birth_date, sex=self.sex)
        if self.phone:
            found += phone_problems(self.phone)
        return found

    def date_problems(self, today: date) -> list[Problem]:
        """Return what is wrong with dates, seen on ``today``."""
        found = [
            problem
            for field in ("birth_date", "moved_in_on", "moved_out_on", "died_on")
            for problem in past_date_problems(getattr(self, field), field, today)
        ]
        left = self.moved_out_on
        if left is not None and self.moved_in_on is not None and left < self.moved_in_on:
            text = mark("迁出日期早于迁入日期 {moved_in_on}")
            found.append(Problem(text, "moved_out_on", values={"moved_in_on": self.moved_in_on.isoformat()}))
        if self.birth_date is None:
            return found
        if self.died_on is not None and self.died_on < self.birth_date:
            found.append(Problem(mark("去世日期早于出生日期"), "died_on"))
        if self.moved_out_on is not None and self.moved_out_on < self.birth_date:
            found.append(Problem(mark("迁出日期早于出生日期"), "moved_out_on"))
        return found
