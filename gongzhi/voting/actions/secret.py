"""Secret votes: the right to vote is given out once an elector, the ballot comes by itself and says nothing of who.

`issue` knows the elector and signs what it cannot see; `cast_secret` knows the token and the choice and nothing else.
The two share no session, no row and no moment that is kept.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from gongzhi.voting.actions import keys
from gongzhi.voting.actions.voices import put, require_entry, taking, voter
from gongzhi.voting.models import Elector, Poll, Spent, Voice, Waiting
from gongzhi.voting.policies import require_within
from gongzhi.voting.rules import blind
from gongzhi.voting.rules.words import Channel, PollState, Secrecy, choice_of

MESSAGE_BYTES = blind.PREFIX_BYTES + 32
PER_MINUTE = 600  # ballots that are not signed, a process and minute, whoever they come from: no address is kept
_tries: list[int] = [0, 0]  # minute, tries


def issue(poll_id: int, elector_id: int, blinded: bytes, *, by_proxy: int | None = None) -> bytes:
    """Give out the right to vote: the signature over a blinded message, once an elector. The same message again gets
    the same answer (a reply may be lost). The caller has made sure who asks.

    Raises Conflict (has the right already, or voted on paper), NotAllowed, Invalid, NotFound.
    """
    hashed = hashlib.sha256(blinded).hexdigest()
    with transaction.atomic():
        one = taking(poll_id, Channel.ONLINE)
        if one.secrecy != Secrecy.SECRET:
            raise NotAllowed("This is no secret vote.")
        found = voter(one, elector_id, by_proxy)
        there = Voice.objects.filter(poll=one, elector=found).first()
        if there is None:
            put(Voice(poll=one, elector=found, by_proxy_id=by_proxy, channel=Channel.ONLINE.value, blinded=hashed))
        elif there.blinded != hashed:
            raise Conflict("This voter has voted already. Every voter votes once, whichever way.")
        try:
            return blind.blind_sign(keys.load(poll_id).sign, blinded, chance=secrets.token_bytes)
        except blind.BadSignature:
            raise Invalid("The browser sent nothing that can be signed. Please open the page again.") from None


def cast_secret(poll_id: int, message: bytes, signature: bytes, choice: Iterable[str]) -> bool:
    """Take a ballot. True where it was new, False where this very token was used before (the first choice stands).

    Raises Invalid (not signed by this poll's key, no such choice), NotAllowed (closed), NotFound, TooMany.
    """
    one = Poll.objects.filter(pk=poll_id).first()
    if one is None or not one.key:
        raise NotFound("There is no such vote.")
    kept = choice_of(choice, one.keys, one.most)
    try:
        if len(message) != MESSAGE_BYTES:
            raise blind.BadSignature("wrong length")
        blind.verify(keys.public(one.key), message, signature)
    except blind.BadSignature:
        _slow_down()
        raise Invalid("This ballot does not carry the right to vote.") from None
    spent = hashlib.sha256(b"gongzhi spent\0" + message).hexdigest()
    sealed = keys.seal(one.key, kept, about=f"{poll_id}:{spent}")
    with transaction.atomic():
        taking(poll_id, Channel.ONLINE)
        if Spent.objects.filter(spent=spent).exists():
            return False
        try:
            with transaction.atomic():
                Waiting(spent=spent, poll_id=poll_id, sealed=sealed).save(force_insert=True)
        except IntegrityError:
            return False
    return True


def _slow_down() -> None:
    minute = int(clock.now().timestamp()) // 60
    if _tries[0] != minute:
        _tries[:] = [minute, 0]
    _tries[1] += 1
    if _tries[1] > PER_MINUTE:
        raise TooMany("Too many ballots at this moment. Please try again in a minute.", retry_after=60)


def was_cast(poll_id: int, message: bytes) -> bool:
    """Whether the ballot with this token has arrived; its owner alone can ask."""
    spent = hashlib.sha256(b"gongzhi spent\0" + message).hexdigest()
    rows = (Spent, Waiting)
    return any(kind._default_manager.filter(spent=spent, poll_id=poll_id).exists() for kind in rows)


@transaction.atomic
def give_paper(
    poll_id: int, elector_id: int, *, actor: Actor, channel: str = Channel.PAPER, by_proxy: int | None = None,
    within: int | None = None,
) -> Voice:  # fmt: skip
    """A voter takes a ballot paper of a secret vote: the roll says so, and no other way is open to the voter any more.

    Raises Forbidden, Conflict (has voted), NotAllowed, NotFound.
    """
    one = taking(poll_id, channel)
    require_entry(one, actor)
    require_within(actor, one, within, papers=True)
    if one.secrecy != Secrecy.SECRET or channel == Channel.ONLINE:
        raise NotAllowed("This is no secret vote.")
    found = voter(one, elector_id, by_proxy)
    made = Voice(poll=one, elector=found, by_proxy_id=by_proxy, channel=channel, first_by=actor.person_id)
    put(made)
    return made


@transaction.atomic
def give_papers(poll_id: int, electors: Mapping[int, int | None], *, actor: Actor) -> int:
    """The same for many at once, each with the holder of the proxy (None: by oneself); whoever has voted is left out.
    How many were given one. Raises Forbidden, NotAllowed, NotFound."""
    one = taking(poll_id, Channel.PAPER)
    require_entry(one, actor)
    if one.secrecy != Secrecy.SECRET:
        raise NotAllowed("This is no secret vote.")
    done = set(Voice.objects.filter(poll=one).values_list("elector", flat=True))
    known = Elector.objects.filter(electorate=one.electorate_id, pk__in=list(electors)).order_by("id")
    made = [
        Voice(poll=one, elector=e, by_proxy_id=electors[e.pk], channel=Channel.PAPER.value, first_by=actor.person_id)
        for e in known
        if e.pk not in done
    ]
    Voice.objects.bulk_create(made, batch_size=500)
    return len(made)


def bytes_of(text: str, most: int = 1024) -> bytes:
    """base64url as it comes from the browser. Raises Invalid."""
    if len(text) > most:
        raise Invalid("The ballot did not arrive whole.")
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise Invalid("The ballot did not arrive whole.") from None


def is_open(one: Poll) -> bool:
    """Whether the poll takes ballots now."""
    return one.state == PollState.OPEN and one.opens_at <= clock.now() < one.closes_at
