"""Sign in by password, locked after too many failures. The counts are in the database: they hold for every process
and survive a restart."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from gongzhi.core import clock
from gongzhi.core.errors import Invalid, TooMany
from gongzhi.kit import crypto
from gongzhi.people.actions.persons import check_strength
from gongzhi.people.models import Account, Throttle
from gongzhi.people.rules import ACCOUNT_TRIES, ADDRESS_TRIES, LOCK_FOR, normal_username


def sign_in(username: str, password: str, *, address: str) -> Account:
    """The account of that name and password. Raises Invalid (the same for a wrong name and a wrong password, after the
    same work), TooMany while the name or the network address is locked.

    A try is counted before the password is looked at, so that a hundred at once are no way round the limit.
    """
    name = normal_username(username)[:200]
    counters = [("account", _key("account", name), ACCOUNT_TRIES), ("address", _key("address", address), ADDRESS_TRIES)]
    locked = [_reserve(scope, key, tries) for scope, key, tries in counters]
    account = Account.objects.select_related("person").filter(username=name).first()
    if account is None or not account.has_usable_password():
        Account().set_password(password)  # as much work as for a name that exists
        right = False
    else:
        right = account.check_password(password)
    if account is None or not right or not account.is_active:
        until = max((moment for moment in locked if moment is not None), default=None)
        if until is not None:
            raise _too_many(until)
        raise Invalid("The user name or the password is not right.")
    Throttle.objects.filter(scope="account", key=counters[0][1]).delete()
    give_back = Throttle.objects.filter(scope="address", key=counters[1][1], tries__gt=0)
    give_back.update(tries=F("tries") - 1, locked_until=None)
    return account


def _key(purpose: str, value: str) -> str:
    return crypto.keyring().blind_index(f"throttle-{purpose}", value)


def _reserve(scope: str, key: str, tries: int) -> datetime | None:
    """Count a try. The moment until which it is locked where this was the last one. Raises TooMany where it is."""
    with transaction.atomic():
        row = locked_row(scope, key)
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
    _reserve(scope, _key(scope, value), tries)


def sweep_throttles(limit: int = 1000) -> int:
    """Forget counters that count no more; how many."""
    now = clock.now()
    old = Throttle.objects.filter(Q(locked_until=None) | Q(locked_until__lt=now), since__lt=now - LOCK_FOR)
    number, _ = Throttle.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:limit])).delete()
    return number


def change_password(account_id: int, *, old: str, new: str, again: str, address: str) -> Account:
    """Set a new password after the old one. Raises Invalid (fields old, new, again), TooMany as `sign_in`."""
    account = Account.objects.get(pk=account_id)
    if new != again:
        raise Invalid("The two new passwords are not the same.", field="again")
    try:
        sign_in(account.username, old, address=address)
    except Invalid:
        raise Invalid("The present password is not right.", field="old") from None
    check_strength(new, account)
    account.set_password(new)
    with transaction.atomic():
        Account.objects.filter(pk=account_id).update(password=account.password)
    return account
