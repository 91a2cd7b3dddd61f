"""The public record of a meeting whose minutes are frozen: what was decided, who came, how each voted by name.
Notes and the words of objections stay in the minutes, for who sat there."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.utils.translation import gettext as _

from gongzhi.core.errors import NotFound
from gongzhi.deliberation import events
from gongzhi.deliberation.models import Meeting
from gongzhi.deliberation.rules.meetings import State
from gongzhi.ledger import public as ledger

KEPT_BACK = ("notes", "objections")


def record_of(minutes: dict[str, Any]) -> dict[str, Any]:
    """What of frozen minutes is public: of an electorate and of a body of the Party no names,
    neither of who came nor of who voted how."""
    told = {name: value for name, value in minutes.items() if name not in KEPT_BACK}
    if minutes.get("register") or not minutes.get("public", True):
        told |= {"seats": [], "motions": [m | {"votes": []} for m in minutes["motions"]]}
    return told | {"objections": len(minutes.get("objections", ()))}


def canonical(data: dict[str, Any]) -> str:
    """JSON with sorted keys, no blanks: its SHA-256 is what the ledger holds."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(data: dict[str, Any]) -> str:
    """Hex SHA-256 of `canonical`."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


def public_meeting(meeting_id: int) -> Meeting:
    """A meeting with frozen minutes. Raises NotFound."""
    found = (
        Meeting.objects.filter(pk=meeting_id, state=State.FINAL.value)
        .select_related("body", "electorate", "place")
        .first()
    )
    if found is None or not found.minutes:
        raise NotFound("There is no such meeting.")
    return found


def document_of(meeting_id: int) -> ledger.Document:
    """The check of a public record: it and the whole minutes against their digests. Raises NotFound."""
    meeting = public_meeting(meeting_id)
    minutes: dict[str, Any] = meeting.minutes or {}
    frozen = next((e for e in ledger.entries_of(meeting.pk) if e.tag == events.MINUTES_FROZEN), None)
    doubts = () if meeting.digest == digest_of(minutes) else (_("Digest of the minutes"),)
    return ledger.Document(
        kind="meeting", id=meeting.pk, title=meeting.title, address=f"/meetings/{meeting.pk}/",
        published=frozen.at if frozen else meeting.created_at, stream=meeting.pk, tag=events.MINUTES_FROZEN,
        digests={"record": canonical(record_of(minutes))}, codes={"digest": meeting.digest},
        labels={"record": _("Decisions, votes and attendance"), "digest": _("Digest of the minutes")}, doubts=doubts,
    )  # fmt: skip
