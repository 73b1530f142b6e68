"""Every area and every request leads to a screen that is there."""

from __future__ import annotations

import dataclasses
import inspect

import pytest
from textual.screen import Screen

from gridtui.ui import messages, paper_messages, together_messages
from gridtui.ui.navigation import AREAS, DESTINATIONS, screen_class


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.key)
def test_an_area_has_a_screen_that_opens_without_arguments(area) -> None:
    cls = screen_class(area.screen)
    assert issubclass(cls, Screen)
    needed = [
        name
        for name, parameter in inspect.signature(cls).parameters.items()
        if parameter.default is parameter.empty
        and parameter.kind not in {parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL}
    ]
    assert needed == []


@pytest.mark.parametrize("request_type", DESTINATIONS, ids=lambda one: one.__name__)
def test_a_request_carries_what_its_screen_takes(request_type) -> None:
    parameters = inspect.signature(screen_class(DESTINATIONS[request_type])).parameters
    given = (
        {field.name for field in dataclasses.fields(request_type)}
        if dataclasses.is_dataclass(request_type)
        else set()
    )
    anything = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values())
    assert anything or given <= set(parameters)


def test_every_request_to_open_something_is_answered() -> None:
    asked = {
        cls
        for module in (messages, paper_messages, together_messages)
        for cls in vars(module).values()
        if inspect.isclass(cls) and issubclass(cls, messages.OpenRequest)
    }
    assert asked - {messages.OpenRequest} == set(DESTINATIONS)


def test_no_two_areas_share_a_digit() -> None:
    digits = [area.digit for area in AREAS]
    assert len(digits) == len(set(digits))
