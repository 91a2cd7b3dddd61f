"""The lists of needs and services by programs: what is left over, lines, matches; never a contact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock
from gongzhi.exchange.tests.test_api import Api
from gongzhi.needs import public as needs
from tests.api.programs import asked, compared, program, said
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
PHONE = "13800138000"
RUNS, OTHERS = "worker", "grassroots-members"


@pytest.fixture
def town(db: None, manual_clock: object) -> Iterator[Settled]:
    yield from settled("subdistrict")


def typed(town: Settled, side: str, **more: Any) -> dict[str, Any]:
    today = clock.today()
    return {
        "side": side, "kind": "repairs", "place_id": str(town.places["grid-1"]), "words": "上门修水龙头",
        "starts_on": str(today), "ends_on": str(today + timedelta(days=30)), "name": "老周", "phone": PHONE,
        "body": "" if side == "need" else "五金店",
    } | more  # fmt: skip


def test_from_two_lines_to_a_match_that_was_carried_out(town: Settled) -> None:
    api, everybody = program(town, RUNS), Api()
    for _twice in range(2):
        need = said(api.post("needs/lines", typed(town, "need", amount=2), **{"Idempotency-Key": "n"}))
    service = said(api.post("needs/lines", typed(town, "service", amount=3)))
    assert needs.ListLine.objects.count() == 2
    said(api.post("needs/lines", typed(town, "need", kind="none")), 422)
    if need["state"] == "new":
        said(api.post(f"needs/lines/{need['id']}/look", {"show": True}))
    response, found = everybody.get("needs/lists?side=need")
    assert [r["number"] for r in found["items"]] == [need["number"]]
    assert PHONE not in response.content.decode()
    assert "老周" not in response.content.decode()
    sheet = said(api.get(f"needs/lines/{need['id']}"))
    assert [(f["line"]["id"], f["amount"]) for f in sheet["fits"]] == [(service["id"], 2)]
    assert PHONE not in str(sheet)
    pair = {"need_id": need["id"], "service_id": service["id"]}
    said(program(town, OTHERS).post("needs/matches", pair), 403)
    match = said(api.post("needs/matches", pair))
    assert (match["state"], match["amount"]) == ("proposed", 2)
    said(api.post("needs/matches", pair), 404)  # nothing is left that fits
    at = f"needs/matches/{match['id']}"
    for line in (need, service):
        match = said(api.post(f"{at}/answer", {"line_id": line["id"], "agrees": True}))
    assert match["state"] == "agreed"
    said(api.post(f"{at}/answer", {"line_id": need["id"], "agrees": False}), 409)
    over = said(api.post(f"{at}/settle", {"line_id": need["id"], "done": True, "used": 2, "words": "修好了"}))
    assert (over["state"], over["used"]) == ("done", 2)
    assert [m["id"] for m in said(api.get("needs/matches?state=done"))["items"]] == [match["id"]]
    row = next(r for r in said(api.get("needs/figures"))["rows"] if r["kind"] == "repairs")
    assert (row["needs"], row["done"], row["services_left"]) == (1, 1, 1)
    assert said(api.post(f"needs/lines/{service['id']}/end"))["state"] == "ended"
    said(api.post(f"needs/lines/{service['id']}/end"), 409)
    assert said(everybody.get("needs/lists"))["items"] == []


def test_a_line_is_changed_while_nobody_counts_on_it(town: Settled) -> None:
    api = program(town, RUNS)
    need = said(api.post("needs/lines", typed(town, "need", amount=2)))
    if need["state"] == "new":
        said(api.post(f"needs/lines/{need['id']}/look", {"show": True}))
    service = said(api.post("needs/lines", typed(town, "service", amount=3)))
    at = f"needs/lines/{service['id']}"
    sheet = said(api.get(at))
    assert sheet["may_change"]
    names = ("version", "words", "amount", "place_id", "starts_on", "ends_on")
    edit = {name: sheet[name] for name in names} | {"words": "只修电灯"}
    match = said(api.post("needs/matches", {"need_id": need["id"], "service_id": service["id"]}))
    assert said(api.get(at))["may_change"] is False
    said(api.post(f"{at}/change", edit | {"version": said(api.get(at))["version"]}), 409)
    said(api.post(f"needs/matches/{match['id']}/answer", {"line_id": need["id"], "agrees": False}))
    edit["version"] = said(api.get(at))["version"]
    said(program(town, OTHERS).post(f"{at}/change", edit), 403)
    for _twice in range(2):
        changed = said(api.post(f"{at}/change", edit, **{"Idempotency-Key": "c"}))
    assert (changed["words"], changed["version"]) == ("只修电灯", edit["version"] + 1)
    said(api.post(f"{at}/change", edit | {"words": "只修水管"}), 409)
    said(api.post(f"{at}/change", edit | {"version": changed["version"], "amount": 0}), 422)


def test_what_is_hidden_stands_on_no_public_list(town: Settled) -> None:
    api = program(town, RUNS)
    line = said(api.post("needs/lines", typed(town, "service", hidden=True)))
    assert said(Api().get("needs/lists"))["items"] == []
    assert [r["id"] for r in said(api.get("needs/lines?side=service"))["items"]] == [line["id"]]
    said(Api().get("needs/lists?after=x"), 422)


def test_each_read_answers_as_its_page(town: Settled) -> None:
    line = said(program(town, RUNS).post("needs/lines", typed(town, "service")))["id"]
    reads = {
        "/desk/needs/": "needs/lines",
        f"/desk/needs/{line}/": f"needs/lines/{line}",
        "/desk/needs/5/": "needs/lines/5",
        "/desk/needs/matches/": "needs/matches",
        "/desk/needs/figures/": "needs/figures",
    }
    wrong, refused = compared(town, (RUNS, OTHERS, "property-inspector", "secretary"), reads)
    assert wrong == []
    assert refused >= 7


def test_lists_take_a_steady_number_of_queries(town: Settled, steady: None) -> None:
    api, everybody = program(town, RUNS), Api()

    def more() -> None:
        said(api.post("needs/lines", typed(town, "service")))
        said(api.post("needs/lines", typed(town, "need")))

    more()
    calls = (
        lambda: said(everybody.get("needs/lists")), lambda: said(api.get("needs/lines")),
        lambda: said(api.get("needs/matches")),
    )  # fmt: skip
    few = [asked(call) for call in calls]
    more()
    more()
    assert [asked(call) for call in calls] == few
    assert max(few) <= 12, few
