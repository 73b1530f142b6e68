"""Invented names: surnames by how common they are, given names of their generation, and numbers to match.

Nobody is meant: a name is only a combination. ID numbers begin with 530199, a region that does not exist,
and phones with 154, a range that no carrier has.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

from gridtui.domain.people.resident import Sex
from gridtui.domain.words.identifiers import check_character
from gridtui.sample.chance import Weighted

INVENTED_REGION = "530199"
UNUSED_RANGE = "154"

_SURNAMES_BY_WEIGHT = {
    70: "李王张",
    50: "杨刘陈",
    30: "赵黄周吴",
    18: "徐孙马朱胡郭何高林罗",
    12: "郑梁谢宋唐许邓韩冯曹彭曾",
    7: "肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺",
    4: "顾毛郝龚邵万钱严覃武戴莫孔向汤普施木和刀自起字鲁杞角赛纳沐欧邢毕代查景岳解保",
}
SURNAMES: Weighted[str] = Weighted(
    [(surname, weight) for weight, run in _SURNAMES_BY_WEIGHT.items() for surname in run]
    + [("欧阳", 2), ("上官", 1), ("司徒", 1)]
)

# By the last birth year of each generation: characters that end a name, and those that stand before them.
_GENERATIONS: tuple[tuple[int, dict[Sex, tuple[str, str]]], ...] = (
    (
        1949,
        {
            Sex.MALE: ("福贵荣华德明祥清发林昌寿义生才兴全忠礼和", "永德正家玉长世文光春士富树绍朝"),
            Sex.FEMALE: ("英珍芝兰莲凤仙芬琼芳香云华贞秀菊桂", "秀桂玉淑凤素春美兰惠翠琼月存"),
        },
    ),
    (
        1964,
        {
            Sex.MALE: ("国军明华平建林生忠祥荣民武胜文云昆", "建国志永文德光家学云正金树宝卫援"),
            Sex.FEMALE: ("英珍兰华芬琼芳丽萍玲梅云仙珠香霞", "秀桂玉美丽凤淑琼惠建春云金素翠"),
        },
    ),
    (
        1979,
        {
            Sex.MALE: ("军伟勇斌涛刚明辉华平杰文林峰俊昆雄", "建志国云文晓永海家春红立学正光"),
            Sex.FEMALE: ("丽萍梅琼玲红燕霞芬敏艳芳英娟华琴云", "丽晓春红美云艳秀海建玉雪爱琼"),
        },
    ),
    (
        1999,
        {
            Sex.MALE: ("伟杰超磊涛斌俊浩洋龙宇凯波飞明辉", "志俊建文晓云家海正永天思国少"),
            Sex.FEMALE: ("丽婷娟敏静艳雪倩燕洁莹琳蓉娜梅颖", "晓雪丽云春思海文佳玉梦美婷雅"),
        },
    ),
    (
        2100,
        {
            Sex.MALE: ("轩宇泽涵睿辰浩然博文航阳熙霖", "子浩宇梓俊一思嘉奕天明文泽星"),
            Sex.FEMALE: ("涵萱怡欣彤瑶琪妍诺悦雯然汐宁", "梓欣雨思诗佳一嘉语可若梦心依"),
        },
    ),
)
_ONE_CHARACTER = ((1949, 0.10), (1964, 0.18), (1979, 0.38), (1999, 0.36), (2100, 0.12))

# Numbers ending in 00 could be taken for ones that a spreadsheet cut off.
_SERIALS = {
    sex: [serial for serial in range(10, 1_000) if serial % 2 == odd and serial % 100]
    for sex, odd in ((Sex.MALE, 1), (Sex.FEMALE, 0))
}


def given_name(rng: Random, sex: Sex, born: int) -> str:
    """Return a given name of one or two characters as people born in that year have them."""
    ends, starts = next(chars[sex] for last, chars in _GENERATIONS if born <= last)
    share = next(share for last, share in _ONE_CHARACTER if born <= last)
    end = ends[int(rng.random() * len(ends))]
    if rng.random() < share:
        return end
    start = starts[int(rng.random() * len(starts))]
    return start + (end if end != start else ends[0] if ends[0] != start else ends[1])


def given_characters() -> frozenset[str]:
    """Return every character that a generated given name may hold."""
    return frozenset("".join(ends + starts for _, chars in _GENERATIONS for ends, starts in chars.values()))


class Numbers:
    """Gives out ID numbers and phones, each once."""

    def __init__(self) -> None:
        self._births: Counter[tuple[date, Sex]] = Counter()
        self._phones = 0

    def id_number(self, birth: date, sex: Sex) -> str:
        """Return an ID number of the invented region with its right check character."""
        serials = _SERIALS[sex]
        serial = serials[self._births[birth, sex] % len(serials)]
        self._births[birth, sex] += 1
        digits = f"{INVENTED_REGION}{birth:%Y%m%d}{serial:03d}"
        return digits + check_character(digits)

    def phone(self) -> str:
        """Return a mobile number of a range not in use."""
        self._phones += 1
        # A step coprime to the range spreads the numbers, so that neighbours do not look alike.
        return f"{UNUSED_RANGE}{self._phones * 61_803_397 % 100_000_000:08d}"
