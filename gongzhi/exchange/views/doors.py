"""`/desk/doors/`: which doors are open, what came in and went out last, what failed."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.access.public import Permission, scopes
from gongzhi.exchange.queries import orders
from gongzhi.exchange.queries.doors import DoorIn, doors_in, ways_out
from gongzhi.exchange.views.tokens import administrator
from gongzhi.notices import public as notices

NAMES = {
    "wechat": gettext_noop("WeChat official account"),
    "sms:generic": gettext_noop("SMS, signed JSON"),
    "sms:form": gettext_noop("SMS, signed form"),
    "microblog": gettext_noop("Microblog"),
    "hotline": gettext_noop("Telephone exchange"),
    "orders": gettext_noop("Orders of 12345"),
    "answers": gettext_noop("Answers to orders of 12345"),
    "sms": gettext_noop("SMS"),
    "mail": gettext_noop("E-mail"),
}
REASONS = {
    "bad-signature": gettext_noop("The signature was wrong: is the secret the same on both sides?"),
    "too-old": gettext_noop("The signature was too old: is the clock right on both sides?"),
    "replayed": gettext_noop("A signature was used a second time"),
    "not-understood": gettext_noop("It was not in the format of the vendor"),
    "too-large": gettext_noop("The message was too large"),
    "not-open": gettext_noop("The pack in force does not take requests by this way"),
    "too-many": gettext_noop("One sender wrote too often"),
    "invalid": gettext_noop("Something in the message was missing or wrong"),
    "not-found": gettext_noop("The sender named a number that is not theirs, or nobody is set up to receive"),
    "not-allowed": gettext_noop("The sender added to a request that has ended"),
    "conflict": gettext_noop("A message came again with other content"),
}


@never_cache
@login_required
@require_safe
def doors(request: HttpRequest) -> HttpResponse:
    """The doors in and the channels out."""
    actor = administrator(request)
    context = {
        "ways_in": [_way_in(d) for d in doors_in()],
        "ways_out": _ways_out(),
        "latest": notices.LATEST,
        "see_failures": bool(scopes(actor, Permission.NOTICE_SEE_FAILURES)),
    }
    return render(request, "exchange/doors.html", context)


def _way_in(door: DoorIn) -> dict[str, object]:
    if not door.open:
        state = (_("closed: no secret is set"), "grey")
    elif not door.used:
        state = (_("open, but not used by the pack"), "red")
    else:
        state = (_("open"), "green")
    error = door.seen.error if door.seen else ""
    reason = _(REASONS[error]) if error in REASONS else notices.reason_of(error) if error else ""
    return {"name": _(NAMES[door.name]), "door": door, "state": state[0], "colour": state[1], "reason": reason}


def _ways_out() -> list[dict[str, object]]:
    gone = notices.outgone()
    rows = []
    for way in ways_out():
        seen, sandbox = gone.get(way.channel), way.transport == "sandbox"
        rows.append(
            {
                "name": _(NAMES[way.channel]),
                "sandbox": sandbox,
                "state": _("sandbox: nothing leaves the machine") if sandbox else _("connected"),
                "colour": "yellow" if sandbox else "green",
                "seen": seen,
                "reason": notices.reason_of(seen.error) if seen and seen.error else "",
            }
        )
    if settings.ORDERS_SECRET:
        rows.append(_answers_out())
    return rows


def _answers_out() -> dict[str, object]:
    """Answers to orders: pushed where an address is set, else fetched by the other office."""
    on, seen = bool(settings.ORDERS_ANSWERS_URL), orders.pushed()
    return {
        "name": _(NAMES["answers"]), "sandbox": False, "state": _("connected") if on else _("fetched by the office"),
        "colour": "green" if on else "grey", "seen": seen,
        "reason": notices.reason_of(seen.error) if seen.error else "",
    }  # fmt: skip
