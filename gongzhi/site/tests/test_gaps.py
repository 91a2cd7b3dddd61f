"""The same gaps by the command and by the API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.site.cli import main
from gongzhi.standards.public import Wanted, gaps_on, page_of, sweep

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

FIELDS = {"rule", "clause", "unit", "value", "required", "since", "owner"}


def test_the_command_prints_what_the_contract_says(city: Settled, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gaps", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows == gaps_on(packs.active(), clock.today())
    assert rows
    assert all(set(row) == FIELDS for row in rows)
    community = packs.active().community
    assert community is not None
    code = places.get(city.places[community.main]).code
    assert main(["gaps", "--place", code, "--on", "2026-03-02", "--json"]) == 0
    here = json.loads(capsys.readouterr().out)
    assert {row["unit"] for row in here} == {places.get(city.places[community.main]).name}


@pytest.mark.parametrize("wrong", [["--on", "yesterday"], ["--place", "999"]])
def test_a_wrong_call_ends_with_2_and_a_sentence(
    city: Settled, capsys: pytest.CaptureFixture[str], wrong: list[str]
) -> None:
    assert main(["gaps", *wrong]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.strip()


def test_the_list_goes_on_from_page_to_page(city: Settled) -> None:
    sweep()
    actor: Any = city.actor("supervisor") if "supervisor" in city.posts else None
    if actor is None:
        pytest.skip("this pack names its supervisor otherwise")
    first = page_of(actor, Wanted(state="open"), size=2)
    second = page_of(actor, Wanted(state="open"), after=first.after, size=2)
    assert first.after
    assert not {g.pk for g in first.items} & {g.pk for g in second.items}
