"""Every act of the telephone: who registers requests and answers the hotline takes a call; it is theirs then."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gongzhi.access.public import Actor
from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.core import clock
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.requests.actions import phone
from gongzhi.requests.models import PhoneCall, PhoneState, Reporter
from gongzhi.requests.queries import phone as calls
from tests.matrix.acts import Act, W, anywhere, nobody
from tests.matrix.acts_elections import strong
from tests.matrix.acts_requests import filed
from tests.matrix.acts_world import body, held, save

PACKAGE = "gongzhi.requests.actions"
NUMBER = "+8613900001234"
MINE = ("answering",)


def prepare(w: W) -> None:
    """A call that rings, and one that somebody has, whose caller has an open request."""
    post, w.answering = held(body("x", "热线室", w.own), "x", "接线员")
    now = clock.now()
    w.ringing = save(PhoneCall(outside_id="a", state=PhoneState.RINGING))
    w.mine = PhoneCall(outside_id="b", state=PhoneState.TALKING, number_index=calls.index_of(NUMBER), taken_at=now)
    w.mine.number, w.mine.person_id = calls.seal(NUMBER, w.mine.pk), w.answering.person_id
    save(w.mine)
    w.urged = filed(w, "promise")
    w.caller = save(Reporter(request=w.urged, person=people.create_person(name="来电人", phone=NUMBER), first=True))


def at_phone(actor: Actor) -> Actor:
    """The same person with a post of the kind that answers the hotline: what else they need is a permission."""
    channel = calls.hotline()
    kinds: tuple[str, ...] = channel.received_by if channel else ()
    return replace(actor, posts=tuple(replace(p, kind=kinds[0] if kinds else p.kind) for p in actor.posts))


def own(act: Any, *names: str, **fields: Any) -> Act:
    """An act within a call, by whoever took it."""

    def call(w: W, a: Actor) -> Any:
        return act(w.mine.pk, *(getattr(w, n).pk for n in names), actor=at_phone(strong(a)), **fields)

    return Act(nobody, call, MINE)


def way() -> str:
    """A way out of the pack in force."""
    return packs.active().ways_out[0].key


TAKES = anywhere(P.REQUEST_REGISTER)
ACTS: dict[str, Act] = {
    "phone.take": Act(TAKES, lambda w, a: phone.take(w.ringing.pk, actor=at_phone(a))),
    "phone.type_in": Act(TAKES, lambda w, a: phone.type_in("13900001234", reason="未显示号码", actor=at_phone(a))),
    "phone.end": own(phone.end),
    "phone.note": own(phone.note, "urged", words="还没有人来"),
    "phone.urge": own(phone.urge, "urged"),
    "phone.registered": own(phone.registered, "caller"),
    "phone.not_ours": Act(nobody, lambda w, a: phone.not_ours(w.mine.pk, way(), actor=at_phone(strong(a))), MINE),
}
INSIDE: set[str] = set()
