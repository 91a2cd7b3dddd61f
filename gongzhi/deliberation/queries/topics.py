"""Topics: which there are, one by its number or matter, what may be said, who is told."""

from __future__ import annotations

from django.db.models import Avg, Count, Q, QuerySet
from django.utils.crypto import constant_time_compare

from gongzhi.access.public import Actor, Permission, may
from gongzhi.core.errors import NotFound
from gongzhi.deliberation.models import Comment, Topic, TopicRating
from gongzhi.deliberation.rules.topics import Shown
from gongzhi.kit.crypto import link_secret
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures


def secret_of(topic_id: int) -> str:
    """The secret in the proposer's link, derived from the installation's key: nothing secret is stored."""
    return link_secret("deliberation.link", topic_id)


def link_of(topic: Topic, *, own: bool = False) -> str:
    """The public address of a topic; `own`: the proposer's, with the secret."""
    return f"/topics/{topic.number}/" + (f"?k={secret_of(topic.pk)}" if own else "")


def by_number(number: str) -> Topic:
    """A topic by its number, shown or not: the caller asks `is_public` or for the secret. Raises NotFound."""
    found = Topic.objects.filter(number=number).select_related("matter__place").first()
    if found is None:
        raise NotFound("There is no such topic.")
    return found


def is_own(topic: Topic, secret: str, person_id: int | None) -> bool:
    """Whether this is the proposer: by the link, or signed in."""
    return (
        bool(secret)
        and constant_time_compare(secret_of(topic.pk), secret)
        or (person_id is not None and topic.proposer_id == person_id)
    )


def get(matter_id: int, actor: Actor) -> Topic:
    """A topic for who works on it: whoever holds `topic:run` there, holds the matter or is offered it.

    Raises NotFound."""
    matter = procedures.get(matter_id, actor)
    found = Topic.objects.filter(pk=matter.pk).first()
    if found is None:
        raise NotFound("There is no such topic.")
    found.matter = matter
    return found


def runs(actor: Actor, place_id: int) -> bool:
    """Whether the actor takes topics in and looks at what is said here."""
    return may(actor, Permission.TOPIC_RUN, places.ancestors(place_id))


def of_area(actor: Actor, *, text: str = "", shown: str = "", state: str = "") -> QuerySet[Topic]:
    """The topics of the places for which the actor holds `topic:run`."""
    here = places.below(actor, Permission.TOPIC_RUN, prefix="matter__place__")
    rows = Topic.objects.filter(here).select_related("matter__place")
    if shown:
        rows = rows.filter(shown=shown)
    if state == "open":
        rows = rows.filter(matter__state__in=procedures.LIVE)
    elif state == "closed":
        rows = rows.exclude(matter__state__in=procedures.LIVE)
    return _with_words(rows, text)


def public(*, place_id: int | None = None, text: str = "") -> QuerySet[Topic]:
    """The topics that stand in public, of one place and below or of all."""
    rows = Topic.objects.filter(shown=Shown.SHOWN).select_related("matter__place")
    if place_id is not None:
        rows = rows.filter(matter__place__path__startswith=places.get(place_id).path)
    return _with_words(rows, text)


def _with_words(rows: QuerySet[Topic], text: str) -> QuerySet[Topic]:
    for word in text.split()[:4]:
        rows = rows.filter(Q(matter__title__icontains=word) | Q(words__icontains=word) | Q(number=word))
    return rows


def comments(topic: Topic, *, shown_only: bool) -> list[Comment]:
    """What was said, in the order in which it came; the latest 200."""
    rows = Comment.objects.filter(topic=topic)
    if shown_only:
        rows = rows.filter(state=Shown.SHOWN)
    return list(rows.order_by("-id")[:200])[::-1]


def waiting(actor: Actor) -> QuerySet[Comment]:
    """Comments that nobody has looked at, and appeals that nobody has decided, where the actor may."""
    topics = of_area(actor).values("pk")
    return (
        Comment.objects.filter(topic__in=topics)
        .filter(Q(state=Shown.WAITING) | Q(appealed_at__isnull=False, appeal_closed=False))
        .select_related("topic__matter")
    )


def rating_of(topic: Topic) -> tuple[int, float]:
    """(how many rated, mean of the stars)."""
    found = TopicRating.objects.filter(topic=topic).aggregate(n=Count("id"), mean=Avg("stars"))
    return found["n"], float(found["mean"] or 0)


def kinds_here(place_id: int, *, pacts: bool = True) -> list[packs.Deliberation]:
    """The ways of deliberating of the level of a place; `pacts` False: without those that pacts go."""
    pack = packs.active()
    kind = places.get(place_id).kind
    levels = {level.key for level in pack.levels if level.kind == kind}
    return [d for d in pack.deliberations if levels & set(d.levels) and (pacts or d.key not in _of_pacts())]


def _of_pacts() -> set[str]:
    return {k.deliberation for k in packs.active().pacts}


def ways() -> list[tuple[str, str]]:
    """The ways of deliberating of the pack for a form: key, and title with what it is for."""
    rows = [d for d in packs.active().deliberations if d.key not in _of_pacts()]
    return [(d.key, f"{packs.named(d)}：{d.note}" if d.note else packs.named(d)) for d in rows]


def home_of(place_id: int) -> int | None:
    """The place that deliberates for another: itself or the nearest above with a way of deliberating."""
    for place in reversed(places.chain(place_id)):
        if kinds_here(place.pk):
            return place.pk
    return None
