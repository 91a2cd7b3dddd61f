"""Every act on gardens, beds and their rota."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.core import clock
from gongzhi.deliberation.actions import adoptions, care, gardens, pledges
from gongzhi.deliberation.models import Adoption, Garden, GardenMember, Gift, Need, Pledge, Plot, Spending, Turn
from gongzhi.deliberation.rules.gardens import AdoptDraft, PledgeDraft
from tests.matrix.acts import Act, W, any_of, everybody
from tests.matrix.acts_world import save

PACKAGE = "gongzhi.deliberation.actions"
RUN = any_of(P.TOPIC_RUN)
ONE = Decimal(1)


def prepare(w: W) -> None:
    """A garden with an offer, a gift that waits, something used; a bed that somebody adopted, with a week of care."""
    w.garden = save(Garden(place=w.own, post=w.owner, kind="x", title="园", where="路", words="话"))
    w.need = save(Need(garden=w.garden, kind="labour", title="工", wanted=100))
    w.pledge = save(Pledge(garden=w.garden, need=w.need, number="1", giver="x", amount=100))
    w.gift = save(Gift(pledge=w.pledge, amount=100, on=clock.today(), first_by=1))
    w.used = save(Spending(need=w.need, amount=1, on=clock.today(), words="用", by_person=1))
    w.bed = save(Plot(garden=w.garden, name="一"))
    w.member = save(GardenMember(garden=w.garden, post=w.owner))
    w.adoption = save(Adoption(plot=w.bed, garden=w.garden, number="1", adopter="x"))
    w.turn = save(Turn(garden=w.garden, adoption=w.adoption, week=clock.today().replace(year=2000)))


def _draft(w: W) -> gardens.GardenDraft:
    return gardens.GardenDraft(w.own.pk, "x", "", "", "")


def _pledge(w: W, a: Any, channel: str) -> Any:
    return pledges.pledge(w.garden, PledgeDraft(w.need.pk, ONE, "x", channel=channel), actor=a)


def _ask(w: W, a: Any, channel: str) -> Any:
    return adoptions.ask(w.garden, AdoptDraft(w.bed.pk, "x", "", channel=channel), actor=a)


def _today(w: W, a: Any) -> Any:
    day = clock.today()
    return adoptions.sign(w.garden, w.adoption.pk, signed_on=day, starts_on=day.replace(year=2000), actor=a)


ACTS: dict[str, Act] = {
    "gardens.begin": Act(RUN, lambda w, a: gardens.begin(_draft(w), actor=a)),
    "gardens.need": Act(RUN, lambda w, a: gardens.need(w.garden, kind="money", title="", quantity=ONE, actor=a)),
    "gardens.change_need": Act(RUN, lambda w, a: gardens.change_need(w.garden, w.need.pk, quantity=-ONE, actor=a)),
    "gardens.add_member": Act(RUN, lambda w, a: gardens.add_member(w.garden, actor=a)),
    "gardens.remove_member": Act(RUN, lambda w, a: gardens.remove_member(w.garden, w.member.pk, actor=a)),
    "gardens.open_": Act(RUN, lambda w, a: gardens.open_(w.garden, actor=a)),
    "gardens.built": Act(RUN, lambda w, a: gardens.built(w.garden, words="", actor=a)),
    "gardens.settle": Act(RUN, lambda w, a: gardens.settle(w.garden, left="", actor=a)),
    "pledges.pledge": Act(everybody, lambda w, a: _pledge(w, a, "web")),
    "pledges.pledge paper": Act(RUN, lambda w, a: _pledge(w, a, "paper")),
    "pledges.withdraw": Act(RUN, lambda w, a: pledges.withdraw(w.pledge, actor=a)),
    "pledges.receive": Act(RUN, lambda w, a: pledges.receive(
        w.garden, w.pledge.pk, amount=-ONE, on=clock.today(), actor=a)),
    "pledges.confirm": Act(RUN, lambda w, a: pledges.confirm(w.garden, w.gift.pk, actor=a)),
    "pledges.strike_gift": Act(RUN, lambda w, a: pledges.strike_gift(w.garden, w.gift.pk, reason="", actor=a)),
    "pledges.spend": Act(RUN, lambda w, a: pledges.spend(
        w.garden, w.need.pk, amount=ONE, on=clock.today(), words="", actor=a)),
    "pledges.strike_spending": Act(RUN, lambda w, a: pledges.strike_spending(
        w.garden, w.used.pk, reason="", actor=a)),
    "adoptions.add_plot": Act(RUN, lambda w, a: adoptions.add_plot(w.garden, name="", actor=a)),
    "adoptions.remove_plot": Act(RUN, lambda w, a: adoptions.remove_plot(w.garden, w.bed.pk, actor=a)),
    "adoptions.ask": Act(everybody, lambda w, a: _ask(w, a, "web")),
    "adoptions.ask paper": Act(RUN, lambda w, a: _ask(w, a, "paper")),
    "adoptions.sign": Act(RUN, _today),
    "adoptions.refuse": Act(RUN, lambda w, a: adoptions.refuse(w.garden, w.adoption.pk, reason="", actor=a)),
    "adoptions.renew": Act(RUN, lambda w, a: adoptions.renew(w.garden, w.adoption.pk, actor=a)),
    "adoptions.end": Act(RUN, lambda w, a: adoptions.end(w.garden, w.adoption.pk, actor=a)),
    "care.draw_up": Act(RUN, lambda w, a: care.draw_up(
        w.garden, first=clock.today(), weeks=0, tasks=[], actor=a)),
    "care.done": Act(RUN, lambda w, a: care.done(w.turn, actor=a)),
    "care.give": Act(RUN, lambda w, a: care.give(w.garden, w.turn.pk, adoption_id=5, actor=a)),
}  # fmt: skip
# the edge has checked whose they are; `asked` is `procedures.choose`, which asks who holds the matter
INSIDE = {"care.ask_swap", "care.answer_swap", "care.asked", "pledges.contact_of"}
