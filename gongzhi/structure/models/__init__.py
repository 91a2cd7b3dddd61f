"""Tables of structure, one module a row of the requirements."""

from gongzhi.structure.models.adjustments import Adjustment
from gongzhi.structure.models.cobuilding import (
    Agreement,
    BookedSlot,
    Booking,
    Commitment,
    EstateTie,
    Secondment,
    Shared,
)
from gongzhi.structure.models.consultation import AgencyAssessment, PersonnelConsent
from gongzhi.structure.models.duties import DutyItem, DutyProof, DutySheet
from gongzhi.structure.models.emergency import (
    Emergency,
    EmergencyArea,
    EmergencyDuty,
    EmergencyHelper,
    EmergencyNeed,
    EmergencyOrder,
    EmergencyRota,
)
from gongzhi.structure.models.forming import Forming, FormingPartner, FormingUnit, UnitCount
from gongzhi.structure.models.grids import GridChange, OrgGrid, OrgGridMember
from gongzhi.structure.models.handover import Handover, HandoverLine, HandoverSignature
from gongzhi.structure.models.meetings import Attendance, GivenTask, Guest, JointMeeting, Topic
from gongzhi.structure.models.pairing import LeaderPair, MonthReport, Visit
from gongzhi.structure.models.portfolios import Portfolio, StaffLine, SurgeMember, SurgeTeam
from gongzhi.structure.models.premises import Estate, EstateStage, Room, Sign
from gongzhi.structure.models.staff import StaffEvent, StaffRecord, StaffStep
from gongzhi.structure.models.terms import (
    DutyDone,
    Election,
    LegalStatus,
    MemberChange,
    Membership,
    Renewal,
    TermNotice,
)
from gongzhi.structure.models.two_way import Letter, LetterPart

__all__ = [
    "Adjustment",
    "AgencyAssessment",
    "PersonnelConsent",
    "DutyItem",
    "DutyProof",
    "DutySheet",
    "Agreement",
    "Attendance",
    "BookedSlot",
    "Booking",
    "Commitment",
    "DutyItem",
    "DutyProof",
    "DutySheet",
    "Emergency",
    "EmergencyArea",
    "EmergencyDuty",
    "EmergencyHelper",
    "EmergencyNeed",
    "EmergencyOrder",
    "EmergencyRota",
    "Estate",
    "EstateStage",
    "EstateTie",
    "Forming",
    "FormingPartner",
    "FormingUnit",
    "GivenTask",
    "GridChange",
    "Guest",
    "JointMeeting",
    "LeaderPair",
    "Letter",
    "LetterPart",
    "MonthReport",
    "Renewal",
    "OrgGrid",
    "OrgGridMember",
    "Portfolio",
    "Room",
    "Secondment",
    "Shared",
    "Sign",
    "StaffLine",
    "SurgeMember",
    "SurgeTeam",
    "Topic",
    "DutyDone",
    "Election",
    "Handover",
    "HandoverLine",
    "HandoverSignature",
    "LegalStatus",
    "MemberChange",
    "Membership",
    "StaffEvent",
    "StaffRecord",
    "StaffStep",
    "TermNotice",
    "UnitCount",
    "Visit",
]
