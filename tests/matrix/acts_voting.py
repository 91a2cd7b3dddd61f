"""Every act of `voting`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.core import clock
from gongzhi.disclosure import public as disclosure
from gongzhi.voting import models as m
from gongzhi.voting import public as voting
from gongzhi.voting.actions import moves, objections, polls, registers, release, rows, secret, tallies, voices
from tests.matrix.acts import COVERS, Act, W, all_of, any_of, everybody
from tests.matrix.acts_world import save

PACKAGE = "gongzhi.voting.actions"
EDIT, HOLD, ENTER = (any_of(*p) for p in ((P.ELECTORATE_EDIT,), (P.VOTE_HOLD,), (P.VOTE_ENTER, P.VOTE_HOLD)))
ROW = voting.RowDraft("人", "1栋", None)


def knows(held: frozenset[str], where: str) -> bool:
    """Who enters votes there, or works on the ground: there or below."""
    return (P.VOTE_ENTER in held and where in COVERS) or (P.VOTE_VOUCH in held and where in ("own", "child"))


def prepare(w: W) -> None:
    """A register that is written, one that is frozen, and polls by it that are open."""
    fields = {"place": w.own, "body": w.body, "kind": "households", "title": "册"}
    w.roll, w.frozen = save(m.Electorate(**fields)), save(m.Electorate(**fields))
    w.entry, w.holder, w.giver = (save(m.Elector(electorate=w.roll, name=n)) for n in ("甲", "乙", "丙"))
    save(m.Proxy(giver=w.giver, holder=w.holder, written_on=clock.today(), paper="柜"))
    w.voters = [save(m.Elector(electorate=w.frozen, name=n)) for n in ("甲", "乙", "丙")]
    m.Electorate.objects.filter(pk=w.frozen.pk).update(state="frozen", rows=3)
    w.wrong = save(m.Objection(electorate=w.roll, by_name="甲", text="写错了", rule_by=clock.today()))
    now = clock.now()
    poll = {
        "electorate": w.frozen,
        "question": "同意吗",
        "options": [dict(o) for o in voting.MOTION],
        "channels": ["online", "paper", "meeting"],
        "opens_at": now,
        "closes_at": now + timedelta(days=9),
    }
    w.by_name = save(m.Poll(**poll, secrecy="named"))
    w.in_secret = save(m.Poll(**poll, secrecy="secret"))
    w.over = save(m.Poll(**poll, secrecy="named", state="released"))
    save(m.Result(poll=w.over, counts={}, channels={}, figures={}, day=clock.today(), verdict={}, entry=1))
    voice = {"poll": w.by_name, "channel": "paper", "choice": "for"}
    w.typed = save(m.Voice(elector=w.voters[0], state="entered", **voice))
    w.disputed = save(m.Voice(elector=w.voters[1], state="disputed", **voice))
    w.counted = save(m.Tally(poll=w.in_secret, channel="paper", state="entered", counts={}))


def _publish(w: W, a: Any) -> Any:
    return registers.publish_register(w.roll.pk, board=disclosure.boards()[0].key, actor=a)


def _open(w: W, a: Any) -> Any:
    now = clock.now()
    return polls.open_poll(electorate=w.roll.pk, rule="", question="", secrecy="named", channels=[], opens_at=now,
                           closes_at=now, actor=a)  # fmt: skip


def _cast(w: W, a: Any, channel: str) -> Any:
    return voices.cast_named(w.by_name.pk, w.voters[2].pk, ["for"], channel=channel, actor=a)


ACTS: dict[str, Act] = {
    "registers.open_register": Act(EDIT, lambda w, a: registers.open_register(
        place_id=w.own.pk, kind="", title="", actor=a)),
    "registers.publish_register": Act(all_of(P.ELECTORATE_EDIT, P.BOARD_PUBLISH), _publish),
    "registers.freeze_register": Act(EDIT, lambda w, a: registers.freeze_register(w.roll.pk, actor=a)),
    "rows.add_rows": Act(EDIT, lambda w, a: rows.add_rows(w.roll.pk, [ROW], actor=a)),
    "rows.add_members": Act(EDIT, lambda w, a: rows.add_members(w.roll.pk, actor=a)),
    "rows.change_row": Act(EDIT, lambda w, a: rows.change_row(w.entry.pk, ROW, actor=a)),
    "moves.move_row": Act(EDIT, lambda w, a: moves.move_row(
        w.entry.pk, w.entry.electorate_id, household="", reason="", actor=a)),
    "rows.strike_row": Act(EDIT, lambda w, a: rows.strike_row(w.entry.pk, reason="", actor=a)),
    "rows.make_codes": Act(EDIT, lambda w, a: rows.make_codes(w.roll.pk, actor=a)),
    "rows.vouch": Act(knows, lambda w, a: rows.vouch(w.entry.pk, actor=a)),
    "rows.link_person": Act(EDIT, lambda w, a: rows.link_person(w.entry.pk, "", actor=a)),
    "objections.object_to": Act(everybody, lambda w, a: objections.object_to(
        w.roll.pk, by_name="甲", text="写错了名", actor=a)),
    "objections.rule_on": Act(EDIT, lambda w, a: objections.rule_on(w.wrong.pk, accepted=True, ruling="", actor=a)),
    "objections.give_proxy": Act(EDIT, lambda w, a: objections.give_proxy(
        w.entry.pk, w.holder.pk, paper="", actor=a)),
    "objections.end_proxy": Act(EDIT, lambda w, a: objections.end_proxy(w.giver.pk, actor=a)),
    "polls.open_poll": Act(HOLD, _open),
    "polls.close_poll": Act(HOLD, lambda w, a: polls.close_poll(w.by_name.pk, present=99, actor=a)),
    "polls.cancel_poll": Act(HOLD, lambda w, a: polls.cancel_poll(w.by_name.pk, reason="", actor=a)),
    "release.release": Act(HOLD, lambda w, a: release.release(w.by_name.pk, actor=a)),
    "release.override_result": Act(HOLD, lambda w, a: release.override_result(
        w.over.pk, passed=True, reason="", actor=a)),
    "secret.give_paper": Act(ENTER, lambda w, a: secret.give_paper(w.in_secret.pk, w.voters[2].pk, actor=a)),
    "secret.give_papers": Act(ENTER, lambda w, a: secret.give_papers(w.in_secret.pk, {}, actor=a)),
    "tallies.enter_counts": Act(ENTER, lambda w, a: tallies.enter_counts(
        w.in_secret.pk, {"x": 1}, channel="meeting", actor=a)),
    "tallies.confirm_counts": Act(ENTER, lambda w, a: tallies.confirm_counts(w.counted.pk, {"x": 1}, actor=a)),
    "tallies.recount": Act(HOLD, lambda w, a: tallies.recount(w.counted.pk, actor=a)),
    "voices.cast_named": Act(everybody, lambda w, a: _cast(w, a, "online")),  # the page has asked who it is
    "voices.cast_named paper": Act(ENTER, lambda w, a: _cast(w, a, "paper")),
    "voices.confirm_voice": Act(ENTER, lambda w, a: voices.confirm_voice(w.typed.pk, ["x"], actor=a)),
    "voices.settle_voice": Act(HOLD, lambda w, a: voices.settle_voice(w.disputed.pk, [], reason="", actor=a)),
    "voices.strike_voice": Act(HOLD, lambda w, a: voices.strike_voice(w.typed.pk, reason="", actor=a)),
}  # fmt: skip
INSIDE = {"registers.require_edit", "voices.require_entry"}
