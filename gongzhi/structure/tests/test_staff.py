"""Staff: steps of a dated ladder, promotion after full terms, exits, and the figures of the document by year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import ValidationError

from gongzhi.access.public import SYSTEM
from gongzhi.core.errors import Conflict, Forbidden, Invalid
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.packs.public import Ladder
from gongzhi.places import public as places
from gongzhi.structure.actions import staff as acts
from gongzhi.structure.models import StaffRecord, StaffStep
from gongzhi.structure.queries import staff as queries
from gongzhi.structure.rules.staff import Span, YearLine, full_terms, shielded, yearly
from gongzhi.structure.tests.zone import browser, zone
from tests.desks import words

SOURCE = {"default": "测试"}

__all__ = ["zone"]


def ladder(posts: list[tuple[str, int, int]], steps: int, key: str = "ladder", since: str | None = None) -> Ladder:
    parts = [{"key": k, "title": k, "first": a, "last": b, "source": SOURCE} for k, a, b in posts]
    return Ladder.model_validate(
        {"key": key, "title": key, "steps": steps, "since": since, "posts": parts, "source": SOURCE}
    )


def test_the_leading_group_grows_younger() -> None:
    """S1: from 46.8 to 44.5 on average."""
    old = {n: 2017 - age for n, age in enumerate((58, 55, 52, 50, 47, 45, 43, 41, 39, 38))}
    new = {n + 10: 2021 - age for n, age in enumerate((39, 38, 37))}
    spans = [Span(n, date(2016, 1, 1), date(2019, 6, 30) if n < 3 else None) for n in range(10)]
    spans += [Span(n + 10, date(2019, 7, 1), None) for n in range(3)]
    lines = {n.year: n for n in yearly(spans, old | new, range(2017, 2022), date(2021, 12, 31), 5)}
    assert lines[2017].age == Decimal("46.8")
    assert lines[2021].age == Decimal("44.5")
    assert (lines[2019].came, lines[2019].left, lines[2019].turnover) == (3, 3, Fraction(3, 10))
    assert lines[2021].turnover == 0


def test_few_people_show_no_average() -> None:
    spans = [Span(n, date(2020, 1, 1), None) for n in range(4)]
    line = yearly(spans, dict.fromkeys(range(4), 1980), [2021], date(2021, 5, 1), 5)[0]
    assert (line.people, line.age, line.turnover) == (4, None, None)
    many = [Span(n, date(2020, 1, 1), None) for n in range(9)]
    unknown = yearly(many, dict.fromkeys(range(4), 1980), [2021], date(2021, 5, 1), 5)[0]
    assert unknown.age is None  # nine people, but only four years of birth


def test_what_is_hidden_cannot_be_worked_out_from_the_others() -> None:
    def part(people: int) -> YearLine:
        spans = [Span(n, date(2020, 1, 1), None) for n in range(people)]
        return yearly(spans, dict.fromkeys(range(people), 1980), [2021], date(2021, 5, 1), 5)[0]

    def shown(*people: int, apart: int = 0) -> list[bool]:
        outside = part(apart) if apart else None
        return [line.age is not None for line in shielded([part(n) for n in people], 5, apart=outside)]

    assert shown(6, 7, 8) == [True, True, True]
    assert shown(3, 6, 7) == [False, False, True]  # the three would follow from the whole
    assert shown(3, 3, 7) == [False, False, True]  # six together say nothing of one
    assert shown(1, 2, 9, 6) == [False, False, True, False]
    assert shown(6, 7, apart=2) == [False, True]  # two who stand in no community
    assert shown(3) == [False]
    assert [line.turnover is not None for line in shielded([part(3), part(6), part(7)], 5)] == [False, False, True]


def test_full_terms_without_a_break() -> None:
    today = date(2026, 3, 2)
    first, second = Span(1, date(2016, 1, 1), date(2020, 12, 31)), Span(1, date(2021, 1, 10), date(2026, 1, 5))
    assert full_terms([first, second], 60, today) == 2
    assert full_terms([first], 60, today) == 1
    assert full_terms([Span(1, date(2016, 1, 1), date(2018, 1, 1)), second], 60, today) == 1
    assert full_terms([Span(1, date(2010, 1, 1), None)], 60, today) == 3


def test_ladders_as_packs_say_them() -> None:
    shipped = packs.load("chengcheng").ladders[0]
    assert (len(shipped.posts), shipped.steps) == (4, 18)
    assert ladder([("chief", 7, 18), ("deputy", 4, 14), ("worker", 1, 12)], 18).steps == 18
    assert len(ladder([("a", 13, 24), ("b", 9, 20), ("c", 5, 16), ("d", 1, 12)], 24).posts) == 4
    with pytest.raises(ValidationError):
        ladder([("a", 1, 19)], 18)


@pytest.fixture
def rules(zone: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Two dated ladders, and promotion after two full terms."""
    own = packs.active()
    staff = own.staff.model_copy(  # type: ignore[union-attr]
        update={"promotions": packs.load("yaan").staff.promotions, "entries": packs.load("chengcheng").staff.entries}  # type: ignore[union-attr]
    )
    changed = own.model_copy(
        update={
            "staff": staff,
            "ladders": (
                ladder([("chief", 7, 18), ("worker", 1, 12)], 18, "old"),
                ladder([("chief", 13, 24), ("worker", 1, 16)], 24, "new", "2026-03-01"),
            ),
        }
    )
    monkeypatch.setattr(packs, "active", lambda: changed)
    return zone


def appointment(zone: SimpleNamespace, key: str = "director") -> orgs.Appointment:
    return orgs.Appointment.objects.get(post=zone.posts[key])


def test_steps_are_held_with_dates(rules: SimpleNamespace) -> None:
    of, actor = appointment(rules), rules.actor("secretary")
    acts.set_step(of.pk, actor=actor, post="chief", step=8, starts_on=date(2026, 2, 1), reason="entry")
    with pytest.raises(Invalid):  # the ladder of that day
        acts.set_step(of.pk, actor=actor, post="chief", step=8, starts_on=date(2026, 3, 2))
    acts.set_step(of.pk, actor=actor, post="chief", step=14, starts_on=date(2026, 3, 2), reason="ladder")
    first, second = StaffStep.objects.order_by("id")
    assert (first.ladder, first.ends_on, second.ladder, second.ends_on) == ("old", date(2026, 3, 1), "new", None)
    with pytest.raises(Conflict):
        acts.set_step(of.pk, actor=actor, post="chief", step=15, starts_on=date(2026, 3, 1))
    with pytest.raises(Invalid):
        acts.set_step(of.pk, actor=actor, post="chief", step=8, starts_on=date(2025, 12, 31))
    with pytest.raises(Forbidden):
        acts.set_step(of.pk, actor=rules.actor("stranger"), post="chief", step=15, starts_on=date(2026, 4, 1))


def test_a_promotion_takes_two_full_terms(rules: SimpleNamespace) -> None:
    of, actor = appointment(rules), rules.actor("secretary")
    with pytest.raises(Invalid):
        acts.note_event(of.pk, actor=actor, kind="promotion", key="institution", happened_on=date(2026, 3, 2))
    orgs.Appointment.objects.filter(pk=of.pk).update(starts_on=date(2019, 1, 1))  # two terms of three years
    made = acts.note_event(of.pk, actor=actor, kind="promotion", key="institution", happened_on=date(2026, 3, 2))
    assert made.key == "institution"


def test_who_leaves_has_access_until_the_last_day(rules: SimpleNamespace, manual_clock: Any) -> None:
    of, actor = appointment(rules), rules.actor("secretary")
    with pytest.raises(Invalid):
        acts.leave(of.pk, actor=actor, reason="retired", left_on=date(2026, 3, 1))
    acts.leave(of.pk, actor=actor, reason="retired", left_on=date(2026, 3, 3))
    assert orgs.actor_of(of.person_id).posts
    page = rules.browser("secretary").get(f"/desk/structure/staff/{of.pk}/").content.decode()
    assert "2026-03-03" in page
    assert "2026-03-04" not in page  # the end is kept as the midnight after
    from datetime import datetime

    from gongzhi.core.clock import SHANGHAI

    manual_clock.set(datetime(2026, 3, 4, 0, 0, tzinfo=SHANGHAI))
    assert orgs.actor_of(of.person_id).posts == ()
    assert queries.spans(orgs.Appointment.objects.filter(pk=of.pk))[0].last == date(2026, 3, 3)


def test_pages(rules: SimpleNamespace, django_assert_max_num_queries: Any) -> None:
    secretary = rules.browser("secretary")
    address = f"/desk/structure/staff/{appointment(rules).pk}/"
    with django_assert_max_num_queries(25):
        assert "孙主任" in secretary.get("/desk/structure/staff/").content.decode()
    assert secretary.get(address).status_code == 200
    record = {"entry": "inner", "joined_on": "2020-01-01", "birth_year": "1980"}
    assert secretary.post(f"{address}record/", record | {"birth_year": "1920"}).status_code == 422
    assert secretary.post(f"{address}record/", record).status_code == 302
    assert secretary.post(f"{address}record/", record | {"birth_year": ""}).status_code == 302
    assert StaffRecord.objects.get().birth_year == 1980  # kept where none is typed
    assert "1980" not in words(secretary.get(address))  # and shown to nobody
    step = {"post": "chief", "step": "13", "starts_on": "2026-03-02", "reason": "entry"}
    assert secretary.post(f"{address}step/", step | {"step": "25"}).status_code == 422
    assert secretary.post(f"{address}step/", step).status_code == 302
    event = {"kind": "training", "title": "治理培训", "hours": "16", "happened_on": "2026-03-01"}
    assert secretary.post(f"{address}event/", event | {"title": ""}).status_code == 422
    assert secretary.post(f"{address}event/", event).status_code == 302
    page = secretary.get(address).content.decode()
    assert "治理培训" in page
    assert "内选" in page
    assert rules.browser("stranger").get(address).status_code == 403
    assert rules.browser("leader").get("/desk/structure/staff/").status_code == 403
    assert rules.browser("leader").get("/desk/structure/staff/figures/").status_code == 200
    assert browser(rules.people["leader"][0]).get(address).status_code == 403


def test_figures_of_a_street(rules: SimpleNamespace, django_assert_max_num_queries: Any) -> None:
    post = rules.posts["leader"]
    orgs.Post.objects.filter(pk=post.pk).update(seats=10)
    for n, age in enumerate((60, 50, 47, 44, 41)):
        held = rules.held("leader", f"班子{n}")
        StaffRecord.objects.create(person_id=held.person_id, birth_year=2026 - age)
    leader = rules.browser("leader")
    with django_assert_max_num_queries(30):
        page = leader.get("/desk/structure/staff/figures/").content.decode()
    assert "48.4" in page
    assert "石盘社区" in page
    assert leader.get("/desk/structure/staff/figures.xlsx").status_code == 200
    assert leader.get(f"/desk/structure/staff/figures/?place={rules.top.pk}").status_code == 403


def test_the_norm_by_households_stands_on_the_page(zone: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """`chengcheng`: ten for every 3,000 households, rounded up; unknown where no households were entered."""
    own = packs.active()
    norm = next(s for s in packs.load("chengcheng").standards if s.key == "staff-norm")
    norm = norm.model_copy(update={"post_kinds": ("committee_director",)})
    changed = own.model_copy(update={"standards": (norm,)})
    monkeypatch.setattr(packs, "active", lambda: changed)
    places.set_figure(zone.area.pk, "households", 3100, source="台账", actor=SYSTEM, on=date(2026, 1, 1))
    found = queries.figures(zone.actor("leader"), zone.town.pk).norms[0]
    lines = {line.name: (line.base, line.least, line.people, line.missing) for line in found.lines}
    assert lines == {"石盘社区": (3100, 11, 1, 10), "别的社区": (None, None, 0, 0)}
    assert found.short == 1
    page = zone.browser("leader").get(f"/desk/structure/staff/figures/?place={zone.town.pk}").content.decode()
    assert "每3000户核定的社区工作者" in page
    assert "1 个社区低于标准" in page
