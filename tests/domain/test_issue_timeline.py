from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtui import words
from gridtui.domain.issues.issue_events import (
    Event,
    EventKind,
    decode_after,
    decode_data,
    encode_after,
    encode_data,
    kind_of,
)
from gridtui.domain.issues.issue_timeline import sentence
from tests.domain.issue_histories import GOOD_DATA, START, UNHAPPY

K = EventKind
NAMES = {
    b"\xaa" * 16: "物业公司",
    b"\xbb" * 16: "水务站",
    b"\xcc" * 16: "20261124-031",
    b"o" * 16: "翠湖社区",
}
DATA = st.dictionaries(
    st.sampled_from(["reason", "lead", "assists", "duty", "step", "grade", "from"]),
    st.none() | st.integers() | st.text() | st.lists(st.text(), max_size=2),
)


def event(kind: EventKind, data: dict[str, object] | None = None, text: str = "") -> Event:
    return Event(
        b"i" * 16,
        b"s",
        kind,
        START,
        b"a" * 16,
        b"o" * 16,
        5,
        data=GOOD_DATA.get(kind, {}) if data is None else data,
        text=text,
        actor_name="王秀兰",
    )


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (event(K.REGISTERED, text="卫生间漏水"), "王秀兰于2026-11-23 09:00登记：卫生间漏水"),
        (event(K.RETURN), "王秀兰于2026-11-23 09:00退回，理由：不在本片，应由物业公司负责，依据：物业合同"),
        (event(K.RETURN, {}), "王秀兰于2026-11-23 09:00退回，应由（未写明）负责，依据：（未写明）"),
        (event(K.REJECT), "王秀兰于2026-11-23 09:00不予受理，理由：信息不足"),
        (event(K.DISPATCH), "王秀兰于2026-11-23 09:00派单给物业公司主办，水务站协办"),
        (event(K.DISPATCH, {"lead": "dd" * 16}), "王秀兰于2026-11-23 09:00派单给dddddddd主办"),
        (
            event(K.HOLD, {"reason": "等配件", "until": "2026-12-01"}),
            "王秀兰于2026-11-23 09:00挂账，理由：等配件，到 2026-12-01",
        ),
        (event(K.ASK_EXTENSION), "王秀兰于2026-11-23 09:00申请延期 3 工作日，理由：等配件"),
        (event(K.GRANT_EXTENSION), "王秀兰于2026-11-23 09:00同意延期"),
        (
            event(K.CALLBACK, UNHAPPY),
            "王秀兰于2026-11-23 09:00回访：未解决，不满意，认定有理，重办，理由：还在漏",
        ),
        (event(K.CALLBACK, {"reached": False}), "王秀兰于2026-11-23 09:00回访，没有联系上"),
        (event(K.CLOSE), "王秀兰于2026-11-23 09:00办结（问题中止，未解决），理由：撤诉"),
        (event(K.MERGE), "王秀兰于2026-11-23 09:00并入 20261124-031"),
        (event(K.MERGE, {"from": "cc" * 16}), "王秀兰于2026-11-23 09:00把 20261124-031 并入本件"),
        (
            event(K.NOTE, {"measures": "关阀", "outcome": "不漏了"}, "{漏}"),
            "王秀兰于2026-11-23 09:00记录：{漏}；措施：关阀；结果：不漏了",
        ),
        (event(K.REPLY, {"from": "区水务局"}, "已派人"), "区水务局于2026-11-23 09:00答复：已派人"),
        (event(K.LIKES, {"count": 12}), "2026-11-23 09:00点赞 12 次"),
        (event(K.CORRECT), "王秀兰于2026-11-23 09:00更正 标题：漏 改为 漏水"),
    ],
)
def test_a_step_reads_as_a_sentence(step: Event, told: str) -> None:
    assert words.say(sentence(step, NAMES)) == told


def test_a_retraction_names_what_it_takes_back() -> None:
    undo = event(K.RETRACT, {"target": "69" * 16, "reason": "点错了"})
    told = words.say(sentence(undo, NAMES, event(K.HOLD)))
    assert told == "王秀兰于2026-11-23 09:00撤回 2026-11-23 09:00 的“挂账”，理由：点错了"


@pytest.mark.parametrize("kind", list(EventKind))
@settings(deadline=None, max_examples=30)
@given(data=DATA, text=st.text())
def test_every_event_can_be_said(kind: EventKind, data: dict[str, object], text: str) -> None:
    assert words.say(sentence(event(kind, data, text)))


def test_who_acted_falls_back_to_the_office() -> None:
    nameless = Event(b"i" * 16, b"s", K.ACCEPT, START, org_id=b"o" * 16)
    assert words.say(sentence(nameless, NAMES)).startswith("翠湖社区于")
    assert words.say(sentence(nameless)).startswith("有人于")


@given(st.frozensets(st.binary(min_size=16, max_size=16)))
def test_links_survive_storing(heads: frozenset[bytes]) -> None:
    assert decode_after(encode_after(heads)) == heads


@given(st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text()))
def test_data_survives_storing(data: dict[str, object]) -> None:
    assert decode_data(encode_data(data)) == data


@pytest.mark.parametrize("text", ["", "{", "[1]", "7", "[" * 100_000])
def test_damaged_data_reads_as_none(text: str) -> None:
    assert not decode_data(text)


def test_a_kind_of_a_newer_program_is_kept_apart() -> None:
    assert kind_of("teleport") is K.UNKNOWN
    assert kind_of("accept") is K.ACCEPT
