"""The record of sign-ins, and sessions that end."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from gongzhi.core import clock
from gongzhi.people.models import Session, SignIn
from gongzhi.people.rules.door import SignInEvent, mask_network


def note(account_id: int | None, event: SignInEvent, *, address: str, device: str = "") -> None:
    """Keep what happened at the door: the network masked, of an unknown user name nothing but that it was tried."""
    row = SignIn(account_id=account_id, event=event, network=mask_network(address), device=device[:40])
    row.save(force_insert=True)


def end_sessions(account_id: int, *, keep: str | None = None, address: str = "", device: str = "") -> int:
    """Sign the account out everywhere (but for the session with the key `keep`); how many sessions ended. Noted
    where the person asked for it (`address`)."""
    with transaction.atomic():
        others = Session.objects.filter(account_id=account_id)
        if keep:
            others = others.exclude(session_key=keep)
        ended, _ = others.delete()
        if ended and address:
            note(account_id, SignInEvent.ELSEWHERE_OUT, address=address, device=device)
    return ended


def touch_session(key: str) -> None:
    """Note that the session was used."""
    with transaction.atomic():
        Session.objects.filter(session_key=key).update(seen_at=clock.now())


def sweep_sign_ins(limit: int = 1000) -> int:
    """Forget what happened at the door longer than `settings.SIGN_IN_DAYS` ago; how many lines."""
    before = clock.now() - timedelta(days=settings.SIGN_IN_DAYS)
    old = SignIn.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)[:limit]
    number, _ = SignIn.objects.filter(pk__in=list(old)).delete()
    return number


def sweep_sessions(limit: int = 1000) -> int:
    """Forget sessions that ran out; how many."""
    old = Session.objects.filter(expire_date__lt=clock.now()).values_list("pk", flat=True)[:limit]
    number, _ = Session.objects.filter(pk__in=list(old)).delete()
    return number
