"""Talks: which there are, their rounds, what each agreed and what came of it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from gongzhi.access.public import Actor, HeldPost, Permission, scopes
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.deliberation.models import Agreed, Guest, Round, Said, Series
from gongzhi.deliberation.queries import gardens
from gongzhi.deliberation.rules.talks import RoundState
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures


def rules() -> packs.Talks:
    """What the pack says of talks. Raises NotFound where its document does not speak of them."""
    found = packs.active().talks
    if found is None:
        raise NotFound("The rules in force do not speak of this.")
    return found


def convener(actor: Actor, place_id: int) -> HeldPost:
    """The post by which the actor convenes talks here: one that the pack names goes first. Raises Forbidden."""
    by = gardens.runner(actor, place_id)
    kinds, chain = rules().convened_by, set(places.ancestors(place_id))
    return next((p for p in actor.posts if p.kind in kinds and p.place_id in chain), by)


def get(series_id: int, actor: Actor) -> Series:
    """Talks for who runs them. Raises NotFound."""
    found = Series.objects.filter(pk=series_id).select_related("place", "post", "topic__matter").first()
    if found is None or not gardens.may_run(actor, found.place_id):
        raise NotFound("There are no such talks.")
    return found


def public(series_id: int) -> Series:
    """Talks in public: they are from their beginning. Raises NotFound."""
    rules()
    found = Series.objects.filter(pk=series_id).select_related("place", "post", "topic__matter").first()
    if found is None:
        raise NotFound("There are no such talks.")
    return found


def listed(*, text: str = "", place_id: int | None = None, state: str = "") -> QuerySet[Series]:
    """Talks with how many rounds were held, and when the last one is."""
    held = Count("rounds", filter=Q(rounds__state=RoundState.HELD))
    rows = Series.objects.select_related("place").annotate(held=held, last=Max("rounds__starts_at"))
    for word in text.split()[:4]:
        rows = rows.filter(Q(subject__icontains=word) | Q(words__icontains=word))
    if place_id is not None:
        rows = rows.filter(place__path__startswith=places.get(place_id).path)
    return rows.filter(closed_at__isnull=state != "closed") if state else rows


def of_area(actor: Actor, **narrowed: Any) -> QuerySet[Series]:
    """The talks of the places for which the actor holds `topic:run`."""
    where = Q(pk__in=[])
    for place in sorted(scopes(actor, Permission.TOPIC_RUN)):
        where |= Q(place__path__startswith=places.get(place).path)
    return listed(**narrowed).filter(where)


def current(series: Series) -> Round | None:
    """The round that is called or under way."""
    return Round.objects.filter(series=series, state=RoundState.CALLED).first()


def begun(row: Round | None) -> bool:
    """Whether it may be written down: its hour has come."""
    return row is not None and row.state == RoundState.CALLED and row.starts_at <= clock.now()


def round_of(series: Series, round_id: int) -> Round:
    """A round of these talks. Raises NotFound."""
    found = Round.objects.filter(series=series, pk=round_id).first()
    if found is None:
        raise NotFound("There is no such round.")
    return found


def agreed_of(series: Series) -> list[dict[str, Any]]:
    """What was agreed, in order, with its owner and where it stands. Three queries."""
    rows = list(
        Agreed.objects.filter(series=series)
        .select_related("matter", "round", "struck")
        .order_by("round__n", "matter_id")
    )
    labels = orgs.post_labels([a.owner_id for a in rows])
    return [
        {
            "row": a, "title": a.matter.title, "owner": labels.get(a.owner_id, ""), "n": a.round.n,
            "state": "struck" if a.struck_on else "reported" if a.matter.step == "check" else "open",
            "struck": a.struck.n if a.struck else None,
        }
        for a in rows
    ]  # fmt: skip


def rounds(series: Series) -> list[dict[str, Any]]:
    """Every round with who was invited and came, what was said, what it agreed, what it struck off and what it carried
    over from earlier ones. Six queries, whatever their number."""
    titles = gardens.titles(rules().sides)
    found = list(Round.objects.filter(series=series).order_by("n"))
    guests, said = list(Guest.objects.filter(round__series=series).order_by("id")), Said.objects.filter(
        round__series=series).order_by("id")  # fmt: skip
    labels = orgs.post_labels([g.post_id for g in guests if g.post_id])
    agreed = agreed_of(series)
    made = []
    for row in found:
        earlier = [a for a in agreed if a["n"] < row.n and (a["struck"] is None or a["struck"] >= row.n)]
        made.append({
            "row": row, "begun": begun(row),
            "guests": [
                {"row": g, "side": titles.get(g.side, g.side), "post": labels.get(g.post_id or 0, "")}
                for g in guests if g.round_id == row.pk
            ],
            "came": sum(g.came or 0 for g in guests if g.round_id == row.pk),
            "said": [{"row": s, "side": titles.get(s.side, s.side)} for s in said if s.round_id == row.pk],
            "agreed": [a for a in agreed if a["n"] == row.n],
            "struck": [a for a in agreed if a["struck"] == row.n],
            "carried": earlier if row.state != RoundState.DROPPED else [],
        })  # fmt: skip
    return made


def outcomes(series: Series, actor: Actor) -> list[tuple[str, str]]:
    """What a round may come to for its topic: outcomes of the step in which it stands, where the actor holds it."""
    topic = series.topic
    if topic is None or topic.matter.state != "open" or topic.matter.holder_post_id not in actor.post_ids:
        return []
    step = procedures.step_of(topic.matter)
    return [(o.key, packs.named(o)) for o in step.outcomes if set(o.needs) <= {"note"}] if step.kind == "task" else []


def owners(series: Series) -> list[tuple[int, str]]:
    """The posts that may carry something out: those of the place and below that somebody holds."""
    return [(p.post_id, f"{p.body} {p.title}") for p in orgs.posts_within(series.place_id) if p.holders]


def task(matter_id: int, actor: Actor) -> Agreed:
    """What was agreed, for its owner and who runs the talks. Raises NotFound."""
    matter = procedures.get(matter_id, actor)
    found = Agreed.objects.filter(pk=matter.pk).select_related("series", "round").first()
    if found is None:
        raise NotFound("There is no such matter.")
    found.matter = matter
    return found
