"""The door of `structure`."""

from gongzhi.structure.actions import (
    adjustments,
    consultation,
    duties,
    emergency,
    emergency_areas,
    emergency_needs,
    emergency_people,
    forming,
    forming_units,
    handover,
    meeting_minutes,
    meeting_tasks,
    meetings,
    org_grids,
    pairing,
    portfolios,
    two_way,
)
from gongzhi.structure.actions.carrying_out import run_adjustments
from gongzhi.structure.actions.changed import on_changed
from gongzhi.structure.actions.cobuilding import Given, record_given, sign_agreement
from gongzhi.structure.actions.cobuilding import on_closed as on_commitment_closed
from gongzhi.structure.actions.cobuilding import tell_endings as tell_agreements_end
from gongzhi.structure.actions.emergency import Order as EmergencyOrder
from gongzhi.structure.actions.emergency_end import close_emergencies
from gongzhi.structure.actions.emergency_needs import Need as EmergencyNeed
from gongzhi.structure.actions.emergency_needs import Taken as EmergencyTaken
from gongzhi.structure.actions.emergency_needs import on_need
from gongzhi.structure.actions.forming import on_closed as on_forming_closed
from gongzhi.structure.actions.forming_units import follow_figure
from gongzhi.structure.actions.grids import on_points
from gongzhi.structure.actions.handover import open_handover, sign
from gongzhi.structure.actions.meetings import call as call_meeting
from gongzhi.structure.actions.meetings import propose as propose_topic
from gongzhi.structure.actions.notify import TEXTS as TOLD
from gongzhi.structure.actions.notify import on_effect
from gongzhi.structure.actions.premises import RoomDraft, add_estate, add_room, put_up_sign
from gongzhi.structure.actions.renewals import renew, undo_renewal
from gongzhi.structure.actions.sharing import SharedDraft, offer_shared
from gongzhi.structure.actions.sharing import book as book_shared
from gongzhi.structure.actions.sharing import cancel as cancel_booking
from gongzhi.structure.actions.sharing import forget as forget_bookings
from gongzhi.structure.actions.sharing import remind as remind_bookings
from gongzhi.structure.actions.staff import leave, note_event, set_step, write_record
from gongzhi.structure.actions.term_notices import tell_terms
from gongzhi.structure.actions.terms import (
    appoint_member,
    begin_change,
    describe_member,
    note_duty,
    set_election,
)
from gongzhi.structure.actions.two_way import LetterDraft, end_taken_back, send_down, send_up
from gongzhi.structure.models import (
    Adjustment,
    AgencyAssessment,
    Commitment,
    DutyItem,
    DutySheet,
    Emergency,
    GivenTask,
    Guest,
    Handover,
    JointMeeting,
    LeaderPair,
    Letter,
    LetterPart,
    MonthReport,
    PersonnelConsent,
    SurgeTeam,
    Topic,
)
from gongzhi.structure.queries import adjustments as adjustment_reads
from gongzhi.structure.queries import composing, meeting_lists, meeting_page, plan_lines, preview, tree
from gongzhi.structure.queries import consultation as consultation_reads
from gongzhi.structure.queries import cross_posts as cross_reads
from gongzhi.structure.queries import duties as duty_reads
from gongzhi.structure.queries import handover as handover_reads
from gongzhi.structure.queries import meetings as meeting_reads
from gongzhi.structure.queries import pairing as pairing_reads
from gongzhi.structure.queries import portfolios as portfolio_reads
from gongzhi.structure.queries import premises as premises_reads
from gongzhi.structure.queries import staff as staff_reads
from gongzhi.structure.queries import terms as terms_reads
from gongzhi.structure.queries import two_way as two_way_reads
from gongzhi.structure.queries.adjustments import look, plan_of
from gongzhi.structure.queries.body_lines import BodyLine, on_attended
from gongzhi.structure.queries.chains import resolve, with_private
from gongzhi.structure.queries.cobuilding import agreement_address, open_commitments, sheet
from gongzhi.structure.queries.emergency import address_of as emergency_address
from gongzhi.structure.queries.emergency import open_now as open_emergencies
from gongzhi.structure.queries.emergency import plan_of as emergency_of
from gongzhi.structure.queries.emergency_report import left_of as emergency_left
from gongzhi.structure.queries.emergency_report import report_of as emergency_report
from gongzhi.structure.queries.grids import community_of, overview
from gongzhi.structure.queries.handover import on_handover
from gongzhi.structure.queries.matters import desk_address
from gongzhi.structure.queries.measured import MEASURES
from gongzhi.structure.queries.meetings import measure_meetings, meetings_attended, page_address
from gongzhi.structure.queries.org_grids import count as count_org_grids
from gongzhi.structure.queries.premises import premises_of
from gongzhi.structure.queries.sharing import booking_address, booking_of
from gongzhi.structure.queries.sharing import offer as shared_offer
from gongzhi.structure.queries.sharing import offers as shared_offers
from gongzhi.structure.queries.sharing import week as shared_week
from gongzhi.structure.queries.staff import figures as staff_figures
from gongzhi.structure.queries.term_measures import concurrent_members, legal_status
from gongzhi.structure.queries.terms import months, terms_told
from gongzhi.structure.queries.two_way import Line as TwoWayLine
from gongzhi.structure.rules.adjustments import Line, NewBody, NewPost, Plan
from gongzhi.structure.rules.emergency import Role as EmergencyRole
from gongzhi.structure.rules.meetings import TopicState
from gongzhi.structure.rules.staff import YearLine

__all__ = [
    "AgencyAssessment",
    "Commitment",
    "Letter",
    "LetterPart",
    "PersonnelConsent",
    "TwoWayLine",
    "consultation",
    "consultation_reads",
    "cross_reads",
    "two_way",
    "two_way_reads",
    "portfolios",
    "pairing",
    "meetings",
    "meeting_minutes",
    "handover",
    "duties",
    "Topic",
    "TopicState",
    "YearLine",
    "JointMeeting",
    "MonthReport",
    "SurgeTeam",
    "LeaderPair",
    "Handover",
    "Guest",
    "GivenTask",
    "DutySheet",
    "DutyItem",
    "Adjustment",
    "EmergencyNeed",
    "EmergencyTaken",
    "close_emergencies",
    "Emergency",
    "EmergencyOrder",
    "EmergencyRole",
    "emergency",
    "emergency_address",
    "emergency_areas",
    "emergency_left",
    "emergency_needs",
    "emergency_of",
    "emergency_people",
    "emergency_report",
    "open_emergencies",
    "on_need",
    "BodyLine",
    "Given",
    "LetterDraft",
    "Line",
    "MEASURES",
    "NewBody",
    "NewPost",
    "Plan",
    "RoomDraft",
    "SharedDraft",
    "TOLD",
    "add_estate",
    "add_room",
    "adjustment_reads",
    "adjustments",
    "agreement_address",
    "appoint_member",
    "begin_change",
    "book_shared",
    "booking_address",
    "booking_of",
    "call_meeting",
    "cancel_booking",
    "community_of",
    "composing",
    "concurrent_members",
    "count_org_grids",
    "describe_member",
    "end_taken_back",
    "desk_address",
    "duty_reads",
    "follow_figure",
    "forget_bookings",
    "forming",
    "forming_units",
    "handover_reads",
    "leave",
    "legal_status",
    "look",
    "measure_meetings",
    "meeting_lists",
    "meeting_page",
    "meeting_reads",
    "meeting_tasks",
    "meetings_attended",
    "months",
    "note_duty",
    "note_event",
    "offer_shared",
    "on_attended",
    "on_changed",
    "on_commitment_closed",
    "open_commitments",
    "on_effect",
    "on_forming_closed",
    "on_handover",
    "on_points",
    "open_handover",
    "org_grids",
    "overview",
    "page_address",
    "pairing_reads",
    "plan_lines",
    "plan_of",
    "portfolio_reads",
    "premises_of",
    "premises_reads",
    "preview",
    "propose_topic",
    "put_up_sign",
    "record_given",
    "remind_bookings",
    "renew",
    "resolve",
    "run_adjustments",
    "send_down",
    "send_up",
    "set_election",
    "set_step",
    "shared_offer",
    "shared_offers",
    "shared_week",
    "sheet",
    "sign",
    "sign_agreement",
    "staff_figures",
    "staff_reads",
    "tell_agreements_end",
    "tell_terms",
    "terms_reads",
    "terms_told",
    "tree",
    "undo_renewal",
    "with_private",
    "write_record",
]
