"""Agreements, commitments that are matters, secondments, the sheet of a year, ties of estates (row A9)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import SYSTEM
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.actions import cobuilding as actions
from gongzhi.structure.actions.cobuilding import Given
from gongzhi.structure.models import Agreement, Commitment
from gongzhi.structure.queries import cobuilding as queries
from tests.desks import Desk, account_of

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


def agreed(city: Settled, **changed: Any) -> Agreement:
    fields: dict[str, Any] = {
        "kind": "together", "title": "共驻共建协议", "body_id": city.bodies["committee"],
        "unit_id": city.bodies["urban_management"], "together": ["harmony", "facilities"],
        "signed_on": date(2026, 2, 1), "starts_on": date(2026, 2, 1), "ends_on": date(2027, 1, 31),
    }  # fmt: skip
    return actions.sign_agreement(city.places["zhonghua"], actor=city.actor("director"), **(fields | changed))


def given(city: Settled, **changed: Any) -> Given:
    fields: dict[str, Any] = {
        "giver_id": city.bodies["urban_management"], "together": "facilities", "support": "money",
        "words": "资助健身路径一条", "amount": Decimal(20000), "unit": "元",
    }  # fmt: skip
    return Given(**(fields | changed))


def test_an_agreement_says_what_and_how_long(city: Settled) -> None:
    row = agreed(city)
    assert row.together == ["facilities", "harmony"]  # in the order of the pack
    for wrong in (
        {"together": []}, {"unit_id": city.bodies["committee"]}, {"ends_on": date(2026, 1, 1)},
        {"signed_on": date(2026, 4, 1)},
    ):  # fmt: skip
        with pytest.raises(Invalid):
            agreed(city, **wrong)
    with pytest.raises(Forbidden):
        actions.end_agreement(row.pk, reason="x", actor=city.actor("supervisor"))
    actions.end_agreement(row.pk, reason="单位搬迁", actor=city.actor("secretary"))
    with pytest.raises(Conflict):
        actions.end_agreement(row.pk, reason="x", actor=city.actor("secretary"))
    with pytest.raises(NotAllowed):
        actions.commit(
            row.pk, given(city), due_on=date(2026, 5, 1), post_id=city.posts["director"], actor=city.actor("director")
        )


def test_a_commitment_is_a_matter_and_ends_with_it(city: Settled, desk: Desk, manual_clock: Any) -> None:
    row = agreed(city)
    post = city.posts["liaison-urban-management"]
    made = actions.commit(row.pk, given(city), due_on=date(2026, 3, 20), post_id=post, actor=city.actor("director"))
    matter = procedures.Matter.objects.get(pk=made.matter)
    assert matter.holder_post_id == post
    assert matter.due_at is not None
    unit = desk("liaison-urban-management")
    assert f"/desk/structure/matters/{matter.pk}/" in unit.get("/desk/?tab=mine").content.decode()
    page = unit.get(f"/desk/structure/cobuilding/agreements/{row.pk}/")
    assert "资助健身路径一条" in page.content.decode()
    manual_clock.advance(timedelta(days=21))
    procedures.run_ticks(limit=50)
    assert procedures.Matter.objects.get(pk=matter.pk).light == "red"
    close = f"/desk/structure/cobuilding/commitments/{made.pk}/"
    assert unit.post(close, {"kept": "yes", "words": ""}).status_code == 422
    assert desk("director").post(close, {"kept": "yes", "words": "代办"}).status_code in (403, 404, 409, 422)
    assert unit.post(close, {"kept": "yes", "words": "3月20日安装完毕，验收单2号"}).status_code == 302
    kept = Commitment.objects.get(pk=made.pk)
    assert kept.done_on is not None
    assert "验收单2号" in kept.evidence
    assert procedures.Matter.objects.get(pk=matter.pk).state in procedures.OVER


def test_a_commitment_not_kept_says_why(city: Settled) -> None:
    row = agreed(city)
    actor = city.actor("director")
    post = city.posts["director"]
    with pytest.raises(Invalid):
        actions.commit(row.pk, given(city), due_on=date(2026, 3, 2), post_id=post, actor=actor)
    with pytest.raises(Invalid):
        actions.commit(row.pk, given(city, together="events"), due_on=date(2026, 4, 2), post_id=post, actor=actor)
    made = actions.commit(row.pk, given(city), due_on=date(2026, 4, 2), post_id=post, actor=actor)
    actions.finish(made.pk, kept=False, words="经费没有批下来", actor=actor)
    dropped = Commitment.objects.get(pk=made.pk)
    assert dropped.dropped_on is not None
    assert dropped.done_on is None
    sheet = {r.body_id: r for r in queries.sheet(city.places["zhonghua"], 2026)}
    assert sheet[city.bodies["urban_management"]].open == 1


def test_both_sides_hear_thirty_days_before_the_end(city: Settled, desk: Desk, manual_clock: Any) -> None:
    agreed(city, ends_on=date(2026, 4, 2))
    assert actions.tell_endings() == 0  # 31 days before
    manual_clock.advance(timedelta(days=1))
    assert actions.tell_endings() == 1
    assert actions.tell_endings() == 0
    for post in ("secretary", "liaison-urban-management"):
        assert "共驻共建协议" in desk(post).get("/desk/inbox/").content.decode(), post


def test_somebody_serves_on_the_other_side(city: Settled) -> None:
    row = agreed(city)
    person = city.holders["liaison-urban-management"][0]
    account = account_of(person)
    free = orgs.add_post(actor=SYSTEM, body_id=city.bodies["committee"], kind="party_secretary", title="挂职副书记")
    days = {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 12, 31)}
    with pytest.raises(Invalid):
        actions.second(row.pk, person="nobody", post_id=free.pk, actor=city.actor("director"), **days)
    made = actions.second(row.pk, person=account.username, post_id=free.pk, actor=city.actor("director"), **days)
    assert (made.home_id, made.host_id) == (city.bodies["urban_management"], city.bodies["committee"])
    assert free.pk in orgs.actor_of(person).post_ids


def test_the_sheet_comes_from_the_records(city: Settled, desk: Desk) -> None:
    row, actor = agreed(city), city.actor("director")
    actions.record_given(row.pk, given(city), done_on=date(2026, 2, 20), evidence="收据18号", actor=actor)
    back = given(city, giver_id=city.bodies["committee"], support="people", words="派出志愿者", amount=None)
    actions.record_given(row.pk, back, done_on=date(2026, 2, 21), evidence="签到表", actor=actor)
    with pytest.raises(Invalid):
        actions.record_given(row.pk, back, done_on=date(2026, 2, 21), evidence="", actor=actor)
    sheet = {r.body_id: r for r in queries.sheet(city.places["zhonghua"], 2026)}
    unit = sheet[city.bodies["urban_management"]]
    assert [c.words for c in unit.gave.commitments] == ["资助健身路径一条"]
    assert [c.words for c in unit.received.commitments] == ["派出志愿者"]
    assert queries.sheet(city.places["zhonghua"], 2024) == []
    at = f"/desk/structure/cobuilding/{city.places['zhonghua']}/sheet/"
    director = desk("director")
    assert "20000元" in director.get(at).content.decode()
    assert b"".join(director.get(f"{at}export.xlsx").streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]


def test_an_estate_has_one_list_of_who_joins(city: Settled, desk: Desk) -> None:
    place = city.places["zhonghua"]
    estate = next(iter(places.subtree([place], ("estate",))), None) or places.add_place(
        kind="estate", name="望云小区", actor=SYSTEM, parent_id=city.places["grid-01"]
    )
    director = desk("director")
    at = f"/desk/structure/cobuilding/{place}/estates/"
    assert "尚无" in director.get(at).content.decode()
    typed = {"tie": "unit", "body": str(city.bodies["education"]), "words": "包联小区", "since": "2026-03-01"}
    assert director.post(f"{at}{estate.pk}/", typed).status_code == 302
    other = typed | {"body": str(city.bodies["health"])}
    assert director.post(f"{at}{estate.pk}/", other).status_code == 422  # on the same day
    assert director.post(f"{at}{estate.pk}/", other | {"since": "2026-03-02"}).status_code == 302
    row = next(r for r in queries.estate_rows(place) if r.place.pk == estate.pk)
    assert [t.body.name if t else None for _title, t in row.ties] == [None, None, "区卫生局", None]
    assert desk("supervisor").post(f"{at}{estate.pk}/", typed).status_code == 403


def test_agreements_are_kept_in_the_browser(city: Settled, desk: Desk) -> None:
    director = desk("director")
    at = f"/desk/structure/cobuilding/{city.places['zhonghua']}/"
    assert "没有协议" in director.get(at).content.decode()
    typed = {
        "title": "结对共建协议", "kind": "pair", "body": str(city.bodies["committee"]),
        "unit": str(city.bodies["water_company"]), "together": ["organisations", "events"], "signed_on": "2026-02-01",
        "starts_on": "2026-02-01", "ends_on": "2026-03-20",
    }  # fmt: skip
    assert director.post(f"{at}agreements/new/", typed | {"ends_on": "2025-01-01"}).status_code == 422
    assert director.post(f"{at}agreements/new/", typed).status_code == 302
    assert "30天内到期" in director.get(at).content.decode()
    row = Agreement.objects.get()
    for form in ("commit", "give", "second", "end"):
        page = director.get(f"/desk/structure/cobuilding/agreements/{row.pk}/{form}/")
        assert page.status_code == 200, form
    assert desk("worker-05").get(at).status_code == 403
    assert desk("supervisor").get(f"/desk/structure/cobuilding/agreements/{row.pk}/commit/").status_code == 403


def test_budget(city: Settled, desk: Desk, steady: None, django_assert_max_num_queries: Any) -> None:
    place, director = city.places["zhonghua"], desk("director")
    row = agreed(city)
    for n in range(10):
        agreed(city, title=f"协议{n}")
        actions.record_given(row.pk, given(city), done_on=date(2026, 2, 20), evidence=f"{n}", actor=SYSTEM)
    for address in (f"{place}/", f"{place}/sheet/", f"{place}/estates/", f"agreements/{row.pk}/"):
        director.get(f"/desk/structure/cobuilding/{address}")
        with django_assert_max_num_queries(22):
            assert director.get(f"/desk/structure/cobuilding/{address}").status_code == 200
