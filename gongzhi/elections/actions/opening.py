"""An election is begun, announced, and given its register."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.core.numbers import new_number, spoken
from gongzhi.disclosure import public as disclosure
from gongzhi.elections import events
from gongzhi.elections.actions.shared import Codes, board_of, go, record
from gongzhi.elections.models import Election
from gongzhi.elections.queries import elections as queries
from gongzhi.elections.rules.words import ELECTION
from gongzhi.kit.once import once
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.voting import public as voting


def open_election(
    *, way: str, post_id: int, actor: Actor, seats: int = 1, words: str = "", submission: str = ""
) -> Election:
    """Begin an election to a post. Needs a post that the way names (`run_by`) at the place.

    Raises NotFound (no such way or post), Forbidden, Invalid (seats), Conflict (one runs already)."""
    chosen = next((w for w in queries.ways(recall=False) if w.key == way), None)
    if chosen is None:
        raise NotFound("There is no such way of electing here.")
    post = post_of(chosen, post_id)
    if not 1 <= seats <= post.seats:
        raise Invalid("This post has %(n)s seats.", field="seats", n=post.seats)
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Election: %(post)s") % {"post": post.label}
    return begin(chosen, post, title, actor, {"seats": seats, "words": words.strip()}, submission)


def post_of(way: packs.ElectionWay, post_id: int) -> orgs.Post:
    """A post that the way fills. Raises NotFound."""
    post = orgs.Post.objects.select_related("body").filter(pk=post_id, kind__in=way.fills, ends_on=None).first()
    if post is None:
        raise NotFound("There is no such post.")
    return post


def begin(
    way: packs.ElectionWay, post: orgs.Post, title: str, actor: Actor, fields: dict[str, object], submission: str
) -> Election:
    """Open the matter of an election or recall. Raises Forbidden, Conflict, NotAllowed (no rule in force)."""
    runner = queries.may_open(actor, way, post.place_id)
    if runner is None:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.VOTE_HOLD)
    if voting.rule_set_on(way.rule, clock.today()) is None:
        raise NotAllowed("No rule for this election is in force today.")
    return once(
        submission,
        lambda: Election.objects.filter(submission=submission).first(),
        lambda: _open(way, post, title, actor, runner, fields, submission),
    )


def _open(
    way: packs.ElectionWay, post: orgs.Post, title: str, actor: Actor, runner: int, fields: dict[str, object],
    submission: str,
) -> Election:  # fmt: skip
    orgs.Post.objects.select_for_update().get(pk=post.pk)  # two people beginning at once: one waits, and finds it
    if queries.live_for(post.pk) is not None:
        raise Conflict("An election or recall for this post is under way already.")
    matter = procedures.open_matter(
        kind=ELECTION, procedure=way.procedure, place_id=post.place_id, title=title, holder_post=runner,
        holder_person=actor.person_id, actor=actor, type_key=way.key,
    )  # fmt: skip
    made = Election(
        matter=matter, number=new_number(), way=way.key, recall=way.recall, post=post, runner_id=runner,
        submission=submission or None, **fields,
    )  # fmt: skip
    made.save(force_insert=True)
    codes: Codes = {"way": way.key, "place": post.place_id, "post": post.pk, "seats": made.seats, "runner": runner}
    record(events.OPENED, made, actor, codes, {"title": title})
    return made


@transaction.atomic
def announce(election: Election, *, words: str, recommend_until: date, actor: Actor, override_reason: str = "") -> None:
    """Put the announcement on the board. Raises Forbidden, Invalid, NotAllowed, `disclosure.PersonalDataFound`."""
    queries.require_runs(actor, election)
    require = queries.require_step(election, "announce")
    if len(words.strip()) < 10:
        raise Invalid("Write the announcement in a few sentences.", field="words")
    if recommend_until <= clock.today():
        raise Invalid("This day must lie in the future.", field="recommend_until")
    with translation.override(settings.LANGUAGE_CODE):
        text = _(
            "%(words)s\nSeats: %(seats)s. Recommendations until %(until)s, at the community or at"
            " /elections/%(number)s/ ."
        ) % {
            "words": words.strip(), "seats": election.seats, "until": recommend_until.isoformat(),
            "number": election.number,
        }  # fmt: skip
    posting = disclosure.publish(
        board=board_of(election), title=require.title, text=text, place_id=require.place_id, actor=actor,
        about=election.pk, key=f"election:{election.pk}", override_reason=override_reason,
    )  # fmt: skip
    Election.objects.filter(pk=election.pk).update(
        words=words.strip(), recommend_until=recommend_until, announced_at=clock.now()
    )
    election.refresh_from_db(fields=["words", "recommend_until", "announced_at"])
    codes: Codes = {"posting": posting.pk, "until": recommend_until.isoformat()}
    record(events.ANNOUNCED, election, actor, codes, {"words": words.strip()})
    go(election, "done", actor)


def open_register(election: Election, *, actor: Actor) -> voting.Electorate:
    """Begin the register of the right kind; its pages take the names. Of representatives it is one of the body to be
    filled, so that nobody's membership is hung out. Raises Forbidden, NotAllowed."""
    queries.require_runs(actor, election)
    queries.require_step(election, "register", "demand")
    way = queries.way_of(election)
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Register: %(title)s") % {"title": election.matter.title}
    body = election.post.body if way.electorate == "representatives" else None
    fits = body is not None and body.place_id == election.matter.place_id
    with transaction.atomic():
        made = voting.open_register(
            place_id=election.matter.place_id, kind=way.electorate, title=title[:120], actor=actor, rule=way.rule,
            body_id=body.pk if fits and body is not None else None,
        )  # fmt: skip
        Election.objects.filter(pk=election.pk).update(electorate=made)
        record(events.REGISTER_SET, election, actor, {"register": made.pk})
    election.electorate = made
    return made


@transaction.atomic
def set_register(election: Election, electorate_id: int, *, actor: Actor) -> None:
    """Take a register that stands (published, or frozen): it is the one of this election.

    Raises Forbidden, NotFound, Invalid (another kind or place), NotAllowed (still being written)."""
    queries.require_runs(actor, election)
    queries.require_step(election, "register")
    take_register(election, electorate_id, actor)
    go(election, "done", actor)


def take_register(election: Election, electorate_id: int, actor: Actor) -> voting.Electorate:
    """Check and keep the register. Raises as `set_register`."""
    found = voting.register(electorate_id)
    way = queries.way_of(election)
    if found.place_id != election.matter.place_id or found.kind != way.electorate:
        raise Invalid("This register is not of the place, or not of the kind, that this election asks for.",
                      field="electorate")  # fmt: skip
    of_body = found.kind == voting.RegisterKind.REPRESENTATIVES.value and found.body_id is not None
    ready = (voting.RegisterState.PUBLISHED, voting.RegisterState.FROZEN)
    if found.state not in ready and not (of_body and voting.size_of(found.pk).rows):
        raise NotAllowed("Enter the voters and publish the register first.")
    Election.objects.filter(pk=election.pk).update(electorate=found)
    election.electorate = found
    record(events.REGISTER_SET, election, actor, {"register": found.pk})
    return found


def number_words(election: Election) -> str:
    """The number as it is read aloud."""
    return spoken(election.number)
