"""The Word paper of a record by keys: only where there is one, persons only with a reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gridtui.domain.together.drafts import draft_class
from gridtui.domain.words.intents import Intent
from gridtui.storage.workspace import Workspace
from gridtui.ui import together_messages
from gridtui.ui.kit.form import Form
from gridtui.usecases.together import records
from tests.interchange.reports.documents import words_of
from tests.ui.screens.issues.issue_desk import press, settled
from tests.ui.screens.neighbourhood import desk_app, screen_text

FOLLOW = (together_messages.OpenRecord,)
DAY = date(2026, 11, 20)


async def test_an_agreement_by_keys(desk: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with desk.write(Intent.ADD_RECORD) as unit:
        unit_id = records.add(unit, draft_class("member_unit")(name="昆明第三中学"))
        mediation = draft_class("mediation")(
            title="漏水赔偿", found_on=DAY, mediator_name="王秀兰", agreed_on=DAY, agreement="赔一千元"
        )
        id = records.add(unit, mediation)
    app = desk_app(desk, tmp_path, follow=FOLLOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        app.post_message(together_messages.OpenRecord("member_unit", unit_id))
        await settled(app, pilot)
        await press(app, pilot, "w")
        assert "调解协议书" not in screen_text(app) and not app.screen.query(Form)
        app.post_message(together_messages.OpenRecord("mediation", id))
        await settled(app, pilot)
        await press(app, pilot, "w")
        assert "写调解协议书" in screen_text(app) and "不写涉及个人的内容" in screen_text(app)
        form = app.screen.query_one(Form)
        form.load({"path": str(tmp_path / "full.docx"), "content": "full"}, as_typed=True)
        await press(app, pilot, "f5")
        assert "要写理由" in screen_text(app) and not (tmp_path / "full.docx").exists()
        form.load({"path": str(tmp_path / "plain.docx"), "content": "masked"}, as_typed=True)
        await press(app, pilot, "f5")
        await settled(app, pilot)
        assert "已写好调解协议书" in screen_text(app)
    assert "王秀兰" in words_of(tmp_path / "plain.docx")
    assert "一千元" not in words_of(tmp_path / "plain.docx")
