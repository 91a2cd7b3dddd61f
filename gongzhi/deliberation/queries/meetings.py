"""Meetings: who is entitled, the live quorum, what is waiting for a meeting, the rule of the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, may, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotAllowed, NotFound
from gongzhi.core.verdict import Rules, counts_of, decide, sentence, stored_reason
from gongzhi.deliberation.models import Meeting, Motion, Seat, Topic
from gongzhi.deliberation.rules.meetings import PRESENT
from gongzhi.deliberation.rules.topics import TOPIC
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.voting import public as voting


def get(meeting_id: int, actor: Actor) -> Meeting:
    """A meeting for its members and for who holds it. Raises NotFound."""
    found = Meeting.objects.filter(pk=meeting_id).select_related("body", "place", "post").first()
    if found is None or not (holds(actor, found) or is_member(actor, found)):
        raise NotFound("There is no such meeting.")
    return found


def holds(actor: Actor, meeting: Meeting) -> bool:
    """Whether the actor holds the meeting: `topic:run` at its place."""
    return may(actor, Permission.TOPIC_RUN, places.ancestors(meeting.place_id))


def require_holds(actor: Actor, meeting: Meeting) -> None:
    """Raise Forbidden unless `holds`."""
    if not holds(actor, meeting):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.TOPIC_RUN)


def is_member(actor: Actor, meeting: Meeting) -> bool:
    """Whether one of the actor's posts is in the body that meets."""
    return any(p.body_id == meeting.body_id for p in actor.posts)


def mine(actor: Actor, *, text: str = "") -> QuerySet[Meeting]:
    """The meetings that the actor holds or sits in."""
    where = Q(body__in=sorted({p.body_id for p in actor.posts})) | places.below(actor, Permission.TOPIC_RUN)
    rows = Meeting.objects.filter(where).select_related("body", "place")
    for word in text.split()[:4]:
        rows = rows.filter(Q(title__icontains=word) | Q(body__name__icontains=word))
    return rows


def bodies_to_call(actor: Actor) -> list[orgs.Body]:
    """The bodies that decide about topics and whose meetings the actor may call."""
    pack = packs.active()
    kinds = {
        kind
        for d in pack.deliberations
        for step in pack.procedure(d.procedure).steps
        if step.meets
        for kind in step.meets.of
    }
    found: dict[int, orgs.Body] = {}
    for place in sorted(scopes(actor, Permission.TOPIC_RUN)):
        found |= {b.pk: b for b in orgs.bodies_within(place, sorted(kinds))}
    return list(found.values())


def waiting_topics(meeting: Meeting) -> list[Topic]:
    """The topics that stand in a step which this body decides, and that no open motion has yet."""
    below = places.get(meeting.place_id).path
    rows = (
        Topic.objects.filter(matter__kind=TOPIC, matter__state="open", matter__place__path__startswith=below)
        .select_related("matter")
        .order_by("pk")
    )
    open_motions = set(Motion.objects.filter(passed=None).exclude(topic=None).values_list("topic", "step"))
    return [t for t in rows if (t.pk, t.matter.step) not in open_motions and decided_by(t, meeting)]


def decided_by(topic: Topic, meeting: Meeting) -> procedures.Step | None:
    """The step in which the topic stands, where a meeting of this body decides it."""
    step = procedures.step_of(topic.matter)
    return step if step.meets is not None and meeting.body.kind in step.meets.of else None


def entitled(meeting: Meeting) -> list[Seat]:
    """Who may vote, with the names: the frozen list of an opened meeting."""
    rows = Seat.objects.filter(meeting=meeting).select_related("appointment__person", "appointment__post")
    return list(rows.order_by("-appointment__post__leads", "appointment__post", "appointment__starts_on", "id"))


def members_now(meeting: Meeting) -> list[orgs.Appointment]:
    """Who holds a post of the body now, one for each person, whoever leads it first."""
    rows = orgs.appointments_in(meeting.body_id)
    once: dict[int, orgs.Appointment] = {}
    for row in rows:
        once.setdefault(row.person_id, row)
    return list(once.values())


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many are entitled and present, and whether that is enough for every motion; `words` say what is needed."""

    entitled: int
    present: int
    enough: bool
    words: tuple[str, ...]


def quorum(seats: Sequence[Seat], rules: Sequence[Rules]) -> Quorum:
    """The live quorum by the rules of the motions (none: nothing is asked)."""
    present = sum(1 for s in seats if s.signed in PRESENT)
    found = {t: said for rule in rules for t, said in _thresholds(rule, len(seats), present)}
    return Quorum(len(seats), present, bool(seats) and all(ok for ok, _w in found.values()),
                  tuple(dict.fromkeys(w for _ok, w in found.values())))  # fmt: skip


def _thresholds(rules: Rules, entitled_: int, present: int) -> list[tuple[object, tuple[bool, str]]]:
    if not entitled_:
        return []
    counts = counts_of({"entitled": entitled_, "present": present, "for": 0}, rules)
    reasons = decide(rules, counts).reasons[: len(rules.valid)]
    return [((rules.rule, i), (r.met, reason_words(stored_reason(r)))) for i, r in enumerate(reasons)]


def reason_words(reason: Mapping[str, Any]) -> str:
    """A stored reason of a verdict in the reader's language, with its article."""
    return f"{sentence(reason, _)} {reason['article']}"


def verdict_words(motion: Motion) -> list[str]:
    """Every number that a verdict rests on, with its article; nothing while there is none."""
    return [reason_words(r) for r in motion.verdict["reasons"]] if motion.verdict else []


def rule_on(rule: str, on: date | None = None) -> Rules:
    """The rule of that name in force on the day (today). Raises NotAllowed."""
    found = voting.rule_set_on(rule, on or clock.today())
    if found is None:
        raise NotAllowed("On this day no rule of this name is in force.")
    return found.rules()
