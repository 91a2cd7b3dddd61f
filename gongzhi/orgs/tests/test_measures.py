"""What the clauses about bodies, posts and substitutes find."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.core.measures import Asked, Measured
from gongzhi.orgs.public import (
    MEASURES,
    Absence,
    AbsenceReason,
    add_body,
    end_appointment,
    set_substitute,
)


def found(name: str, **named: object) -> dict[str, Measured]:
    asked = Asked(clock.today(), **named)  # type: ignore[arg-type]
    return {m.unit: m for m in MEASURES[name](asked)}


def test_bodies_are_counted_where_they_stand(community: SimpleNamespace) -> None:
    add_body(actor=SYSTEM, kind="committee", name="Second", place_id=community.area.pk, starts_on=date(2026, 1, 1))
    add_body(actor=SYSTEM, kind="committee", name="Later", place_id=community.area.pk, starts_on=date(2026, 4, 1))
    counted = found("bodies_counted", place_kinds=("community", "city"), body_kinds=("committee",))
    assert {unit: m.value for unit, m in counted.items()} == {"Sunny": 2, "City": 0}


def test_persons_in_posts_without_those_who_are_only_b(community: SimpleNamespace) -> None:
    post, first = community.held("Ann")
    b_post, _b = community.held("Bea")
    asked = {"place_kinds": ("grid", "community"), "post_kinds": ("grid-worker",)}
    assert {u: m.value for u, m in found("posts_filled", **asked).items()} == {"Sunny": 2, "Grid 1": 2, "Grid 2": 0}
    set_substitute(post.pk, b_post.pk, actor=SYSTEM)
    assert found("posts_filled", **asked)["Grid 1"].value == 1
    end_appointment(first.pk, actor=SYSTEM)
    vacant = found("posts_filled", **asked)["Grid 1"]
    assert (vacant.value, vacant.since) == (0, clock.today())
    inside = found("posts_filled", **asked, within=(community.other.pk,))
    assert list(inside) == ["Grid 2"]


def test_b_is_another_person(community: SimpleNamespace) -> None:
    post, a = community.held("Ann")
    b_post, b = community.held("Bea")
    asked = {"post_kinds": ("grid-worker",)}
    assert {m.value for m in found("posts_substituted", **asked).values()} == {0}
    set_substitute(post.pk, b_post.pk, actor=SYSTEM)
    assert [m.value for m in found("posts_substituted", **asked).values()] == [1]  # a B alone needs no B
    end_appointment(b.pk, actor=SYSTEM)
    (missing,) = found("posts_substituted", **asked).values()
    assert (missing.value, missing.unit_id) == (0, post.pk)
    assert a.post_id == post.pk


def test_a_and_b_are_not_both_away(community: SimpleNamespace, manual_clock: clock.ManualClock) -> None:
    b_post, b = community.held("Bea")
    _post, a = community.held("Ann", substitute_id=b_post.pk)
    later = datetime(2026, 3, 2, 10, tzinfo=clock.SHANGHAI)
    asked = {"post_kinds": ("grid-worker",)}
    for away, there in ((a, 1), (b, 0)):  # the action refuses the second one; B may fall out otherwise
        Absence.objects.create(appointment=away, starts_at=later, reason=AbsenceReason.LEAVE)
        manual_clock.set(later + timedelta(hours=1))
        assert [m.value for m in found("posts_attended", **asked).values()] == [there]
        later += timedelta(hours=2)
