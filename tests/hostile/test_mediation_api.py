"""No operation of the API tells anybody but who mediates a case what the sides said, or who they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from gongzhi.exchange.api.operations import described
from gongzhi.exchange.tests.test_api import Api
from gongzhi.mediation import public as mediation
from tests.api.programs import program
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
WORDS, NAMES, PHONE, HOME = "楼上夜里剁肉，吵得睡不着。", ("钱水生", "孙木林"), "13800138000", "青衣巷九号三楼"
SECRETS = (*NAMES, WORDS, PHONE, "138****8000", HOME)


@pytest.fixture
def town(db: None, manual_clock: object) -> Iterator[Settled]:
    yield from settled("yaan")


def reads(case: mediation.Case) -> list[str]:
    """Every GET of the API, with the ids of the case wherever an id stands."""
    known = {"number": case.number}
    paths = [p.removeprefix("/api/v1/") for p, methods in described()["paths"].items() if "get" in methods]
    return [re.sub(r"{(\w+)}", lambda m: str(known.get(m[1], case.pk)), p) for p in paths]


def test_only_who_mediates_reads_of_the_sides(town: Settled) -> None:
    sides = tuple(mediation.SideDraft(name, PHONE, HOME, True) for name in NAMES)
    draft = mediation.CaseDraft("people", "neighbours", town.places["kangzang"], WORDS, sides)
    case = mediation.opening.register(draft, actor=town.actor("mediator"))
    paths, wrong = reads(case), []
    assert f"mediation/cases/{case.pk}" in paths
    callers = {post: program(town, post) for post in ("director", "secretary", "window-governance", "leader-1")}
    for who, api in {"anybody": Api(), **callers}.items():
        for path in paths:
            response, body = api.get(path)
            assert response.status_code < 500, path
            wrong += [f"{path} tells {who}: {secret}" for secret in SECRETS if secret in str(body)]
    assert wrong == []
    told = str(program(town, "mediator").get(f"mediation/cases/{case.pk}")[1])
    assert all(secret in told for secret in (*NAMES, WORDS, HOME))
    assert PHONE not in told
