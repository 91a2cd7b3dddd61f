"""Sign in by the unit's own service (OpenID Connect). It opens accounts that there are; it never makes one."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from gongzhi.core import clock, entropy
from gongzhi.core.errors import Conflict, Forbidden, Invalid
from gongzhi.kit import crypto
from gongzhi.people import rules
from gongzhi.people.actions import provider
from gongzhi.people.actions.door import note
from gongzhi.people.models import Account, Contact, LinkedLogin
from gongzhi.people.rules import ContactKind, oidc
from gongzhi.people.rules.door import SignInEvent

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What we keep of a question until the answer comes back; `address` is where the browser goes."""

    address: str
    state: str
    nonce: str
    verifier: str

    def kept(self) -> dict[str, str]:
        """For the session."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Proved:
    """Who it is for the provider; `vouched`: it answers for the second step as well."""

    subject: str
    claims: dict[str, Any]
    vouched: bool


def back_address() -> str:
    """Where the provider sends the browser back to; it must be registered there."""
    return f"{settings.SITE_ROOT}/login/oidc/back/"


def ask_provider() -> Asked:
    """A new question. Raises provider.Down (Unavailable)."""
    state, nonce, verifier = (entropy.token_urlsafe(32) for _ in range(3))
    try:
        at = provider.provider()
    except provider.Down as error:
        log.warning("OIDC: %s", error.why)
        raise
    address = oidc.question(
        at.authorize, client=settings.OIDC_CLIENT, back=back_address(), claim=settings.OIDC_CLAIM, state=state,
        nonce=nonce, verifier=verifier,
    )  # fmt: skip
    return Asked(address, state, nonce, verifier)


def hear_provider(asked: dict[str, str], answer: dict[str, str], *, address: str = "", device: str = "") -> Proved:
    """What the provider's answer (the parameters of the address) proves. Raises Forbidden where nothing, Unavailable
    where it does not answer."""
    try:
        if not oidc.same(answer.get("state"), asked["state"]):
            raise oidc.NotProved("another state")
        if "iss" in answer and answer["iss"] != settings.OIDC_ISSUER:
            raise oidc.NotProved("the answer of another provider")
        if "error" in answer or not answer.get("code"):
            raise oidc.NotProved(f"refused there: {answer.get('error', '')[:60]}")
        claims = provider.redeem(answer["code"], verifier=asked["verifier"], back=back_address())
        subject = oidc.check_claims(claims, issuer=settings.OIDC_ISSUER, client=settings.OIDC_CLIENT,
                                    nonce=asked["nonce"], now=clock.now())  # fmt: skip
    except oidc.NotProved as why:
        log.warning("OIDC: %s", why)
        note(None, SignInEvent.OIDC_REFUSED, address=address, device=device)
        raise Forbidden("The sign-in service did not confirm who you are. Please begin again.") from None
    except provider.Down as error:
        log.warning("OIDC: %s", error.why)
        raise
    amr = settings.OIDC_AMR
    return Proved(subject, claims, not amr or bool(amr & oidc.methods(claims)))


def sign_in_proved(proved: Proved, *, address: str, device: str = "") -> Account:
    """The account linked with that subject, else the one that a verified claim names (linked from then on). Raises
    Forbidden where there is none, it is closed, or it is linked with somebody else."""
    issuer = settings.OIDC_ISSUER
    link = LinkedLogin.objects.filter(issuer=issuer, subject=proved.subject).first()
    account_id = link.account_id if link else _by_claim(proved.claims)
    account = Account.objects.select_related("person").filter(pk=account_id or 0, is_active=True).first()
    try:
        if account is None:
            raise Conflict("The account is not linked.")
        if link is None:
            link_login(account.pk, proved.subject, address=address, device=device)
    except (Conflict, Invalid):
        note(account.pk if account else None, SignInEvent.OIDC_REFUSED, address=address, device=device)
        raise Forbidden("No account here is linked with yours at the sign-in service.") from None
    note(account.pk, SignInEvent.OIDC, address=address, device=device)
    return account


def _by_claim(claims: dict[str, Any]) -> int | None:
    """The one account that the configured claim names; None where none or several."""
    name = settings.OIDC_CLAIM
    value = oidc.claim_of(claims, name) if name else ""
    if not value:
        return None
    if name not in oidc.PROVED:
        found = Account.objects.filter(username=rules.normal_username(value)[:60])
    else:
        kind = ContactKind.EMAIL if name == "email" else ContactKind.PHONE
        try:
            plain = rules.normalise_email(value) if kind is ContactKind.EMAIL else rules.normalise_phone(value)
        except Invalid:
            return None
        index = crypto.keyring().blind_index(kind, plain)
        persons = Contact.objects.filter(kind=kind, index=index, verified_at__isnull=False).values("person")
        found = Account.objects.filter(person__in=persons)
    ids = list(found.values_list("pk", flat=True)[:2])
    return ids[0] if len(ids) == 1 else None


def link_login(account_id: int, subject: str, *, address: str = "", device: str = "") -> None:
    """Link the account with a subject at `settings.OIDC_ISSUER`. Raises Invalid (no service, no subject), Conflict
    where either is linked already."""
    if not settings.OIDC_ISSUER or not 0 < len(subject) <= 255:
        raise Invalid("No sign-in service is set up, or its name for you is missing.", field="subject")
    try:
        with transaction.atomic():
            LinkedLogin(account_id=account_id, issuer=settings.OIDC_ISSUER, subject=subject).save(force_insert=True)
            note(account_id, SignInEvent.OIDC_LINKED, address=address, device=device)
    except IntegrityError:
        raise Conflict("This account, or the one at the sign-in service, is linked already.") from None


def unlink_login(account_id: int, *, address: str, device: str = "") -> None:
    """Take the link away. Raises Conflict where there is none, or nothing else would open the account."""
    account = Account.objects.get(pk=account_id)
    if not account.has_usable_password():
        raise Conflict("Without a password nothing else would open the account.")
    with transaction.atomic():
        gone, _ = LinkedLogin.objects.filter(account_id=account_id, issuer=settings.OIDC_ISSUER).delete()
        if not gone:
            raise Conflict("The account is not linked.")
        note(account_id, SignInEvent.OIDC_UNLINKED, address=address, device=device)
