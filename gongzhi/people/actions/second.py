"""The second step of signing in: a code app, and recovery codes for the day on which it is lost.

Tries are counted before a code is looked at, as for passwords; a code that was taken is never taken again.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_noop as _

from gongzhi.access.public import Actor, ActorKind, Permission, held_with, require
from gongzhi.core import clock, entropy
from gongzhi.core.errors import Conflict, Invalid, NotFound
from gongzhi.kit import crypto
from gongzhi.ledger import public as ledger
from gongzhi.people.actions.door import end_sessions, note
from gongzhi.people.actions.sign_in import forget_tries, reserve
from gongzhi.people.models import Account, RecoveryCode, SecondFactor
from gongzhi.people.queries import aad
from gongzhi.people.rules import totp
from gongzhi.people.rules.door import SignInEvent

RESET = ledger.register("people:second-step:reset", _("The second step of a sign-in was reset"), ["account", "person"])
_COLUMN = "people_secondfactor.sealed"


def begin_second(account_id: int) -> None:
    """Make a new secret; it counts once a code of it is confirmed. Raises Conflict where one is in force."""
    with transaction.atomic():
        if SecondFactor.objects.filter(account_id=account_id, confirmed_at__isnull=False).exists():
            raise Conflict("The second step is switched on already.")
        SecondFactor.objects.filter(account_id=account_id).delete()
        row = SecondFactor(account_id=account_id)
        row.sealed = _seal(row, totp.secret_text(entropy.token_bytes(totp.SECRET_BYTES)))
        row.save(force_insert=True)


def _seal(row: SecondFactor, secret: str) -> str:
    return crypto.keyring().encrypt(secret, aad=aad(row.pk, _COLUMN))


def _open(row: SecondFactor) -> str:
    return crypto.keyring().decrypt(row.sealed, aad=aad(row.pk, _COLUMN))


def secret_waiting(account_id: int) -> str | None:
    """The secret (base32) that waits to be confirmed; of one in force nothing is ever shown again."""
    row = SecondFactor.objects.filter(account_id=account_id, confirmed_at=None).first()
    return _open(row) if row else None


def confirm_second(account_id: int, code: str, *, address: str, device: str = "") -> list[str]:
    """Switch the second step on by a code of the app; the recovery codes, shown this once. Raises Invalid (code),
    TooMany, Conflict where nothing waits."""
    row = SecondFactor.objects.filter(account_id=account_id, confirmed_at=None).first()
    if row is None:
        raise Conflict("Begin the set-up anew.")
    _take(row, code, address=address, device=device)
    with transaction.atomic():
        if not SecondFactor.objects.filter(pk=row.pk, confirmed_at=None).update(confirmed_at=clock.now()):
            raise Conflict("Begin the set-up anew.")
        note(account_id, SignInEvent.SECOND_ON, address=address, device=device)
        return _new_codes(account_id)


def _new_codes(account_id: int) -> list[str]:
    RecoveryCode.objects.filter(account_id=account_id).delete()
    codes = [
        totp.recovery_code([entropy.below(totp.RECOVERY_BELOW) for _ in range(totp.RECOVERY_LENGTH)])
        for _ in range(totp.RECOVERY_CODES)
    ]
    RecoveryCode.objects.bulk_create(
        [RecoveryCode(account_id=account_id, digest=_digest(account_id, totp.clean(code))) for code in codes]
    )
    return codes


def _digest(account_id: int, plain: str) -> str:
    return crypto.keyring().blind_index("recovery-code", f"{account_id}:{plain}")


def _take(row: SecondFactor, code: str, *, address: str, device: str) -> SignInEvent:
    """Count a try, then take a code of the app, or a recovery code. Raises Invalid (field `code`), TooMany."""
    account_id, typed = row.account_id, totp.clean(code)
    until = reserve("second", str(account_id), totp.TRIES)
    event = None
    if len(typed) == totp.RECOVERY_LENGTH and row.confirmed_at is not None:
        own = RecoveryCode.objects.filter(account_id=account_id, digest=_digest(account_id, typed), used_at=None)
        event = SignInEvent.RECOVERY if own.update(used_at=clock.now()) else None
    else:
        step = totp.step_of(_open(row), typed, clock.now().timestamp(), row.last_step)
        # of two that bring the same code at once, one changes the row
        if step is not None and SecondFactor.objects.filter(pk=row.pk, last_step__lt=step).update(last_step=step):
            event = SignInEvent.SECOND
    if event is None:
        wrong = SignInEvent.SECOND_LOCKED if until is not None else SignInEvent.WRONG_SECOND
        note(account_id, wrong, address=address, device=device)
        raise Invalid("The code is not right, or it was used already. Wait for the next one.", field="code")
    forget_tries("second", str(account_id))
    return event


def _in_force(account_id: int) -> SecondFactor:
    row = SecondFactor.objects.filter(account_id=account_id, confirmed_at__isnull=False).first()
    if row is None:
        raise Conflict("The second step is not switched on.")
    return row


def check_second(account_id: int, code: str, *, address: str, device: str = "") -> Account:
    """The account, where the code of its app (or a recovery code) is right. Raises Invalid (field `code`), TooMany
    while locked, Conflict where there is no second step or the account is closed."""
    account = Account.objects.select_related("person").filter(pk=account_id, is_active=True).first()
    if account is None:
        raise Conflict("The second step is not switched on.")
    event = _take(_in_force(account_id), code, address=address, device=device)
    note(account_id, event, address=address, device=device)
    return account


def renew_recovery(account_id: int, code: str, *, address: str, device: str = "") -> list[str]:
    """New recovery codes, after a code; the old ones are void. Raises as `check_second`."""
    _take(_in_force(account_id), code, address=address, device=device)
    with transaction.atomic():
        note(account_id, SignInEvent.NEW_RECOVERY, address=address, device=device)
        return _new_codes(account_id)


def turn_off_second(account_id: int, code: str, *, address: str, device: str = "") -> None:
    """Switch the second step off, after a code. The caller makes sure that it is not demanded. As `check_second`."""
    _take(_in_force(account_id), code, address=address, device=device)
    with transaction.atomic():
        _forget(account_id)
        note(account_id, SignInEvent.SECOND_OFF, address=address, device=device)


def _forget(account_id: int) -> int:
    RecoveryCode.objects.filter(account_id=account_id).delete()
    number, _ = SecondFactor.objects.filter(account_id=account_id).delete()
    return number


def reset_second(account_id: int, *, reason: str, actor: Actor, ancestors: Iterable[int], address: str = "") -> None:
    """An administrator takes the second step away from somebody who lost phone and codes, and ends the sessions.

    `ancestors`: a place where the person holds a post. Needs `account:reset` there; nobody resets the own one. Raises
    Forbidden, Invalid (reason), NotFound, Conflict where there is none.
    """
    where = tuple(ancestors)
    require(actor, Permission.ACCOUNT_RESET, where)
    why = " ".join(reason.split())
    if not 4 <= len(why) <= 200:
        raise Invalid("Say in 4 to 200 characters why.", field="reason")
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise NotFound("There is no such account.")
    if account.person_id == actor.person_id:
        raise Conflict("Ask another administrator to reset your own second step.")
    post = held_with(actor, Permission.ACCOUNT_RESET, where) if actor.kind is not ActorKind.SYSTEM else None
    with transaction.atomic():
        if not _forget(account_id):
            raise Conflict("The second step is not switched on.")
        forget_tries("second", str(account_id))
        note(account_id, SignInEvent.SECOND_RESET, address=address)
        end_sessions(account_id)
        ledger.record(
            RESET,
            stream=account.person_id,
            actor=actor,
            codes={"account": account_id, "person": account.person_id},
            texts={"reason": why},
            persons={"reason": account.person_id},
            appointment_id=post.appointment_id if post else None,
        )


def rotate_secrets(limit: int = 200) -> int:
    """Re-encrypt secrets that an older key sealed; how many were done."""
    done = 0
    for row in SecondFactor.objects.exclude(sealed__startswith=crypto.keyring().prefix).order_by("id")[:limit]:
        fresh = _seal(row, _open(row))
        done += SecondFactor.objects.filter(pk=row.pk, sealed=row.sealed).update(sealed=fresh)
    return done
