"""Votes end by the clock: a sweep closes what is over, whether or not anybody is at the desk."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, NotAllowed
from gongzhi.voting.actions.polls import close_poll
from gongzhi.voting.models import Poll, Tally, Voice
from gongzhi.voting.rules.words import Channel, PollState, Secrecy, VoiceState


def close_due(limit: int = 50) -> int:
    """Sweep: close the polls whose time is over; how many. What two people are still counting or typing stays open for
    that alone (nobody votes after the time) and is closed when it is done. Two workers close a poll once."""
    counted = VoiceState.COUNTED.value
    tallies = Tally.objects.filter(poll=OuterRef("pk"))
    boxes = Tally.objects.filter(poll=OuterRef("poll"), channel=OuterRef("channel"))
    papers = Voice.objects.filter(poll=OuterRef("pk")).exclude(channel=Channel.ONLINE.value)
    waits = (
        Q(Exists(Voice.objects.filter(poll=OuterRef("pk")).exclude(state=counted)))
        | Q(Exists(tallies.exclude(state=counted)))
        | Q(Q(secrecy=Secrecy.SHOW.value) & ~Exists(tallies))
        | Q(Q(secrecy=Secrecy.SECRET.value) & Exists(papers.filter(~Exists(boxes))))
    )
    rows = Poll.objects.filter(state=PollState.OPEN.value, closes_at__lte=clock.now()).exclude(waits)
    done = 0
    for poll_id in list(rows.order_by("closes_at", "id").values_list("pk", flat=True)[:limit]):
        try:
            close_poll(poll_id, actor=SYSTEM)
        except (Conflict, NotAllowed):
            continue  # another worker was faster, or somebody has just entered something
        done += 1
    return done
