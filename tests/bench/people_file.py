"""A workbook of invented people, as wide as the ones that offices send."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

import xlsxwriter

from gridtui.domain.words.identifiers import check_character

HEADER = (
    "姓名",
    "与户主关系",
    "身份证号",
    "性别",
    "出生日期",
    "联系电话",
    "小区",
    "楼栋",
    "单元",
    "房号",
    "所属网格",
    "人员类型",
    "户籍地址",
    "民族",
    "政治面貌",
    "婚姻状况",
    "文化程度",
    "工作学习情况",
    "户编号",
    "备注",
)
_SURNAMES, _GIVEN = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗",
    "明华国秀兰英军平伟芳敏静丽强磊洋艳勇军杰娟涛超霞刚桂香月玉婷",
)
_RELATIONS = ("户主", "妻", "儿子", "女儿", "父亲")
_COMPOUNDS = ("翠湖小区", "莲花公寓", "金鼎花园", "云溪苑")


def write_people(path: Path, people: int) -> None:
    """Write so many people, by household, 20 columns wide."""
    random, row, household = Random(3), 1, 0
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        while row <= people:
            household += 1
            for relation in _RELATIONS[: min(random.choice((1, 2, 2, 3, 3, 3, 4, 5)), people - row + 1)]:
                sheet.write_row(row, 0, _person(random, household, relation))
                row += 1


def _person(random: Random, household: int, relation: str) -> list[str]:
    born = date(1935, 1, 1) + timedelta(days=random.randrange(32_000))
    number = f"530102{born:%Y%m%d}{random.randrange(999):03d}"
    number += check_character(number)
    building, floor = household // 80 + 1, household // 3 % 18 + 1
    return [
        random.choice(_SURNAMES) + random.choice(_GIVEN) + random.choice(_GIVEN),
        relation,
        number,
        "男" if int(number[16]) % 2 else "女",
        born.isoformat(),
        f"1{random.randrange(30, 99)}{random.randrange(10**8):08d}",
        _COMPOUNDS[building % 4],
        f"{building}栋",
        f"{household % 3 + 1}单元",
        f"{floor}{household % 4 + 1:02d}",
        f"第{building % 40 + 1}网格",
        random.choice(("常住人口", "流动人口")),
        f"云南省昆明市五华区翠湖西路{random.randrange(900)}号",
        random.choice(("汉族", "彝族", "白族")),
        random.choice(("群众", "中共党员")),
        random.choice(("已婚", "未婚")),
        random.choice(("本科", "大专", "高中", "初中")),
        random.choice(("在职", "退休", "在校学生")),
        f"H{household:06d}",
        random.choice(("", "腿脚不便，上下楼需要扶", "电话下午打")),
    ]
