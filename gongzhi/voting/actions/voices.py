"""Named voices over all channels: one an elector, held by a constraint. What comes on paper, by phone or at the door is
entered by one person and typed again by a second."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Q

from gongzhi.access.public import Actor, Permission, may, require
from gongzhi.core import clock, entropy
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.files import public as files
from gongzhi.ledger import public as ledger
from gongzhi.places import public as places
from gongzhi.voting import events
from gongzhi.voting.models import Elector, Poll, Proxy, Voice
from gongzhi.voting.policies import require_hold, require_unbarred
from gongzhi.voting.queries.registers import elector
from gongzhi.voting.rules.words import TWO_PERSON, Channel, PollState, Secrecy, VoiceState, choice_of


def taking(poll_id: int, channel: str, *, counting: bool = False) -> Poll:
    """The poll, locked, where it takes voices by that channel now; `counting`: what was given in time is counted after
    its time too, until the poll is closed. Raises NotFound, NotAllowed."""
    one = Poll.objects.select_for_update(of=("self",)).select_related("electorate").filter(pk=poll_id).first()
    if one is None:
        raise NotFound("There is no such vote.")
    if one.state != PollState.OPEN or (clock.now() >= one.closes_at and not counting):
        raise NotAllowed("This vote is closed.")
    if clock.now() < one.opens_at:
        raise NotAllowed("This vote has not begun yet.")
    if channel not in one.channels:
        raise NotAllowed("In this vote nobody votes this way.")
    return one


def require_entry(one: Poll, actor: Actor) -> None:
    """Raise Forbidden for whoever may neither enter votes there nor hold them."""
    where = places.ancestors(one.electorate.place_id)
    if not may(actor, Permission.VOTE_HOLD, where):
        require(actor, Permission.VOTE_ENTER, where)
    require_unbarred(actor, one)


def put(voice: Voice) -> None:
    """Write the voice; the constraint lets one in. Raises Conflict, which says what is there."""
    try:
        with transaction.atomic():
            voice.save(force_insert=True)
    except IntegrityError:
        there = Voice.objects.filter(poll=voice.poll_id, elector=voice.elector_id).first()
        if there is not None and there.state != VoiceState.COUNTED:
            raise Conflict("A vote of this voter has been entered already and waits for the second person.") from None
        raise Conflict("This voter has voted already. Every voter votes once, whichever way.") from None


def voter(one: Poll, elector_id: int, by_proxy: int | None) -> Elector:
    """The elector who votes, by oneself or by the holder of the proxy. Raises NotFound, NotAllowed."""
    found = elector(elector_id, one.electorate_id)
    given = Proxy.objects.filter(giver=elector_id).first()
    if given is None and by_proxy is not None:
        raise NotAllowed("This voter has given nobody a proxy.")
    if given is not None and given.holder_id != by_proxy:
        raise NotAllowed("This voter has given a proxy: who holds it votes.")
    return found


@transaction.atomic
def cast_named(
    poll_id: int, elector_id: int, choice: Iterable[str], *, channel: str, actor: Actor, by_proxy: int | None = None,
    scan: int | None = None,
) -> Voice:  # fmt: skip
    """Give a named voice. On line the caller has made sure who votes (account, code); all else needs `vote:enter`, and
    paper, phone and door count only when a second person has typed the same (`confirm_voice`). `scan`: a stored file.

    Raises Conflict (has voted, by any channel), NotAllowed, Invalid, NotFound, Forbidden.
    """
    one = taking(poll_id, channel)
    if one.secrecy != Secrecy.NAMED:
        raise NotAllowed("This vote is not given under one's name.")
    if channel != Channel.ONLINE:
        require_entry(one, actor)
    found = voter(one, elector_id, by_proxy)
    kept = choice_of(choice, one.keys, one.most)
    two = Channel(channel) in TWO_PERSON
    voice = Voice(
        poll=one, elector=found, by_proxy_id=by_proxy, channel=channel, choice=kept, salt=entropy.token_bytes(16).hex(),
        state=(VoiceState.ENTERED if two else VoiceState.COUNTED).value,
        first_by=actor.person_id if channel != Channel.ONLINE else None,
    )  # fmt: skip
    put(voice)
    if scan is not None:
        files.attach([scan], about=voice.pk)
        Voice.objects.filter(pk=voice.pk).update(scan=scan)
    _record(events.VOICE_ENTERED if two else events.VOICE_CAST, voice, actor)
    return voice


def commitment(voice: Voice) -> str:
    """What the ledger keeps of a voice: nothing can be told from it, and the voice cannot be changed any more."""
    return hashlib.sha256(f"{voice.salt}:{voice.elector_id}:{voice.choice}".encode()).hexdigest()


def _record(tag: str, voice: Voice, actor: Actor, texts: dict[str, str] | None = None) -> None:
    codes: dict[str, str | int | bool | None] = {"channel": voice.channel, "commitment": commitment(voice)}
    ledger.record(tag, stream=voice.poll_id, actor=actor, codes=codes, texts=dict(texts or {}))


def _waiting(voice_id: int, state: VoiceState) -> Voice:
    rows = Voice.objects.select_for_update(of=("self",)).select_related("poll__electorate")
    found = rows.filter(pk=voice_id).first()
    if found is None:
        raise NotFound("There is no such entry.")
    if found.state != state or found.poll.state != PollState.OPEN:
        raise Conflict("This entry is settled already.")
    return found


@transaction.atomic
def confirm_voice(voice_id: int, choice: Iterable[str], *, actor: Actor) -> Voice:
    """The second person types the same paper again. Where both agree the voice counts, else it stands as a discrepancy.

    Raises Forbidden (the same person, no permission), Conflict, Invalid, NotFound.
    """
    voice = _waiting(voice_id, VoiceState.ENTERED)
    require_entry(voice.poll, actor)
    if actor.person_id is None or actor.person_id == voice.first_by:
        raise Forbidden("Another person types it the second time.")
    again = choice_of(choice, voice.poll.keys, voice.poll.most)
    voice.second, voice.second_by = again, actor.person_id
    voice.state = (VoiceState.COUNTED if again == voice.choice else VoiceState.DISPUTED).value
    Voice.objects.filter(pk=voice_id).update(second=again, second_by=actor.person_id, state=voice.state)
    _record(events.VOICE_CONFIRMED if again == voice.choice else events.VOICE_DISPUTED, voice, actor)
    return voice


@transaction.atomic
def settle_voice(voice_id: int, choice: Iterable[str], *, reason: str, actor: Actor) -> Voice:
    """A third person settles a discrepancy by looking at the paper (who has none strikes it and both type it anew).
    Needs `vote:hold`. Raises Forbidden, Conflict, Invalid, NotFound."""
    voice = _waiting(voice_id, VoiceState.DISPUTED)
    require_hold(actor, voice.poll)
    if actor.person_id is None or actor.person_id in {voice.first_by, voice.second_by}:
        raise Forbidden("Somebody who did not type this paper settles it.")
    if len(reason.strip()) < 2:
        raise Invalid("Give a reason.", field="reason")
    voice.choice, voice.state = choice_of(choice, voice.poll.keys, voice.poll.most), VoiceState.COUNTED.value
    Voice.objects.filter(pk=voice_id).update(choice=voice.choice, state=voice.state)
    _record(events.VOICE_SETTLED, voice, actor, {"reason": reason.strip()})
    return voice


@transaction.atomic
def strike_voice(voice_id: int, *, reason: str, actor: Actor) -> None:
    """Strike an entry that does not count yet (the wrong voter was chosen); the voter is free to vote. Needs
    `vote:hold`. Raises Forbidden, Conflict, Invalid, NotFound."""
    found = Voice.objects.filter(Q(pk=voice_id) & ~Q(state=VoiceState.COUNTED.value)).first()
    if found is None:
        raise NotFound("There is no such entry.")
    one = Poll.objects.select_related("electorate").get(pk=found.poll_id)
    require_hold(actor, one)
    if len(reason.strip()) < 2:
        raise Invalid("Give a reason.", field="reason")
    if not Voice.objects.filter(pk=voice_id, state=found.state).delete()[0]:
        raise Conflict("This entry is settled already.")
    ledger.record(
        events.VOICE_STRUCK, stream=one.pk, actor=actor, codes={"channel": found.channel},
        texts={"reason": reason.strip()},
    )  # fmt: skip
