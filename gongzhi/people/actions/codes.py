"""Sign in by a code sent to a mobile phone; the first time makes the account."""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from gongzhi.core import clock, entropy
from gongzhi.core.errors import Invalid, TooMany, Unavailable
from gongzhi.core.ids import new_id
from gongzhi.kit import crypto
from gongzhi.people import rules
from gongzhi.people.actions.door import note
from gongzhi.people.actions.persons import create_account, create_person, give_consent, set_contact
from gongzhi.people.actions.sign_in import locked_row
from gongzhi.people.models import Account, Contact, PhoneCode
from gongzhi.people.queries import aad
from gongzhi.people.rules import ContactKind
from gongzhi.people.rules.door import SignInEvent

CONSENT_VERSION = "2026-11"
_DAY = timedelta(days=1)
_COLUMN = "people_phonecode.sealed"


@dataclass(frozen=True, slots=True)
class CodeToSend:
    """A code on its way: `phone` in E.164, `key` the same for the same sending."""

    phone: str
    code: str
    minutes: int
    key: str


CodeHandler = Callable[[CodeToSend], None]
_handlers: list[CodeHandler] = []


def on_code(handler: CodeHandler) -> None:
    """Register who sends codes; called inside the transaction. `site` wires it to `notices`."""
    if handler not in _handlers:
        _handlers.append(handler)


def request_code(phone: str, *, address: str) -> int:
    """Send a code to a mobile phone; the id under which it is checked. A code sent before is void.

    Raises Invalid (field `phone`), TooMany (one a minute and ten a day for a phone, thirty an hour for an address),
    Unavailable where nothing sends messages.
    """
    plain = rules.normalise_phone(phone, mobile=True)
    if not _handlers:
        raise Unavailable("Codes cannot be sent at present. Please ask the community office.")
    ring = crypto.keyring()
    index = ring.blind_index(ContactKind.PHONE, plain)
    where = ring.blind_index("throttle-address", address)
    with transaction.atomic():
        for scope, key in (("code-address", where), ("code-phone", index)):
            locked_row(scope, key)  # one at a time, else two at once would both be the first of the minute
        now = clock.now()
        _limits(index, where, now)
        PhoneCode.objects.filter(index=index, used_at=None, expires_at__gt=now).update(expires_at=now)
        code = f"{entropy.below(10**6):06d}"
        pk = new_id()
        row = PhoneCode(
            id=pk,
            index=index,
            address=where,
            sealed=ring.encrypt(plain, aad=aad(pk, _COLUMN)),
            digest=_digest(pk, code),
            sent_at=now,
            expires_at=now + rules.CODE_LIVES,
        )
        row.save(force_insert=True)
        message = CodeToSend(plain, code, int(rules.CODE_LIVES.total_seconds() // 60), f"code-{pk}")
        for handler in _handlers:
            handler(message)
    return pk


def _digest(pk: int, code: str) -> str:
    return crypto.keyring().blind_index("phone-code", f"{pk}:{code}")


def _limits(index: str, where: str, now: datetime) -> None:
    sent = list(
        PhoneCode.objects.filter(index=index, sent_at__gt=now - _DAY)
        .order_by("sent_at")
        .values_list("sent_at", flat=True)
    )
    if sent and sent[-1] > now - rules.CODE_EVERY:
        wait = int((sent[-1] + rules.CODE_EVERY - now).total_seconds()) + 1
        raise TooMany(
            "A code was sent just now. Ask for another in %(seconds)s seconds.", retry_after=wait, seconds=wait
        )
    if len(sent) >= rules.CODES_A_DAY:
        wait = int((sent[-rules.CODES_A_DAY] + _DAY - now).total_seconds()) + 1
        raise TooMany("No more codes can be sent to this phone today.", retry_after=wait)
    hour = timedelta(hours=1)
    if PhoneCode.objects.filter(address=where, sent_at__gt=now - hour).count() >= rules.CODES_AN_HOUR_AN_ADDRESS:
        raise TooMany("Too many codes were asked for from this network. Please try again in an hour.", retry_after=3600)


def check_code(code_id: int, code: str, *, address: str = "", device: str = "") -> Account:
    """The account of the phone to which the code went; made, with the consent that the page asked for, where this is
    the first time. Raises Invalid (field `code`): wrong, too old, used, or tried too often."""
    typed = "".join(unicodedata.normalize("NFKC", code).split())
    now = clock.now()
    open_ = PhoneCode.objects.filter(pk=code_id, used_at=None, expires_at__gt=now, tries__lt=rules.CODE_TRIES)
    if not open_.update(tries=F("tries") + 1):  # counted before it is looked at
        raise Invalid("This code is no longer valid. Please ask for a new one.", field="code")
    row = PhoneCode.objects.get(pk=code_id)
    if not hmac.compare_digest(row.digest, _digest(code_id, typed)):
        if row.tries >= rules.CODE_TRIES:
            raise Invalid("The code was wrong too often. Please ask for a new one.", field="code")
        raise Invalid("The code is not right.", field="code")
    if not PhoneCode.objects.filter(pk=code_id, used_at=None).update(used_at=now):
        raise Invalid("This code is no longer valid. Please ask for a new one.", field="code")
    phone = crypto.keyring().decrypt(row.sealed, aad=aad(row.pk, _COLUMN))
    try:
        account = _account_of(phone, row.index)
    except IntegrityError:  # two first times at once: the other one made it
        account = _account_of(phone, row.index)
    note(account.pk, SignInEvent.PHONE_CODE, address=address, device=device)
    return account


def _account_of(phone: str, index: str) -> Account:
    """A contact somebody merely typed does not open a door: only the phone proved by a code belongs to an account."""
    with transaction.atomic():
        known = Contact.objects.filter(kind=ContactKind.PHONE, index=index, verified_at__isnull=False).first()
        if known is None:
            person_id = create_person(name="").pk
            set_contact(person_id, ContactKind.PHONE, phone, verified=True)
        else:
            person_id = known.person_id
        account = Account.objects.select_related("person").filter(person_id=person_id).first()
        if account is None:
            account = create_account(person=person_id, username=f"p{person_id}", password=None)
        if not account.is_active:
            raise Invalid("This account is closed. Please ask the community office.", field="code")
        give_consent(person_id, CONSENT_VERSION)
    return account


def sweep_codes(limit: int = 1000) -> int:
    """Delete codes older than a day (until then they count for the limits); how many."""
    old = PhoneCode.objects.filter(sent_at__lt=clock.now() - _DAY).values_list("pk", flat=True)[:limit]
    number, _ = PhoneCode.objects.filter(pk__in=list(old)).delete()
    return number
