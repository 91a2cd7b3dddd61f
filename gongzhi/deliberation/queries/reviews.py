"""Reviews: whom a post may review, the members with their results, what is public."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from gongzhi.access.public import Actor, HeldPost, Permission, scopes
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.deliberation.models import Review, Reviewed
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.voting import public as voting


def years() -> tuple[int, int]:
    """The years that may be reviewed now: this one and the last."""
    this = clock.today().year
    return this, this - 1


def rule_for(body: orgs.Body) -> packs.Review:
    """The pack's review of such a body. Raises NotFound."""
    for rule in packs.active().reviews:
        if body.kind in rule.body_kinds:
            return rule
    raise NotFound("There is no such body.")


def rule_of(review: Review) -> packs.Review:
    """The rule by which a review is held, as it was when it began."""
    found = next((r for r in packs.revision(review.matter.revision_id).reviews if r.key == review.key), None)
    if found is None:
        raise NotFound("There is no such review.")
    return found


def grade_title(rule: packs.Review, grade: str) -> str:
    """A grade in the reader's language; empty where there is none."""
    return next((packs.named(g) for g in rule.grades if g.key == grade), "")


def bodies_to_review(actor: Actor) -> list[orgs.Body]:
    """The bodies whose review the actor's posts may run."""
    kinds = sorted({kind for rule in packs.active().reviews for kind in rule.body_kinds})
    found: dict[int, orgs.Body] = {}
    for place in sorted(scopes(actor, Permission.AFFAIRS_SUPERVISE)):
        found |= {b.pk: b for b in orgs.bodies_within(place, kinds) if post_to_run(actor, b, rule_for(b)) is not None}
    return list(found.values())


def post_to_run(actor: Actor, body: orgs.Body, rule: packs.Review) -> HeldPost | None:
    """The post by which the actor runs the review of a body: of a kind that the rule names, covering its place."""
    ancestors = places.ancestors(body.place_id)
    posts = (p for p in actor.posts if p.kind in rule.run_by and p.place_id in ancestors)
    return next((p for p in posts if Permission.AFFAIRS_SUPERVISE in p.permissions), None)


def members_now(body_id: int) -> list[orgs.Appointment]:
    """Who holds a post of the body now, one for each person, whoever leads it first."""
    once: dict[int, orgs.Appointment] = {}
    for row in orgs.appointments_in(body_id):
        once.setdefault(row.person_id, row)
    return list(once.values())


def members_of(review: Review) -> list[Reviewed]:
    """The members under review, with person and post. One query."""
    rows = Reviewed.objects.filter(review=review).select_related("review__matter", "review__body")
    return list(rows.select_related("appointment__person", "appointment__post", "review__matter").order_by("id"))


def failed_before(review: Review, person_id: int) -> list[bool]:
    """Whether each earlier valid result of the person in this body failed, the latest first."""
    rows = Reviewed.objects.filter(
        review__body=review.body_id, review__year__lt=review.year, review__released_at__isnull=False,
        appointment__person=person_id,
    ).exclude(grade="")  # fmt: skip
    return list(rows.order_by("-review__year").values_list("failed", flat=True)[:5])


def registers_for(review: Review) -> list[tuple[int, str]]:
    """The frozen registers of the place of a review: id and title, the newest first."""
    rows = voting.Electorate.objects.filter(place=review.place_id, state=voting.RegisterState.FROZEN.value)
    return [(r.pk, f"{r.title}（{r.rows}）") for r in rows.order_by("-id")[:20]]


def visible(actor: Actor) -> QuerySet[Review]:
    """The reviews that the actor runs, or in which the actor is reviewed; the newest first by `-year`."""
    where = Q(pk__in=Reviewed.objects.filter(appointment__person=actor.person_id or 0).values("review"))
    if watched := scopes(actor, Permission.AFFAIRS_SUPERVISE):
        where |= places.inside(watched, "place__")
    return Review.objects.filter(where).select_related("body", "matter")


def get(review_id: int, actor: Actor) -> Review:
    """A review for who runs it or is reviewed. Raises NotFound."""
    found = visible(actor).filter(pk=review_id).select_related("body", "matter", "post").first()
    if found is None:
        raise NotFound("There is no such review.")
    return found


def public(*, year: int | None = None) -> QuerySet[Review]:
    """Reviews whose ballots are open, or whose result is public."""
    rows = Review.objects.filter(electorate__isnull=False).select_related("body", "matter", "place")
    return rows.filter(year=year) if year else rows


def public_review(review_id: int) -> Review:
    """One of them. Raises NotFound."""
    found = public().filter(pk=review_id).first()
    if found is None:
        raise NotFound("There is no such review.")
    return found


def results(review: Review, members: Sequence[Reviewed]) -> list[dict[str, Any]]:
    """Each member with grade, counts and poll; counts only once the result is public."""
    rule = rule_of(review)
    released = review.released_at is not None
    found = []
    for member in members:
        outcome = voting.result(member.poll) if released and member.poll is not None else None
        found.append(
            {"row": member, "grade": grade_title(rule, member.grade), "lines": outcome.lines if outcome else []}
        )
    return found
