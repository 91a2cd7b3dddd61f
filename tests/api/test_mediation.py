"""Mediation by programs: from the application to calling back; the sides for who mediates alone; hours of help."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock
from gongzhi.exchange.tests.test_api import Api
from gongzhi.exchange.tests.test_fuzz import fuzz_as
from gongzhi.ledger import public as ledger
from gongzhi.mediation import public as mediation
from gongzhi.mediation.tests.test_of_requests import reported
from gongzhi.procedures import public as procedures
from tests.api.programs import asked, compared, program, said
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

__all__ = ["reported"]
pytestmark = pytest.mark.django_db
WORDS, NAMES, PHONE = "楼上夜里剁肉，吵得睡不着，说了几回都吵起来。", ("钱水生", "孙木林"), "13800138000"
SECRETS = (*NAMES, WORDS, PHONE)
KEY = {"Idempotency-Key": "k"}


@pytest.fixture
def town(db: None, manual_clock: object) -> Iterator[Settled]:
    yield from settled("yaan")


def typed(town: Settled, **more: Any) -> dict[str, Any]:
    sides = [{"name": name, "phone": PHONE, "address": "3栋", "agrees": n == 0} for n, name in enumerate(NAMES)]
    return {"kind": "neighbours", "place_id": str(town.places["kangzang"]), "words": WORDS, "sides": sides} | more


def test_from_two_sides_to_an_agreement_that_is_kept(town: Settled, manual_clock: Any) -> None:
    window, mediator, above = (program(town, p) for p in ("window-governance", "mediator", "director"))
    said(window.post("mediation/cases", typed(town, kind="none")), 422)
    said(window.post("mediation/cases", typed(town, words="吵")), 422)
    said(program(town, "leader-1").post("mediation/cases", typed(town)), 403)
    for _twice in range(2):
        made = said(window.post("mediation/cases", typed(town), **KEY))
    assert mediation.Case.objects.count() == 1
    at = f"mediation/cases/{made['id']}"
    inside = made["inside"]
    assert (inside["words"], [x["name"] for x in inside["sides"]]) == (WORDS, list(NAMES))
    assert PHONE not in str(made)  # masked, also for who mediates
    first = {"what": "mediate", "post_id": str(town.posts["mediator"])}
    said(window.post(f"{at}/ask", first), 409)  # the other side was not asked
    said(window.post(f"{at}/consent", {"side_id": "5", "agrees": True}), 422)
    said(window.post(f"{at}/consent", {"side_id": inside["sides"][1]["id"], "agrees": True}))
    said(window.post(f"{at}/ask", first | {"post_id": str(town.posts["director"])}), 422)
    assert said(window.post(f"{at}/ask", first))["asked"]
    assert said(mediator.get(at))["inside"] is None  # asked, not taken yet
    said(above.post(f"{at}/take"), 403)
    for _twice in range(2):
        assert said(mediator.post(f"{at}/take", **KEY))["inside"]["words"] == WORDS
    for stranger in (window, above):
        told = said(stranger.get(at))
        assert (told["inside"], told["kind"]) == (None, "neighbours")
        lists = said(stranger.get("mediation/cases"))
        assert [r["number"] for r in lists["items"]] == [made["number"]]
        assert not any(secret in f"{told}{lists}" for secret in SECRETS)
        said(stranger.post(f"{at}/finish", {"outcome": "refused"}), 403)
        said(stranger.post(f"{at}/form", {"answers": {"facts": "x"}}), 403)
    said(program(town, "zhongli-window").get(at), 404)
    _five_forms(mediator, at, manual_clock)
    _agreement_and_after(mediator, at, manual_clock)
    entries = "".join(str(e) for e in ledger.entries_of(int(made["id"])))
    assert not any(secret in entries for secret in SECRETS)


def _five_forms(mediator: Api, at: str, manual_clock: Any) -> None:
    said(mediator.post(f"{at}/finish", {"outcome": "go_on"}), 409)  # 望: the form is empty
    said(mediator.post(f"{at}/form", {"answers": {"facts": "厨房在卧室上面"}}), 422)
    said(mediator.post(f"{at}/finish", {"outcome": "agreed"}), 422)
    for answers in ({"facts": "厨房在卧室上面", "origin": "去年换了灶台"}, {"first": "睡不着", "second": "要做生意"},
                    {"questions": "几点开始？四点。"}, {"cause": "没有垫子"}):  # fmt: skip
        sheet = said(mediator.post(f"{at}/form", {"answers": answers}))
        assert sheet["inside"]["sheets"][-1]["answers"].items() >= answers.items()
        said(mediator.post(f"{at}/finish", {"outcome": "go_on"}))
    starts = (clock.now() + timedelta(hours=5)).isoformat()
    said(mediator.post(f"{at}/sittings", {"starts_at": clock.now().isoformat(), "venue": "调解室"}), 422)
    for _twice in range(2):
        sitting = said(mediator.post(f"{at}/sittings", {"starts_at": starts, "venue": "社区调解室"}, **KEY))
    (one,) = sitting["inside"]["sittings"]
    held = {"came": 2, "notes": "当面谈了一小时"}
    said(mediator.post(f"{at}/sittings/{one['id']}/hold", held), 409)  # it lies ahead
    manual_clock.advance(timedelta(hours=6))
    said(mediator.post(f"{at}/sittings/5/hold", held), 404)
    after = said(mediator.post(f"{at}/sittings/{one['id']}/hold", held))
    assert after["inside"]["sittings"][0]["notes"] == "当面谈了一小时"
    said(mediator.post(f"{at}/sittings/{one['id']}/drop"), 409)
    said(mediator.post(f"{at}/form", {"answers": {"proposal": "加厚垫子，六点以前不剁", "answers": "都同意"}}))


def _agreement_and_after(mediator: Api, at: str, manual_clock: Any) -> None:
    terms = {"form": "written", "terms": "孙木林三日内加装隔音垫，早六点以前不剁肉。", "agreed_on": str(clock.today())}
    said(mediator.post(f"{at}/agree", terms | {"terms": "好"}), 422)
    for _twice in range(2):
        agreed = said(mediator.post(f"{at}/agree", terms, **KEY))
    assert (agreed["result"], agreed["step"], agreed["inside"]["terms"]) == ("agreed", "settle", terms["terms"])
    said(mediator.post(f"{at}/court", {"result": "confirmed", "on": str(clock.today())}))
    manual_clock.advance(timedelta(days=31))
    procedures.run_ticks(100)
    over = said(mediator.post(f"{at}/call-back", {"kept": "kept"}))
    assert (over["state"], over["kept"], over["court"]) == ("archived", "kept", "confirmed")
    said(mediator.post(f"{at}/call-back", {"kept": "kept"}), 409)


def test_who_is_asked_may_decline(town: Settled) -> None:
    window, mediator = program(town, "window-governance"), program(town, "mediator")
    sides = [side | {"agrees": True} for side in typed(town)["sides"]]
    at = f"mediation/cases/{said(window.post('mediation/cases', typed(town, sides=sides)))['id']}"
    said(window.post(f"{at}/ask", {"what": "mediate", "post_id": str(town.posts["mediator"])}))
    for _twice in range(2):
        response, _body = mediator.post(f"{at}/decline", {"reason": "和一方有亲戚关系"}, **KEY)
        assert response.status_code == 204
    assert said(window.get(at))["asked"] == ""
    ended = said(window.post(f"{at}/consent", {"side_id": said(window.get(at))["inside"]["sides"][1]["id"],
                                               "agrees": False}))  # fmt: skip
    assert (ended["state"], ended["result"]) == ("archived", "refused")


def test_a_resident_applies_follows_and_takes_it_back(town: Settled) -> None:
    everybody, sender = Api(), program(town, "director", ["create"])
    kinds = {k["key"] for w in said(everybody.get("mediation/ways")) for k in w["kinds"]}
    assert "property" in kinds
    form = {"kind": "property", "place_id": str(town.places["kangzang"]), "words": WORDS, "name": NAMES[0],
            "phone": PHONE, "other": NAMES[1]}  # fmt: skip
    said(everybody.post("mediation", form), 401)
    said(sender.post("mediation", form | {"other": NAMES[0]}), 422)
    said(sender.post("mediation", form | {"phone": ""}), 422)
    for _twice in range(2):
        made = said(sender.post("mediation", form, **KEY), 201)
    at, secret = f"mediation/{made['number']}/own", {"X-Request-Secret": made["secret"]}
    shown = said(everybody.get(at, **secret))
    assert shown["may_withdraw"]
    assert not any(x in str(shown) for x in SECRETS)
    said(everybody.get(at, **{"X-Request-Secret": "x"}), 404)
    said(everybody.post(f"{at}/withdraw", **{"X-Request-Secret": "x"}), 404)
    for _twice in range(2):
        shown = said(everybody.post(f"{at}/withdraw", **secret, **KEY))
    assert shown["may_withdraw"] is False
    said(everybody.post(f"{at}/withdraw", **secret), 409)
    assert mediation.Case.objects.get().result == "withdrawn"


def test_a_request_becomes_a_case_and_hears_nothing_else(town: Settled, reported: Any) -> None:
    about = reported()
    holder = next(k for k, p in town.posts.items() if p == about.matter.holder_post_id)
    api, data = program(town, holder), {"words": "双方对夜里的事各有说法。", "other": {"name": NAMES[1]}}
    said(program(town, "director").post(f"work/{about.number}/mediation", data), 403)
    for _twice in range(2):
        made = said(api.post(f"work/{about.number}/mediation", data, **KEY))
    said(api.post(f"work/{about.number}/mediation", data), 409)
    case = mediation.Case.objects.get()
    assert (case.number, case.request_id) == (made["number"], about.pk)
    sheet = str(said(api.get(f"work/{about.number}")))
    assert data["words"] not in sheet
    assert NAMES[1] not in sheet


def station(town: Settled, kind: str) -> tuple[Api, str]:
    api = program(town, "secretary")
    draft = {"kind": kind, "place_id": str(town.places["kangzang"]), "title": "康藏路站点", "venue": "三楼"}
    for _twice in range(2):
        made = said(api.post("help-hours/stations", draft, **KEY))
    at = f"help-hours/stations/{made['id']}"
    shift = {"weekday": 1, "starts": "09:00", "ends": "11:00", "from_on": str(clock.today()), "helper": "周律师",
             "helper_body": "青衣江律师事务所"}  # fmt: skip
    said(api.post(f"{at}/shifts", shift | {"ends": "08:00"}), 422)
    said(api.post(f"{at}/shifts", shift))
    return api, at


def test_an_hour_of_help_is_taken_once_and_names_nobody(town: Settled) -> None:
    api, at = station(town, "legal")
    desk = program(town, "mediator")
    case = said(desk.post("mediation/cases", typed(town)))
    (shift,) = said(desk.get(at))["shifts"]
    hour = {"shift_id": shift["shift_id"], "starts_at": shift["free"][0], "about": case["number"]}
    for _twice in range(2):
        sheet = said(desk.post(f"{at}/hours", hour, **KEY))
    (taken,) = sheet["hours"]
    assert (taken["of"], taken["may_give_back"]) == (case["number"], True)
    said(program(town, "window-governance").post(f"{at}/hours", hour), 409)
    assert hour["starts_at"] not in said(Api().get("help-hours?kind=legal"))["items"][0]["shifts"][0]["free"]
    assert not any(x in str(sheet) for x in SECRETS)
    said(desk.post(f"{at}/shifts/{shift['shift_id']}/end", {"until_on": str(clock.today())}), 403)
    said(api.post(f"{at}/close"), 409)  # hours to come are taken
    assert said(desk.post(f"{at}/hours/{taken['id']}/back"))["hours"] == []
    said(api.post(f"{at}/shifts/{shift['shift_id']}/end", {"until_on": str(clock.today())}))
    assert said(api.post(f"{at}/close"))["closed_on"] == str(clock.today())
    assert said(Api().get("help-hours"))["items"] == []


def test_of_a_private_kind_nothing_is_kept_but_the_hour(town: Settled) -> None:
    _api, at = station(town, "psychological")
    desk = program(town, "mediator")
    case = said(desk.post("mediation/cases", typed(town)))
    (shift,) = said(desk.get(at))["shifts"]
    hour = {"shift_id": shift["shift_id"], "starts_at": shift["free"][0]}
    said(desk.post(f"{at}/hours", hour | {"about": case["number"]}), 422)
    sheet = said(desk.post(f"{at}/hours", hour))
    assert (sheet["private"], sheet["hours"][0]["of"]) == (True, "")


def test_each_read_answers_as_its_page(town: Settled) -> None:
    _api, at = station(town, "legal")
    case = said(program(town, "mediator").post("mediation/cases", typed(town)))["id"]
    reads = {
        "/desk/mediation/": "mediation/cases",
        f"/desk/mediation/{case}/": f"mediation/cases/{case}",
        "/desk/mediation/5/": "mediation/cases/5",
        "/desk/help-hours/": "help-hours/stations",
        f"/desk/{at.replace('/stations', '')}/": at,
    }
    wrong, refused = compared(town, ("mediator", "director", "leader-1", "zhongli-window", "secretary"), reads)
    assert wrong == []
    assert refused >= 5


def test_lists_take_a_steady_number_of_queries(town: Settled, steady: None) -> None:
    api, at = station(town, "legal")
    desk = program(town, "mediator")
    case = said(desk.post("mediation/cases", typed(town)))["id"]
    calls = (
        lambda: said(desk.get("mediation/cases")), lambda: said(desk.get(f"mediation/cases/{case}")),
        lambda: said(desk.get("help-hours/stations")), lambda: said(desk.get(at)),
        lambda: said(Api().get("help-hours")),
    )  # fmt: skip
    few = [asked(call) for call in calls]
    for _n in range(3):
        said(desk.post("mediation/cases", typed(town)))
        said(api.post("help-hours/stations", {"kind": "legal", "place_id": str(town.places["kangzang"]),
                                              "title": "又一个站点", "venue": "三楼"}))  # fmt: skip
    assert [asked(call) for call in calls] == few
    assert max(few) <= 30, few


def test_random_input_is_never_a_500(town: Settled) -> None:
    _api, at = station(town, "legal")
    case = said(program(town, "mediator").post("mediation/cases", typed(town)))
    known = [case["id"], case["number"], at.rpartition("/")[2], str(town.places["kangzang"])]
    for post in ("mediator", "secretary"):
        assert fuzz_as(program(town, post).secret, known, rounds=4, seed=9, wanted=("mediation", "help-hours")) > 90
