"""Tags of the ledger that structure records. Pure (texts are msgids)."""

from __future__ import annotations


def N_(msgid: str) -> str:  # noqa: N802 - marks a msgid for collection; gettext is out of reach here
    """The text itself."""
    return msgid


# joint meetings and their tasks (row A8)
MEETING_CALLED = "structure:meeting:called"
TOPIC_PROPOSED = "structure:meeting:topic-proposed"
TOPIC_CHOSEN = "structure:meeting:topic-chosen"
MEETING_INVITED = "structure:meeting:invited"
MEETING_ANSWERED = "structure:meeting:answered"
MEETING_SIGNED = "structure:meeting:signed"
MEETING_MINUTED = "structure:meeting:minuted"
MEETING_HELD = "structure:meeting:held"
MEETING_DROPPED = "structure:meeting:dropped"
TASK_DECIDED = "structure:meeting:task-decided"
TASK_STRUCK = "structure:meeting:task-struck"
TASK_RETURNED = "structure:meeting:task-returned"
# responsibility lists (row A7)
DUTY_DRAFTED = "structure:duty:drafted"
DUTY_WRITTEN = "structure:duty:written"
DUTY_REMOVED = "structure:duty:removed"
DUTY_ISSUED = "structure:duty:issued"
DUTY_REPORTED = "structure:duty:reported"
DUTY_WITHDRAWN = "structure:duty:withdrawn"

TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    MEETING_CALLED: (N_("Joint meeting called"), ("kind", "body", "until")),
    TOPIC_PROPOSED: (N_("Topic proposed"), ("topic", "body", "by_phone")),
    TOPIC_CHOSEN: (N_("Topic put on the agenda or left out"), ("topic", "state")),
    MEETING_INVITED: (N_("Day set, invitations sent"), ("at",)),
    MEETING_ANSWERED: (N_("Invitation answered"), ("guest", "answer")),
    MEETING_SIGNED: (N_("Entered as present"), ("guest", "how", "people")),
    MEETING_MINUTED: (N_("Minutes written"), ("topics",)),
    MEETING_HELD: (N_("Joint meeting held"), ("on",)),
    MEETING_DROPPED: (N_("Joint meeting called off"), ()),
    TASK_DECIDED: (N_("Task decided"), ("task", "owner", "due")),
    TASK_STRUCK: (N_("Task struck off"), ("task",)),
    TASK_RETURNED: (N_("Task not struck off yet"), ("task",)),
    DUTY_DRAFTED: (N_("Responsibility list drafted"), ("year", "template", "body")),
    DUTY_WRITTEN: (N_("Entry of a responsibility list written"), ("due", "number")),
    DUTY_REMOVED: (N_("Entry of a responsibility list taken out"), ()),
    DUTY_ISSUED: (N_("Responsibility list issued"), ("year",)),
    DUTY_REPORTED: (N_("Progress of a duty reported"), ("item", "amount", "record")),
    DUTY_WITHDRAWN: (N_("Report of a duty taken back"), ("item", "amount")),
}
