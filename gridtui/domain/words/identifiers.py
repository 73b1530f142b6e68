"""Numbers that stand for people and places: ID numbers, phones and division codes.

ID numbers follow GB 11643 (17 digits and an ISO 7064 MOD 11-2 check character), including the residence
permits of Hong Kong, Macao and Taiwan residents (81, 82, 83) and foreigners' permanent residence cards (9…).
Division codes are 2+2+2+3+3 digits: province, city, district, street, community.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from operator import mul

from gridtui.domain.changes.actors import Level
from gridtui.domain.words.problems import Problem, Severity
from gridtui.domain.words.text import tidy_line
from gridtui.words import mark

MALE, FEMALE = "male", "female"

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_ID_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_OLD_ID_SHAPE = re.compile(r"[0-9]{15}")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{2}", re.IGNORECASE)
_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_FOREIGNER = re.compile("9[1-8]")
_EARLIEST_BIRTH_YEAR = 1880

_SEX_CODES = {
    "male": MALE, "m": MALE, "1": MALE, "男": MALE, "男性": MALE,
    "female": FEMALE, "f": FEMALE, "2": FEMALE, "女": FEMALE, "女性": FEMALE,
}  # fmt: skip

_FIELD_ID, _FIELD_PHONE, _FIELD_CODE = "id_number", "phone", "division_code"


def tidy_id_number(text: str) -> str:
    """Return an ID number as it is stored: half-width, without spaces or dashes, the check letter large."""
    if _ID_SHAPE.fullmatch(text):
        return text
    return re.sub(r"[\s'’‘`-]", "", tidy_line(text)).upper()


def check_character(first_17: str) -> str:
    """Return the check character that belongs after 17 digits."""
    total = sum(map(mul, _WEIGHTS, map(int, first_17)))
    return _CHECK_CHARACTERS[total % 11]


def id_number_problems(
    text: str, *, birth_date: date | None = None, sex: str = "", today: date | None = None
) -> list[Problem]:
    """Return what is wrong with an ID number; an empty one is fine.

    A mistyped or ruined number is an error. A 15-digit number of the old kind, and a birth date or sex
    (code or Chinese word) that disagrees with the number, are warnings.
    """
    number = tidy_id_number(text)
    if not number:
        return []
    if not _ID_SHAPE.fullmatch(number):
        return _misshapen(number, birth_date, sex)
    wrong = _wrong_number(number, today)
    return [wrong] if wrong else [*_doubts(number), *_mismatches(number, birth_date, sex)]


@lru_cache(maxsize=64)
def birth_date_of(id_number: str) -> date | None:
    """Return the birth date inside an 18- or 15-digit ID number; ``None`` when it is no possible date."""
    number = tidy_id_number(id_number)
    if _ID_SHAPE.fullmatch(number):
        digits = number[6:14]
    elif _OLD_ID_SHAPE.fullmatch(number):
        digits = "19" + number[6:12]
    else:
        return None
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return born if born.year >= _EARLIEST_BIRTH_YEAR else None


def sex_of(id_number: str) -> str:
    """Return ``male`` or ``female`` from an ID number, empty when it is none."""
    number = tidy_id_number(id_number)
    if _ID_SHAPE.fullmatch(number):
        digit = number[16]
    elif _OLD_ID_SHAPE.fullmatch(number):
        digit = number[14]
    else:
        return ""
    return MALE if int(digit) % 2 else FEMALE


def looks_like_id_number(text: str) -> bool:
    """Whether the text has the shape of an ID number with a possible birth date, right or wrong."""
    return birth_date_of(text) is not None


def ruined_by_excel(text: str) -> bool:
    """Whether an ID number was cut to 15 significant digits, or turned into scientific notation."""
    number = tidy_id_number(text)
    if _SCIENTIFIC.fullmatch(number):
        return True
    if not _ID_SHAPE.fullmatch(number):
        return False
    return number.endswith("000") and check_character(number[:17]) != "0"


def _misshapen(number: str, birth_date: date | None, sex: str) -> list[Problem]:
    if _SCIENTIFIC.fullmatch(number):
        return [_id_problem(mark("身份证号成了科学计数法，是 Excel 改坏的；请把该列设为文本，按证件重填"))]
    if _OLD_ID_SHAPE.fullmatch(number):
        return _old_number_problems(number, birth_date, sex)
    if re.fullmatch(r"[0-9X]+", number):
        return [_id_problem(mark("身份证号应为 18 位，这里是 {length} 位，请按证件核对"), length=len(number))]
    return [_id_problem(mark("身份证号只能是 17 位数字加一位数字或 X，请按证件核对"))]


def _wrong_number(number: str, today: date | None) -> Problem | None:
    if number.endswith("000") and ruined_by_excel(number):
        return _id_problem(mark("末三位为 000，疑为 Excel 截断；请把该列设为文本，按证件重填"))
    if not (_PROVINCE.match(number) or _FOREIGNER.match(number)):
        return _id_problem(mark("身份证号开头 {digits} 不是地区码，请按证件核对"), digits=number[:2])
    born = birth_date_of(number)
    if born is None:
        return _id_problem(mark("身份证号中的出生日期 {digits} 不存在，请按证件核对"), digits=number[6:14])
    if today is not None and born > today:
        return _id_problem(mark("身份证号中的出生日期 {digits} 还没到，请按证件核对"), digits=number[6:14])
    if number[17] != check_character(number[:17]):
        return _id_problem(mark("身份证号校验位不对，有数字输错了，请按证件核对"))
    return None


def _doubts(number: str) -> list[Problem]:
    if not number.endswith("000"):
        return []
    return [_id_problem(mark("末三位为 000，可能是 Excel 截断，请按证件核对"), Severity.WARNING)]


def _old_number_problems(number: str, birth_date: date | None, sex: str) -> list[Problem]:
    if birth_date_of(number) is None:
        return [_id_problem(mark("身份证号应为 18 位，这里是 {length} 位，请按证件核对"), length=len(number))]
    old = _id_problem(mark("这是 15 位旧身份证号，请补录 18 位新号"), Severity.WARNING)
    return [old, *_mismatches(number, birth_date, sex)]


def _mismatches(number: str, birth_date: date | None, sex: str) -> list[Problem]:
    found = []
    if birth_date is not None and birth_date != birth_date_of(number):
        found.append(_id_problem(mark("出生日期与身份证号不一致，请核对"), Severity.WARNING))
    given_sex = _SEX_CODES.get(sex.strip().lower(), "")
    if given_sex and given_sex != sex_of(number):
        found.append(_id_problem(mark("性别与身份证号不一致，请核对"), Severity.WARNING))
    return found


def _id_problem(text: str, severity: Severity = Severity.ERROR, **values: object) -> Problem:
    return Problem(text, _FIELD_ID, severity, values)


_BETWEEN_PHONES = re.compile(r"[;,、/|\n]|或|和")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(?:(010|02[0-9]|0[3-9][0-9]{2})-?)?([2-9][0-9]{6,7})(?:(?:-|转)([0-9]{1,6}))?")
_SHORT_OR_HOTLINE = re.compile(r"[48]00-?[0-9]{3}-?[0-9]{4}|1[0-9]{2}|1[0-9]{4}|[69][0-9]{3,5}")
_COUNTRY = re.compile(r"^(?:\+|00)86-?|^86(?=1[3-9][0-9]{9}$)")


def split_phones(text: str) -> list[str]:
    """Return the phones of a field, each as it is stored: ``13812342210``, ``0871-65312345``.

    Several are separated by ``;`` ``,`` ``、`` ``/`` or a line break, or by spaces between whole numbers.
    What is no phone comes back as typed, so that ``phone_problems`` can name it. Repeats are dropped.
    """
    if _MOBILE.fullmatch(text):
        return [text]
    found: dict[str, None] = {}
    for piece in _BETWEEN_PHONES.split(tidy_line(text.replace("\n", ";"))):
        whole = _one_phone(piece)
        parts = [piece.strip()] if whole else piece.split()
        if whole or not all(_one_phone(part) for part in parts):
            parts = [piece]
        for part in parts:
            if part.strip():
                found[_one_phone(part) or part.strip()] = None
    return list(found)


def tidy_phones(text: str) -> str:
    """Return the phones of a field as they are stored, joined by ``;``."""
    return ";".join(split_phones(text))


def phone_problems(text: str) -> list[Problem]:
    """Return what is wrong with the phones of a field; an empty field is fine."""
    return [problem for phone in split_phones(text) if (problem := _phone_problem(phone))]


def is_mobile(phone: str) -> bool:
    """Whether this is one mobile number as stored."""
    return bool(_MOBILE.fullmatch(phone))


def _one_phone(text: str) -> str:
    compact = re.sub(r"[\s()]", "", text)
    compact = _COUNTRY.sub("", compact)
    digits = compact.replace("-", "")
    if _MOBILE.fullmatch(digits):
        return digits
    landline = _LANDLINE.fullmatch(compact)
    if landline:
        return "-".join(part for part in landline.groups() if part)
    return compact if _SHORT_OR_HOTLINE.fullmatch(compact) else ""


def _phone_problem(phone: str) -> Problem | None:
    if _MOBILE.fullmatch(phone) or _one_phone(phone):
        return None
    digits = re.sub(r"[\s()+-]", "", phone)
    if _SCIENTIFIC.fullmatch(digits):
        return _phone_error(mark("电话成了科学计数法，是 Excel 改坏的；请把该列设为文本，重新填写"))
    if not digits.isdecimal():
        return _phone_error(mark("“{phone}”不是电话号码；多个电话用分号 ; 隔开"), phone=phone)
    if digits[0] == "1":
        text = mark("手机号应为 11 位，“{phone}”是 {length} 位")
        return _phone_error(text, phone=phone, length=len(digits))
    return _phone_error(mark("“{phone}”不是完整的固定电话，应为区号加 7 到 8 位号码"), phone=phone)


def _phone_error(text: str, **values: object) -> Problem:
    return Problem(text, _FIELD_PHONE, Severity.ERROR, values)


_CODE_LENGTHS = (2, 4, 6, 9, 12)
_LEVEL_OF_LENGTH = {4: Level.CITY, 6: Level.DISTRICT, 9: Level.STREET, 12: Level.COMMUNITY}


def short_division_code(code: str) -> str:
    """Return a division code without the zeros that pad it to 12 digits; empty when it is none.

    ``530102000000`` is ``530102``, ``530102001000`` is ``530102001``.
    """
    digits = tidy_line(code)
    if not (digits.isascii() and digits.isdecimal()) or len(digits) not in _CODE_LENGTHS or digits[0] == "0":
        return ""
    for length in _CODE_LENGTHS:
        if not digits[length:].strip("0"):
            return digits[:length]
    return digits


def division_level(code: str) -> Level | None:
    """Return the level a division code stands for; ``None`` for a province and for what is no code."""
    return _LEVEL_OF_LENGTH.get(len(short_division_code(code)))


def parent_code(code: str) -> str:
    """Return the short code one level up, empty above a province and for what is no code."""
    length = len(short_division_code(code))
    if length not in _CODE_LENGTHS[1:]:
        return ""
    return short_division_code(code)[: _CODE_LENGTHS[_CODE_LENGTHS.index(length) - 1]]


def division_code_problems(code: str) -> list[Problem]:
    """Return what is wrong with a division code, from the code alone; an empty one is fine."""
    typed = tidy_line(code)
    if not typed:
        return []
    if not (typed.isascii() and typed.isdecimal()):
        return [_code_error(mark("区划代码“{code}”里有不是数字的字符"), code=typed)]
    if len(typed) not in _CODE_LENGTHS:
        text = mark("区划代码应为 2、4、6、9 或 12 位数字，“{code}”是 {length} 位")
        return [_code_error(text, code=typed, length=len(typed))]
    if not _PROVINCE.match(typed):
        return [_code_error(mark("区划代码“{code}”的前两位不是省级代码"), code=typed)]
    return []


def _code_error(text: str, **values: object) -> Problem:
    return Problem(text, _FIELD_CODE, Severity.ERROR, values)
