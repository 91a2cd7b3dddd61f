"""Reads of boxes: where they hang, when they were emptied, which papers are not entered yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.channels.models import Box, Emptying, Paper
from gongzhi.channels.queries.places import spot_of, spots_in
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.core.measures import Asked, Measured, MeasureFunction
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.requests import public as requests

PAPERS_MOST = 200
EVERY_DAYS = 7  # where no standard of the pack says it (default, ours)
_NAMED = 5
SEE = (Permission.REQUEST_REGISTER, Permission.PREMISES_EDIT)


def sees(actor: Actor) -> None:
    """Raise Forbidden for who neither registers nor runs premises anywhere."""
    if not any(scopes(actor, permission) for permission in SEE):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_REGISTER)


def by_two(prefix: str = "") -> Q:
    """Emptyings that count: those of which no second person says that it was not so. `prefix`: the way to them."""
    return Q(**{f"{prefix}second_says__in": [Emptying.Says.NOTHING, Emptying.Says.YES]})


def boxes_of(actor: Actor) -> QuerySet[Box]:
    """The boxes of the actor's area that hang today."""
    reach = {place for permission in SEE for place in scopes(actor, permission)}
    hangs = Q(ends_on=None) | Q(ends_on__gte=clock.today())
    return Box.objects.filter(hangs, places.inside(sorted(reach), "place__"))


def box_of(box_id: int, actor: Actor) -> Box:
    """A box of the actor's area. Raises NotFound."""
    box = boxes_of(actor).select_related("place").filter(pk=box_id).first()
    if box is None:
        raise NotFound("There is no such box.")
    return box


def channel_words(box: Box) -> str:
    """What the pack calls the way that the box is."""
    try:
        return packs.named(packs.active().channel(box.channel))
    except KeyError:
        return box.channel


@dataclass(frozen=True, slots=True)
class Hanging:
    """A box on the list: when it was emptied last (None: never), papers of it that are not entered yet; `every`:
    within so many calendar days the rules want it emptied."""

    box: Box
    last: date | None
    waiting: int
    every: int

    @property
    def light(self) -> str:
        """Green while it was emptied within the days of the rules in force, counted from the day it was set up."""
        days = (clock.today() - (self.last or self.box.starts_on)).days
        return "green" if days < self.every else "yellow" if days == self.every else "red"


def every_days() -> int:
    """Within how many calendar days the rules in force want a box emptied: those of its standard; ours without one."""
    wanted = (s.days for s in packs.active().standards if s.measure == "boxes_unopened" and s.days)
    return min(wanted, default=EVERY_DAYS)


def hanging(boxes: list[Box]) -> list[Hanging]:
    """The boxes with what lies open. Two queries."""
    ids = [b.pk for b in boxes]
    rows = Emptying.objects.filter(by_two(), box__in=ids).values("box").annotate(last=Max("day"), papers=Sum("papers"))
    known = {r["box"]: (r["last"], r["papers"]) for r in rows}
    done = dict(
        Paper.objects.filter(by_two("emptying__"), emptying__box__in=ids)
        .values_list("emptying__box")
        .annotate(n=Count("pk"))
        .order_by()
    )
    every = every_days()
    return [Hanging(b, last, papers - done.get(b.pk, 0), every)
            for b in boxes for last, papers in [known.get(b.pk, (None, 0))]]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Emptied:
    """An emptying on the list: who did it (`second` is empty without a post), papers that are not entered yet,
    whether the second person has no login and may be given a code."""

    row: Emptying
    first: str
    second: str
    left: int
    by_code: bool


def second_name(row: Emptying) -> str:
    """The second person's name; empty for somebody without a post."""
    return row.second.person.name if row.second else ""


def emptyings_of(box: Box) -> list[Emptied]:
    """The emptyings of a box, the newest first. Two queries."""
    rows = list(
        Emptying.objects.filter(box=box).select_related("first__person", "second__person")
        .annotate(entered=Count("rows")).order_by("-day")[:100]
    )  # fmt: skip
    waits = by_code(rows)
    return [Emptied(r, r.first.person.name, second_name(r), r.papers - r.entered, r.pk in waits) for r in rows]


def by_code(rows: Sequence[Emptying]) -> set[int]:
    """Which emptyings wait for a second person who has no login. One query."""
    waits = [r for r in rows if r.second_says == Emptying.Says.NOTHING]
    asked = {r.second.person_id for r in waits if r.second}
    known = set(people.Account.objects.filter(person__in=asked, is_active=True).values_list("person", flat=True))
    return {r.pk for r in waits if r.second is None or r.second.person_id not in known}


def emptying_of(emptying_id: int, actor: Actor) -> Emptying:
    """An emptying of a box of the actor's area. Raises NotFound."""
    reach = places.inside(sorted(scopes(actor, Permission.REQUEST_REGISTER)), "box__place__")
    row = Emptying.objects.select_related("box__place", "second").filter(reach, pk=emptying_id).first()
    if row is None:
        raise NotFound("There is no such box.")
    return row


def second_of(emptying_id: int, actor: Actor) -> Emptying:
    """An emptying of which the actor is the second person. Raises NotFound."""
    rows = Emptying.objects.select_related("box__place", "first__person", "second")
    row = rows.filter(pk=emptying_id, second__person=actor.person_id).first() if actor.person_id else None
    if row is None:
        raise NotFound("There is no such box.")
    return row


def address_of(about: int) -> str | None:
    """Where a message about an emptying leads: to what the second person is asked."""
    return reverse("channels:emptying-there", args=[about]) if Emptying.objects.filter(pk=about).exists() else None


def papers_of(row: Emptying) -> list[tuple[int, Paper | None, requests.Request | None]]:
    """Number, and what became of each paper. Two queries."""
    known = {p.number: p for p in Paper.objects.filter(emptying=row)}
    ids = [p.matter_id for p in known.values() if p.matter_id is not None]
    found = {r.pk: r for r in requests.Request.objects.filter(pk__in=ids).select_related("matter")}
    rows = []
    for n in range(1, row.papers + 1):
        paper = known.get(n)
        rows.append((n, paper, found.get(paper.matter_id or 0) if paper else None))
    return rows


@dataclass(frozen=True, slots=True)
class Written:
    """What stands on a paper; nobody need be named."""

    words: str
    where: str = ""
    type_key: str = ""
    name: str = ""
    phone: str = ""


def draft_of(row: Emptying, written: Written, scan: int) -> requests.Draft:
    """The request that a paper becomes: where its box hangs, and the estate or building that the paper names."""
    return requests.Draft(
        written.words, type_key=written.type_key, name=written.name, contact_phone=written.phone,
        place_id=spot_of(written.where, spots_in(row.box.place_id)),
        address=" ".join(filter(None, (row.box.place.name, written.where))), file_ids=(scan,),
    )  # fmt: skip


def posts_beside(place_id: int) -> list[tuple[int, str]]:
    """The posts of the community in which a box hangs: who may be the second person."""
    today = Q(ends_on=None) | Q(ends_on__gte=clock.today())
    chain = places.chain(place_id)
    above = [p.pk for p in chain if p.kind in ("community", "village")] or [place_id]
    rows = orgs.Post.objects.filter(today, places.inside(above[-1:], "place__")).order_by("place__path", "id")
    ids = list(rows.values_list("pk", flat=True)[:300])
    labels = orgs.post_labels(ids) if ids else {}
    return [(i, labels[i]) for i in ids if i in labels]


def boxes_unopened(asked: Asked) -> Iterator[Measured]:
    """Boxes that nobody emptied in the last `days`, each place of `place_kinds`; unknown where no box hangs."""
    since = asked.on - timedelta(days=asked.days or EVERY_DAYS)
    hangs = Q(ends_on=None) | Q(ends_on__gte=asked.on)
    rows = Box.objects.filter(hangs, places.inside(asked.within, "place__"), starts_on__lte=asked.on)
    spots = {spot.pk: spot for spot in places.of_kinds(asked.place_kinds, on=asked.on, within=asked.within)}
    there: dict[int, list[str]] = {}
    last = Max("emptyings__day", filter=by_two("emptyings__"))
    for box in rows.annotate(last=last).select_related("place").order_by("pk"):
        unit = next((pk for pk in reversed(box.place.ancestors) if pk in spots), None)
        if unit is not None:
            names = there.setdefault(unit, [])
            if (box.last or box.starts_on) < since:
                names.append(box.title)
    for spot in spots.values():
        late = there.get(spot.pk)
        said = _(", ").join((late or [])[:_NAMED]) + ("…" if len(late or []) > _NAMED else "")
        value = None if late is None else float(len(late))
        yield Measured(spot.pk, spot.name, spot.pk, value, link="/desk/boxes/", detail=said)


MEASURES: dict[str, MeasureFunction] = {"boxes_unopened": boxes_unopened}
