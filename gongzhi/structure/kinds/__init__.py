"""The kinds of matters that the structure opens. A topic adds its own line: `MatterKind(key, see, handle, end)`."""

from __future__ import annotations

from gongzhi.access.public import Permission
from gongzhi.procedures.public import MatterKind, register_kind
from gongzhi.structure.models.two_way import LETTER

PAGE = "/desk/structure/matters/{id}/"  # one page serves all of them; a topic leads on from it by `register_lead`
COMMITMENT = "commitment"  # what one side of an agreement gives until a day
MEMBER = "member"  # a concurrent member's seat is vacant, or the member inactive
FORMING = "forming"  # a Party organisation is formed
JOINT_TASK = "joint-task"  # what a joint meeting decided
FORMING_PAGE = "/desk/structure/forming/matters/{id}/"
TASK_PAGE = "/desk/structure/tasks/{id}/"
PERSONNEL_CONSENT = "personnel-consent"  # the street is asked about a proposed head of a posted agency
AGENCY_ASSESSMENT = "agency-assessment"  # the street assesses the head of a posted agency
_CONSULTATION = "/desk/structure/consultation/"

KINDS = (
    MatterKind(PERSONNEL_CONSENT, None, Permission.ORG_SEE, Permission.ORG_SEE, f"{_CONSULTATION}{{id}}/"),
    MatterKind(AGENCY_ASSESSMENT, None, Permission.ORG_SEE, Permission.ORG_SEE, f"{_CONSULTATION}assessments/{{id}}/"),
    MatterKind(LETTER, None, Permission.ORG_SEE, Permission.ORG_SEE, "/desk/structure/two-way/parts/{id}/"),
    MatterKind(MEMBER, Permission.ORG_SEE, Permission.ORG_SEE, Permission.ORG_APPOINT, PAGE),
    MatterKind(FORMING, Permission.ORG_SEE, Permission.ORG_SEE, Permission.ORG_SEE, FORMING_PAGE),
    MatterKind(JOINT_TASK, Permission.ORG_SEE, Permission.REQUEST_HANDLE, Permission.MEETING_HOLD, TASK_PAGE),
    MatterKind(COMMITMENT, Permission.ORG_SEE, Permission.REQUEST_HANDLE, Permission.REQUEST_ANSWER, PAGE),
)


def register() -> None:
    """Make the engine know them."""
    for kind in KINDS:
        register_kind(kind)
