"""Tables of structure, one module a row of the requirements."""

from gongzhi.structure.models.duties import DutyItem, DutyProof, DutySheet
from gongzhi.structure.models.meetings import GivenTask, Guest, JointMeeting, Topic

__all__ = ["DutyItem", "DutyProof", "DutySheet", "Guest", "JointMeeting", "GivenTask", "Topic"]
