"""The messages that the program sends, and what each may say."""

from __future__ import annotations

_STAFF = (
    "words_added",
    "declined",
    "returned",
    "together",
    "part_refused",
    "part_answered",
    "part_dropped",
    "part_late",
    "part_handed_in",
    "part_again",
    "part_accepted",
    "part_ruled",
    "dispute_opened",
    "dispute_ruled",
    "dispute_late",
    "questioned",
    "replied",
    "held",
    "hold_ended",
    "to_publish",
    "offered",
    "assigned",
    "due_soon",
    "overdue",
    "escalated",
)
PLACEHOLDERS: dict[str, frozenset[str]] = {
    **{key: frozenset({"number", "title", "due", "post"}) for key in _STAFF},
    "merged": frozenset({"number", "title"}),
    "received": frozenset({"number", "title", "due", "link", "body", "phone"}),
    "accepted": frozenset({"number", "title", "due", "body", "post", "link"}),
    "asked": frozenset({"number", "title", "question", "link", "body"}),
    "extended": frozenset({"number", "title", "due", "reason", "link", "body"}),
    "answered": frozenset({"number", "title", "ending", "answer", "link", "body"}),
    "reopened": frozenset({"number", "title", "due", "link", "body"}),
    "joined": frozenset({"number", "title", "link", "body"}),
    "verification_code": frozenset({"code", "minutes"}),
}
