"""What a building is called on the screen, whoever shows it."""

from __future__ import annotations

from gridtui.domain.places.door_numbers import building_title, own_name, plain_label, usual_name
from gridtui.words import tr


def building_words(name: str, label: str) -> str:
    """Return what a building is called: ``3栋``, ``翠湖小区3栋``, ``综合楼``; empty without a name."""
    own = own_name(name, label)
    if label and not own:
        return tr("{label}栋", label=label)
    if building_title(own, label) == own:
        return own
    return tr("{name}{label}栋", name=own, label=label) if label[-1:].isdigit() else own + label


def place_words(title: str) -> str:
    """Return what a place is called; a building called by its number alone in the language in use."""
    label = plain_label(title)
    usual = label.isascii() and title == usual_name(label)
    return tr("{label}栋", label=label) if usual else title
