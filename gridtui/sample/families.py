"""Households and the people in them: ages, relations, names and ledgers that fit together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from gridtui.domain.people.household import HouseholdKind
from gridtui.domain.people.resident import HEAD, ResidenceState, ResidentKind, Sex, age_on
from gridtui.sample.chance import Weighted
from gridtui.sample.names import SURNAMES, Numbers, given_name
from gridtui.sample.places import Ids, Row

_ETHNICITIES: Weighted[str] = Weighted(
    [
        ("汉族", 840),
        ("彝族", 55),
        ("白族", 35),
        ("回族", 25),
        ("哈尼族", 12),
        ("傣族", 10),
        ("纳西族", 9),
        ("壮族", 6),
        ("苗族", 6),
        ("傈僳族", 2),
    ]
)
_HOMES: Weighted[str] = Weighted(
    [
        (f"云南省{place}", weight)
        for place, weight in (
            ("曲靖市", 20),
            ("昭通市", 18),
            ("红河州", 12),
            ("楚雄州", 11),
            ("大理州", 10),
            ("玉溪市", 9),
            ("文山州", 8),
            ("保山市", 7),
            ("普洱市", 6),
            ("临沧市", 5),
        )
    ]
    + [("四川省", 8), ("贵州省", 7), ("湖南省", 3)]
)
_SIZES: Weighted[int] = Weighted([(1, 22), (2, 29), (3, 27), (4, 12), (5, 7), (6, 3)])
_MOST = 6


@dataclass(frozen=True, slots=True)
class _Person:
    sex: Sex
    age: int
    relation: str
    surname: str = ""
    married: bool = False


class _Home:
    """What the people of one household share while they are made."""

    def __init__(self, rng: Random, *, rented: bool) -> None:
        self.rng = rng
        self.rented = rented
        self.surname = SURNAMES.pick(rng)
        self.people: list[_Person] = []

    def add(self, sex: Sex, age: int, relation: str, *, surname: str = "", married: bool = False) -> _Person:
        person = _Person(sex, max(0, min(age, 97)), relation, surname or self.surname, married)
        self.people.append(person)
        return person

    def head(self, low: int, high: int, *, sex: Sex | None = None, married: bool = False) -> _Person:
        sex = sex or (Sex.MALE if self.rng.random() < 0.66 else Sex.FEMALE)
        return self.add(sex, self.rng.randint(low, high), HEAD, married=married)

    def couple(self, low: int, high: int) -> tuple[_Person, _Person]:
        head = self.head(low, high, married=True)
        age = max(22, head.age + self.rng.randint(-4, 3))
        return head, self.add(_other(head.sex), age, "配偶", surname=SURNAMES.pick(self.rng), married=True)

    def child(self, mother_age: int, surname: str, *, oldest: int = 24) -> _Person:
        sex = Sex.MALE if self.rng.random() < 0.52 else Sex.FEMALE
        age = min(mother_age - self.rng.randint(23, 35), oldest - self.rng.randint(0, 3))
        return self.add(sex, age, "子" if sex is Sex.MALE else "女", surname=surname)

    def parents(self, of: _Person, count: int) -> None:
        """Add one or both parents of the head."""
        age = of.age + self.rng.randint(24, 32)
        first = Sex.FEMALE if count == 1 and self.rng.random() < 0.7 else Sex.MALE
        for sex in (first, _other(first))[:count]:
            own = of.surname if sex is Sex.MALE else SURNAMES.pick(self.rng)
            self.add(
                sex,
                age + self.rng.randint(-2, 2),
                "父" if sex is Sex.MALE else "母",
                surname=own,
                married=count == 2,
            )


def household_sizes(rng: Random, households: int, residents: int) -> list[int]:
    """Return how many people live in each household, together exactly ``residents``."""
    if not households <= residents <= households * _MOST:
        raise ValueError("every household has one to six people")
    sizes = [_SIZES.pick(rng) for _ in range(households)]
    surplus = sum(sizes) - residents
    while surplus:
        at = rng.randrange(households)
        if surplus > 0 and sizes[at] > 1:
            sizes[at] -= 1
            surplus -= 1
        elif surplus < 0 and sizes[at] < _MOST:
            sizes[at] += 1
            surplus += 1
    return sizes


def make_family(
    rng: Random, ids: Ids, numbers: Numbers, door: Row, size: int, today: date
) -> tuple[Row, list[Row]]:
    """Return a household behind a door and its residents, the head first."""
    rented = door["occupancy"] == "rented"
    home = _Home(rng, rented=rented)
    _PLANS[size].pick(rng)(home)
    kind = HouseholdKind.FLOATING if rented else HouseholdKind.PERMANENT
    household: Row = {
        "id": ids(),
        "building_id": door["building_id"],
        "dwelling_id": door["id"],
        "kind": kind.value,
    }
    ethnicity, origin = _ETHNICITIES.pick(rng), _HOMES.pick(rng) if rented else ""
    rows = [_resident(rng, ids(), numbers, person, today) for person in home.people]
    for row in rows:
        row |= {"building_id": door["building_id"], "household_id": household["id"]}
        row["ethnicity"] = ethnicity if rng.random() < 0.94 else _ETHNICITIES.pick(rng)
        row |= _residence(rng, row, rented=rented, origin=origin, today=today)
    return household, rows


def _resident(rng: Random, id: bytes, numbers: Numbers, person: _Person, today: date) -> Row:
    birth = _birth_date(rng, person.age, today)
    age = person.age
    return {
        "id": id,
        "name": person.surname + given_name(rng, person.sex, birth.year),
        "sex": person.sex.value,
        "birth_date": birth,
        "id_number": numbers.id_number(birth, person.sex),
        "relation": person.relation,
        "phone": numbers.phone() if age >= 16 and (age < 80 or rng.random() < 0.6) else "",
        "politics": _politics(rng, age),
        "education": _education(rng, age),
        "occupation": _occupation(rng, person),
        "marriage": _marriage(rng, person),
    }


def _birth_date(rng: Random, age: int, today: date) -> date:
    born = today - timedelta(days=int(age * 365.2425) + rng.randint(3, 360))
    while age_on(born, today) > age:
        born += timedelta(days=5)
    return min(born, today)


def _residence(rng: Random, row: Row, *, rented: bool, origin: str, today: date) -> Row:
    if rented:
        return {
            "kind": ResidentKind.FLOATING.value,
            "residence_state": ResidenceState.LIVING_ONLY.value,
            "registered_address": origin,
        }
    chance, age = rng.random(), age_on(row["birth_date"], today)
    found: Row = {"kind": ResidentKind.PERMANENT.value, "residence_state": ResidenceState.TOGETHER.value}
    if row["relation"] == HEAD:
        return found
    if 18 <= age <= 32 and chance < 0.22:
        found |= {
            "residence_state": ResidenceState.REGISTERED_ONLY.value,
            "actual_address": rng.choice(("昆明市呈贡区", "昆明市官渡区", "广东省", "浙江省", "四川省")),
        }
    elif 20 <= age <= 60 and chance > 0.92:
        left = today - timedelta(days=rng.randint(20, 700))
        found |= {
            "moved_out_on": left,
            "moved_to": rng.choice(("昆明市盘龙区", "昆明市西山区", "玉溪市", "成都市")),
        }
    elif chance > 0.94 and age > 2:
        found["residence_state"] = ResidenceState.LIVING_ONLY.value
    return found


def _politics(rng: Random, age: int) -> str:
    chance = rng.random()
    if age < 14:
        return ""
    if age <= 27 and chance < 0.45:
        return "共青团员"
    if age >= 20 and chance > 0.985 - 0.0016 * min(age, 75):
        return "中共党员"
    return "群众"


_SCHOOLING = (
    (35, "高中 中专 大专 大专 本科 本科 本科 硕士"),
    (55, "初中 高中 中专 大专 大专 本科"),
    (70, "小学 初中 初中 高中 高中 大专"),
    (200, "小学 小学 初中 高中"),
)


def _education(rng: Random, age: int) -> str:
    for oldest, word in ((5, "学龄前"), (11, "小学"), (14, "初中"), (17, "高中")):
        if age <= oldest:
            return word
    return rng.choice(next(words for oldest, words in _SCHOOLING if age <= oldest).split())


def _occupation(rng: Random, person: _Person) -> str:
    if person.age < 6:
        return ""
    if person.age < 18 or (person.age < 22 and rng.random() < 0.7):
        return "在校学生"
    if person.age >= (60 if person.sex is Sex.MALE else 55):
        return "退休"
    return rng.choice(("在职", "在职", "在职", "在职", "个体经营", "灵活就业", "灵活就业", "无业"))


def _marriage(rng: Random, person: _Person) -> str:
    if person.married:
        return "已婚"
    if person.age >= 66 or person.relation in ("父", "母"):
        return "丧偶" if rng.random() < 0.85 else "离异"
    if person.age >= 30:
        return rng.choice(("未婚", "离异"))
    return "未婚" if person.age >= 18 else ""


def _other(sex: Sex) -> Sex:
    return Sex.FEMALE if sex is Sex.MALE else Sex.MALE


def _alone(home: _Home) -> None:
    low, high = home.rng.choice(((24, 36), (38, 58), (64, 90)) if not home.rented else ((21, 34), (24, 45)))
    home.head(low, high)


def _two(home: _Home) -> None:
    low, high = home.rng.choice(((61, 86), (26, 38), (46, 60)) if not home.rented else ((23, 36), (30, 50)))
    home.couple(low, high)


def _one_and_child(home: _Home) -> None:
    head = home.head(34, 50, sex=Sex.FEMALE if home.rng.random() < 0.7 else Sex.MALE)
    home.child(head.age, home.surname if head.sex is Sex.MALE else SURNAMES.pick(home.rng))


def _one_and_parent(home: _Home) -> None:
    home.parents(home.head(40, 60), 1)


def _flatmates(home: _Home, count: int) -> None:
    if not home.rented:
        if count > 2:
            _couple_and_children(home, count - 2)
        else:
            _two(home)
        return
    home.head(22, 32)
    for _ in range(count - 1):
        sex = Sex.MALE if home.rng.random() < 0.5 else Sex.FEMALE
        home.add(sex, home.rng.randint(21, 33), "同住人", surname=SURNAMES.pick(home.rng))


def _couple_and_children(home: _Home, children: int) -> tuple[_Person, _Person]:
    head, spouse = home.couple(29, 47) if home.rented or home.rng.random() < 0.8 else home.couple(44, 56)
    father, mother = (head, spouse) if head.sex is Sex.MALE else (spouse, head)
    eldest = home.child(mother.age, father.surname)
    for _ in range(children - 1):
        gap = home.rng.randint(2, 6)
        younger = home.child(mother.age, father.surname)
        home.people[-1] = replace(younger, age=max(0, eldest.age - gap))
    return head, spouse


def _three_generations(home: _Home, children: int, parents: int) -> None:
    head, _ = _couple_and_children(home, children)
    home.parents(head, parents)


def _grandparents(home: _Home) -> None:
    head, spouse = home.couple(56, 70)
    sex = Sex.MALE if home.rng.random() < 0.5 else Sex.FEMALE
    age = min(head.age, spouse.age) - home.rng.randint(48, 53)
    home.add(
        sex,
        age,
        "孙子" if sex is Sex.MALE else "孙女",
        surname=home.surname if head.sex is Sex.MALE else spouse.surname,
    )


_PLANS: Sequence[Weighted[Callable[[_Home], object]]] = (
    Weighted([]),
    Weighted([(_alone, 1)]),
    Weighted([(_two, 7), (_one_and_child, 2), (_one_and_parent, 1), (lambda home: _flatmates(home, 2), 2)]),
    Weighted(
        [
            (lambda home: _couple_and_children(home, 1), 8),
            (lambda home: _flatmates(home, 3), 1),
            (_grandparents, 1),
        ]
    ),
    Weighted(
        [(lambda home: _couple_and_children(home, 2), 5), (lambda home: _three_generations(home, 1, 1), 4)]
    ),
    Weighted(
        [(lambda home: _three_generations(home, 1, 2), 4), (lambda home: _three_generations(home, 2, 1), 2)]
    ),
    Weighted([(lambda home: _three_generations(home, 2, 2), 1)]),
)
