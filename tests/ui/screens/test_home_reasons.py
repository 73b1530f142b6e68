"""Whistles on home, steps opened from its lines, and why each line stands where it stands."""

from __future__ import annotations

from datetime import date

from gridtui.domain.issues.issue_states import WhistleStep as S
from gridtui.ui import messages
from gridtui.ui.screens.home.lines import Heading, IssueLine, WhistleLine
from gridtui.ui.screens.home.screen import HomeList
from gridtui.ui.screens.issues.step_menu import StepMenu
from gridtui.ui.screens.whistles.detail import WhistleScreen
from gridtui.usecases.visits import PromiseDraft, add_promise
from tests.ui.screens.neighbourhood import build, desk_app, screen_text
from tests.ui.screens.test_home import groups, lines, shown
from tests.ui.waiting import finished
from tests.usecases.test_whistles import POWER, blow, step

FOLLOW = (messages.OpenIssue, messages.OpenWhistle)


def whistled(desk, made, clock):
    """Have one whistle whose unit should have signed by now, and one that waits for approval."""
    late, fresh = (blow(desk, POWER, issue=made.issues[title]) for title in ("楼道堆物", "今天要回"))
    step(desk, late, S.APPROVE)
    step(desk, late, S.SPLIT)
    clock.pass_time(hours=2)
    return late, fresh


async def why(app, pilot) -> str:
    await pilot.press("equals_sign")
    await finished(app)
    await pilot.pause()
    words = screen_text(app)
    await pilot.press("escape")
    return words


async def test_a_whistle_stands_on_home_and_enter_opens_its_step(desk, tmp_path, clock) -> None:
    late, fresh = whistled(desk, build(desk), clock)
    app = desk_app(desk, tmp_path, follow=FOLLOW)
    async with app.run_test(size=(120, 40)) as pilot:
        home = await shown(app, pilot)
        assert groups(home)["whistles"] == 2
        at = [place for place, line in enumerate(lines(home)) if isinstance(line, WhistleLine)]
        assert [lines(home)[place].whistle.row.id for place in at] == [late, fresh]
        assert "供电局 楼道" in screen_text(app) and "待签收" in screen_text(app)
        home.query_one("#todo", HomeList).move_to(at[0])
        assert "因为供电局的吹哨签收 11-24 13:00 就到期了，超1时" in await why(app, pilot)
        await pilot.press("enter")
        await finished(app)
        await pilot.pause()
        assert isinstance(app.screen_stack[-2], WhistleScreen) and "签收" in screen_text(app)
        await pilot.press("enter")
        await finished(app)
        assert "待报到" in screen_text(app)


async def test_enter_on_an_issue_offers_what_can_be_done(desk, tmp_path) -> None:
    build(desk)
    app = desk_app(desk, tmp_path, follow=FOLLOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, pilot)
        await pilot.press("enter")
        await finished(app)
        await pilot.pause()
        assert isinstance(app.screen, StepMenu)
        await pilot.press("escape")
        assert "经过" in screen_text(app)


async def test_every_line_says_in_a_sentence_why_it_stands_there(desk, tmp_path, clock) -> None:
    made = build(desk)
    with desk.write("add_promise") as unit:
        household = made.households["3-2-501"]
        draft = PromiseDraft(household_id=household, text="换灯", due_on=date(2026, 11, 24))
        add_promise(unit, draft)
    whistled(desk, made, clock)
    expected = {
        "overdue": "就到期了，超",
        "whistles": "因为",
        "verify": "因为待核查，",
        "callback": "就到期了",
        "promises": "因为答应 11-24 兑现",
        "waiting": "因为在等",
        "cold": "天没有新的记录，满 30 天就算冷件",
        "gaps": "没有",
    }
    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        home = await shown(app, pilot)
        todo = home.query_one("#todo", HomeList)
        seen = set()
        for place, line in enumerate(list(lines(home))):
            if isinstance(line, Heading) or line.group.id in seen:
                continue
            seen.add(line.group.id)
            todo.move_to(place)
            assert expected.get(line.group.id, "因为") in await why(app, pilot), line
        assert seen > {"overdue", "whistles", "promises", "waiting", "gaps"}
        assert any(isinstance(line, IssueLine) for line in lines(home))
