"""Names of people in a line that takes down an issue, and the everyday words that begin like names."""

from __future__ import annotations

import re
from collections.abc import Collection

from gridtui.domain.words.pinyin import surname_of

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范"
    "汪廖石金韦贾夏付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤普木和施洪赖庞樊殷颜倪庄聂"
    "章鲁岳翟申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季成霍苗裴涂谷曲盛冉翁蓝路游靳辛管柴蒙鲍华喻"
)
"""The commonest surnames; a rarer one is understood behind a door, or with a title such as 先生."""

_CALLED = ("先生", "女士", "老师", "师傅", "阿姨", "大爷", "大妈", "叔叔", "书记")
_FAMILIAR = ("大姐", "大哥", "奶奶", "爷爷", "婆婆", "主任", "医生", "姐", "哥", "叔", "婶", "姨")
"""Titles behind a common surname only: 王姐 is somebody, 小哥 is anybody."""

_OFFICE = re.compile(
    "(?:书记|主任|[省市区县乡镇局厅处科所站院校部行]长|领导|经理|负责人|同志|网格员|管家|师傅)$"
)
"""Who is addressed rather than speaks: a message that begins with 王书记： was written to him."""

_EVERYDAY = re.compile(
    "马桶|马路|马蜂|路灯|路面|路口|路上|路边|白蚁|白天|黄狗|黄鼠|黄梅|黄金|温水|方便|方形|安全|安静|高空|高压|高层|高楼"
    "|石头|石块|石板|江边|包裹|包装|毛坯|毛毯|金鱼|金属|雷击|游泳|游客|华为|单元|单车|成堆|成天|管道|管子|管理|田里"
    "|花园|柴火|谷雨|梅雨|夏天|夏季|季度|严重|向上|和谐|于是|何时|任何|任务|顾客|程序|史上|龙头|关门|关闭|左边|木头|木板"
    "|武装|汤水|付款|付费|钱包|叶子|林子|章程|申请|尚未|万一|余下|丁字|宁可|符合|舒服|游戏|路过|常常|凌晨"
)
"""Words that begin with a surname, so that 3-2-501 马桶堵 is a matter and no Mr Ma."""

NAME = re.compile(r"[\u4e00-\u9fff·]{1,4}")
_LEADS = re.compile(r"(?:的|是|业主|住户|租户|居民|房东|户主)+")
_INTRODUCED = re.compile(
    r"(?:(?P<surname>(?:免贵|我)姓)|我是|我叫|名叫|本人|联系人是?)(?:业主|住户|租户|居民|房东|户主)?"
)
_NAME_ENDS = "住在说,:.!~(（反来想打电"
_FAMILY_ENDS = _NAME_ENDS + "家的"
"""Behind a door 王建国家 is his; 我是王芳家的邻居 says who somebody is not."""


def called_off(words: str) -> str:
    """Return the name before a title (王女士 → 王, 王姐 → 王); empty where there is no title."""
    for each in _CALLED:
        if words.endswith(each):
            return words.removesuffix(each)
    for each in _FAMILIAR:
        bare = words.removesuffix(each)
        if bare != words and is_surname(bare):
            return bare
    return ""


def is_addressed(words: str) -> bool:
    """Whether words at the beginning of a message name whom it was written to."""
    return words.startswith(("尊敬", "敬爱", "亲爱")) or bool(_OFFICE.search(words))


def is_called(words: str, matters: Collection[str] = ()) -> bool:
    """Whether words are a name with a title: 王女士, 王建国先生, and no 市长先生."""
    bare = called_off(words)
    return bool(bare) and (is_surname(bare) or is_full_name(bare, matters))


def is_surname(words: str) -> bool:
    """Whether the words are a common surname, or one of two characters, and nothing else."""
    surname = surname_of(words)
    return words == surname and (words in _SURNAMES or len(words) == 2)


def is_full_name(words: str, matters: Collection[str] = ()) -> bool:
    """Whether the words look like a surname with a given name; ``matters`` are words that no name holds."""
    if not NAME.fullmatch(words) or _EVERYDAY.match(words):
        return False
    surname = surname_of(words)
    known = len(surname) == 2 or surname in _SURNAMES
    return (
        known
        and len(surname) < len(words) <= len(surname) + 2
        and not any(len(each) > 1 and each in words for each in matters)
    )


def leading_name(words: str, matters: Collection[str] = ()) -> tuple[int, int, str] | None:
    """Return the name at the head of words behind a door (的王建国, 王阿姨家): start, end, name."""
    lead = _LEADS.match(words)
    start = lead.end() if lead else 0
    return _name_at(words, start, matters, _FAMILY_ENDS)


def introduced_name(words: str, matters: Collection[str] = ()) -> tuple[int, int, str] | None:
    """Return the name with which somebody introduces himself (我是王建国, 我姓王): start, end, name."""
    for found in _INTRODUCED.finditer(words):
        if found["surname"]:
            surname = surname_of(words[found.end() :])
            if surname and is_surname(surname):
                return found.end(), found.end() + len(surname), surname
            continue
        name = _name_at(words, found.end(), matters, _NAME_ENDS)
        if name:
            return name
    return None


def _name_at(words: str, start: int, matters: Collection[str], ends: str) -> tuple[int, int, str] | None:
    for length in (5, 4, 3, 2):
        end = start + length
        name = words[start:end]
        if len(name) < length or (end < len(words) and words[end] not in ends):
            continue
        if is_called(name, matters):
            return start, end, called_off(name)
        if name[-1] != "家" and is_full_name(name, matters):
            return start, end, name
    return None
