"""Counts that are entered as counts: a show of hands, a ballot box."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from gongzhi.access.public import Actor
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.files import public as files
from gongzhi.ledger import public as ledger
from gongzhi.voting import events
from gongzhi.voting.actions.voices import require_entry, taking
from gongzhi.voting.models import Poll, Tally, Voice
from gongzhi.voting.policies import require_hold, require_within
from gongzhi.voting.rules.words import BLANK, OTHER, WRITTEN, Channel, PollState, Secrecy, VoiceState

INVALID = "invalid"


def checked(one: Poll, counts: Mapping[str, int], channel: str) -> dict[str, int]:
    """Counts by option with `blank`, `invalid` and `ballots` (papers or hands), as they can be. Raises Invalid.

    Of an election `other:NAME` says how many of those written in (`other`) are for somebody; not all need be named."""
    marked_for = (*one.keys, *([OTHER] if one.seats else []))
    names = (*marked_for, BLANK, INVALID)
    written = {k: int(v) for k, v in sorted(counts.items()) if one.seats and k.startswith(WRITTEN)}
    if not set(counts) <= {*names, *written, "ballots"} or any(isinstance(v, bool) or v < 0 for v in counts.values()):
        raise Invalid("There is no such choice.", field="counts")
    made = {name: int(counts.get(name, 0)) for name in names}
    marks = sum(made[k] for k in marked_for)
    if one.most == 1:
        made["ballots"] = marks + made[BLANK] + made[INVALID]
        if counts.get("ballots", made["ballots"]) != made["ballots"]:
            raise Invalid("The counts do not add up to the ballots.", field="ballots")
    else:
        made["ballots"] = int(counts.get("ballots", 0))
        marked = made["ballots"] - made[BLANK] - made[INVALID]
        if marked < 0 or marks > marked * one.most or any(made[k] > marked for k in one.keys) or marks < marked:
            raise Invalid("The counts do not add up to the ballots.", field="ballots")
    _check_written(one, written, made)
    most = one.electorate.rows
    if one.secrecy == Secrecy.SECRET:
        most = Voice.objects.filter(poll=one, channel=channel).count()
        if made["ballots"] > most:
            raise Invalid("More ballots than voters who were given one: %(most)s.", field="ballots", most=most)
    if made["ballots"] > most:
        raise Invalid("More votes than voters in the register: %(most)s.", field="ballots", most=most)
    return made | {k: n for k, n in written.items() if n}


def _check_written(one: Poll, written: Mapping[str, int], made: Mapping[str, int]) -> None:
    labels = {o["label"] for o in one.options}
    for name in (k.removeprefix(WRITTEN) for k in written):
        if not 2 <= len(name) <= 30 or name != "".join(name.split()):
            raise Invalid("Write the name in 2 to 30 characters.", field="written")
        if name in labels:
            raise Invalid("%(name)s stands on the ballot paper.", field="written", name=name)
    if sum(written.values()) > made.get(OTHER, 0) or any(n > made["ballots"] for n in written.values()):
        raise Invalid("More votes by name than were written in.", field="written")


@transaction.atomic
def enter_counts(
    poll_id: int, counts: Mapping[str, int], *, channel: str, actor: Actor, scan: int | None = None,
    two: bool = False, within: int | None = None,
) -> Tally:  # fmt: skip
    """Enter a show of hands (counts at once: all saw it; with `two` like a box) or what was in the ballot box of a
    secret vote (counts when a second person has counted the same). Raises Forbidden, Invalid, NotAllowed, Conflict
    (entered already)."""
    one = taking(poll_id, channel, counting=True)
    require_entry(one, actor)
    require_within(actor, one, within, papers=True)
    if one.secrecy == Secrecy.NAMED or channel == Channel.ONLINE:
        raise NotAllowed("These votes are entered one by one.")
    kept = checked(one, counts, channel)
    shown = one.secrecy == Secrecy.SHOW and not two
    tally = Tally(
        poll=one, channel=channel, counts=kept, first_by=actor.person_id, scan=scan,
        state=(VoiceState.COUNTED if shown else VoiceState.ENTERED).value,
    )  # fmt: skip
    try:
        with transaction.atomic():
            tally.save(force_insert=True)
    except IntegrityError:
        raise Conflict("This count has been entered already.") from None
    if scan is not None:
        files.attach([scan], about=tally.pk)
    _record(events.TALLY_ENTERED, tally, actor)
    return tally


@transaction.atomic
def confirm_counts(tally_id: int, counts: Mapping[str, int], *, actor: Actor, within: int | None = None) -> Tally:
    """A second person counts the same papers. Where both agree it counts; else both count again (`recount`).

    Raises Forbidden, Conflict, Invalid, NotFound."""
    found = Tally.objects.select_for_update(of=("self",)).select_related("poll__electorate").filter(pk=tally_id).first()
    if found is None:
        raise NotFound("There is no such entry.")
    if found.state != VoiceState.ENTERED or found.poll.state != PollState.OPEN:
        raise Conflict("This entry is settled already.")
    require_entry(found.poll, actor)
    require_within(actor, found.poll, within, papers=True)
    if actor.person_id is None or actor.person_id == found.first_by:
        raise Forbidden("Another person types it the second time.")
    again = checked(found.poll, counts, found.channel)
    found.state = (VoiceState.COUNTED if again == found.counts else VoiceState.DISPUTED).value
    Tally.objects.filter(pk=tally_id).update(second=again, second_by=actor.person_id, state=found.state)
    _record(events.TALLY_CONFIRMED, found, actor, same=again == found.counts)
    return found


@transaction.atomic
def recount(tally_id: int, *, actor: Actor, within: int | None = None) -> None:
    """Two counts that differ are both put aside; the box is counted anew by two. Needs `vote:hold`."""
    found = Tally.objects.select_related("poll__electorate").filter(pk=tally_id).first()
    if found is None or found.poll.state != PollState.OPEN:
        raise NotFound("There is no such entry.")
    require_hold(actor, found.poll)
    require_within(actor, found.poll, within, papers=True)
    if not Tally.objects.filter(pk=tally_id, state=VoiceState.DISPUTED.value).delete()[0]:
        raise Conflict("This entry is settled already.")
    ledger.record(events.VOICE_STRUCK, stream=found.poll_id, actor=actor, codes={"channel": found.channel})


def _record(tag: str, tally: Tally, actor: Actor, *, same: bool | None = None) -> None:
    """That there was an entry; the counts themselves come into the ledger with the release."""
    codes: dict[str, str | int | bool | None] = {"channel": tally.channel}
    if same is not None:
        codes["same"] = same
    ledger.record(tag, stream=tally.poll_id, actor=actor, codes=codes)
