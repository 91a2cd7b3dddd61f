"""Another body vets who was recommended; who is fit stands, in the order of strokes."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core.errors import Forbidden, Invalid, NotAllowed
from gongzhi.core.strokes import stroke_key
from gongzhi.disclosure import public as disclosure
from gongzhi.elections import events
from gongzhi.elections.actions.shared import go, record
from gongzhi.elections.models import Election, Nominee
from gongzhi.elections.queries import elections as queries
from gongzhi.notices import public as notices
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures


def require_other(election: Election, actor: Actor) -> None:
    """Raise Forbidden or NotAllowed unless the step lies with a post of the actor, which is not the one that holds the
    election, nor one who stands."""
    matter = election.matter
    post = matter.offered_post_id or matter.holder_post_id
    if post == election.runner_id:
        raise NotAllowed("Another body does this, and nobody there holds the post that does. Fill it first.")
    if post not in actor.post_ids:
        raise Forbidden("This lies with another post.")
    queries.refuse_candidate(actor, election)


@transaction.atomic
def vet(nominee: Nominee, *, fit: bool, reason: str = "", actor: Actor) -> None:
    """Find somebody fit, or not, with the reason that the person is told. Raises Forbidden, NotAllowed, Invalid."""
    election = nominee.election
    queries.require_step(election, "vet")
    require_other(election, actor)
    if not nominee.accepted or not queries.is_backed(nominee, queries.way_of(election)):
        raise NotAllowed("This person does not stand.")
    if not fit and len(reason.strip()) < 2:
        raise Invalid("Say why: the person reads it.", field="reason")
    Nominee.objects.filter(pk=nominee.pk).update(fit=fit, reason="" if fit else reason.strip()[:300])
    record(
        events.VETTED, election, actor, {"nominee": nominee.pk, "fit": fit},
        {} if fit else {"reason": reason.strip()[:300]}, nominee.person_id,
    )  # fmt: skip
    if nominee.person_id is not None and not fit:
        with translation.override(settings.LANGUAGE_CODE):
            text = _("You do not stand in “%(title)s”: %(reason)s") % {
                "title": election.matter.title, "reason": reason.strip()
            }  # fmt: skip
        notices.send(
            channel=notices.Channel.INAPP, text=text, key=f"vet-{nominee.pk}", person_id=nominee.person_id,
            about=election.pk,
        )  # fmt: skip


@transaction.atomic
def end_vetting(election: Election, *, actor: Actor) -> None:
    """All were looked at: on to the list of candidates, or back where too few are fit.

    Raises Forbidden, NotAllowed (somebody was not looked at)."""
    queries.require_step(election, "vet")
    require_other(election, actor)
    way = queries.way_of(election)
    standing = [n for n in queries.nominees(election) if n.accepted and queries.is_backed(n, way)]
    if any(n.fit is None for n in standing):
        raise NotAllowed("Somebody has not been looked at yet.")
    fit = sorted((n for n in standing if n.fit), key=lambda n: (stroke_key(n.name), n.name))
    if len(fit) < queries.candidates_needed(election):
        with translation.override(settings.LANGUAGE_CODE):
            why = _("Too few are fit")
        go(election, "again", actor, reason=why)
        return
    for place, nominee in enumerate(fit, 1):
        Nominee.objects.filter(pk=nominee.pk).update(place=place)
    go(election, "done", actor)


@transaction.atomic
def publish_candidates(election: Election, *, actor: Actor, override_reason: str = "") -> int:
    """Put the candidates on the board, in the order of strokes, each with what they wrote; the posting's id.

    Raises Forbidden, NotAllowed, `disclosure.PersonalDataFound`."""
    queries.require_runs(actor, election)
    matter = queries.require_step(election, "candidates")
    require(actor, Permission.BOARD_PUBLISH, places.ancestors(matter.place_id))
    step = procedures.unposted(matter)
    if step is None or step.board is None:
        raise NotAllowed("It stands on the board already.")
    rows = queries.candidates(election)
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Candidates: %(title)s") % {"title": matter.title}
        lines = [_("In the order of the strokes of their surnames:")]
    lines += [f"{n.name}\u3000{n.introduction}".strip() for n in rows]
    posting = disclosure.publish(
        board=step.board, title=title[:120], text="\n".join(lines), place_id=matter.place_id, about=election.pk,
        days=step.days, key=f"candidates:{election.pk}:{matter.version}", actor=actor, override_reason=override_reason,
    )  # fmt: skip
    procedures.post(election.pk, board=step.board, posting=posting.pk, actor=actor)
    record(events.CANDIDATES, election, actor, {"posting": posting.pk, "candidates": len(rows)})
    return posting.pk
