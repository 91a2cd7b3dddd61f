"""The count is made public on the spot, the verdict takes the election on; another ballot, or seats left empty."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core.errors import Invalid, NotAllowed
from gongzhi.disclosure import public as disclosure
from gongzhi.elections import events
from gongzhi.elections.actions.recommending import nominee_named
from gongzhi.elections.actions.shared import board_of, come_back, record
from gongzhi.elections.models import Election, Nominee
from gongzhi.elections.queries import assembly as reads
from gongzhi.elections.queries import elections as queries
from gongzhi.procedures import public as procedures
from gongzhi.voting import public as voting


@transaction.atomic
def release(election: Election, *, actor: Actor) -> voting.Outcome:
    """Close the ballot, count, say who is elected by the rule of the day, and put it on the board at once.

    Raises Forbidden, NotAllowed (the count is not agreed)."""
    queries.require_runs(actor, election)
    matter = queries.require_step(election, "vote")
    poll = reads.running(election)
    if poll is None:
        raise NotAllowed("No ballot is open.")
    if reads.count_state(election) not in ("counted", ""):
        raise NotAllowed("Two people must have counted the same first.")
    if poll.state == voting.PollState.OPEN:
        voting.close_poll(poll.pk, present=queries.present(election), actor=actor, within=election.pk)
    found = voting.release(poll.pk, actor=actor, within=election.pk)
    number = [p.pk for p in queries.polls(election)].index(poll.pk) + 1
    if not election.recall:
        for name in found.elected:  # who was written in stands in no list yet
            Nominee.objects.filter(pk=nominee_named(election, name).pk).update(elected=True, round=number)
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Result: %(title)s") % {"title": matter.title}
        text = words_of(found)
    posting = disclosure.publish(
        board=board_of(election), title=title[:120], text=text, place_id=matter.place_id, actor=actor,
        about=election.pk, key=f"result:{poll.pk}",
    )  # fmt: skip
    valid = bool(found.verdict and found.verdict["valid"])
    codes = {"poll": poll.pk, "valid": valid, "elected": len(found.elected), "posting": posting.pk}
    record(events.RESULT, election, actor, codes)
    if election.recall or not valid:
        _conclude(election, bool(found.passed), actor)
    elif filled(election) == election.seats:
        _conclude(election, True, actor)
    return found


def words_of(found: voting.Outcome) -> str:
    """The result in plain lines: votes, then what they mean, with every article."""
    lines = [
        _("Entitled %(entitled)s, present %(present)s.")
        % {"entitled": found.figures["entitled"], "present": found.figures["present"]}
    ]
    lines += [_("%(name)s: %(n)s votes") % {"name": label, "n": n} for label, n, _area in found.lines]
    lines += [f"{sentence}（{article}）" for sentence, article, _met in found.reasons]
    if found.elected:
        lines.append(_("Elected: %(names)s") % {"names": "、".join(found.elected)})
    return "\n".join(lines)


def filled(election: Election) -> int:
    """How many seats are filled so far."""
    return Nominee.objects.filter(election=election, elected=True).count()


def _conclude(election: Election, passed: bool, actor: Actor) -> None:
    here = queries.present(election)
    if not passed and not election.recall:
        _begin_again(election)
    matter = procedures.conclude(election.pk, passed=passed, actor=actor, data={"present": here})
    come_back(election, matter, actor)


def _begin_again(election: Election) -> None:
    """Nobody was elected, or it is not approved: who was recommended may stand again, after another vetting."""
    Nominee.objects.filter(election=election).update(fit=None, place=None, elected=None, round=None, reason="")
    Election.objects.filter(pk=election.pk).update(opened_at=None, vote_at=None, officers_agreed=None, short="")
    election.officers.all().delete()
    election.attendance.all().delete()
    election.refresh_from_db(fields=["opened_at", "vote_at", "officers_agreed", "short"])


@transaction.atomic
def leave_short(election: Election, *, reason: str, actor: Actor) -> None:
    """Leave seats empty after a ballot that filled some, with the reason that everybody reads; or, where nobody was
    elected, go back to the recommendation. Raises Forbidden, Invalid, NotAllowed."""
    queries.require_runs(actor, election)
    queries.require_step(election, "vote")
    if not reads.outcomes(election) or reads.running(election) is not None:
        raise NotAllowed("Hold the ballot first.")
    if len(reason.strip()) < 4:
        raise Invalid("Say why: the reason is published.", field="reason")
    have = filled(election)
    Election.objects.filter(pk=election.pk).update(short=reason.strip()[:300])
    election.short = reason.strip()[:300]
    record(events.SHORT, election, actor, {"empty": election.seats - have}, {"reason": election.short})
    _conclude(election, have > 0, actor)
