"""Tables of deliberation, one module a topic."""

from gongzhi.deliberation.models.meetings import Meeting, Motion, Objection, Seat, Vote
from gongzhi.deliberation.models.topics import Comment, Topic, TopicRating

__all__ = ["Comment", "Meeting", "Motion", "Objection", "Seat", "Topic", "TopicRating", "Vote"]
