"""Whose duty is it (职责争议)? A dispute about a part, ruled by the arbiter that the pack names, with its own clock."""

from __future__ import annotations

from django.db import transaction

from gongzhi.access.public import SYSTEM, Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import events, rules
from gongzhi.requests.actions.notify import tell_post
from gongzhi.requests.actions.turns import minutes, set_turn
from gongzhi.requests.models import DISPUTE, Dispute, PartTurn, Request, TurnState

WORDS_MAX = 2000
procedures.register_kind(
    procedures.MatterKind(
        DISPUTE, None, Permission.REQUEST_HANDLE, Permission.REQUEST_HANDLE, "/desk/whistle/disputes/{id}/"
    )
)


def arbitration_of(part: procedures.Matter) -> packs.Arbitration | None:
    """Who rules about this part, by the pack that it began with; None where nobody does."""
    procedure, _sign, step = part.procedure.partition("/")
    joins = packs.revision(part.revision_id).procedure(procedure).step(step).joins
    return joins.arbitration if joins else None


@transaction.atomic
def open_dispute(part_id: int, *, reason: str, actor: Actor) -> Dispute:
    """Who holds the whole lays a part that was refused before the arbiter. Raises NotFound, NotAllowed, Invalid."""
    part = procedures.Matter.objects.select_related("parent").filter(pk=part_id, kind=procedures.PART).first()
    whole = part.parent if part else None
    if part is None or whole is None or actor.holding(whole.holder_post_id) is None:
        raise NotFound("There is no such request.")
    if not rules.has_words(reason):
        raise Invalid("Say why.", field="reason")
    if part.step != "sign-in" or part.offered_post_id is not None or part.state != "open":
        raise NotAllowed("Only a part that a body refused goes to the arbiter.")
    about = Request.objects.select_related("matter").get(pk=whole.pk)
    return _open(part, about, reason.strip(), actor, forced=False)


def refused(part: procedures.Matter, about: Request) -> None:
    """A body refused a part: as often as the pack allows, it goes to the arbiter by itself."""
    named = arbitration_of(part)
    if named is None or part.returns < named.returns or Dispute.objects.filter(part=part.pk).exists():
        return
    if orgs.find_post(named.by, places.ancestors(part.place_id)) is not None:
        _open(part, about, "", SYSTEM, forced=True)


def _open(part: procedures.Matter, about: Request, reason: str, actor: Actor, *, forced: bool) -> Dispute:
    named = arbitration_of(part)
    arbiter = orgs.find_post(named.by, places.ancestors(part.place_id)) if named else None
    if named is None or arbiter is None:
        raise NotAllowed("Nobody rules about disputed duties here.")
    if part.open_children:
        raise NotAllowed("It lies before the arbiter already.")
    last = PartTurn.objects.filter(part=part.pk, state=TurnState.REFUSED).order_by("-id").first()
    if last is None:
        raise NotAllowed("Only a part that a body refused goes to the arbiter.")
    matter = procedures.open_inside(
        kind=DISPUTE, procedure=named.procedure, place_id=part.place_id, title=part.title, holder_post=arbiter,
        parent=part.pk, actor=actor, home_district=part.home_district, internal_text=reason,
    )  # fmt: skip
    dispute = Dispute(
        matter=matter, part_id=part.pk, request_id=about.pk, type_key=about.type_key, refused_id=last.body_id,
        forced=forced, opened_at=clock.now(),
    )  # fmt: skip
    Dispute.objects.bulk_create([dispute])
    ledger.record(events.DISPUTED, stream=matter.pk, actor=actor, codes={"part": part.pk, "forced": forced})
    due = clock.local(matter.due_at).strftime("%Y-%m-%d %H:%M") if matter.due_at else ""
    tell_post(about, arbiter, "dispute_opened", due=due, about=matter.pk, title=part.title)
    return dispute


@transaction.atomic
def rule(dispute_id: int, *, to_post: int | None, words: str, actor: Actor, version: int | None = None) -> Dispute:
    """The arbiter rules: `to_post` has the duty and cannot refuse it; None: whoever asked does it alone.

    Raises NotFound, Forbidden, Invalid (`to_post`, `words`), Conflict."""
    dispute = find_dispute(dispute_id, actor)
    held = actor.holding(dispute.matter.holder_post_id)
    if held is None:
        raise Forbidden("Only the post that holds the matter can do this.")
    if not rules.has_words(words) or len(words) > WORDS_MAX:
        raise Invalid("Say why, in at most %(max)s characters.", field="words", max=WORDS_MAX)
    part = dispute.part
    if to_post is not None and part.parent and to_post == part.parent.holder_post_id:
        to_post = None
    words, now = words.strip(), clock.now()
    procedures.choose(dispute.pk, outcome="ruled", public_text=words, actor=actor, version=version)
    post = orgs.Post.objects.filter(pk=to_post).first() if to_post is not None else None
    took = minutes(part.place_id, dispute.opened_at, now)
    row = {"ruled_at": now, "body_id": post.body_id if post else None, "words": words, "minutes": took}
    if not Dispute.objects.filter(pk=dispute.pk, ruled_at=None).update(**row):
        raise NotAllowed("This was ruled on already.")
    ledger.record(
        events.RULED, stream=dispute.pk, actor=actor, codes={"part": part.pk, "to_post": to_post, "minutes": took},
        texts={"words": words},
    )  # fmt: skip
    _blame(part.pk, post.body_id if post else None, took)
    procedures.rule_part(part.pk, to_post=to_post, words=words, dispute=dispute.pk, actor=actor, by_post=held.post_id)
    about = Request.objects.select_related("matter").get(pk=dispute.request_id)
    tell_post(about, about.matter.holder_post_id, "dispute_ruled", about=part.pk, title=part.title)
    dispute.refresh_from_db()
    return dispute


def _blame(part_id: int, body_id: int | None, took: int) -> None:
    """The time of the dispute was lost by the body that refused what was its duty."""
    turn = PartTurn.objects.filter(part=part_id, body=body_id, state=TurnState.REFUSED).order_by("-id").first()
    if body_id is not None and turn is not None:
        set_turn(turn, lost_minutes=turn.lost_minutes + took)


def find_dispute(dispute_id: int, actor: Actor) -> Dispute:
    """A dispute, for the arbiter, who asked, and who may see the request. Raises NotFound."""
    rows = Dispute.objects.select_related(
        "matter__holder_post__body", "part__parent", "request__matter", "body", "refused"
    )
    found = rows.filter(pk=dispute_id).first()
    if found is None or not (procedures.sees(actor, found.matter) or procedures.sees(actor, found.request.matter)):
        raise NotFound("There is no such request.")
    return found
