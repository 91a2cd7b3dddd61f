"""Messages between the levels: in which networks a post stands, to whom it may write, who sees what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gongzhi.access.public import Actor, HeldPost, Permission, may
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.models import Letter, LetterPart
from gongzhi.structure.models.two_way import LETTER

OVERSEES = Permission.INSIGHT_SEE  # whose area shows what is late
MOST_PLACES = 300


@dataclass(frozen=True, slots=True)
class Line:
    """A post that the actor holds, in a network in which it stands. `down` and `up`: kinds of posts it may write to."""

    post: HeldPost
    network: packs.Network
    down: tuple[str, ...]
    up: tuple[str, ...]

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.post.post_id}-{self.network.key}"


def rule() -> packs.TwoWay | None:
    """What the pack in force says of messages."""
    return packs.active().two_way


def network_title(key: str) -> str:
    """The name of a network, also of one that the pack has no more."""
    return next((packs.named(n) for n in packs.active().networks if n.key == key), key)


def lines(actor: Actor) -> list[Line]:
    """In which networks the actor's posts stand, in the order of the posts and of the pack."""
    way = rule()
    if way is None:
        return []
    found = []
    for post in actor.posts:
        for network in packs.active().networks:
            ranks = [way.rank(level) for level, kinds in network.stands.items() if post.kind in kinds]
            if not ranks:
                continue
            down = _kinds(way, network, range(max(ranks) + 1, len(way.levels)))
            up = _kinds(way, network, range(min(ranks)))
            found.append(Line(post, network, down, up))
    return found


def _kinds(way: packs.TwoWay, network: packs.Network, ranks: range) -> tuple[str, ...]:
    named = [k for n in ranks for k in network.stands.get(way.levels[n].key, ())]
    return tuple(dict.fromkeys(named))


def line_of(actor: Actor, key: str, *, upward: bool) -> Line:
    """The line of that key by which the actor may write so. Raises Forbidden."""
    for line in lines(actor):
        if line.key == key and (line.up if upward else line.down):
            return line
    raise Forbidden("Your post stands in no network in which it could write this.")


def _open_posts() -> QuerySet[orgs.Post]:
    today = clock.today()
    alive = (Q(ends_on=None) | Q(ends_on__gte=today)) & (Q(body__ends_on=None) | Q(body__ends_on__gte=today))
    first = orgs.Post.objects.filter(substitute=OuterRef("pk"), kind=OuterRef("kind"), place=OuterRef("place"))
    return orgs.Post.objects.filter(alive).exclude(Exists(first), substitute=None)  # a B only stands in


def receivers(line: Line, kinds: Iterable[str], place_ids: Sequence[int]) -> list[orgs.Post]:
    """The posts below that a message goes to: of these kinds, at or below these places (none: the whole area), in the
    order of the tree. At most two queries."""
    wanted = [k for k in line.down if k in set(kinds)]
    own = places.get(line.post.place_id).path
    chosen = [p.path for p in places.get_many(place_ids).values() if p.path.startswith(own)] if place_ids else [own]
    inside = Q(pk__in=[])
    for path in chosen:
        inside |= Q(place__path__startswith=path)
    rows = _open_posts().filter(inside, kind__in=wanted).exclude(pk=line.post.post_id)
    return list(rows.only("id", "place", "kind", "title").order_by("place__path", "id"))


def offices(line: Line) -> list[orgs.Post]:
    """The posts above that one may write to: at the places above (and the own), the highest level first. One query."""
    way = rule()
    above = places.ancestors(line.post.place_id)
    rows = _open_posts().filter(place__in=above, kind__in=line.up).exclude(pk=line.post.post_id).select_related("body")
    order = {k: n for n, k in enumerate(_kinds(way, line.network, range(len(way.levels))))} if way else {}
    return sorted(rows.order_by("id"), key=lambda p: order[p.kind])


def places_below(found: Sequence[Line]) -> list[tuple[int, str]]:
    """The places below, above the lowest level, to which a message can be narrowed. Two queries."""
    way = rule()
    if way is None or not found:
        return []
    pack = packs.active()
    kinds = tuple(dict.fromkeys(pack.level(key).kind for level in way.levels[1:-1] for key in level.levels))
    rows = places.subtree(frozenset(line.post.place_id for line in found), kinds)
    own = {line.post.place_id for line in found}
    return [(p.pk, p.name) for p in rows if p.pk not in own][:MOST_PLACES]


# -- who sees what -------------------------------------------------------------------------------------------------


def sent(actor: Actor) -> QuerySet[Letter]:
    """The messages that the actor's posts sent."""
    return Letter.objects.filter(sender__in=sorted(actor.post_ids)).select_related("sender__body")


def letter(letter_id: int, actor: Actor) -> Letter:
    """A message, for who sent it and who oversees the sender's area. Raises NotFound."""
    found = Letter.objects.filter(pk=letter_id).select_related("sender__body").first()
    if found is None or not (
        found.sender_id in actor.post_ids or may(actor, OVERSEES, places.ancestors(found.place_id))
    ):
        raise NotFound("There is no such message.")
    return found


def parts() -> QuerySet[LetterPart]:
    """Parts with what their rows show."""
    rows = LetterPart.objects.select_related("matter__place", "letter__sender__body", "post__body")
    return rows.defer("matter__place__geometry", "matter__place__search")


def received(actor: Actor) -> QuerySet[LetterPart]:
    """The parts that the actor's posts hold now."""
    held = procedures.Standing.objects.filter(
        scope__in=sorted(actor.post_ids), role=procedures.Role.HOLDER, kind=LETTER
    )
    return parts().filter(matter__in=held.values("matter"))


def late_below(actor: Actor) -> QuerySet[LetterPart]:
    """Parts past their day without an answer, in the area that the actor oversees."""
    rows = parts().filter(answered_at=None, letter__taken_back_at=None, matter__due_at__lt=clock.now())
    return rows.filter(places.below(actor, OVERSEES, prefix="matter__place__"))


def part(matter_id: int, actor: Actor) -> LetterPart:
    """A part, for who holds it, sent it, was told of it, or oversees where it is to be answered. Raises NotFound."""
    found = parts().filter(pk=matter_id).first()
    if found is None or not (
        procedures.sees(actor, found.matter)
        or found.letter.sender_id in actor.post_ids
        or may(actor, OVERSEES, places.ancestors(found.matter.place_id))
    ):
        raise NotFound("There is no such message.")
    return found


def narrow(rows: QuerySet[LetterPart], asked: Mapping[str, Any]) -> QuerySet[LetterPart]:
    """Parts narrowed by `q state network`."""
    if words := asked.get("q"):
        rows = rows.filter(
            Q(letter__subject__icontains=words)
            | Q(answer__icontains=words)
            | Q(post__body__name__icontains=words)
            | Q(matter__place__name__icontains=words)
        )
    if network := asked.get("network"):
        rows = rows.filter(letter__network=network)
    state, waits = asked.get("state"), Q(answered_at=None, letter__taken_back_at=None)
    conditions = {
        "unread": waits & Q(read_at=None),
        "waiting": waits,
        "late": waits & Q(matter__due_at__lt=clock.now()),
        "answered": ~Q(answered_at=None),
    }
    return rows.filter(conditions[state]) if state in conditions else rows


def narrow_letters(rows: QuerySet[Letter], asked: Mapping[str, Any]) -> QuerySet[Letter]:
    """Messages narrowed by `q state network`."""
    if words := asked.get("q"):
        rows = rows.filter(Q(subject__icontains=words) | Q(words__icontains=words))
    if network := asked.get("network"):
        rows = rows.filter(network=network)
    waits = Q(taken_back_at=None, answered_number__lt=F("parts_number"))
    state = asked.get("state")
    if state == "waiting":
        rows = rows.filter(waits)
    elif state == "late":
        rows = rows.filter(waits, answer_by__lt=clock.now())
    elif state == "answered":
        rows = rows.filter(answered_number=F("parts_number"))
    return rows
