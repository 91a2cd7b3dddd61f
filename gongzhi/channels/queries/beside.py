"""What ways in say of a request on its pages: where it came from, its recording, for whom it was reported."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, may, require
from gongzhi.channels.models import Behalf, Origin, Paper, Speech
from gongzhi.channels.queries.sounds import HEAR
from gongzhi.core.errors import NotFound
from gongzhi.kit.words import moment
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests


def for_staff(about: requests.Request, actor: Actor) -> list[requests.Beside]:
    """Facts for staff; who spoke, and for whom, only for who may know who asks. At most three queries."""
    found: list[requests.Beside] = []
    ways = {c.key: c for c in packs.active().channels}
    way = ways.get(about.channel)
    origin = Origin.objects.filter(pk=about.pk).first() if way is not None and way.chats else None
    if origin is not None and origin.said_at is not None:
        found.append(requests.Beside(_("Written in the group"), moment(origin.said_at)))
    boxed = way is not None and way.papers
    paper = Paper.objects.select_related("emptying__box").filter(matter=about.pk).first() if boxed else None
    if paper is not None:
        words = {"box": paper.emptying.box.title, "day": paper.emptying.day.isoformat(), "n": paper.number}
        found.append(requests.Beside(_("Out of a box"), _("%(box)s, %(day)s, paper %(n)s") % words))
    if may(actor, HEAR, places.ancestors(about.matter.place_id)):
        may_be = way is not None and way.spoken is not None
        speech = Speech.objects.filter(matter=about.pk).first() if may_be else None
        if speech is not None:
            said = _("written down") if speech.written_at else _("Hear it and write it down")
            found.append(requests.Beside(_("Recording"), said, reverse("channels:sound", args=[speech.pk])))
        behalf = Behalf.objects.select_related("principal").filter(matter=about.pk).first()
        if behalf is not None or about.matter.state in procedures.LIVE:
            said = said_of(behalf) if behalf is not None else _("nobody else (say for whom)")
            found.append(requests.Beside(_("Reported for"), said, reverse("channels:behalf", args=[about.number])))
    return found


def behalf_of(matter_id: int) -> Behalf | None:
    """For whom a request was reported, if for somebody else."""
    return Behalf.objects.select_related("principal").filter(matter=matter_id).first()


def first_of(about: requests.Request, actor: Actor) -> requests.Reporter:
    """Who reported it first, for who may know who asks. Raises Forbidden, NotFound."""
    require(actor, HEAR, places.ancestors(about.matter.place_id))
    first = next((r for r in requests.reporters_of(about.pk) if r.first), None)
    if first is None:
        raise NotFound("There is no such request.")
    return first


def own_behalf(reporter: requests.Reporter) -> Behalf | None:
    """Behind the link of who reported first or of whom it was reported for; of others it is none of their business.

    Raises NotFound."""
    known = behalf_of(reporter.request_id)
    if not (reporter.first if known is None else reporter.pk in (known.speaker_id, known.principal_id)):
        raise NotFound("There is no request under this link.")
    return known


def said_of(behalf: Behalf) -> str:
    """For whom, how and when the consent was given, whether it was taken back."""
    who = people.contact_of(behalf.principal.person_id).name
    words = {"who": who, "how": how_words(behalf.how), "day": behalf.consent_on.isoformat()}
    text = _("%(who)s, who agreed %(how)s on %(day)s") % words
    return f"{text} · {_('consent withdrawn')}" if behalf.withdrawn_at else text


def how_words(how: str) -> str:
    """How consent was given."""
    return {"oral": _("by word of mouth"), "phone": _("on the phone"), "written": _("in writing")}.get(how, how)


def for_own(reporter: requests.Reporter) -> list[requests.Beside]:
    """Links for who reported, and for whom it was. At most two queries."""
    found: list[requests.Beside] = []
    number, key = reporter.request.number, requests.secret_of(reporter.pk)
    if reporter.first and reporter.request.channel == "web" and Speech.objects.filter(reporter=reporter.pk).exists():
        words = _("Your recording and what was written down")
        found.append(requests.Beside(words, href=f"{reverse('channels:own', args=[number])}?k={key}"))
    if reporter.request.matter.state in procedures.LIVE:
        words = _("Reported for somebody else") if reporter.first else _("Reported for you")
        known = Behalf.objects.filter(matter=reporter.request_id).first()
        mine = reporter.first if known is None else reporter.pk in (known.speaker_id, known.principal_id)
        if mine:
            found.append(requests.Beside(words, href=f"{reverse('channels:own-behalf', args=[number])}?k={key}"))
    return found
