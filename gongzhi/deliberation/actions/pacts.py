"""Pacts: begin a draft, change its articles, put it before the residents, give what was voted its day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, HeldPost, Permission, held_with
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.deliberation import events
from gongzhi.deliberation.actions import topics
from gongzhi.deliberation.models import Pact, PactVersion, Topic
from gongzhi.deliberation.queries import pacts as queries
from gongzhi.deliberation.queries.topics import home_of
from gongzhi.deliberation.rules.pacts import PactState, cleaned, text_of
from gongzhi.deliberation.rules.topics import TITLE_MAX, TopicDraft
from gongzhi.disclosure import public as disclosure
from gongzhi.ledger import public as ledger
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures

Code = str | int | bool | None
TEMPLATE, EMPTY = "template", "empty"


def _record(
    tag: str, version: PactVersion, actor: Actor, codes: dict[str, Code], texts: dict[str, str] | None = None,
    *, first: bool = False,
) -> None:  # fmt: skip
    given = {name: text for name, text in (texts or {}).items() if text}
    ledger.record(
        tag, stream=version.pact_id, actor=actor, codes={"draft": version.pk, **codes}, texts=given, first=first
    )


def _may(actor: Actor, place_id: int) -> HeldPost:
    by = held_with(actor, Permission.TOPIC_RUN, places.ancestors(place_id))
    if by is None:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.TOPIC_RUN)
    return by


def _change(version: PactVersion, **columns: object) -> None:
    found = PactVersion.objects.filter(pk=version.pk, version=version.version)
    if not found.update(version=F("version") + 1, **columns):
        raise Conflict("Somebody else changed this draft meanwhile.")
    version.version += 1
    for name, value in columns.items():
        setattr(version, name, value)


@transaction.atomic
def pact_for(place_id: int, kind: str, *, actor: Actor) -> Pact:
    """The pact of that kind that a place has, made where there is none yet. Raises Forbidden, NotFound."""
    _may(actor, place_id)
    place = places.get(place_id)
    found = next((k for k in queries.kinds_at(place) if k.key == kind), None)
    if found is None:
        raise NotFound("Such a place has no pact of this kind.")
    pact, _new = Pact.objects.get_or_create(
        place_id=place_id, kind=kind, defaults={"title": f"{place.name}{found.title}"[:100]}
    )
    return pact


@transaction.atomic
def draft(pact: Pact, *, actor: Actor, basis: str = EMPTY, repeals: bool = False, note: str = "") -> PactVersion:
    """Begin a draft: `empty`, from the pack's `template`, or from a version (its id as digits) of this pact or one that
    is in force elsewhere; `repeals`: nothing is to hold any more. Several may stand side by side.

    Raises Forbidden, Invalid, NotFound, NotAllowed (nothing is in force that could be repealed)."""
    by = _may(actor, pact.place_id)
    held = queries.holding(queries.versions(pact))
    if repeals and held is None:
        raise NotAllowed("Nothing is in force here that could be repealed.")
    if repeals and len(note.strip()) < 2:
        raise Invalid("Say why.", field="note")
    articles, words = ([], "") if repeals else _begin(pact, basis)
    first = not PactVersion.objects.filter(pact=pact).exists()
    made = PactVersion(
        pact=pact, text="\n".join(articles), basis=words[:120], repeals=repeals, note=note.strip()[:300],
        made_by_id=by.appointment_id,
    )  # fmt: skip
    made.save(force_insert=True)
    codes: dict[str, Code] = {"kind": pact.kind, "place": pact.place_id, "repeals": repeals}
    _record(events.PACT_DRAFTED, made, actor, codes, {"note": made.note, "text": text_of(articles)}, first=first)
    return made


def _begin(pact: Pact, basis: str) -> tuple[list[str], str]:
    if basis == EMPTY:
        return [], ""
    if basis == TEMPLATE:
        return list(queries.kind_of(pact).template), _("the template of the rules in force")
    own = PactVersion.objects.filter(pact=pact, pk=basis).first() if basis.isdigit() else None
    if own is not None:
        named = _("version %(n)s") % {"n": own.number} if own.number else _("an earlier draft")
        return list(own.articles), named
    other = queries.in_force().filter(pk=basis).select_related("pact").first() if basis.isdigit() else None
    if other is None:
        raise Invalid("Choose what the draft begins from.", field="basis")
    return list(other.articles), other.pact.title


@transaction.atomic
def write(version: PactVersion, texts: Sequence[str], *, actor: Actor, note: str | None = None) -> PactVersion:
    """The articles as they are now: empty ones go, numbers that were typed go. Raises Forbidden, Invalid, Conflict,
    NotAllowed (the text stands: it is being consulted on, voted on, or adopted)."""
    _may(actor, version.pact.place_id)
    if not queries.edits_now(version):
        raise NotAllowed("In this step the text stands as it is.")
    if version.repeals:
        raise NotAllowed("A repeal has no articles.")
    articles = cleaned(texts)
    columns: dict[str, object] = {} if note is None else {"note": note.strip()[:300]}
    if articles != version.articles:
        columns |= {"text": "\n".join(articles), "undo": version.text}
    if not columns:
        return version
    _change(version, **columns)
    _record(events.PACT_CHANGED, version, actor, {"articles": len(articles)}, {"text": text_of(articles)})
    return version


@transaction.atomic
def undo(version: PactVersion, *, actor: Actor) -> PactVersion:
    """Back to the text before the last change; again brings the change back. Raises as `write`."""
    if version.undo is None:
        raise NotAllowed("There is nothing to take back.")
    return write(version, version.undo.split("\n"), actor=actor)


@transaction.atomic
def drop(version: PactVersion, *, actor: Actor) -> None:
    """Give up a draft that is no topic yet. Raises Forbidden, NotAllowed, Conflict."""
    _may(actor, version.pact.place_id)
    if queries.state(version) is not PactState.DRAFT:
        raise NotAllowed("This draft stands before the residents: its topic decides what comes of it.")
    _change(version, dropped=True)
    _record(events.PACT_DROPPED, version, actor, {})


@transaction.atomic
def propose(version: PactVersion, *, actor: Actor, title: str = "") -> Topic:
    """The draft becomes a topic of the way that the pack names for it, and goes its steps. Raises Forbidden, Invalid,
    NotAllowed, NotFound (nobody takes it in), `disclosure.PersonalDataFound`."""
    _may(actor, version.pact.place_id)
    if queries.state(version) is not PactState.DRAFT:
        raise NotAllowed("This draft stands before the residents already.")
    if not version.repeals and not version.articles:
        raise Invalid("Write at least one article.", field="articles")
    disclosure.check_texts({"title": title, "words": f"{text_of(version.articles)}\n{version.note}"}, "")
    home = home_of(version.pact.place_id)
    if home is None:
        raise NotFound("Nobody takes topics in here yet.")
    name = version.pact.title
    named = _("Repeal %(pact)s") if version.repeals else _("Adopt %(pact)s")
    if not version.repeals and queries.holding(queries.versions(version.pact)):
        named = _("Change %(pact)s")
    words = version.note or _("The draft can be read article by article.")
    made = TopicDraft(
        kind=queries.kind_of(version.pact).deliberation, place_id=home,
        title=(title.strip() or named % {"pact": name})[:TITLE_MAX], words=words, submission=f"pact-{version.pk}",
    )  # fmt: skip
    topic = topics.propose(made, actor=actor)
    topics.moderate(topic, actor=actor, show=True)
    try:
        with transaction.atomic():
            _change(version, topic=topic)
    except IntegrityError:
        raise Conflict("Somebody else changed this draft meanwhile.") from None
    _record(events.PACT_PROPOSED, version, actor, {"matter": topic.pk})
    return topic


def follow(topic: Topic, actor: Actor) -> None:
    """The topic of a draft moved on: past the vote for it the text is adopted; sent back before it, it is not."""
    version = PactVersion.objects.filter(topic=topic, in_force_on=None).select_related("pact").first()
    if version is None:
        return
    motion = queries.adopting(topic)
    if motion is not None and version.motion_id != motion.pk:
        digest = digest_of(version)
        _change(version, motion=motion, digest=digest)
        _record(events.PACT_ADOPTED, version, actor, {"motion": motion.pk, "digest": digest})
    elif motion is None and version.motion_id is not None:
        _change(version, motion=None, digest="")
        _record(events.PACT_REOPENED, version, actor, {})


def digest_of(version: PactVersion) -> str:
    """Hex SHA-256 of the canonical JSON of what was voted on."""
    data = {"articles": version.articles, "repeals": version.repeals}
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def bring_in_force(version: PactVersion, on: date, *, actor: Actor) -> PactVersion:
    """The day from which it holds, once a vote adopted it and it is published; what held before ends on it. Until that
    day comes the day may be changed. Raises Forbidden, Invalid, NotAllowed, Conflict."""
    _may(actor, version.pact.place_id)
    version = queries.version_of(version.pact, version.pk)
    if version.topic is None or version.motion_id is None or queries.adopting(version.topic) is None:
        raise NotAllowed("Only what a vote adopted comes in force.")
    if digest_of(version) != version.digest:
        raise NotAllowed("The text is not the one that was voted on.")
    if procedures.unposted(version.topic.matter) is not None:
        raise NotAllowed("Publish the text that was adopted first.")
    if version.in_force_on is not None and version.in_force_on <= clock.today():
        raise NotAllowed("It is in force already.")
    if on < clock.today():
        raise Invalid("Choose today or a later day.", field="on")
    others = PactVersion.objects.filter(pact=version.pact_id).exclude(pk=version.pk)
    before = others.exclude(in_force_on=None).order_by("-number").first()
    if before is not None and before.in_force_on is not None and before.in_force_on >= on:
        raise Invalid("Another version comes in force on that day or later.", field="on")
    if before is not None and version.number is not None and (before.number or 0) > version.number:
        raise NotAllowed("A later version has its day already.")
    number = version.number or (others.aggregate(n=Max("number"))["n"] or 0) + 1
    _change(version, in_force_on=on, number=number)
    if before is not None:
        PactVersion.objects.filter(pk=before.pk).update(ended_on=on)
    codes: dict[str, Code] = {"number": number, "on": on.isoformat(), "repeals": version.repeals}
    _record(events.PACT_IN_FORCE, version, actor, codes)
    return version


def posting_text(version: PactVersion) -> str:
    """What the board shows: the whole text."""
    if version.repeals:
        return _("%(pact)s is to be repealed. Why: %(why)s") % {"pact": version.pact.title, "why": version.note}
    return f"{version.pact.title}\n{text_of(version.articles)}"
