"""Requests of a type of dispute and the mediations that come of them: what the sheet of the request says."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.mediation.models import Case
from gongzhi.mediation.queries import cases
from gongzhi.mediation.rules.words import SETTLED
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests


def kind_of(type_key: str) -> tuple[packs.Mediation, packs.DisputeKind] | None:
    """The way and kind of dispute of a type of requests; None where such requests are not mediated here."""
    pairs = ((w, k) for w in cases.ways() for k in w.kinds if type_key in k.request_types)
    return next(pairs, None)


def of_request(matter_id: int) -> Case | None:
    """The last mediation that came of that request."""
    rows = Case.objects.select_related("matter").filter(request=matter_id)
    return rows.order_by("-created_at", "-pk").first()


def runs(matter_id: int) -> bool:
    """Whether a mediation of that request has no result yet."""
    return Case.objects.filter(request=matter_id, result="").exists()


def waits(about: requests.Request) -> str:
    """Why the clock of a request waits: it is in mediation. One query, for requests of a type of dispute alone."""
    if kind_of(about.type_key) is None or not runs(about.pk):
        return ""
    return _("It is in mediation; with its result the time runs on.")


def may_open(about: requests.Request, actor: Actor) -> bool:
    """Whether the actor holds the request, and it is open."""
    return about.matter.state in procedures.LIVE and about.matter.holder_post_id in actor.post_ids


def beside(about: requests.Request, actor: Actor) -> list[requests.Beside]:
    """That it is in mediation, or how that ended, and no more; the button for who holds it. One query, for requests of
    a type of dispute alone."""
    if kind_of(about.type_key) is None:
        return []
    case = of_request(about.pk)
    said = []
    if case is not None:
        words = cases.result_words(case.result) if case.result else _("in mediation")
        href = reverse("mediation:desk-case", args=[case.pk]) if cases.sees(actor, case) else ""
        said.append(requests.Beside(_("Mediation"), words, href))
    again = case is None or (case.result != "" and case.result not in SETTLED)
    if again and may_open(about, actor):
        href = reverse("mediation:desk-from", args=[about.number])
        said.append(requests.Beside(_("Open a mediation"), href=href, offer=True))
        if packs.active().help_stations:
            href = f"{reverse('mediation:desk-stations')}?about={about.number}"
            said.append(requests.Beside(_("Take an hour of legal help"), href=href, offer=True))
    return said
