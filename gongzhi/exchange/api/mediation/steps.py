"""The acts on a case: taking it, what the sides say, the forms of the steps, sittings, how it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from gongzhi.access.public import Actor
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import ACT, act_once
from gongzhi.exchange.api.mediation import shapes as t
from gongzhi.exchange.api.mediation.cases import case_out
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.structure.common import posted
from gongzhi.exchange.api.together_schemas import NothingIn
from gongzhi.mediation import public as mediation

router = Router(tags=["mediation"], auth=ACT)
Act = Callable[[mediation.Case, Actor], object]


def _act(request: HttpRequest, case_id: int, verb: str, key: str, data: s.In, act: Act) -> Any:
    """Act on what the actor sees, and give it as it is then: who mediates it no more reads nothing of the sides."""
    who = posted(request)
    found = mediation.cases.get(case_id, who)
    act_once(request, case_id, f"{verb}:{case_id}", key, data, lambda: act(found, who))
    return case_out(mediation.cases.get(case_id, who), who)


@router.post("/mediation/cases/{case_id}/take", response=t.CaseOut)
def take(request: HttpRequest, case_id: s.Id, data: NothingIn, key: Key = "") -> Any:
    """The post that is asked takes the case: what the sides said opens for it, and closes for who had it."""
    return _act(request, case_id, "case-take", key, data, lambda c, who: mediation.steps.take(c, actor=who))


@router.post("/mediation/cases/{case_id}/decline", response={204: None})
def decline(request: HttpRequest, case_id: s.Id, data: t.DeclineIn, key: Key = "") -> Any:
    """The post that is asked says no: related to a side, no time. It may not see the case afterwards."""
    who = posted(request)
    act_once(request, case_id, f"case-decline:{case_id}", key, data, lambda: mediation.steps.decline(
        mediation.cases.get(case_id, who), reason=data.reason, actor=who))  # fmt: skip
    return Status(204, None)


@router.post("/mediation/cases/{case_id}/consent", response=t.CaseOut)
def consent(request: HttpRequest, case_id: s.Id, data: t.SidesConsentIn, key: Key = "") -> Any:
    """A side says whether it wants the mediation; a refusal ends the case, at any step."""
    return _act(request, case_id, "case-consent", key, data, lambda c, who: mediation.steps.consent(
        c, data.side_id, agrees=data.agrees, actor=who))  # fmt: skip


@router.post("/mediation/cases/{case_id}/ask", response=t.CaseOut)
def ask(request: HttpRequest, case_id: s.Id, data: t.ArrangeIn, key: Key = "") -> Any:
    """Ask somebody who was matched to persuade or to mediate."""
    return _act(request, case_id, "case-ask", key, data, lambda c, who: mediation.steps.arrange(
        c, data.what, data.post_id, actor=who))  # fmt: skip


@router.post("/mediation/cases/{case_id}/form", response=t.CaseOut)
def fill(request: HttpRequest, case_id: s.Id, data: t.FillIn, key: Key = "") -> Any:
    """Fill in the form of the present step (望闻问切处), or change it."""
    return _act(request, case_id, "case-form", key, data,
                lambda c, who: mediation.steps.fill(c, dict(data.answers), actor=who))  # fmt: skip


@router.post("/mediation/cases/{case_id}/finish", response=t.CaseOut)
def finish(request: HttpRequest, case_id: s.Id, data: t.FinishIn, key: Key = "") -> Any:
    """Leave the present step by one of its outcomes."""
    return _act(request, case_id, "case-finish", key, data, lambda c, who: mediation.steps.finish(
        c, data.outcome, goes_to=data.goes_to, actor=who))  # fmt: skip


@router.post("/mediation/cases/{case_id}/agree", response=t.CaseOut)
def agree(request: HttpRequest, case_id: s.Id, data: t.AgreeIn, key: Key = "") -> Any:
    """Record what the sides agreed on; only a people's mediation committee issues it."""
    return _act(request, case_id, "case-agree", key, data,
                lambda c, who: mediation.agreeing.agree(c, **data.model_dump(), actor=who))  # fmt: skip


@router.post("/mediation/cases/{case_id}/court", response=t.CaseOut)
def court(request: HttpRequest, case_id: s.Id, data: t.CourtIn, key: Key = "") -> Any:
    """What the court said to the agreement."""
    return _act(request, case_id, "case-court", key, data,
                lambda c, who: mediation.agreeing.court(c, **data.model_dump(), actor=who))  # fmt: skip


@router.post("/mediation/cases/{case_id}/call-back", response=t.CaseOut)
def call_back(request: HttpRequest, case_id: s.Id, data: t.SidesCallBackIn, key: Key = "") -> Any:
    """What the sides say when they are called back."""
    return _act(request, case_id, "case-call-back", key, data,
                lambda c, who: mediation.agreeing.call_back(c, **data.model_dump(), actor=who))  # fmt: skip


@router.post("/mediation/cases/{case_id}/sittings", response=t.CaseOut)
def call(request: HttpRequest, case_id: s.Id, data: t.SidesCallIn, key: Key = "") -> Any:
    """Call the sides; who gave a phone gets a message that names nobody."""
    return _act(request, case_id, "case-call", key, data,
                lambda c, who: mediation.sittings.call(c, **data.model_dump(), actor=who))  # fmt: skip


@router.post("/mediation/cases/{case_id}/sittings/{sitting_id}/hold", response=t.CaseOut)
def hold(request: HttpRequest, case_id: s.Id, sitting_id: s.Id, data: t.SittingHoldIn, key: Key = "") -> Any:
    """It was held: how many sides came, what was said."""
    return _act(request, case_id, f"sitting-hold:{sitting_id}", key, data, lambda c, who: mediation.sittings.hold(
        c, sitting_id, came=data.came, notes=data.notes, actor=who))  # fmt: skip


@router.post("/mediation/cases/{case_id}/sittings/{sitting_id}/drop", response=t.CaseOut)
def drop(request: HttpRequest, case_id: s.Id, sitting_id: s.Id, data: NothingIn, key: Key = "") -> Any:
    """Call it off; the sides are told."""
    return _act(request, case_id, f"sitting-drop:{sitting_id}", key, data,
                lambda c, who: mediation.sittings.drop(c, sitting_id, actor=who))  # fmt: skip
