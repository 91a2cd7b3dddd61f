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
from gongzhi.deliberation.queries.assembly import Attendance, figures
from gongzhi.deliberation.rules.topics import TOPIC
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.voting import public as voting


def get(meeting_id: int, actor: Actor) -> Meeting:
    """A meeting for its members and for who holds it. Raises NotFound."""
    found = Meeting.objects.filter(pk=meeting_id).select_related("body", "electorate", "place", "post").first()
    if found is None or not (holds(actor, found) or is_member(actor, found) or _counts(actor, found)):
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
    return meeting.body_id is not None and any(p.body_id == meeting.body_id for p in actor.posts)


def _counts(actor: Actor, meeting: Meeting) -> bool:
    """Whether the actor may be the second who counts, or enters votes."""
    return may(actor, Permission.VOTE_ENTER, places.ancestors(meeting.place_id))


def mine(actor: Actor, *, text: str = "") -> QuerySet[Meeting]:
    """The meetings that the actor holds or sits in."""
    where = Q(body__in=sorted({p.body_id for p in actor.posts})) | places.below(actor, Permission.TOPIC_RUN)
    where |= places.below(actor, Permission.VOTE_ENTER)
    rows = Meeting.objects.filter(where).select_related("body", "electorate", "place")
    for word in text.split()[:4]:
        rows = rows.filter(
            Q(title__icontains=word) | Q(body__name__icontains=word) | Q(electorate__title__icontains=word)
        )
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
    """The topics that stand in a step which this body or electorate decides, and that no open motion has yet."""
    below = places.get(meeting.place_id).path
    rows = (
        Topic.objects.filter(matter__kind=TOPIC, matter__state="open", matter__place__path__startswith=below)
        .select_related("matter")
        .order_by("pk")
    )
    open_motions = set(Motion.objects.filter(passed=None).exclude(topic=None).values_list("topic", "step"))
    return [t for t in rows if (t.pk, t.matter.step) not in open_motions and decided_by(t, meeting)]


def are_owners(meeting: Meeting) -> bool:
    """Whether owners meet: they decide by heads and area."""
    return meeting.electorate is not None and meeting.electorate.kind == voting.RegisterKind.OWNERS


def decided_by(topic: Topic, meeting: Meeting) -> procedures.Step | None:
    """The step in which the topic stands, where a meeting of this body decides it, or of this electorate (of the kind
    that the step names, or made from the body that it names) for the topic's place."""
    step = procedures.step_of(topic.matter)
    if step.meets is None:
        return None
    register = meeting.electorate
    body = meeting.body or (register.body if register is not None else None)
    if body is not None and body.kind in step.meets.of:
        return step
    here = register is not None and register.place_id in places.ancestors(topic.matter.place_id)
    return step if register is not None and here and step.meets.electorate == register.kind else None


def public_meetings() -> QuerySet[Meeting]:
    """Meetings of electorates that were announced."""
    rows = Meeting.objects.exclude(electorate=None).exclude(noticed_at=None)
    return rows.select_related("electorate", "place", "post")


def seat_of(actor: Actor, meeting: Meeting) -> Seat | None:
    """The seat of who is signed in: a member of the body, or one of the electors linked to the account."""
    if actor.person_id is None:
        return None
    rows = Seat.objects.filter(meeting=meeting).select_related("appointment__person", "elector")
    own = Q(appointment__person=actor.person_id) | Q(elector__person=actor.person_id, by=None)
    return rows.filter(own).order_by("id").first()


def entitled(meeting: Meeting) -> list[Seat]:
    """Who may vote, with the names: the frozen list of an opened meeting of a body (an electorate has its register)."""
    rows = (
        Seat.objects.filter(meeting=meeting)
        .exclude(appointment=None)
        .select_related("appointment__person", "appointment__post")
    )
    return list(rows.order_by("-appointment__post__leads", "appointment__post", "appointment__starts_on", "id"))


def members_now(meeting: Meeting) -> list[orgs.Appointment]:
    """Who holds a post of the body now, one for each person, whoever leads it first; of an electorate nobody: it has a
    register."""
    if meeting.body_id is None:
        return []
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


def quorum(there: Attendance, rules: Sequence[Rules]) -> Quorum:
    """The live quorum by the rules of the motions (none: nothing is asked)."""
    found = {key: said for rule in rules for key, said in _thresholds(rule, there)}
    return Quorum(there.entitled, there.present, bool(there.entitled) and all(ok for ok, _w in found.values()),
                  tuple(dict.fromkeys(w for _ok, w in found.values())))  # fmt: skip


def _thresholds(rules: Rules, there: Attendance) -> list[tuple[object, tuple[bool, str]]]:
    if not there.entitled:
        return []
    counts = counts_of(figures(there, rules), rules)
    reasons = decide(rules, counts).reasons[: len(rules.valid) + bool(rules.by_mode)]
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
