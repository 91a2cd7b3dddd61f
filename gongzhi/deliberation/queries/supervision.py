"""Supervisors and topics: which topics a post watches over, what was asked, held and decided, in the open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.deliberation.models import Topic
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures


def watched(actor: Actor, *, text: str = "") -> QuerySet[Topic]:
    """The topics over which a post of the actor watches, as the packs' procedures name it."""
    where = Q(pk__in=[])
    for procedure in packs.active().procedures:
        named = procedure.supervisors.by if procedure.supervisors else ()
        homes = sorted({p.place_id for p in actor.posts if p.kind in named})
        if homes:
            where |= Q(places.inside(homes, "matter__place__"), matter__procedure=procedure.key)
    rows = Topic.objects.filter(where).select_related("matter__place")
    for word in text.split()[:4]:
        rows = rows.filter(Q(matter__title__icontains=word) | Q(words__icontains=word) | Q(number=word))
    return rows


@dataclass(frozen=True, slots=True)
class Act:
    """What supervisors did about a topic, as everybody reads it: when, what, who; never the words."""

    at: datetime
    what: str
    who: str


def acts_on(topic: Topic) -> list[Act]:
    """Questions, answers, holds and decisions about them, in order."""
    words = {
        "question": _("The supervisors put a question to the holder"),
        "reply": _("The holder answered the supervisors"),
        "hold": _("The supervisors hold the step"),
    }
    found = []
    for line in procedures.timeline(topic.pk):
        if line.verb in words:
            found.append(Act(line.at, words[line.verb], line.who))
        elif line.verb == "decide":
            back = line.data.get("decision") == "send-back"
            said = _("The next level sent it back to an earlier step") if back else _("The next level let it go on")
            found.append(Act(line.at, said, line.who))
        elif "hold-fell" in str(line.data.get("what")):
            found.append(Act(line.at, _("Nobody decided in time: the hold ended by itself"), ""))
    return found
