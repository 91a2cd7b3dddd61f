"""Orders to mend, and checks of the third party."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from gongzhi.access.public import Actor, ActorKind
from gongzhi.core.errors import NotFound
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.property.models import Check, Contract, Estate, Finding, Order
from gongzhi.property.queries import estates
from gongzhi.property.rules.words import CLOSED, LIFTED, OBJECTION

LIVE = ("open", "waiting")


def visible_to(actor: Actor) -> QuerySet[Order]:
    """Orders of the estates that the actor covers, those of one's own company, what lies with one's posts, those
    whose objection they decide or decided, and those that they were told of because they were late."""
    rows = Order.objects.select_related("matter", "objection", "contract__company", "contract__estate__place")
    if actor.kind is ActorKind.SYSTEM:
        return rows
    wide = places.below(actor, *estates.SEES, prefix="contract__estate__place__")
    posts = sorted(actor.post_ids)
    mine = Q(matter__holder_post__in=posts) | Q(contract__company__in=estates.own_bodies(actor))
    told = procedures.Standing.objects.filter(scope__in=posts, role=procedures.Role.TOLD).values("matter_id")
    return rows.filter(wide | mine | Q(objection__decider__in=posts) | Q(pk__in=told))


def get(matter_id: int, actor: Actor) -> Order:
    """Raises NotFound."""
    found = visible_to(actor).filter(pk=matter_id).first()
    if found is None:
        raise NotFound("There is no such order.")
    return found


def narrowed(rows: QuerySet[Order], *, text: str = "", state: str = "", about: str = "") -> QuerySet[Order]:
    """By number, name of the estate or company; open, late, objected to or over; by what it is about."""
    if text:
        plain = text.replace(" ", "")
        rows = rows.filter(
            Q(number=plain) | Q(contract__company__name__contains=plain)
            | Q(contract__estate__name__contains=plain)
        )  # fmt: skip
    if about:
        rows = rows.filter(about=about)
    if state == "objected":
        return rows.filter(matter__state__in=LIVE, matter__step=OBJECTION)
    if state == "open":
        return rows.filter(matter__state__in=LIVE)
    if state == "late":
        return rows.filter(matter__state__in=LIVE, matter__light="red")
    return rows.exclude(matter__state__in=LIVE) if state == "over" else rows


def of_estate(estate: Estate, count: int = 30) -> list[Order]:
    """The last orders of an estate, the newest first."""
    rows = Order.objects.filter(contract__estate=estate).select_related("matter", "contract__company")
    return list(rows.order_by("-matter_id")[:count])


@dataclass(frozen=True, slots=True)
class Tallied:
    """The orders of an estate: `issued` leaves those out that were `lifted`; of them `closed`, and `objected`: an
    objection is being decided."""

    issued: int
    closed: int
    objected: int
    lifted: int


def tallied(estate: Estate) -> Tallied:
    """In numbers. One query."""
    pending = Q(matter__state__in=LIVE, matter__step=OBJECTION)
    found = Order.objects.filter(contract__estate=estate).aggregate(
        issued=Count("pk", filter=~Q(result=LIFTED)), closed=Count("pk", filter=Q(result=CLOSED)),
        objected=Count("pk", filter=pending), lifted=Count("pk", filter=Q(result=LIFTED)),
    )  # fmt: skip
    return Tallied(**found)


def checks_of(estate: Estate, count: int = 10) -> list[tuple[Check, list[Finding]]]:
    """The last checks with what was found, the newest first. Two queries."""
    rows = list(Check.objects.filter(contract__estate=estate).select_related("post").order_by("-on", "-id")[:count])
    found = Finding.objects.filter(check_made__in=rows).select_related("order").order_by("id")
    by: dict[int, list[Finding]] = {c.pk: [] for c in rows}
    for finding in found:
        by[finding.check_made_id].append(finding)
    return [(c, by[c.pk]) for c in rows]


def open_findings(estate: Estate) -> list[Finding]:
    """What was found wrong, and no order was issued about yet."""
    rows = Finding.objects.filter(check_made__contract__estate=estate, fine=False, order=None)
    return list(rows.select_related("check_made").order_by("-id")[:50])


def company_post(contract: Contract) -> int | None:
    """The post of the company that gets its orders: one that somebody holds before one that is vacant."""
    posts = list(
        orgs.live_posts()
        .filter(body=contract.company_id, kind__in=estates.rules().answers)
        .order_by("-leads", "id").values_list("id", flat=True)
    )  # fmt: skip
    held = orgs.holders_of(posts)
    return next((p for p in posts if p in held and held[p].person_id is not None), posts[0] if posts else None)


def fresh(order: Order) -> procedures.Matter:
    """The matter as it is now."""
    order.matter = procedures.Matter.objects.select_related("place").get(pk=order.pk)
    return order.matter
