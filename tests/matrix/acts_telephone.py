"""Every act of the telephone: who registers requests and finds who calls takes a call; it is theirs then."""

from __future__ import annotations

from typing import Any

from gongzhi.access.public import Actor
from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.core import clock
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.requests.actions import phone
from gongzhi.requests.models import PhoneCall, PhoneState, Reporter
from gongzhi.requests.queries import phone as calls
from tests.matrix.acts import Act, W, nobody
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


def takes(held: frozenset[str], where: str) -> bool:
    """Both permissions with one post, wherever: callers are from anywhere."""
    return held >= {P.REQUEST_REGISTER, P.PERSON_FIND}


def own(act: Any, *names: str, **fields: Any) -> Act:
    """An act within a call, by whoever took it."""

    def call(w: W, a: Actor) -> Any:
        return act(w.mine.pk, *(getattr(w, n).pk for n in names), actor=strong(a), **fields)

    return Act(nobody, call, MINE)


def way() -> str:
    """A way out of the pack in force."""
    return packs.active().ways_out[0].key


ACTS: dict[str, Act] = {
    "phone.take": Act(takes, lambda w, a: phone.take(w.ringing.pk, actor=a)),
    "phone.type_in": Act(takes, lambda w, a: phone.type_in("13900001234", reason="未显示号码", actor=a)),
    "phone.end": own(phone.end),
    "phone.note": own(phone.note, "urged", words="还没有人来"),
    "phone.urge": own(phone.urge, "urged"),
    "phone.registered": own(phone.registered, "caller"),
    "phone.not_ours": Act(nobody, lambda w, a: phone.not_ours(w.mine.pk, way(), actor=strong(a)), MINE),
}
INSIDE: set[str] = set()
