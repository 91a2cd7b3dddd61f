"""Persons, how to reach them (encrypted), the accounts they sign in with, and who saw their data."""

from __future__ import annotations

from importlib import import_module
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q

from gongzhi.core import clock
from gongzhi.core.ids import new_id
from gongzhi.kit.models import Row
from gongzhi.people.rules import ContactKind
from gongzhi.people.rules.door import SignInEvent


class Person(Row):
    """Somebody known to the installation: a resident who asked, or staff. Never tagged, scored or ranked."""

    name = models.CharField(max_length=60)
    alias = models.CharField(max_length=60, default="")  # how somebody wants to be called instead
    created_at = models.DateTimeField(default=clock.now)
    erased_at = models.DateTimeField(null=True)


class Contact(Row):
    """A phone or e-mail of a person, encrypted; found again by its blind index only."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts", db_index=False)
    kind = models.CharField(max_length=8, choices=[(k.value, k.value) for k in ContactKind])
    sealed = models.CharField(max_length=400)  # kit.crypto, bound to this row
    index = models.CharField(max_length=64)
    verified_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["index"], name="people_contact_index")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind"], name="people_contact_one_a_kind"),
            models.UniqueConstraint(
                fields=["kind", "index"], condition=Q(verified_at__isnull=False), name="people_contact_verified_once"
            ),
        ]


class Accounts(BaseUserManager["Account"]):
    """With the person at once: every page of somebody signed in shows the name."""

    def get_queryset(self) -> models.QuerySet[Account]:
        """All accounts."""
        return super().get_queryset().select_related("person")


class Account(AbstractBaseUser):
    """A way to sign in; at most one a person."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    username = models.CharField(max_length=60, unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = Accounts()


class Consent(Row):
    """A person agreed to a text, in the version they saw."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)


class Reveal(Row):
    """Somebody saw a personal field in clear, and said why. The person concerned can read it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reveals")
    field = models.CharField(max_length=12)
    reason = models.CharField(max_length=200)
    by_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    appointment_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "at"], name="people_reveal_of"),
            models.Index(fields=["by_person", "at"], name="people_reveal_by"),
        ]


class Throttle(Row):
    """Tries of one account, address or phone; the key is a blind index, so that nobody can be read from it."""

    scope = models.CharField(max_length=12)
    key = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField(default=clock.now)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["scope", "key"], name="people_throttle_once")]
        indexes: ClassVar = [models.Index(fields=["since"], name="people_throttle_since")]


class PhoneCode(Row):
    """A code sent to a phone, for one sign-in."""

    index = models.CharField(max_length=64)  # of the phone
    address = models.CharField(max_length=64)  # blind index of the network address that asked
    sealed = models.CharField(max_length=400)  # the phone
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["index", "sent_at"], name="people_code_phone"),
            models.Index(fields=["address", "sent_at"], name="people_code_address"),
            models.Index(fields=["sent_at"], name="people_code_age"),
        ]


class SecondFactor(Row):
    """The secret that an account shares with a code app (RFC 6238); counts from its confirmation on."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="second_factor")
    sealed = models.CharField(max_length=400)  # the secret in base32; kit.crypto, bound to this row
    created_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)  # of the latest code taken: it and older ones are taken no more


class RecoveryCode(Row):
    """One of the codes for the day on which the code app is lost; good once."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes", db_index=False)
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "digest"], name="people_recovery_code_once")
        ]


class SignIn(Row):
    """Something that happened at the door. Without an account where nobody is called so; what was typed is not kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    event = models.CharField(max_length=24, choices=[(e.value, e.value) for e in SignInEvent])
    network = models.CharField(max_length=40)  # the masked address
    device = models.CharField(max_length=40)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "at"], name="people_sign_in_of"),
            models.Index(fields=["at"], name="people_sign_in_at"),
        ]


class Session(AbstractBaseSession):
    """Where somebody is signed in; `settings.SESSION_ENGINE` keeps sessions here."""

    account_id = models.BigIntegerField(null=True, db_index=True)
    network = models.CharField(max_length=40, default="")  # masked, of the sign-in
    device = models.CharField(max_length=40, default="")
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(default=clock.now)

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """The store of these sessions."""
        store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
        return store


class LinkedLogin(Row):
    """An account's name at the unit's own sign-in service (OpenID Connect)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="linked_logins", db_index=False)
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="people_linked_subject_once"),
            models.UniqueConstraint(fields=["account", "issuer"], name="people_linked_account_once"),
        ]
