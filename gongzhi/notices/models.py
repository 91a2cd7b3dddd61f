"""The outbox. A message in the inbox of a person is the row itself; others wait for a worker."""

from __future__ import annotations

import json

from django.db import models

from gongzhi.core import clock
from gongzhi.kit.crypto import keyring
from gongzhi.kit.models import Row
from gongzhi.notices.rules import Channel, Draft, State, bare


class Message(Row):
    """One message to one receiver. What leaves the platform is sealed at rest (secrets of residents)."""

    channel = models.CharField(max_length=16, choices=[(c.value, c.name) for c in Channel])
    key = models.CharField(max_length=120, unique=True)  # makes it once
    person = models.ForeignKey("people.Person", null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    about = models.BigIntegerField(null=True)  # the id of what it is about, usually a matter
    text = models.CharField(max_length=1000, blank=True)  # in clear only for the inbox
    sealed = models.TextField(blank=True, default="")  # not of the inbox: JSON of address and text, encrypted
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=[(s.value, s.name) for s in State])
    attempts = models.PositiveSmallIntegerField(default=0)
    # When a worker may take it next: the next try, or the end of a claim's lease; null when done.
    next_try_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=60, blank=True)  # closed code of the last failure

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at", "id"], name="notice_due", condition=models.Q(next_try_at__isnull=False)
            ),
            models.Index(fields=["person", "-id"], name="notice_inbox", condition=models.Q(channel="inapp")),
            models.Index(fields=["-id"], name="notice_failed", condition=models.Q(state="failed")),
        ]


def seal(draft: Draft, pk: int) -> str:
    """Address, text and subject as row `pk` keeps them: they hold numbers, links with secrets, sign-in codes."""
    parts = [draft.to or bare(draft.phone or ""), draft.text, *([draft.subject] if draft.subject else [])]
    return keyring().encrypt(json.dumps(parts, ensure_ascii=False), aad=_place(pk))


def unseal(sealed: str, pk: int) -> tuple[str, str, str]:
    """Address, text and subject of row `pk`. Raises `kit.crypto.CannotDecrypt`."""
    to, text, *subject = json.loads(keyring().decrypt(sealed, aad=_place(pk)))
    return to, text, subject[0] if subject else ""


def _place(pk: int) -> str:
    return f"notices_message.sealed.{pk}"
