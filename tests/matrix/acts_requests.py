"""Every act of requests: a request is its holder's; lists, boards and the dispatch table belong to a permission.

`VERBS`: what staff do on the pages of a request, most of it verbs of the engine, walked as the acts are.
"""

from __future__ import annotations

from typing import Any

from gongzhi.access.public import SYSTEM, Actor
from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.core import clock
from gongzhi.core.numbers import new_number
from gongzhi.core.worktime import Limit, Unit
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.requests import actions as requests
from gongzhi.requests.actions import calls, routing, ways_out
from gongzhi.requests.models import CallBack, Reporter, Request
from gongzhi.requests.queries.one import find
from gongzhi.requests.rules import Draft
from gongzhi.requests.views import acts, together
from tests.matrix.acts import COVERS, Act, Rule, W, any_of, anywhere, everybody, nobody
from tests.matrix.acts_elections import strong
from tests.matrix.acts_world import actor_by, body, held, save

PACKAGE = "gongzhi.requests.actions"
HOLDS, ASKED, CHIEF, OVERSEES = ("window_holding",), ("offered_to",), ("above_receiving",), ("overseeing",)


def seeing(*permissions: P) -> Rule:
    """A post at the place or above it that sees requests and holds one of these, too."""
    return lambda held, where: (
        where in COVERS and P.REQUEST_SEE in held and (not permissions or not held.isdisjoint(permissions))
    )


def prepare(w: W) -> None:
    """Who holds a request, who is offered one, who stands above, who supervises; requests in several states."""
    desk = body("x", "受理窗口", w.own)
    held(desk, "x", "窗口负责人", leads=True)
    w.receiver_post, w.window_holding = held(desk, "street_coordinator", "统筹员")  # a kind that may ask departments
    above = orgs.superior_of(w.receiver_post.pk)
    w.above_receiving = orgs.Appointment.objects.select_related("post").get(post=above)
    w.offered_post, w.offered_to = held(body("x", "承办单位", w.own), "convenience_clerk", "承办人")
    w.overseeing = held(body("x", "监督委员会", w.own), "overseer", "监督委员")[1]
    w.asker = people.create_person(name="反映人")
    w.request = filed(w, "promise")
    w.offered = filed(w, "promise", offer_to=w.offered_post.pk)
    w.outside = filed(w, "promise", located=False)
    w.answered = filed(w, "promise", answered_at=clock.now(), ending="solved")
    w.watched = filed(w, "five-steps")
    w.waiting = filed(w, "promise")
    procedures.pause(w.waiting.pk, reason="几号楼？", actor=strong(actor_by(w.window_holding)))
    w.reporter = save(Reporter(request=w.request, person=w.asker, first=True))
    save(Reporter(request=w.answered, person=w.asker, first=True))
    w.call = save(
        CallBack(
            request=w.request,
            reporter=w.reporter,
            place=w.own,
            round=1,
            rule="x",
            post=w.receiver_post,
            due_at=clock.now(),
        )  # fmt: skip
    )


def filed(w: W, procedure: str, *, offer_to: int | None = None, revision: int | None = None, **fields: Any) -> Request:
    """A request at the community that the window holds."""
    matter = procedures.open_inside(
        kind="request", procedure=procedure, revision_id=revision, place_id=w.own.pk, title="路灯", type_key="lamp",
        holder_post=w.receiver_post.pk, holder_person=w.window_holding.person_id, offer_to=offer_to, actor=SYSTEM,
        limit=Limit(5, Unit.WORKING_DAYS),
    )  # fmt: skip
    row = {
        "located": True,
        "description": "路灯不亮",
        "channel": "hall",
        "home_district": matter.home_district,
    } | fields
    made = Request(matter=matter, number=new_number(), type_key=packs.active().request_types[0].key, **row)
    return save(made)  # type: ignore[no-any-return]


def _draft() -> Draft:
    return Draft("路灯不亮了", name="王某", contact_phone="13900001234", address="社区门口")


def on(act: Any, rule: Rule, own: tuple[str, ...] = (), name: str = "request", **fields: Any) -> Act:
    """An act on the request that `name` is; where no permission gives it, everybody comes with all of them."""

    def call(w: W, a: Actor) -> Any:
        filled = {k: v(w) if callable(v) else v for k, v in fields.items()}
        return act(getattr(w, name).pk, actor=strong(a) if rule is nobody else a, **filled)

    return Act(rule, call, own)


def grid(w: W) -> int:
    """Another place of the community."""
    return int(w.grid.pk)


def words(text: str) -> dict[str, str]:
    """Fields of a posting."""
    return {"title": text, "question": text, "answer_text": text}


def other_type() -> str:
    """A type that the request is not of."""
    return packs.active().request_types[1].key


NOT_REACHED, PLACES = calls.Said(reached=False), (P.REQUEST_HANDLE, P.REQUEST_TAKE_UNLOCATED)
DAY = Limit(1, Unit.WORKING_DAYS)
ACTS: dict[str, Act] = {
    "answer.answer": on(requests.answer, nobody, HOLDS, ending="solved", public_text="修好了"),
    "calls.find_call": Act(nobody, lambda w, a: calls.find_call(w.call.pk, strong(a)), HOLDS),
    "calls.record_call": on(calls.record_call, nobody, HOLDS, "call", said=NOT_REACHED),
    "change.change_type": on(requests.change_type, nobody, HOLDS, type_key=lambda w: other_type()),
    "change.relocate": on(requests.relocate, any_of(P.REQUEST_HANDLE), HOLDS, place_id=grid),
    "change.relocate unlocated": on(requests.relocate, any_of(*PLACES), HOLDS, "outside", place_id=grid),
    "intake.intake desk": Act(
        anywhere(P.REQUEST_REGISTER), lambda w, a: requests.intake(_draft(), actor=a, channel="hall")
    ),
    "intake.intake web": Act(everybody, lambda w, a: requests.intake(_draft(), actor=a, channel="web")),
    "join.join": Act(everybody, lambda w, a: requests.join(w.request.pk, _draft(), actor=a)),
    "merge.merge": on(requests.merge, nobody, HOLDS, into=lambda w: w.offered.number),
    "posting.put_up": on(requests.put_up, any_of(P.BOARD_PUBLISH), title="x", text="x"),
    "posting.leave_out": on(requests.leave_out, any_of(P.BOARD_PUBLISH), reason="x"),
    "release.release": on(requests.release, any_of(P.REQUEST_RELEASE), (), "answered", **words("x")),
    "routing.put_in_force": Act(
        anywhere(P.PACK_INSTALL),
        lambda w, a: routing.put_in_force(packs.active(), actor=a, looked=0, elsewhere=0),
    ),
    "waiting.ask": on(requests.ask, nobody, HOLDS, question="几号楼？"),
    "waiting.extend": on(requests.extend, nobody, HOLDS + CHIEF, limit=DAY, reason="等材料"),
    "ways_out.tell_way_out": Act(
        anywhere(P.REQUEST_REGISTER), lambda w, a: ways_out.tell_way_out(packs.active().ways_out[0].key, actor=a)
    ),
}
# `reporter` and the resident's side of `calls`: the edge has checked the secret of the link (tests/hostile).
INSIDE = {
    "answer.require_for", "calls.answer_message", "calls.refuse_calls", "forget.forget", "intake.intake_inside",
    "intake.intake_message", "notify.on_effect", "papers.note", "posting.on_publish", "release.mark_released",
    "reporter.add_words", "reporter.rate", "reporter.reopen", "routing.follow", "routing.may_change",
    "together.on_together",
    "wording.reword", "words.on_ended_or_reopened",
}  # fmt: skip


def simple(verb: str, name: str, own: tuple[str, ...]) -> Act:
    """A button of the page of a request."""

    def call(w: W, a: Actor) -> Any:
        about = find(getattr(w, name).number, strong(a))
        return acts.SIMPLE[verb][0](about.pk, actor=strong(a), version=None)

    return Act(nobody, call, own)


def form(verb: str, rule: Rule, own: tuple[str, ...] = (), about: str = "request", **data: Any) -> Act:
    """A form of the page of a request."""
    table: Any = together.VERBS if verb in together.VERBS else acts.VERBS

    def call(w: W, a: Actor) -> Any:
        actor = strong(a) if rule is nobody else a
        filled = {k: v(w) if callable(v) else v for k, v in data.items()}
        found = find(getattr(w, about).number, actor)
        return table[verb](found, Filled(filled, w) if verb in together.VERBS else filled, actor, None)

    return Act(rule, call, own)


class Filled:
    """A form of bodies to ask, or of the supervisors, as the page hands it on."""

    def __init__(self, data: dict[str, Any], w: W) -> None:
        self.cleaned_data, self._w = data, w

    def asks(self) -> list[tuple[int, str]]:
        """Whom to ask what."""
        return [(self._w.offered_post.pk, "来人看看")]

    def lead(self) -> int | None:
        """Nobody leads."""
        return None


def to_offered(w: W) -> int:
    """A post that takes requests here."""
    return int(w.offered_post.pk)


VERBS: dict[str, Act] = {
    "request accept": simple("accept", "request", HOLDS),
    "request take": simple("take", "offered", ASKED),
    "request withdraw": simple("withdraw", "offered", HOLDS),
    "request resume": simple("resume", "waiting", HOLDS),
    "request decline": form("decline", nobody, ASKED, about="offered", reason="不归我们"),
    "request return": form("return", nobody, HOLDS, reason="x"),
    "request ask": form("ask", nobody, HOLDS, question="x"),
    "request extend": form("extend", nobody, HOLDS + CHIEF, working_days=1, reason="x"),
    "request note": form("note", seeing(), (*HOLDS,), note="x"),
    "request offer": form("offer", nobody, HOLDS, to_post=to_offered, note=""),
    "request assign": form("assign", nobody, CHIEF, to_post=to_offered, reason="x"),
    "request dispatch": form("dispatch", nobody, HOLDS, outcome="x", to_post=to_offered, reason="x"),
    "request answer": form("answer", nobody, HOLDS, ending="solved", public_text="修好了"),
    "request retype": form("retype", nobody, HOLDS, type_key=lambda w: other_type()),
    "request step": form("step", nobody, HOLDS, outcome="x", internal_text=""),
    "request merge": form("merge", nobody, HOLDS, into=lambda w: w.offered.number),
    "request place": form("place", seeing(P.REQUEST_HANDLE), HOLDS, place_id=lambda w: w.grid.pk, lon=None, lat=None),
    "request reveal": form("reveal", seeing(P.PERSON_REVEAL), field="name", reason="回电话核实"),
    "request release": form("release", seeing(P.REQUEST_RELEASE), about="answered", **words("x")),
    "request publish": form("publish", seeing(P.BOARD_PUBLISH), title="x", text="x"),
    "request withhold": form("withhold", seeing(P.BOARD_PUBLISH), reason="x"),
    "request join": form("join", nobody, HOLDS),
    "request question": form("question", nobody, OVERSEES, about="watched", words="x"),
    "request reply": form("reply", nobody, HOLDS, about="watched", answer="x"),
    "request hold": form("hold", nobody, OVERSEES, about="watched", reason="x", days=1),
    "request decide": form("decide", nobody, ("leading",), about="watched", reason="x", to_step=""),
}
PAGES = {"request": {*acts.SIMPLE, *acts.VERBS, *together.VERBS}}
