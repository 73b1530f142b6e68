"""What a person may write as the store, and that no link is plain that nobody asked to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridtui.domain.words.problems import RuleBroken
from gridtui.domain.words.store_addresses import SharedAddress, named_store


def address(text: str, **environment: str) -> SharedAddress:
    place = named_store(text, environment).place
    assert isinstance(place, SharedAddress)
    return place


def test_a_file_is_a_file() -> None:
    assert named_store("data/desk.gtdb", {}) == (Path("data/desk.gtdb"), None)


def test_an_address_is_taken_apart_and_its_password_kept_apart() -> None:
    named = named_store("postgresql://wang%20xl:p%40ss@db.office:5433/gridtui", {})
    assert named.password == "p@ss"
    assert named.place == SharedAddress(
        "db.office", 5433, "gridtui", "wang xl", (("sslmode", "verify-full"),)
    )
    assert "ss" not in str(named.place).replace("postgresql", "")
    assert named_store("postgres:///gridtui?user=w&password=geheim&host=/run/pg&port=5499", {}) == (
        SharedAddress("/run/pg", 5499, "gridtui", "w"),
        "geheim",
    )


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("postgresql://w@db.office/gridtui", "verify-full"),
        ("postgresql://w@192.168.1.5/gridtui", "verify-full"),
        ("postgresql://w@db.office/gridtui?sslmode=require", "require"),
        ("postgresql://w@db.office/gridtui?sslmode=disable", "disable"),
        ("postgresql://w@localhost/gridtui?hostaddr=192.168.1.5", "verify-full"),
        ("postgresql://w@127.0.0.1:5432/gridtui", None),
        ("postgresql://w@[::1]/gridtui", None),
        ("postgresql:///gridtui", None),
        ("postgresql:///gridtui?host=/var/run/postgresql", None),
    ],
)
def test_a_server_elsewhere_is_reached_with_tls_unless_the_address_says_otherwise(
    text: str, mode: str | None
) -> None:
    assert dict(address(text).options).get("sslmode") == mode
    assert address(text).is_plain is (mode == "disable")


@pytest.mark.parametrize("variable", ["PGHOST", "PGHOSTADDR", "PGSERVICE"])
def test_what_libpq_would_take_from_the_environment_counts_too(variable: str) -> None:
    assert dict(address("postgresql:///gridtui", **{variable: "db.office"}).options) == {
        "sslmode": "verify-full"
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("postgresql://w@db.office/gridtui?sslmode=prefer", "可能不加密"),
        ("postgresql://w@db.office/gridtui?sslmode=allow", "可能不加密"),
        ("postgresql://w@db.office/gridtui?sslmode=never", "verify-full"),
        ("postgresql://w@db.office/gridtui?service=other", "“service”不认识"),
        ("postgresql://w@db.office/gridtui?options=-csearch_path=x", "“options”不认识"),
        ("postgresql://w@db.office", "写得不对"),
        ("postgresql://w@db.office:port/gridtui", "写得不对"),
        ("postgresql://[::1/gridtui", "写得不对"),
        ("postgresql://w@db.office/a/b", "写得不对"),
    ],
)
def test_a_wrong_address_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(RuleBroken, match=said) as refused:
        named_store(text.replace("w@", "w:geheim@"), {})
    assert "geheim" not in str(refused.value)
