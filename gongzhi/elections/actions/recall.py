"""A recall (罢免): demanded by a share of the register, voted on in the original mode; passed, the post ends."""

from __future__ import annotations

from fractions import Fraction

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import SYSTEM, Actor
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.disclosure import public as disclosure
from gongzhi.elections import events
from gongzhi.elections.actions.opening import begin, post_of, take_register
from gongzhi.elections.actions.shared import board_of, go, record
from gongzhi.elections.models import Election
from gongzhi.elections.queries import elections as queries
from gongzhi.elections.rules.words import demanders_needed
from gongzhi.orgs import public as orgs
from gongzhi.voting import public as voting


def demand(*, way: str, appointment_id: int, words: str, source: str, actor: Actor, submission: str = "") -> Election:
    """Take in a demand, with its grounds and where the sheets are kept; its signatures are checked next.

    Raises NotFound, Forbidden (also for the person concerned), Invalid, Conflict (one runs)."""
    chosen = next((w for w in queries.ways(recall=True) if w.key == way), None)
    if chosen is None:
        raise NotFound("There is no such way of electing here.")
    rows = orgs.Appointment.objects.filter(orgs.in_force(clock.now()), pk=appointment_id)
    target = rows.select_related("post", "person").first()
    if target is None:
        raise NotFound("There is no such appointment.")
    post = post_of(chosen, target.post_id)
    if actor.person_id == target.person_id:
        raise Forbidden("Nobody holds the recall of oneself.")
    if len(words.strip()) < 10:
        raise Invalid("Write the grounds in a few sentences.", field="words")
    if not source.strip():
        raise Invalid("Say where this came from: which sheet, whose call, which door.", field="source")
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Recall: %(post)s %(name)s") % {"post": post.label, "name": target.person.name}
    fields = {"target": target, "words": words.strip(), "source": source.strip()[:200]}
    return begin(chosen, post, title, actor, fields, submission)


def needed(election: Election) -> int | None:
    """How many must have signed; None until there is a register."""
    share = queries.way_of(election).demanded
    if share is None or election.electorate_id is None:
        return None
    return demanders_needed(voting.size_of(election.electorate_id).rows, Fraction(share))


@transaction.atomic
def check(election: Election, *, electorate_id: int, signatories: int, words: str = "", actor: Actor) -> bool:
    """How many signatures stand in the register. Enough: to the vote, announced on the board; else it ends here, with
    the reason. True where it goes to the vote. Raises Forbidden, Invalid, NotAllowed."""
    queries.require_runs(actor, election)
    matter = queries.require_step(election, "demand")
    found = take_register(election, electorate_id, actor)
    rows = voting.size_of(found.pk).rows
    if not 0 <= signatories <= rows:
        raise Invalid("More signatures than voters in the register: %(n)s.", field="signatories", n=rows)
    least = needed(election) or 1
    Election.objects.filter(pk=election.pk).update(signatories=signatories)
    election.signatories = signatories
    record(events.DEMANDED, election, actor, {"signatories": signatories, "needed": least})
    values = {"n": signatories, "rows": rows, "least": least}
    with translation.override(settings.LANGUAGE_CODE):
        if signatories < least:
            short = _("%(n)s of %(rows)s in the register demand it; at least %(least)s are needed.") % values
            go(election, "refused", actor, public_text=f"{short}{words.strip()}")
            return False
        text = _("%(n)s of %(rows)s in the register demand it; it is put to the vote.") % values
    posting = disclosure.publish(
        board=board_of(election), title=matter.title[:120], text=f"{text}\n{election.words}", actor=actor,
        place_id=matter.place_id, about=election.pk, key=f"election:{election.pk}",
    )  # fmt: skip
    Election.objects.filter(pk=election.pk).update(announced_at=clock.now())
    record(events.ANNOUNCED, election, actor, {"posting": posting.pk, "until": None})
    go(election, "done", actor)
    return True


@transaction.atomic
def carry_out(election: Election, *, words: str, actor: Actor) -> None:
    """The vote has passed: the appointment ends at this moment. Raises Forbidden, Invalid, NotAllowed."""
    queries.require_runs(actor, election)
    queries.require_step(election, "carry-out")
    if election.target is None:
        raise NotAllowed("Nobody is recalled here.")
    if len(words.strip()) < 2:
        raise Invalid("Say it in a few words.", field="words")
    if orgs.Appointment.objects.filter(orgs.in_force(clock.now()), pk=election.target.pk).exists():
        orgs.end_appointment(election.target.pk, actor=SYSTEM)
    record(events.RECALLED, election, actor, {"appointment": election.target_id})
    go(election, "done", actor, public_text=words.strip())
