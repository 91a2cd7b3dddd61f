"""Lines of the two lists: one with its owner's contact, lists of an area, what is left over."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from gongzhi.access.public import Actor, ActorKind, HeldPost, Permission, may, post_for, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.kit import crypto
from gongzhi.needs.models import ListLine, NeedMatch
from gongzhi.needs.rules.lines import LineState, MatchState, Side, weekdays_of
from gongzhi.needs.rules.matching import Line, When
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places

SECRET_LENGTH = 24
RUN = Permission.NEEDS_RUN
SEES = (RUN, Permission.REQUEST_REGISTER)
MATCHED_MOST = 400  # lines of a kind that are compared at once


def rules() -> packs.NeedLists:
    """What the pack says of the lists. Raises NotFound where it says nothing."""
    found = packs.active().needs
    if found is None:
        raise NotFound("There are no lists of needs and services here.")
    return found


def titles() -> dict[str, str]:
    """Kind → its words."""
    return {k.key: packs.named(k) for k in rules().kinds}


def places_of(within: Iterable[int] | None = None) -> list[tuple[int, str]]:
    """The places to choose from, in the order of the tree."""
    wanted = set(rules().levels)
    kinds = [level.kind for level in packs.active().levels if level.key in wanted]
    return [(p.pk, p.name) for p in places.of_kinds(kinds, within=within)] if kinds else []


def may_run(actor: Actor, place_id: int) -> bool:
    """Whether the actor runs the lists here."""
    return may(actor, RUN, places.ancestors(place_id))


def runner(actor: Actor, place_id: int) -> HeldPost:
    """The post by which the actor does so. Raises Forbidden."""
    return post_for(actor, RUN, places.ancestors(place_id))


def reads(actor: Actor) -> None:
    """Who runs the lists, writes lines down or speaks for a body. Raises Forbidden, NotFound (no lists here)."""
    offered = rules().offered_by
    if not any(scopes(actor, p) for p in SEES) and not any(p.kind in offered for p in actor.posts):
        raise Forbidden("Your posts do not allow this here.", permission=RUN)


def runs(actor: Actor) -> None:
    """Raise Forbidden for who runs the lists nowhere."""
    if not scopes(actor, RUN):
        raise Forbidden("Your posts do not allow this here.", permission=RUN)


def owns(actor: Actor, line: ListLine) -> bool:
    """Whether the actor holds the post that speaks for the body of the line."""
    return actor.kind is not ActorKind.SYSTEM and line.post_id is not None and line.post_id in actor.post_ids


def all_lines() -> QuerySet[ListLine]:
    """Lines with their places, without the heavy columns."""
    return ListLine.objects.select_related("place", "reach").defer(
        "place__geometry", "place__search", "reach__geometry", "reach__search"
    )


def get(line_id: int, actor: Actor) -> ListLine:
    """A line for who runs the lists at its place or speaks for its body. Raises NotFound."""
    line = all_lines().filter(pk=line_id).first()
    if line is None or not (owns(actor, line) or may_run(actor, line.place_id)):
        raise NotFound("There is no such line.")
    return line


def require(actor: Actor, line: ListLine, *, own: bool = False) -> str:
    """By whom something is done: `owner` (the caller has checked the link, or the post speaks for the body) or
    `staff`. Raises Forbidden."""
    if own or owns(actor, line):
        return "owner"
    if actor.kind is ActorKind.SYSTEM:
        raise Forbidden("Your posts do not allow this here.", permission=RUN)
    runner(actor, line.place_id)
    return "staff"


def secret_of(line: ListLine) -> str:
    """The secret of the owner's link, derived from the installation's key: nothing secret is stored."""
    return salted_hmac("needs.line", str(line.pk), algorithm="sha256").hexdigest()[:SECRET_LENGTH]


def own(number: str, secret: str) -> ListLine:
    """The line of who has the link. Raises NotFound."""
    line = all_lines().filter(number=number).first()
    if line is None or not secret or not constant_time_compare(secret_of(line), secret):
        raise NotFound("There is no such line.")
    return line


@dataclass(frozen=True, slots=True)
class Contact:
    """Who stands behind a line, in clear."""

    name: str = ""
    phone: str = ""

    @property
    def masked(self) -> str:
        """The phone as lists show it."""
        return people.mask_phone(self.phone) if self.phone else ""


def seal(name: str, phone: str, pk: int) -> str:
    """Name and phone encrypted, bound to their row."""
    return crypto.keyring().encrypt(json.dumps([name, phone], ensure_ascii=False), aad=f"needs.line.{pk}")


def contact(line: ListLine) -> Contact:
    """The contact in clear; empty once it was deleted."""
    if not line.sealed:
        return Contact()
    return Contact(*json.loads(crypto.keyring().decrypt(line.sealed, aad=f"needs.line.{line.pk}")))


def standing() -> QuerySet[ListLine]:
    """What stands on the lists today."""
    return all_lines().filter(state=LineState.OPEN, ends_on__gte=clock.today())


def left_over(side: str = "") -> QuerySet[ListLine]:
    """What stands there and is not all taken: services nobody took, needs without a service."""
    rows = standing().filter(taken__lt=F("amount"))
    return rows.filter(side=side) if side else rows


def public_lines(side: str, *, kind: str = "", place_id: int | None = None, text: str = "") -> QuerySet[ListLine]:
    """What everybody may see of a list: never what is hidden."""
    return narrowed(left_over(side).filter(hidden=False), kind=kind, place_id=place_id, text=text)


def of_area(actor: Actor) -> QuerySet[ListLine]:
    """The lines of the places where the actor runs the lists, and those of the bodies the actor speaks for."""
    area = places.below(actor, RUN)
    return all_lines().filter(area | Q(post__in=sorted(actor.post_ids)))


def narrowed(
    rows: QuerySet[ListLine], *, kind: str = "", place_id: int | None = None, text: str = "", side: str = "",
    state: str = "",
) -> QuerySet[ListLine]:  # fmt: skip
    """The rows that are asked for; `state` may be `left`, too: standing and not all taken."""
    if side:
        rows = rows.filter(side=side)
    if kind:
        rows = rows.filter(kind=kind)
    if place_id:
        rows = rows.filter(places.inside([place_id], "place__"))
    if state == "left":
        rows = rows.filter(state=LineState.OPEN, ends_on__gte=clock.today(), taken__lt=F("amount"))
    elif state:
        rows = rows.filter(state=state)
    if text.strip():
        plain = text.strip()
        digits = plain.replace(" ", "")
        rows = rows.filter(Q(words__contains=plain) | Q(body__contains=plain) | Q(number=digits))
    return rows


def as_line(line: ListLine) -> Line:
    """As it is matched."""
    when = When(line.starts_on, line.ends_on, weekdays_of(line.weekdays), line.opens, line.closes)
    return Line(line.pk, line.kind, places.ancestors(line.place_id), line.reach_id, when, line.left)


def others(line: ListLine) -> QuerySet[ListLine]:
    """Lines of the other list that could fit: same kind, not all taken, days that meet, not tried in vain before."""
    side = Side(line.side)
    met = NeedMatch.objects.filter(**{side.value: line.pk}).exclude(state=MatchState.DONE)
    rows = left_over(side.other).filter(kind=line.kind, starts_on__lte=line.ends_on, ends_on__gte=line.starts_on)
    return rows.exclude(pk__in=met.values(side.other.value)).order_by("id")
