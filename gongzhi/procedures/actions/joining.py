"""Several bodies on one matter (会办): ask them, sign in, refuse, answer, drop. Each part is a child matter of its own.

The words of a part stand on its timeline: what is asked (its opening and each offer), why it was refused, the answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from gongzhi.access.public import SYSTEM, Actor
from gongzhi.core.errors import Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.core.texts import check_length
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures.actions import opening, verbs, write
from gongzhi.procedures.actions.effects import on_effect
from gongzhi.procedures.actions.succession import succeed
from gongzhi.procedures.models import Matter
from gongzhi.procedures.queries.definitions import definition as definition_of
from gongzhi.procedures.rules.build import ACCEPT, ANSWERED, ARRIVED, BY_DESK, PART_SIGN
from gongzhi.procedures.rules.joining import title_of
from gongzhi.procedures.rules.kinds import PART, kind_of
from gongzhi.procedures.rules.model import LIVE, Definition, Effect, Move, State, Verb

WORDS_MAX = 2000


@transaction.atomic
def join(matter_id: int, *, asks: Sequence[tuple[int, str]], actor: Actor, version: int | None = None) -> Matter:
    """Ask several posts, each something (`asks`: post id, words); each gets a part that is offered to it.

    Only in a join step, by its holder. Raises as `write.perform`; Invalid names `to_posts` or `asked`."""
    for _post, words in asks:
        _check_words(words, "asked")
    posts = tuple(post for post, _words in asks)

    def make(matter: Matter, state: State, definition: Definition) -> Move:
        if join := definition.step(state.step).join:
            _require_asker(join.asked_by, state.holder_post)
            if set(posts) & _busy(matter):
                raise Invalid("One of them works on this matter already.", field="to_posts")
            write.check_receivers(matter, posts, field="to_posts")
        return verbs._move(Verb.JOIN, actor, to_posts=posts)(matter, state, definition)

    matter = write.perform(matter_id, make, actor=actor, version=version, data={"parts": len(posts)})
    for post, words in asks:
        _open(matter, post, words.strip(), actor)
    return matter


def _require_asker(kinds: tuple[str, ...], holder: int) -> None:
    """Raise NotAllowed unless the post that holds the matter is of a kind that may ask others (吹哨)."""
    if kinds and not orgs.Post.objects.filter(pk=holder, kind__in=kinds).exists():
        names = "、".join(packs.named(k) for k in packs.active().post_kinds if k.key in kinds)
        raise NotAllowed("Only %(posts)s may ask other bodies: hand the matter on to them.", posts=names)


def _check_words(words: str, field: str) -> None:
    if not words.strip():
        raise Invalid("Write something first.", field=field)
    check_length(words, WORDS_MAX, field=field)


def _open(matter: Matter, post: int, words: str, actor: Actor) -> None:
    opening.open_inside(
        kind=PART,
        procedure=f"{matter.procedure}{PART_SIGN}{matter.step}",
        revision_id=matter.revision_id,
        place_id=matter.place_id,
        home_district=matter.home_district,
        title=title_of(words),
        holder_post=matter.holder_post_id,
        offer_to=post,
        parent=matter.pk,
        actor=actor,
        internal_text=words,
    )
    matter.open_children += 1


def _busy(matter: Matter) -> set[int]:
    """The posts that have or are offered an open part."""
    rows = Matter.objects.filter(parent=matter.pk, state__in=[s.value for s in LIVE])
    return {p for pair in rows.values_list("holder_post_id", "offered_post_id") for p in pair if p is not None} - {
        matter.holder_post_id
    }


def ask_other(part_id: int, *, to_post: int, words: str, actor: Actor, version: int | None = None) -> Matter:
    """Nobody has it (refused, or the offer was taken back): ask another body. By the holder of the whole."""
    _check_words(words, "asked")
    part = _part(part_id)
    if part.open_children:
        raise NotAllowed("Whose duty this is lies before the arbiter: wait for the ruling.")
    make = verbs._move(Verb.OFFER, actor, to_post=to_post)
    words, title = words.strip(), {"title": title_of(words)}
    return write.perform(part_id, make, actor=actor, version=version, internal_text=words, columns=title)


def refuse_part(part_id: int, *, reason: str, actor: Actor, version: int | None = None) -> Matter:
    """Not ours, with a reason that the holder of the whole reads; before or after the sign-in."""
    part = _part(part_id)
    refuse = verbs.decline_offer if part.offered_post_id is not None else verbs.send_back
    return refuse(part_id, reason=reason, actor=actor, version=version)


def arrive_part(part_id: int, *, words: str, desk: bool = False, actor: Actor, version: int | None = None) -> Matter:
    """The body is on the spot (`words`: who came, where), or need not come (`desk`: `words` say why)."""
    _check_words(words, "words")
    _part(part_id)
    said = words.strip()
    choice = verbs.Choice(BY_DESK, reason=said) if desk else verbs.Choice(ARRIVED, internal_text=said)
    return verbs.choose_all(part_id, [choice], actor=actor, version=version)


@transaction.atomic
def answer_part(part_id: int, *, words: str, actor: Actor, version: int | None = None) -> Matter:
    """The body's answer, which ends its part, or goes to the holder of the whole who accepts it."""
    _check_words(words, "answer")
    part = _part(part_id)
    if any(s.key == ACCEPT for s in definition_of(part.revision_id, part.procedure).steps):
        assert part.parent_id is not None
        # the whole is locked: who holds it does not change meanwhile
        Matter.objects.filter(pk=part.parent_id).update(open_children=F("open_children"))
        holder = Matter.objects.values_list("holder_post_id", flat=True).get(pk=part.parent_id)
        make = verbs._move(Verb.HAND_IN, actor, "answer", to_post=holder)
        return write.perform(part_id, make, actor=actor, version=version, public_text=words.strip())
    return verbs.choose(part_id, outcome=ANSWERED, public_text=words.strip(), actor=actor, version=version)


def accept_part(part_id: int, *, actor: Actor, words: str = "", version: int | None = None) -> Matter:
    """The holder of the whole accepts the answer of the body, which ends its part."""
    _part(part_id)
    return verbs.choose(part_id, outcome=ANSWERED, internal_text=words.strip(), actor=actor, version=version)


def send_part_again(part_id: int, *, reason: str, actor: Actor, version: int | None = None) -> Matter:
    """The answer is not accepted: the body does it again, with a new clock."""
    _part(part_id)
    make = verbs._move(Verb.SEND_AGAIN, actor, *verbs._given(reason=reason.strip()))
    return write.perform(part_id, make, actor=actor, version=version, internal_text=reason.strip())


def rule_part(part_id: int, *, to_post: int | None, words: str, dispute: int, actor: Actor, by_post: int) -> Matter:
    """Whose duty it is was ruled by `by_post`, which the caller has checked: `to_post` must do it; None: no body, the
    part is dropped."""
    part = _part(part_id)
    if to_post is None:
        drop = verbs._move(Verb.DROP, actor, "reason", trusted=True, from_post=by_post)
        return write.perform(part_id, drop, actor=actor, vouched=True, internal_text=words.strip())
    write.check_receiver(part, to_post)
    make = verbs._move(Verb.RULE, actor, trusted=True, to_post=to_post, from_post=by_post)
    data = {"dispute": dispute}
    return write.perform(part_id, make, actor=actor, vouched=True, internal_text=words.strip(), data=data)


def drop_part(part_id: int, *, reason: str, actor: Actor, version: int | None = None) -> Matter:
    """The holder of the whole needs it no more."""
    part = _part(part_id)
    whole = part.parent
    held = actor.holding(whole.holder_post_id) if whole else None
    if whole is None or held is None:
        raise NotFound("There is no such matter.")
    if kind_of(whole.kind).handle not in held.permissions:
        raise Forbidden("Your posts do not allow this here.")
    given = verbs._given(reason=reason.strip())
    make = verbs._move(Verb.DROP, actor, *given, trusted=True, from_post=held.post_id)
    return write.perform(part_id, make, actor=actor, version=version, vouched=True, internal_text=reason.strip())


def _part(part_id: int) -> Matter:
    part = Matter.objects.select_related("parent").filter(pk=part_id, kind=PART).first()
    if part is None:
        raise NotFound("There is no such matter.")
    return part


# -- what follows, in the same transaction -----------------------------------------------------------------------


def _ask_named(matter: Matter, effect: Effect, actor: Actor) -> None:
    """A join step was entered: the posts that the pack names are asked at once."""
    step = definition_of(matter.revision_id, matter.procedure).step(str(effect.data["step"]))
    if step.join is None:
        return
    ancestors, done = places.ancestors(matter.place_id), _busy(matter) | {matter.holder_post_id}
    for kind in step.join.by:
        post = orgs.find_post([kind], ancestors)
        if post is not None and post not in done:
            done.add(post)
            _open(matter, post, step.note or step.title, actor)


def _part_closed(part: Matter, effect: Effect, actor: Actor) -> None:
    """The whole counts the answer, and goes on where it was the last."""
    if part.kind != PART or part.parent_id is None:
        return
    answered = effect.data["ending"] == ANSWERED
    make = verbs._move(Verb.PART_ENDED, actor, *(("answer",) if answered else ()), trusted=True)
    data = {"part": part.pk, "ending": part.ending or ""}
    write.perform(part.parent_id, make, actor=actor, vouched=True, data=data, by_post=part.holder_post_id)


def _follow(matter: Matter, effect: Effect, actor: Actor) -> None:
    """Another holder of the whole: the parts that nobody signed in to follow, and refusals go to the new one."""
    old = effect.data.get("from_post")
    if not matter.open_children or old is None or effect.data["post"] != matter.holder_post_id:
        return
    rows = Matter.objects.filter(parent=matter.pk, state__in=[s.value for s in LIVE]).order_by("id")
    for part_id in list(rows.values_list("id", flat=True)):
        succeed(part_id, from_post=old, to_post=matter.holder_post_id, reason="", actor=SYSTEM)


on_effect("join", _ask_named)
on_effect("closed", _part_closed)
for kind in ("taken", "sent-back", "succeeded"):
    on_effect(kind, _follow)
