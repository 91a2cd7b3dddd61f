"""For whom a request was reported, and their consent: at the desk and behind the link; it may be taken back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from gongzhi.access.public import Actor
from gongzhi.channels import public as channels
from gongzhi.core.errors import NotFound
from gongzhi.exchange import schemas as s
from gongzhi.exchange.actions.send import Done
from gongzhi.exchange.api.channels import shapes as t
from gongzhi.exchange.api.edge import ACT, SEE, act_once, actor
from gongzhi.exchange.api.residents import Key, Secret, once_own, reporter_of, resident
from gongzhi.exchange.api.together_schemas import NothingIn
from gongzhi.people import public as people
from gongzhi.requests import public as requests

router = Router(tags=["behalf"], auth=SEE)


def _told(number: str, row: channels.Behalf | None) -> dict[str, Any]:
    if row is None:
        return {"number": number, "for_another": False}
    return {
        "number": number, "for_another": True, "name": people.contact_of(row.principal.person_id).name,
        "how": row.how, "on": row.consent_on, "withdrawn_at": row.withdrawn_at,
    }  # fmt: skip


def _known(number: str, who: Actor) -> tuple[requests.Request, requests.Reporter, channels.Behalf | None]:
    """For who may know who asks. Raises NotFound, Forbidden."""
    about = requests.find(number, who)
    return about, channels.first_of(about, who), channels.behalf_of(about.pk)


def _there(row: channels.Behalf | None) -> channels.Behalf:
    if row is None:
        raise NotFound("This was not reported for somebody else.")
    return row


@router.get("/work/{number}/behalf", response=t.BehalfOut)
def behalf(request: HttpRequest, number: s.Number) -> Any:
    """For whom it was reported, for who may know who asks."""
    about, _first, row = _known(number, actor(request))
    return _told(about.number, row)


@router.post("/work/{number}/behalf", response=t.BehalfOut, auth=ACT)
def consent(request: HttpRequest, number: s.Number, data: t.ConsentIn, key: Key = "") -> Any:
    """Write down for whom it is and how they agreed; kept already: 409."""
    who = actor(request)
    about, first, _row = _known(number, who)
    act_once(request, about.pk, f"behalf:{number}", key, data, lambda: channels.report_for(
        first, channels.Consent(**data.model_dump()), actor=who, submission=""))  # fmt: skip
    return _told(about.number, channels.behalf_of(about.pk))


@router.post("/work/{number}/behalf/withdraw", response=t.BehalfOut, auth=ACT)
def withdraw(request: HttpRequest, number: s.Number, data: NothingIn, key: Key = "") -> Any:
    """Write down that they took the consent back; who handles the request and who reported it are told."""
    who = actor(request)
    about, _first, row = _known(number, who)
    act_once(request, about.pk, f"behalf-back:{number}", key, data,
             lambda: channels.withdraw(_there(row), actor=who))  # fmt: skip
    return _told(about.number, channels.behalf_of(about.pk))


def _own(reporter: requests.Reporter) -> dict[str, Any]:
    return _told(reporter.request.number, channels.own_behalf(reporter))


@router.get("/own/{number}/behalf", response=t.BehalfOut, auth=None)
def own(request: HttpRequest, number: s.Number, secret: Secret) -> Any:
    """For whom one reported, or that it was reported for oneself."""
    return _own(reporter_of(number, secret))


@router.post("/own/{number}/behalf", response=t.BehalfOut, auth=None)
def own_consent(request: HttpRequest, number: s.Number, data: t.ConsentIn, secret: Secret, key: Key = "") -> Any:
    """Say for whom one reported and how they agreed; with a phone they hear the answer, too."""
    reporter = reporter_of(number, secret)
    channels.own_behalf(reporter)

    def do() -> Done:
        said = channels.Consent(**data.model_dump())
        channels.report_for(reporter, said, actor=resident(reporter), submission="")
        return Done(reporter.request_id, reporter.pk)

    once_own(reporter, "behalf", key, data, do)
    return _own(reporter)


@router.post("/own/{number}/behalf/withdraw", response=t.BehalfOut, auth=None)
def own_withdraw(request: HttpRequest, number: s.Number, data: NothingIn, secret: Secret, key: Key = "") -> Any:
    """Take the consent back: by whom it was reported for, or by who reported."""
    reporter = reporter_of(number, secret)
    row = _there(channels.own_behalf(reporter))

    def do() -> Done:
        channels.withdraw(row, actor=resident(reporter))
        return Done(reporter.request_id, reporter.pk)

    once_own(reporter, "behalf-back", key, data, do)
    return _own(reporter)
