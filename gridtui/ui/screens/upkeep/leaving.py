"""The forms of leaving: somebody or a whole household moved away, somebody died."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gridtui.domain.words.dates import shown_date
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.queries.people.residents import ResidentDetail, ResidentRow, household_card, resident_detail
from gridtui.ui.screens.upkeep.naming import named_people
from gridtui.ui.screens.upkeep.noun_form import NounForm, Values
from gridtui.usecases import leaving
from gridtui.words import mark, tr


class MoveOutForm(NounForm):
    """Who of a household, that of ``record_id``, moved away, when and where to; those marked stand there."""

    NOUN = "move_out"
    NEW = EDIT = mark("迁出")
    _title = ""
    people: Sequence[ResidentRow] = ()

    def checks(self) -> dict[str, Callable[[str], list[Problem]]]:
        """Check that the people live here."""
        return {"people": lambda text: named_people(text, self.people, self.aim.many)[1]}

    def known(self) -> dict[str, object] | None:
        """Return who is marked, of a household everybody without a mark; None where the record is gone."""
        assert self.record_id is not None
        card = self.gateway.read_now(household_card, self.record_id)
        if card is not None:
            self.people = [row for row in card.people if not row.gone]
            self._title = card.detail.row.door
        else:
            person = self.gateway.read_now(resident_detail, self.record_id)
            if person is None:
                return None
            self.people = [person.row]
        chosen = [row for row in self.people if row.id in self.aim.many] or self.people
        return {"people": "、".join(row.name for row in chosen), "moved_out_on": self.today}

    def title(self) -> str:
        """Return the door."""
        return self._title

    async def save(self, values: Values) -> str:
        """Note that they moved away."""
        rows, wrong = named_people(str(values["people"] or ""), self.people, self.aim.many)
        if wrong:
            raise RuleBroken(wrong)
        await self.gateway.write(
            Intent.MOVE_PEOPLE, leaving.move_out, [row.id for row in rows], on=values["moved_out_on"],
            to=str(values["moved_to"] or ""), form=self.draft_key,
        )  # fmt: skip
        return rows[0].name if len(rows) == 1 else tr("{n} 人", n=len(rows))

    def done(self, title: str) -> str:
        """Say who left."""
        return tr("{title} 已迁出，Ctrl+Z 撤销", title=title)


class DeathForm(NounForm):
    """The day on which somebody, that of ``record_id``, died."""

    NOUN = "death"
    NEW = EDIT = mark("登记去世")
    detail: ResidentDetail | None = None

    def known(self) -> dict[str, object] | None:
        """Return nothing yet; None where the resident is gone."""
        assert self.record_id is not None
        self.detail = self.gateway.read_now(resident_detail, self.record_id)
        return None if self.detail is None else {}

    def title(self) -> str:
        """Return name and birth date."""
        if self.detail is None:
            return ""
        born = self.detail.row.birth_date
        return " ".join(part for part in (self.detail.row.name, shown_date(born) if born else "") if part)

    async def save(self, values: Values) -> str:
        """Note the death."""
        await self.gateway.write(
            Intent.MOVE_PEOPLE, leaving.note_death, self.record_id, on=values["died_on"], form=self.draft_key
        )
        return self.detail.row.name if self.detail else ""

    def done(self, title: str) -> str:
        """Say what was noted."""
        return tr("{title} 已登记去世，Ctrl+Z 撤销", title=title)
