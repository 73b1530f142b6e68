"""What the fields of upkeep offer while one types: places, organisations, people, and the usual words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.together.catalogue import BY_NAME
from gridtui.domain.words.pinyin import initials_match
from gridtui.domain.words.vocabulary import WordList
from gridtui.queries.people.households import HouseholdFilter, HouseholdRow, household_detail, household_page
from gridtui.queries.people.residents import ResidentFilter, ResidentRow, resident_detail, resident_page
from gridtui.queries.places.buildings import BuildingFilter, BuildingRow, building_detail, building_page
from gridtui.queries.places.courtyards import courtyard_rows
from gridtui.queries.places.grids import OrgRow, grid_draft, grid_rows, org_hits, org_row
from gridtui.queries.searching import search_issues
from gridtui.queries.together.records import records_named
from gridtui.queries.together.titles import titles_of
from gridtui.ui.building_words import building_words
from gridtui.ui.gateway import Gateway
from gridtui.ui.kit.field_specs import Suggest, Suggestion
from gridtui.words import tr

MOST = 12


class Offers:
    """Answers the fields of one form; ``known`` turns an id into what stands in its field."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def grids(self, typed: str) -> Sequence[Suggestion]:
        """Offer grids by name, initials or code."""
        wanted = typed.strip()
        rows = await self._gateway.read(grid_rows)
        found = [row for row in rows if initials_match(row.name, wanted) or row.code.endswith(wanted)]
        return [Suggestion(row.id.hex(), row.name, row.code, row.name == wanted) for row in found[:MOST]]

    async def courtyards(self, typed: str) -> Sequence[Suggestion]:
        """Offer courtyards by name or initials."""
        wanted = typed.strip()
        rows = await self._gateway.read(courtyard_rows)
        found = [row for row in rows if initials_match(row.name, wanted)]
        return [Suggestion(row.id.hex(), row.name, row.grid_name, row.name == wanted) for row in found[:MOST]]

    async def buildings(self, typed: str) -> Sequence[Suggestion]:
        """Offer buildings by label, name or address."""
        rows = await self._gateway.read(building_page, BuildingFilter(text=typed), offset=0, limit=MOST)
        return [_building(row, typed) for row in rows]

    async def households(self, typed: str) -> Sequence[Suggestion]:
        """Offer households by door, and by the names, initials and phone tails of their people."""
        if not typed.strip():
            return ()
        rows = await self._gateway.read(household_page, HouseholdFilter(text=typed), offset=0, limit=MOST)
        return [_household(row, typed) for row in rows]

    async def orgs(self, typed: str) -> Sequence[Suggestion]:
        """Offer organisations by name, initials or code."""
        return [_org(row) for row in await self._gateway.read(org_hits, typed, MOST)]

    async def people(self, typed: str) -> Sequence[Suggestion]:
        """Offer residents by name, initials or phone tail."""
        if not typed.strip():
            return ()
        rows = await self._gateway.read(resident_page, ResidentFilter(text=typed), offset=0, limit=MOST)
        return [_person(row) for row in rows]

    def words(self, words: WordList) -> Suggest:
        """Return what offers the usual words of an open list, by their beginning or their initials."""

        def offer(typed: str) -> Sequence[Suggestion]:
            wanted = typed.strip()
            meant = words.usual_word(wanted)
            found = [word for word in words.usual if word == meant or initials_match(word, wanted)]
            found.sort(key=lambda word: word != meant)
            # Initials mean the first word that has them; Chinese text may be a word of its own.
            sure = bool(wanted) and wanted.isascii() and wanted.isalpha()
            return [Suggestion(word, word, _said(word), not place and (sure or word == meant))
                    for place, word in enumerate(found[:MOST])]  # fmt: skip

        return offer

    async def issues(self, typed: str) -> Sequence[Suggestion]:
        """Offer issues by number, title or words."""
        if not typed.strip():
            return ()
        hits = await self._gateway.read(search_issues, typed, MOST)
        return [Suggestion(hit.id.hex(), f"{hit.note} {hit.title}".strip(), hit.place) for hit in hits]

    def declared(self, noun: str) -> Callable[[str], Awaitable[Sequence[Suggestion]]]:
        """Return what offers records of a noun of working together, by a part of their title."""

        async def offer(typed: str) -> Sequence[Suggestion]:
            rows = await self._gateway.read(records_named, noun, typed, MOST)
            return [
                Suggestion(row.id.hex(), row.title, " ".join(row.cells[1:3]), row.title == typed.strip())
                for row in rows
            ]

        return offer

    def of_noun(self, noun: str) -> Callable[[str], Awaitable[Sequence[Suggestion]]]:
        """Return what offers records of a noun."""
        if noun in BY_NAME:
            return self.declared(noun)
        return {"grid": self.grids, "courtyard": self.courtyards, "building": self.buildings,
                "household": self.households, "org": self.orgs, "resident": self.people,
                "issue": self.issues}[noun]  # fmt: skip

    def known(self, noun: str, record_id: RecordId | None) -> Suggestion | str:
        """Return what stands in a field for a record that is known; empty for none, or one that is gone."""
        if record_id is None:
            return ""
        found = self._found(noun, record_id)
        return found or ""

    def _found(self, noun: str, record_id: RecordId) -> Suggestion | None:
        read = self._gateway.read_now
        if noun in BY_NAME or noun == "issue":
            titles = read(titles_of, noun, [record_id]) or {}
            return Suggestion(record_id.hex(), titles[record_id]) if record_id in titles else None
        if noun == "grid":
            grid = read(grid_draft, record_id)
            return Suggestion(record_id.hex(), grid.name, grid.code) if grid else None
        if noun == "courtyard":
            yards = read(courtyard_rows, record_id)
            return Suggestion(record_id.hex(), yards[0].name, yards[0].grid_name) if yards else None
        if noun == "org":
            org = read(org_row, record_id)
            return _org(org) if org else None
        if noun == "building":
            building = read(building_detail, record_id)
            return _building(building.row) if building else None
        if noun == "household":
            household = read(household_detail, record_id)
            return _household(household.row) if household else None
        person = read(resident_detail, record_id)
        return _person(person.row) if person else None


def _said(word: str) -> str:
    said = tr(word)
    return "" if said == word else said


def _building(row: BuildingRow, typed: str = "") -> Suggestion:
    title = building_words(row.name, row.label)
    exact = bool(typed.strip()) and typed.strip() in (row.label, row.name)
    return Suggestion(row.id.hex(), title, "  ".join(filter(None, (row.grid_name, row.address))), exact)


def _household(row: HouseholdRow, typed: str = "") -> Suggestion:
    people = tr("{n}人", n=row.people)
    note = "  ".join(filter(None, (row.head, people, row.building_name)))
    return Suggestion(row.id.hex(), row.door or row.head or tr("没有门牌"), note, row.door == typed.strip())


def _org(row: OrgRow) -> Suggestion:
    level = tr(Level(row.level).label) if row.level in list(Level) else ""
    return Suggestion(row.id.hex(), row.name, "  ".join(filter(None, (level, row.division_code))))


def _person(row: ResidentRow) -> Suggestion:
    place = row.door or row.building_name
    return Suggestion(row.id.hex(), row.name, "  ".join(filter(None, (place, row.relation, row.phone))))
