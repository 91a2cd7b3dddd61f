"""Topics: propose, look at what goes to the public, say something, rate."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, ActorKind, Permission, held_with, post_for, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, InvalidMany, NotAllowed, NotFound
from gongzhi.core.numbers import new_number
from gongzhi.core.texts import check_length, too_long
from gongzhi.deliberation import events
from gongzhi.deliberation.actions.forum import head_of
from gongzhi.deliberation.actions.tell import tell_proposer
from gongzhi.deliberation.models import Comment, Topic, TopicRating
from gongzhi.deliberation.queries import topics as queries
from gongzhi.deliberation.rules.topics import ENTERED, TITLE_MAX, TOPIC, WORDS_MAX, Channel, Shown, TopicDraft
from gongzhi.disclosure import public as disclosure
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures

TRIES = 3


def propose(draft: TopicDraft, *, actor: Actor) -> Topic:
    """A new topic, held by the post that the pack names; in public once somebody has looked at it.

    Who enters it for somebody (paper, phone, at the door) needs `topic:run` and says where it came from. Raises
    InvalidMany, Forbidden, NotFound (no such way of deliberating here)."""
    here = queries.kinds_here(draft.place_id)
    if not here:
        raise NotFound("There is no such way of deliberating here.")
    kind = next((k for k in here if k.key == draft.kind), None)
    if kind is None:
        raise Invalid("This community does not deliberate in this way. Choose another.", field="kind")
    _check(draft)
    if draft.channel in ENTERED:
        require(actor, Permission.TOPIC_RUN, places.ancestors(draft.place_id))
    for _attempt in range(TRIES):
        if draft.submission and (sent := Topic.objects.filter(submission=draft.submission).first()):
            return sent
        with suppress(IntegrityError):  # a number drawn twice, or the same form sent twice at once
            return _propose(draft, kind, actor)
    raise Conflict("Somebody else changed this at the same moment. Please try again.")


def _check(draft: TopicDraft) -> None:
    wrong: dict[str, Invalid] = {}
    for field, text, most in (("title", draft.title, TITLE_MAX), ("words", draft.words, WORDS_MAX)):
        if len(text.strip()) < 2:
            wrong[field] = Invalid("Say it in a few words.", field=field)
        elif len(text) > most:
            wrong[field] = too_long(text, most, field=field)
    if draft.channel in ENTERED and not draft.source.strip():
        wrong["source"] = Invalid("Say where this came from: which sheet, whose call, which door.", field="source")
    if draft.phone.strip() and not draft.name.strip():
        wrong["name"] = Invalid("Give a name or an alias by which we may address you.", field="name")
    if wrong:
        raise InvalidMany(wrong)


@transaction.atomic
def _propose(draft: TopicDraft, kind: packs.Deliberation, actor: Actor) -> Topic:
    holder = orgs.find_post(list(kind.received_by), places.ancestors(draft.place_id))
    if holder is None and len(queries.kinds_here(draft.place_id)) > 1:
        raise Invalid("This community does not deliberate in this way. Choose another.", field="kind")
    if holder is None:
        raise NotFound("Nobody takes topics in here yet.")
    person_id = draft.person_id
    if person_id is None and draft.name.strip():
        phone = draft.phone.strip() or None
        person_id = people.create_person(name=draft.name.strip(), phone=phone).pk
    matter = procedures.open_matter(
        kind=TOPIC, procedure=kind.procedure, place_id=draft.place_id, title=" ".join(draft.title.split()),
        holder_post=holder, holder_person=orgs.holder_of(holder).person_id, actor=actor,
        type_key=kind.key, channel=draft.channel,
    )  # fmt: skip
    by = held_with(actor, Permission.TOPIC_RUN, places.ancestors(draft.place_id))
    topic = Topic(
        matter=matter, number=new_number(), kind=kind.key, words=draft.words.strip(), channel=draft.channel,
        source=draft.source.strip(), proposer_id=person_id,
        registered_by_id=by.appointment_id if by and draft.channel in ENTERED else None,
        submission=draft.submission or None,
    )  # fmt: skip
    topic.save(force_insert=True)
    _record(
        events.TOPIC_PROPOSED, topic, actor, {"kind": kind.key, "channel": draft.channel, "place": draft.place_id},
        {"title": matter.title, "words": topic.words}, person_id,
    )  # fmt: skip
    return topic


def _record(
    tag: str, topic: Topic, actor: Actor, codes: dict[str, str | int | bool | None],
    texts: dict[str, str] | None = None, person_id: int | None = None,
) -> None:  # fmt: skip
    """An entry in the stream of the matter; texts of a resident go when the resident is erased."""
    texts = texts or {}
    persons = dict.fromkeys(texts, person_id) if person_id is not None else {}
    ledger.record(tag, stream=topic.pk, actor=actor, codes=codes, texts=texts, persons=persons)


@transaction.atomic
def moderate(topic: Topic, *, actor: Actor, show: bool, reason: str = "") -> None:
    """Let a topic stand in public, or refuse it with the reason that its proposer reads.

    Raises Forbidden, Invalid, PersonalDataFound, Conflict."""
    require(actor, Permission.TOPIC_RUN, places.ancestors(topic.matter.place_id))
    if show:
        disclosure.check_texts({"title": topic.matter.title, "words": topic.words}, "")
    elif not reason.strip():
        raise Invalid("Say why.", field="reason")
    state = Shown.SHOWN if show else Shown.REFUSED
    changed = Topic.objects.filter(pk=topic.pk).exclude(shown=state)
    if not changed.update(shown=state, reason=reason.strip()[:300]):
        raise Conflict("Somebody else decided this meanwhile.")
    topic.shown, topic.reason = state.value, reason.strip()[:300]
    _record(events.TOPIC_MODERATED, topic, actor, {"state": state.value}, {"reason": reason.strip()} if reason else {})
    words: Callable[[], str] = (
        (lambda: _("Your topic “%(title)s” is in public now.") % {"title": topic.matter.title})
        if show
        else lambda: (
            _("Your topic “%(title)s” is not shown: %(reason)s") % {"title": topic.matter.title, "reason": topic.reason}
        )
    )
    tell_proposer(topic, words, key=f"topic-{state.value}-{topic.pk}")


@transaction.atomic
def comment(
    topic: Topic, words: str, *, actor: Actor, channel: str = Channel.WEB.value, source: str = "", submission: str = "",
    reply_to: int | None = None,
) -> Comment:  # fmt: skip
    """Say something about a topic that is still deliberated, or reply (one level). It is shown once somebody has looked
    at it. Raises Invalid, Forbidden, NotAllowed (the topic is closed or not in public)."""
    words = words.strip()
    if submission and (sent := Comment.objects.filter(submission=submission).first()):
        return sent
    if len(words) < 2:
        raise Invalid("Say it in a few words.", field="words")
    check_length(words, WORDS_MAX, field="words")
    by = None
    if channel in ENTERED:
        by = post_for(actor, Permission.TOPIC_RUN, places.ancestors(topic.matter.place_id))
        if not source.strip():
            raise Invalid("Say where this came from: which sheet, whose call, which door.", field="source")
    elif topic.shown != Shown.SHOWN:
        raise NotAllowed("This topic is not in public yet.")
    if topic.matter.state not in procedures.LIVE:
        raise NotAllowed("This topic is closed.")
    if topic.talk_closed_at is not None:
        raise NotAllowed("The discussion is closed: %(why)s", why=topic.talk_closed_why)
    own = actor.person_id if channel == Channel.WEB and actor.kind is ActorKind.RESIDENT else None
    made = Comment(
        topic=topic, step=topic.matter.step, words=words, channel=channel, source=source.strip(), person_id=own,
        registered_by_id=by.appointment_id if by else None, submission=submission or None,
        reply_to=head_of(topic, reply_to),
    )  # fmt: skip
    made.save(force_insert=True)
    codes: dict[str, str | int | bool | None] = {"comment": made.pk, "channel": channel, "step": made.step}
    _record(events.COMMENTED, topic, actor, codes, {"words": words}, own)
    return made


@transaction.atomic
def moderate_comment(made: Comment, *, actor: Actor, show: bool, reason: str = "") -> None:
    """Show a comment or refuse it with a reason. An appeal is decided by somebody else than who refused it.

    Raises Forbidden, Invalid, PersonalDataFound, NotAllowed."""
    ancestors = places.ancestors(made.topic.matter.place_id)
    by = post_for(actor, Permission.TOPIC_RUN, ancestors)
    appeal = made.appealed_at is not None and not made.appeal_closed
    if appeal and made.decided_by == by.appointment_id:
        raise NotAllowed("Somebody else than who refused it decides about an appeal.")
    if not appeal and made.state != Shown.WAITING:
        raise NotAllowed("Somebody has looked at this comment already.")
    if show:
        disclosure.check_texts({"words": made.words}, "")
    elif not reason.strip():
        raise Invalid("Say why.", field="reason")
    state = Shown.SHOWN if show else Shown.REFUSED
    Comment.objects.filter(pk=made.pk).update(
        state=state, reason=reason.strip()[:300], decided_by=by.appointment_id, appeal_closed=appeal
    )
    codes: dict[str, str | int | bool | None] = {"comment": made.pk, "state": state.value, "appeal": appeal}
    _record(events.COMMENT_MODERATED, made.topic, actor, codes, {"reason": reason.strip()} if reason.strip() else {})


@transaction.atomic
def appeal(made: Comment, words: str, *, actor: Actor) -> None:
    """Ask, once, that a refused comment be looked at by somebody else. By who wrote it. Raises as it says."""
    if made.person_id is None or made.person_id != actor.person_id:
        raise Forbidden("Only who wrote it can do this.")
    if made.state != Shown.REFUSED or made.appealed_at is not None:
        raise NotAllowed("Nothing can be appealed here.")
    if len(words.strip()) < 2:
        raise Invalid("Say why it should be shown.", field="words")
    Comment.objects.filter(pk=made.pk, appealed_at=None).update(appeal=words.strip()[:300], appealed_at=clock.now())
    _record(events.COMMENT_APPEALED, made.topic, actor, {"comment": made.pk}, {"words": words.strip()}, made.person_id)


@transaction.atomic
def rate(topic: Topic, *, person_id: int, stars: int, words: str, actor: Actor) -> None:
    """How satisfied somebody who took part is; again overwrites. Raises Forbidden, Invalid, NotAllowed."""
    took_part = topic.proposer_id == person_id or Comment.objects.filter(topic=topic, person=person_id).exists()
    if not took_part or actor.person_id != person_id:
        raise Forbidden("Who took part in the topic rates it.")
    if procedures.step_of(topic.matter).kind is not procedures.StepKind.RATING:
        raise NotAllowed("There is nothing to rate yet.")
    if not 1 <= stars <= 5:
        raise Invalid("Choose one to five stars.", field="stars")
    TopicRating.objects.update_or_create(
        topic=topic, person_id=person_id, defaults={"stars": stars, "words": words.strip()[:300], "at": clock.now()}
    )
    _record(events.TOPIC_RATED, topic, actor, {"stars": stars}, {"words": words.strip()}, person_id)
