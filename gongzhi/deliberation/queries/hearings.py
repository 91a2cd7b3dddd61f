"""Hearings: coming, past, whether the next step waits for one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, may, scopes
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.deliberation.models import Hearing, Speaker, Topic
from gongzhi.deliberation.rules.hearings import Form, HearingState, Side
from gongzhi.deliberation.rules.topics import Shown
from gongzhi.kit.crypto import link_secret
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures


def get(hearing_id: int) -> Hearing:
    """A hearing with its topic. Raises NotFound."""
    found = Hearing.objects.filter(pk=hearing_id).select_related("topic__matter", "place", "post").first()
    if found is None:
        raise NotFound("There is no such hearing.")
    return found


def holds(actor: Actor, hearing: Hearing) -> bool:
    """Whether the actor holds it: `topic:run` at its place."""
    return may(actor, Permission.TOPIC_RUN, places.ancestors(hearing.place_id))


def public(*, coming: bool) -> QuerySet[Hearing]:
    """Those of topics in public: announced ones, or those on record."""
    state = HearingState.ANNOUNCED if coming else HearingState.PUBLISHED
    rows = Hearing.objects.filter(state=state, topic__shown=Shown.SHOWN)
    return rows.select_related("topic__matter", "place")


def of_area(actor: Actor, *, text: str = "") -> QuerySet[Hearing]:
    """Those of one's area."""
    where = Q(pk__in=[])
    for place_id in sorted(scopes(actor, Permission.TOPIC_RUN)):
        where |= Q(place__path__startswith=places.get(place_id).path)
    rows = Hearing.objects.filter(where).select_related("topic__matter", "place")
    for word in text.split()[:4]:
        rows = rows.filter(Q(topic__matter__title__icontains=word) | Q(venue__icontains=word))
    return rows


def of_topic(topic: Topic) -> list[Hearing]:
    """All of a topic, the latest first."""
    return list(Hearing.objects.filter(topic=topic).select_related("place").order_by("-starts_at", "-id"))


def asked_of(topic: Topic) -> packs.Hearing | None:
    """What the pack asks of topics of this kind: a hearing before a step."""
    return next((h for h in packs.active().hearings if h.deliberation == topic.kind), None)


def notice_days(topic: Topic) -> int:
    """Calendar days between the announcement and the day."""
    asked = asked_of(topic)
    return asked.notice_days if asked is not None else 3


def lacking(topic: Topic, *, step: str | None = None) -> bool:
    """Whether the topic needs a published record before it may come to the step (any next one: None)."""
    asked = asked_of(topic)
    if asked is None or (step is not None and step != asked.before):
        return False
    if step is None:
        current = procedures.step_of(topic.matter)
        if asked.before not in {o.next for o in current.outcomes}:
            return False
    return not Hearing.objects.filter(topic=topic, state=HearingState.PUBLISHED).exists()


def speakers(hearing: Hearing) -> list[Speaker]:
    """Who put the name down and did not take it back, in the order of coming."""
    return list(Speaker.objects.filter(hearing=hearing, withdrawn=False).order_by("id"))


@dataclass(frozen=True, slots=True)
class Heard:
    """A statement as everybody reads it: whom the speaker spoke for, by no name."""

    who: str
    words: str
    answer: str
    answered_by: str


def record(rows: list[Speaker]) -> list[Heard]:
    """What was said and answered; offices by their names, people by a number."""
    found: list[Heard] = []
    count = dict.fromkeys(Side, 0)
    for row in (r for r in rows if r.statement):
        count[Side(row.side)] += 1
        who = row.name if row.side == Side.UNIT else f"{side_words(row.side)} {count[Side(row.side)]}"
        found.append(Heard(who, row.statement, row.answer, row.answered_by))
    return found


def side_words(side: str) -> str:
    """Whom a speaker speaks for, in words."""
    return {Side.RESIDENT: _("Resident"), Side.PARTY: _("Party concerned"), Side.UNIT: _("Office or unit")}[Side(side)]


def form_words(form: str) -> str:
    """Hearing or talk, in words."""
    return _("Hearing") if form == Form.HEARING else _("Open talk")


def secret_of(speaker_id: int) -> str:
    """The secret in the link of who put the name down."""
    return link_secret("deliberation.speaker", speaker_id)


def speaker_by(hearing: Hearing, speaker_id: int | None, secret: str) -> Speaker | None:
    """The speaker whose link this is."""
    if speaker_id is None or not secret or not constant_time_compare(secret_of(speaker_id), secret):
        return None
    return Speaker.objects.filter(pk=speaker_id, hearing=hearing).first()


def is_open(hearing: Hearing) -> bool:
    """Whether names can be put down now."""
    return hearing.state == HearingState.ANNOUNCED and clock.now() < hearing.until
