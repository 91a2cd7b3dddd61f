"""The door of `deliberation`."""

from gongzhi.deliberation.actions import ballots, hearings, pacts, reviews
from gongzhi.deliberation.actions.assembly import call_electorate, came, enter, sign_in
from gongzhi.deliberation.actions.care import sweep as sweep_gardens
from gongzhi.deliberation.actions.follow import SUPERVISED, on_step, on_supervised
from gongzhi.deliberation.actions.forget import forget
from gongzhi.deliberation.actions.garden_contacts import forget_givers
from gongzhi.deliberation.actions.meetings import call, drop, notify, put_motion, put_topic, remove
from gongzhi.deliberation.actions.posting import draft_of, on_publish, put_up
from gongzhi.deliberation.actions.sitting import (
    close,
    freeze,
    object_,
    open_,
    override,
    sign,
    vote_by_hands,
    vote_by_name,
)
from gongzhi.deliberation.actions.topics import appeal, comment, moderate, moderate_comment, propose, rate
from gongzhi.deliberation.models import Comment, Meeting, Motion, Objection, Pact, PactVersion, Seat, Topic, Vote
from gongzhi.deliberation.queries import hearings as hearing_reads
from gongzhi.deliberation.queries import loose, minutes, standing
from gongzhi.deliberation.queries import meetings as meeting_reads
from gongzhi.deliberation.queries import topics as topic_reads
from gongzhi.deliberation.queries.addresses import desk_address, owner_of
from gongzhi.deliberation.queries.assembly import attendance, door, is_at_door
from gongzhi.deliberation.queries.pacts import MEASURES
from gongzhi.deliberation.queries.record import digest_of, document_of
from gongzhi.deliberation.rules.hearings import HearingDraft, SpeakerDraft
from gongzhi.deliberation.rules.meetings import Choice, Signed, State
from gongzhi.deliberation.rules.topics import TOPIC, Channel, Shown, TopicDraft

__all__ = [
    "MEASURES",
    "SUPERVISED",
    "TOPIC",
    "Channel",
    "Choice",
    "Comment",
    "Meeting",
    "Motion",
    "Objection",
    "Pact",
    "PactVersion",
    "Seat",
    "Shown",
    "Signed",
    "State",
    "Topic",
    "TopicDraft",
    "Vote",
    "appeal",
    "attendance",
    "ballots",
    "call",
    "call_electorate",
    "came",
    "close",
    "comment",
    "desk_address",
    "digest_of",
    "document_of",
    "door",
    "draft_of",
    "drop",
    "enter",
    "forget",
    "forget_givers",
    "HearingDraft",
    "SpeakerDraft",
    "hearing_reads",
    "hearings",
    "freeze",
    "is_at_door",
    "loose",
    "meeting_reads",
    "minutes",
    "moderate",
    "moderate_comment",
    "notify",
    "object_",
    "on_publish",
    "on_step",
    "on_supervised",
    "open_",
    "override",
    "owner_of",
    "pacts",
    "reviews",
    "propose",
    "put_motion",
    "put_topic",
    "put_up",
    "rate",
    "remove",
    "sign",
    "standing",
    "topic_reads",
    "sign_in",
    "sweep_gardens",
    "vote_by_hands",
    "vote_by_name",
]
