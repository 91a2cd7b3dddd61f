"""Pacts: where each version stands, what is in force where, what places lack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, may, scopes
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.core.measures import Asked, Measured
from gongzhi.deliberation.models import Motion, Pact, PactVersion, Topic
from gongzhi.deliberation.rules.pacts import PactState, doubts, state_of
from gongzhi.deliberation.rules.topics import Shown
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures

RELATED = ("topic__matter", "motion__meeting__body", "motion__meeting__electorate")


def get(pact_id: int) -> Pact:
    """A pact. Raises NotFound."""
    found = Pact.objects.filter(pk=pact_id).select_related("place").first()
    if found is None:
        raise NotFound("There is no such pact.")
    return found


def version_of(pact: Pact, version_id: int) -> PactVersion:
    """A version of the pact. Raises NotFound."""
    found = PactVersion.objects.filter(pk=version_id, pact=pact).select_related(*RELATED).first()
    if found is None:
        raise NotFound("There is no such pact.")
    found.pact = pact
    return found


def runs(actor: Actor, pact: Pact) -> bool:
    """Whether the actor writes drafts of this pact."""
    return may(actor, Permission.TOPIC_RUN, places.ancestors(pact.place_id))


def state(version: PactVersion, on: date | None = None) -> PactState:
    """Where a version stands on a day (today)."""
    is_open = version.topic.matter.state in procedures.LIVE if version.topic is not None else None
    return state_of(
        on or clock.today(), dropped=version.dropped, topic_open=is_open, adopted=version.motion_id is not None,
        on=version.in_force_on, ended=version.ended_on,
    )  # fmt: skip


def state_words(version: PactVersion) -> str:
    """The same in words, with the day."""
    day = version.in_force_on
    values = {"on": f"{day:%Y-%m-%d}" if day else "", "off": f"{version.ended_on:%Y-%m-%d}" if version.ended_on else ""}
    return {
        PactState.DRAFT: _("draft"),
        PactState.PROPOSED: _("being deliberated"),
        PactState.LOST: _("not adopted"),
        PactState.ADOPTED: _("adopted, its day is not set yet"),
        PactState.COMING: _("in force from %(on)s"),
        PactState.FORCE: _("repealed since %(on)s") if version.repeals else _("in force since %(on)s"),
        PactState.ENDED: _("in force from %(on)s until %(off)s"),
        PactState.DROPPED: _("given up"),
    }[state(version)] % values  # fmt: skip


def is_public(version: PactVersion) -> bool:
    """Whether residents read it: it stands as a topic in public, or was adopted."""
    if version.motion_id is not None or version.taken_on is not None:
        return True
    return version.topic is not None and version.topic.shown == Shown.SHOWN


def versions(pact: Pact) -> list[PactVersion]:
    """All of a pact, the newest first."""
    rows = PactVersion.objects.filter(pact=pact).select_related(*RELATED, "made_by__post").order_by("-id")
    found = list(rows)
    for row in found:
        row.pact = pact
    return found


def holding(rows: Iterable[PactVersion], on: date | None = None) -> PactVersion | None:
    """Of these versions the one that holds on a day (today); a repeal holds nothing."""
    for row in rows:
        if state(row, on) is PactState.FORCE:
            return None if row.repeals else row
    return None


def taken(pact: Pact) -> PactVersion | None:
    """The version that was in force before the platform, where one was entered."""
    return PactVersion.objects.filter(pact=pact).exclude(taken_on=None).first()


def may_take(rows: Iterable[PactVersion]) -> bool:
    """Whether what was in force before the platform may be entered, or corrected: no vote here has given it a text."""
    return not any(v.in_force_on is not None and v.taken_on is None for v in rows)


def in_force(on: date | None = None) -> QuerySet[PactVersion]:
    """What is in force on a day (today), everywhere."""
    day = on or clock.today()
    rows = PactVersion.objects.filter(in_force_on__lte=day, repeals=False)
    return rows.filter(Q(ended_on=None) | Q(ended_on__gt=day))


def public(*, text: str = "", place_id: int | None = None) -> QuerySet[Pact]:
    """Pacts of which there is something to read, with their public versions; of one place, what is below and above."""
    decided = Q(motion__isnull=False) | Q(taken_on__isnull=False)
    shown = PactVersion.objects.filter(decided | Q(topic__shown=Shown.SHOWN, dropped=False))
    rows = Pact.objects.filter(pk__in=shown.values("pact")).select_related("place")
    if place_id is not None:
        place = places.get(place_id)
        rows = rows.filter(Q(place__path__startswith=place.path) | Q(place__in=places.ancestors(place_id)))
    for word in text.split()[:4]:
        held = in_force().filter(text__icontains=word).values("pact")
        rows = rows.filter(Q(title__icontains=word) | Q(place__name__icontains=word) | Q(pk__in=held))
    return rows.prefetch_related(
        Prefetch("versions", shown.select_related(*RELATED).order_by("-id"), "public_versions")
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """A place that may have a pact of a kind, as the desk lists it."""

    place: places.Place
    kind: packs.Pact
    pact: Pact | None
    held: PactVersion | None
    under_way: PactVersion | None


def kinds_at(place: places.Place) -> list[packs.Pact]:
    """The kinds of pacts that a place may have."""
    pack = packs.active()
    levels = {level.key for level in pack.levels if level.kind == place.kind}
    return [k for k in pack.pacts if levels & set(k.levels)]


def places_for(actor: Actor, *, text: str = "", kind: str = "", have: str = "") -> QuerySet[places.Place]:
    """The places of one's area that may have a pact (of that kind); `have`: `yes` in force, `no` not."""
    pack = packs.active()
    wanted = [k for k in pack.pacts if not kind or k.key == kind]
    kinds = sorted({pack.level(level).kind for k in wanted for level in k.levels})
    where = Q(pk__in=[])
    for place_id in sorted(scopes(actor, Permission.TOPIC_RUN)):
        where |= Q(path__startswith=places.get(place_id).path)
    today = clock.today()
    rows = places.Place.objects.filter(
        where, Q(ends_on=None) | Q(ends_on__gte=today), kind__in=kinds, starts_on__lte=today
    )
    held = in_force().filter(pact__kind__in=[k.key for k in wanted]).values("pact__place")
    rows = rows.filter(pk__in=held) if have == "yes" else rows.exclude(pk__in=held) if have == "no" else rows
    for word in text.split()[:4]:
        rows = rows.filter(name__icontains=word)
    return rows


def standings(rows: Sequence[places.Place], kind: str = "") -> list[Standing]:
    """What these places have: one row for each kind. Two queries."""
    pacts = {(p.place_id, p.kind): p for p in Pact.objects.filter(place__in=[r.pk for r in rows])}
    of: dict[int, list[PactVersion]] = {}
    for v in (
        PactVersion.objects.filter(pact__in=[p.pk for p in pacts.values()], dropped=False)
        .select_related(*RELATED)
        .order_by("-id")
    ):
        of.setdefault(v.pact_id, []).append(v)
    found: list[Standing] = []
    for place in rows:
        for one in kinds_at(place):
            if kind and one.key != kind:
                continue
            pact = pacts.get((place.pk, one.key))
            all_ = of.get(pact.pk, []) if pact else []
            doing = (PactState.DRAFT, PactState.PROPOSED, PactState.ADOPTED, PactState.COMING)
            found.append(Standing(place, one, pact, holding(all_), next((v for v in all_ if state(v) in doing), None)))
    return found


def edits_now(version: PactVersion) -> bool:
    """Whether the text may be changed: a draft, or a topic in a step in which the pack says so."""
    if version.dropped or version.motion_id is not None or version.taken_on is not None:
        return False
    if version.topic is None:
        return True
    matter = version.topic.matter
    return matter.state == "open" and matter.step in kind_of(version.pact).edits


def kind_of(pact: Pact) -> packs.Pact:
    """The kind of a pact by the pack in force. Raises NotFound where the pack has it no more."""
    found = next((k for k in packs.active().pacts if k.key == pact.kind), None)
    if found is None:
        raise NotFound("The rules in force have no such pact.")
    return found


def adopting(topic: Topic) -> Motion | None:
    """The vote that adopted the topic: of the last meeting of its procedure, once the topic is past it."""
    steps = procedures.definition(topic.matter.revision_id, topic.matter.procedure).steps
    meetings = [i for i, s in enumerate(steps) if s.meets is not None]
    at = next((i for i, s in enumerate(steps) if s.key == topic.matter.step), -1)
    if not meetings or at <= meetings[-1]:
        return None
    rows = Motion.objects.filter(topic=topic, step=steps[meetings[-1]].key).exclude(passed=None)
    last = rows.filter(meeting__state__in=("closed", "final")).order_by("-id").first()
    return last if last is not None and last.passed else None


def advice(articles: Sequence[str]) -> dict[int, list[str]]:
    """What the pack warns of, by article (from 0)."""
    return doubts(articles, [(w.words, w.note or packs.named(w)) for w in packs.active().pact_warnings])


def models_for(pact: Pact) -> list[PactVersion]:
    """What a new draft may begin from: pacts of this kind in force at other places, the newest 50."""
    rows = in_force().filter(pact__kind=pact.kind).exclude(pact=pact)
    return list(rows.select_related("pact__place").order_by("-in_force_on", "-id")[:50])


def measure(asked: Asked) -> Iterator[Measured]:
    """Pacts in force at each place of `place_kinds` on the day (row E8)."""
    held: dict[int, int] = {}
    for place_id in in_force(asked.on).order_by("id").values_list("pact__place", flat=True):
        held[place_id] = held.get(place_id, 0) + 1
    for place in places.of_kinds(asked.place_kinds, on=asked.on, within=asked.within):
        yield Measured(place.pk, place.name, place.pk, held.get(place.pk, 0), link=f"/desk/pacts/?at={place.pk}")


MEASURES = {"pacts_in_force": measure}
