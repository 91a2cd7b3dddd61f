"""Cases: lists that tell number, kind and state alone; one with its sides for who mediates it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, ActorKind, Permission, scopes
from gongzhi.core.errors import Forbidden, NotAllowed, NotFound
from gongzhi.kit import crypto
from gongzhi.kit.crypto import link_secret
from gongzhi.mediation.models import Case, Side, Sitting
from gongzhi.mediation.rules.words import WITHDRAWN, SittingState
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures


def ways() -> list[packs.Mediation]:
    """The ways in use here."""
    return [w for w in packs.active().mediations if w.received_by and w.mediators]


def way_of(case: Case) -> packs.Mediation:
    """The way of a case, as the pack in force has it. Raises NotFound."""
    return way(case.way)


def way(key: str) -> packs.Mediation:
    """The way of that key. Raises NotFound."""
    try:
        return packs.active().mediation(key)
    except KeyError:
        raise NotFound("There is no such way of mediating here.") from None


def kind_words(case: Case) -> str:
    """The kind of the dispute, as pages show it."""
    try:
        return packs.named(way_of(case).kind(case.kind))
    except (KeyError, NotFound):
        return case.kind


def result_words(result: str) -> str:
    """How a case ended, as lists show it."""
    words = {
        "": _("under way or not recorded"), "agreed": _("agreed"), "reconciled": _("made up"),
        "refused": _("a side refused"), "withdrawn": _("withdrawn"), "failed": _("not agreed"),
        "elsewhere": _("decided elsewhere"),
    }  # fmt: skip
    return words.get(result, result)


def now_words(case: Case) -> str:
    """The step at which a case is, or how it ended."""
    if case.matter.state in procedures.LIVE:
        return packs.named(procedures.step_of(case.matter))
    return result_words(case.result) if case.result else _("closed")


def reads(actor: Actor) -> None:
    """Whether the actor reads the list of cases. Raises NotFound where nobody mediates, Forbidden."""
    if not ways() and not Case.objects.exists():
        raise NotFound("Nobody mediates here yet.")
    if not any(scopes(actor, p) for p in (Permission.REQUEST_SEE, Permission.REQUEST_HANDLE)):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_SEE)


def get(matter_id: int, actor: Actor) -> Case:
    """A case for who holds it, is offered it, or covers its place with `request:see`. Raises NotFound.

    Only `mediates` reads the sides."""
    case = Case.objects.select_related("matter__place", "issued_by", "request__matter").filter(pk=matter_id).first()
    if case is None or not sees(actor, case):
        raise NotFound("There is no such case.")
    return case


def sees(actor: Actor, case: Case) -> bool:
    """Whether the actor may open the page of the case; it does not mean reading the sides."""
    return _mine(actor, case) or _covers(actor, case)


def _mine(actor: Actor, case: Case) -> bool:
    matter = case.matter
    return matter.holder_post_id in actor.post_ids or matter.offered_post_id in actor.post_ids


def _covers(actor: Actor, case: Case) -> bool:
    return not scopes(actor, Permission.REQUEST_SEE).isdisjoint(places.ancestors(case.matter.place_id))


def mediates(actor: Actor, case: Case) -> bool:
    """Whether the actor holds the case, and so reads and writes what is known of the sides."""
    return actor.kind is not ActorKind.SYSTEM and case.matter.holder_post_id in actor.post_ids


def require_mediates(actor: Actor, case: Case) -> None:
    """Raise Forbidden for anybody else, superiors too."""
    if not mediates(actor, case):
        raise Forbidden("Only who mediates this case does this.")


def fresh(case: Case, *steps: str, live: bool = True) -> procedures.Matter:
    """The matter as it is now; raises NotAllowed where it ended, or stands in another step than these."""
    matter = procedures.Matter.objects.select_related("place").get(pk=case.pk)
    case.matter = matter
    if (live and matter.state not in procedures.LIVE) or (steps and matter.step not in steps):
        raise NotAllowed("The case is at another step now.")
    return matter


def of_area(actor: Actor, *, text: str = "", state: str = "", kind: str = "") -> QuerySet[Case]:
    """The cases of the places that the actor covers, and those that lie with the actor's posts."""
    mine = Q(matter__holder_post__in=sorted(actor.post_ids)) | Q(matter__offered_post__in=sorted(actor.post_ids))
    roots = scopes(actor, Permission.REQUEST_SEE)
    rows = Case.objects.filter(places.inside(roots, "matter__place__") | mine) if roots else Case.objects.filter(mine)
    if state == "open":
        rows = rows.filter(matter__state__in=procedures.LIVE)
    elif state == "closed":
        rows = rows.exclude(matter__state__in=procedures.LIVE)
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(number=text.replace(" ", "").replace("-", ""))
    return rows.select_related("matter__place")


def figures(actor: Actor) -> list[tuple[str, int]]:
    """How many cases of the area ended how, for the list; numbers alone."""
    rows = of_area(actor).order_by().select_related(None).values_list("result").annotate(n=Count("pk"))
    return sorted(rows)


@dataclass(frozen=True, slots=True)
class Known:
    """A side in clear."""

    id: int
    position: int
    name: str
    phone: str
    address: str
    agrees: bool | None


def seal(text: str, column: str, pk: int) -> str:
    """Encrypted, bound to its row; empty stays empty."""
    return crypto.keyring().encrypt(text, aad=f"mediation.{column}.{pk}") if text else ""


def unseal(sealed: str, column: str, pk: int) -> str:
    """The text. Raises `crypto.CannotDecrypt`."""
    return crypto.keyring().decrypt(sealed, aad=f"mediation.{column}.{pk}") if sealed else ""


def sides(case: Case) -> list[Known]:
    """The sides in clear, in order; nothing of them after they were deleted. For who mediates alone."""
    return [known(s) for s in Side.objects.filter(case=case).order_by("position")]


def known(side: Side) -> Known:
    """One side in clear."""
    data = json.loads(unseal(side.sealed, "side", side.pk) or "{}")
    name = data.get("name") or side_label(side.position)
    return Known(side.pk, side.position, name, data.get("phone", ""), data.get("address", ""), side.agrees)


def side_label(position: int) -> str:
    """甲方, 乙方, …: what a side is called where its name is not shown."""
    labels = [_("first side"), _("second side")]
    return labels[position - 1] if position <= len(labels) else _("side %(n)s") % {"n": position}


def sheets(case: Case) -> dict[str, dict[str, str]]:
    """What stands in the forms of the steps: step → field → words."""
    return {s.step: json.loads(unseal(s.sealed, "sheet", s.pk)) for s in case.sheets.order_by("pk")}


def is_filled(case: Case, step: str) -> bool:
    """Whether the step has no form, or its form is filled in."""
    return way_of(case).form(step) is None or case.sheets.filter(step=step).exists()


def secret_of(case: Case) -> str:
    """The secret of who applied: with it the number opens the applicant's page."""
    return link_secret("mediation.case", case.pk)


def own(number: str, secret: str) -> Case:
    """The case of who applied, by number and secret. Raises NotFound."""
    case = Case.objects.select_related("matter__place").filter(number=number).first()
    if case is None or not secret or not constant_time_compare(secret_of(case), secret):
        raise NotFound("There is no such case.")
    return case


def link_of(case: Case) -> str:
    """The address of the applicant's page."""
    return f"{reverse('mediation:own', args=[case.number])}?key={secret_of(case)}"


def may_withdraw(case: Case) -> bool:
    """Whether who applied may take it back at this step."""
    return case.matter.state in procedures.LIVE and procedures.step_of(case.matter).outcome(WITHDRAWN) is not None


def coming(case: Case) -> QuerySet[Sitting]:
    """The appointments that were called."""
    return case.sittings.filter(state=SittingState.CALLED).order_by("starts_at", "id")


@dataclass(frozen=True, slots=True)
class Match:
    """Who could take a case: post, its holder, how many cases it has, why it fits."""

    post_id: int
    label: str
    holder: str
    open: int
    why: str
    persuades: bool


def matches(case: Case) -> list[Match]:
    """Persuaders and mediators for a case: matched by the kind of the dispute, then the nearest, then who has least.

    A post covers the place when it stands there or above. Three queries."""
    rules = way_of(case)
    try:
        first = rules.kind(case.kind).by
    except KeyError:
        first = ()
    near = {p: i for i, p in enumerate(places.ancestors(case.matter.place_id))}
    posts = orgs.posts_at(near, (*rules.mediators, *rules.persuaders))
    busy = Counter(
        Case.objects.filter(matter__holder_post__in=[p.post_id for p in posts], matter__state__in=procedures.LIVE)
        .order_by().values_list("matter__holder_post", flat=True)
    )  # fmt: skip
    rows = [p for p in posts if p.holders and not p.deputy]  # who stands in has the work of A anyway
    rows.sort(key=lambda p: (p.kind not in first, -near[p.place_id], busy[p.post_id], p.post_id))
    return [
        Match(
            p.post_id, f"{p.body} {p.title}", "、".join(h.name for h in p.holders), busy[p.post_id],
            _("for this kind of dispute") if p.kind in first else _("nearest"), p.kind in rules.persuaders,
        )
        for p in rows
    ]  # fmt: skip


def name_of(actor: Actor) -> str:
    """The name of who acts, as the agreement names the mediator."""
    return str(people.Person.objects.get(pk=actor.person_id).name) if actor.person_id is not None else ""


def issues(case: Case, actor: Actor) -> orgs.Post | None:
    """The post by which the actor issues an agreement of this case: a mediator's, of a mediation committee."""
    rules, held = way_of(case), case.matter.holder_post_id
    if held not in actor.post_ids:
        return None
    post = orgs.Post.objects.select_related("body", "place").get(pk=held)
    fits = post.kind in rules.mediators and post.body is not None and post.body.kind in rules.committees
    return post if fits else None
