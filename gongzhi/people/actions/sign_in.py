"""Sign in by password, locked after too many failures. The counts are in the database: they hold for every process
and survive a restart."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from gongzhi.core import clock
from gongzhi.core.errors import Invalid, TooMany
from gongzhi.kit import crypto
from gongzhi.people.actions.door import end_sessions, note
from gongzhi.people.actions.persons import check_strength
from gongzhi.people.models import Account, Throttle
from gongzhi.people.rules import ACCOUNT_TRIES, ADDRESS_TRIES, LOCK_FOR, normal_username
from gongzhi.people.rules.door import SignInEvent


def sign_in(username: str, password: str, *, address: str, device: str = "") -> Account:
    """The account of that name and password (the second step comes after it). Raises Invalid (the same for a wrong name
    and a wrong password, after the same work), TooMany while the name or the network address is locked.

    A try is counted before the password is looked at, so that a hundred at once are no way round the limit.
    """
    account = _check(username, password, address=address, device=device)
    note(account.pk, SignInEvent.PASSWORD, address=address, device=device)
    return account


def check_password(account: Account, password: str, *, address: str, device: str = "") -> None:
    """Who is signed in types the password again. Raises Invalid, TooMany as `sign_in`."""
    _check(account.username, password, address=address, device=device)


def _check(username: str, password: str, *, address: str, device: str) -> Account:
    name = normal_username(username)[:200]
    counters = [("account", name, ACCOUNT_TRIES), ("address", address, ADDRESS_TRIES)]
    locked = [reserve(scope, value, tries) for scope, value, tries in counters]
    account = Account.objects.select_related("person").filter(username=name).first()
    if account is None or not account.has_usable_password():
        Account().set_password(password)  # as much work as for a name that exists
        right = False
    else:
        right = account.check_password(password)
    if account is None or not right or not account.is_active:
        until = max((moment for moment in locked if moment is not None), default=None)
        # the same row whether or not somebody is called so; without an account it tells nothing about the name
        event = SignInEvent.LOCKED if until is not None else SignInEvent.WRONG_PASSWORD
        note(account.pk if account else None, event, address=address, device=device)
        if until is not None:
            raise _too_many(until)
        raise Invalid("The user name or the password is not right.")
    forget_tries("account", name)
    give_back = Throttle.objects.filter(scope="address", key=_key("address", address), tries__gt=0)
    give_back.update(tries=F("tries") - 1, locked_until=None)
    return account


def _key(purpose: str, value: str) -> str:
    return crypto.keyring().blind_index(f"throttle-{purpose}", value)


def forget_tries(scope: str, value: str) -> None:
    """Begin to count anew: it was right."""
    Throttle.objects.filter(scope=scope, key=_key(scope, value)).delete()


def reserve(scope: str, value: str, tries: int) -> datetime | None:
    """Count a try. The moment until which it is locked where this was the last one. Raises TooMany where it is."""
    with transaction.atomic():
        row = locked_row(scope, _key(scope, value))
        now = clock.now()
        if row.locked_until is not None and row.locked_until > now:
            raise _too_many(row.locked_until)
        if row.locked_until is not None or row.since <= now - LOCK_FOR:
            row.tries, row.since = 0, now
        row.tries += 1
        row.locked_until = now + LOCK_FOR if row.tries >= tries else None
        Throttle.objects.filter(pk=row.pk).update(tries=row.tries, since=row.since, locked_until=row.locked_until)
    return row.locked_until


def locked_row(scope: str, key: str) -> Throttle:
    """The counter, locked until the transaction ends; made where it is not there yet."""
    Throttle.objects.bulk_create([Throttle(scope=scope, key=key)], ignore_conflicts=True)
    return Throttle.objects.select_for_update().get(scope=scope, key=key)


def _too_many(until: datetime) -> TooMany:
    return TooMany(
        "Too many failed tries. Sign-in is locked until %(time)s. Please try again then.",
        retry_after=int((until - clock.now()).total_seconds()) + 1,
        time=f"{clock.local(until):%H:%M}",
    )


def count_try(scope: str, value: str, *, tries: int) -> None:
    """Count a try of something that could be guessed (a number with a phone). Raises TooMany from `tries` on."""
    reserve(scope, value, tries)


def sweep_throttles(limit: int = 1000) -> int:
    """Forget counters that count no more; how many."""
    now = clock.now()
    old = Throttle.objects.filter(Q(locked_until=None) | Q(locked_until__lt=now), since__lt=now - LOCK_FOR)
    number, _ = Throttle.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:limit])).delete()
    return number


def change_password(
    account_id: int, *, old: str, new: str, again: str, address: str, device: str = "", keep: str | None = None
) -> Account:
    """Set a new password after the old one; every session but `keep` ends. Raises Invalid (old, new, again)/TooMany."""
    account = Account.objects.get(pk=account_id)
    if new != again:
        raise Invalid("The two new passwords are not the same.", field="again")
    try:
        check_password(account, old, address=address, device=device)
    except Invalid:
        raise Invalid("The present password is not right.", field="old") from None
    check_strength(new, account)
    account.set_password(new)
    with transaction.atomic():
        Account.objects.filter(pk=account_id).update(password=account.password)
        end_sessions(account_id, keep=keep)
        note(account_id, SignInEvent.PASSWORD_CHANGED, address=address, device=device)
    return account
