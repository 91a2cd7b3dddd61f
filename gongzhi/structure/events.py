"""Tags of the ledger that structure records. Pure (texts are msgids)."""

from __future__ import annotations

from gongzhi.core.texts import N_

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
# adjustments of levels (row A1)
ADJUSTMENT_CHANGED = "structure:adjustment:drafted"
ADJUSTMENT_CONFIRMED = "structure:adjustment:confirmed"
ADJUSTMENT_WITHDRAWN = "structure:adjustment:withdrawn"
ADJUSTMENT_DONE = "structure:adjustment:done"
# leaders paired with communities (row A12)
PAIR_MADE = "structure:pair:made"
PAIR_ENDED = "structure:pair:ended"
PAIR_VISITED = "structure:pair:visited"
PAIR_REPORTED = "structure:pair:reported"
PAIR_INSTRUCTED = "structure:pair:instructed"

TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    ADJUSTMENT_CHANGED: (N_("A plan of adjustment was drafted or changed"), ("lines", "on", "place")),
    ADJUSTMENT_CONFIRMED: (N_("A plan of adjustment was confirmed"), ("lines", "on", "digest")),
    ADJUSTMENT_WITHDRAWN: (N_("A plan of adjustment was withdrawn"), ("confirmed",)),
    ADJUSTMENT_DONE: (
        N_("An adjustment of levels was carried out"),
        ("on", "places", "closed", "moved", "bodies", "posts", "matters", "boards", "rows"),
    ),
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
    PAIR_MADE: (N_("Leader paired with a place"), ("post", "place", "from")),
    PAIR_ENDED: (N_("Pair of leader and place ended"), ("on",)),
    PAIR_VISITED: (N_("Visit of the leader"), ("on",)),
    PAIR_REPORTED: (
        N_("Monthly report sent"),
        ("month", "visits", "found", "solved", "open", "late", "meetings", "received", "closed", "in_hand"),
    ),
    PAIR_INSTRUCTED: (N_("Instruction on a monthly report"), ("task", "owner")),
}

# of premises, row A13
ROOM = ("place", "kind", "basis", "square_metres", "lender", "since", "until", "days", "opens", "closes")
ROOM_ADDED, ROOM_CHANGED, ROOM_ENDED = (f"structure:room:{verb}" for verb in ("added", "changed", "ended"))
ESTATE_ADDED, STAGE_REACHED, STAGE_TAKEN_BACK, ESTATE_CLOSED = (
    f"structure:estate:{verb}" for verb in ("added", "stage-reached", "stage-taken-back", "closed")
)
SIGN_PUT_UP, SIGN_TAKEN_DOWN = "structure:sign:put-up", "structure:sign:taken-down"
TEXTS |= {
    ROOM_ADDED: (N_("Room entered"), ROOM),
    ROOM_CHANGED: (N_("Room changed"), ROOM),
    ROOM_ENDED: (N_("Room given up"), ("until",)),
    ESTATE_ADDED: (N_("New estate entered"), ("place", "households", "square_metres", "expected_on")),
    STAGE_REACHED: (N_("Stage of an estate's rooms reached"), ("stage", "on", "square_metres")),
    STAGE_TAKEN_BACK: (N_("Stage taken back"), ("stage",)),
    ESTATE_CLOSED: (N_("Estate closed"), ("on",)),
    SIGN_PUT_UP: (N_("Sign put up"), ("place", "kind", "since")),
    SIGN_TAKEN_DOWN: (N_("Sign taken down"), ("until",)),
}

# of building together, row A9
AGREEMENT_SIGNED, AGREEMENT_ENDED, AGREEMENT_TOLD = (
    f"structure:agreement:{verb}" for verb in ("signed", "ended", "told")
)
COMMITTED, COMMITMENT_KEPT, COMMITMENT_DROPPED = (
    f"structure:commitment:{verb}" for verb in ("made", "kept", "dropped")
)
SECONDED = "structure:agreement:seconded"
TIE_SET, TIE_ENDED = "structure:tie:set", "structure:tie:ended"
SHARED_OFFERED, SHARED_ENDED = "structure:shared:offered", "structure:shared:ended"
BOOKED, BOOKING_DECIDED, BOOKING_CANCELLED = (f"structure:booking:{verb}" for verb in ("made", "decided", "cancelled"))
TEXTS |= {
    AGREEMENT_SIGNED: (
        N_("Agreement signed"),
        ("place", "kind", "body", "unit", "together", "signed_on", "starts_on", "ends_on"),
    ),
    AGREEMENT_ENDED: (N_("Agreement ended before its time"), ("on",)),
    AGREEMENT_TOLD: (N_("Told both that the agreement ends"), ("on", "persons")),
    COMMITTED: (
        N_("Commitment made"),
        ("commitment", "giver", "receiver", "together", "support", "due_on", "matter", "done_on"),
    ),
    COMMITMENT_KEPT: (N_("Commitment kept"), ("commitment", "on")),
    COMMITMENT_DROPPED: (N_("Commitment not kept"), ("commitment", "on")),
    SECONDED: (N_("Somebody seconded"), ("home", "host", "post", "appointment", "starts_on", "ends_on")),
    TIE_SET: (N_("Joined in an estate"), ("place", "tie", "body", "since")),
    TIE_ENDED: (N_("No longer joins in an estate"), ("place", "tie", "body", "until")),
    SHARED_OFFERED: (N_("Offered to share"), ("place", "owner", "kind", "slot_minutes", "approval", "residents")),
    SHARED_ENDED: (N_("No longer offered"), ("until",)),
    BOOKED: (N_("Booked"), ("booking", "starts_at", "ends_at", "body", "state")),
    BOOKING_DECIDED: (N_("Booking decided"), ("booking", "state")),
    BOOKING_CANCELLED: (N_("Booking cancelled"), ("booking",)),
}

# of emergency plans, row A15
EMERGENCY = "structure:emergency"
TEXTS |= {
    f"{EMERGENCY}:asked": (N_("Opening of an emergency plan asked for"), ("kind", "place", "order", "until")),
    f"{EMERGENCY}:opened": (N_("Emergency plan opened on an order"), ("kind", "place", "order", "until")),
    f"{EMERGENCY}:refused": (N_("Opening of an emergency plan refused"), ("order",)),
    f"{EMERGENCY}:extended": (N_("Emergency plan extended on an order"), ("order", "until")),
    f"{EMERGENCY}:told": (N_("Words of an emergency plan for everybody changed"), ()),
    f"{EMERGENCY}:area-set": (N_("Area of an emergency plan given"), ("place", "leader", "unit")),
    f"{EMERGENCY}:branch-formed": (N_("Temporary branch set up"), ("place", "body", "post", "until")),
    f"{EMERGENCY}:secretary-set": (N_("Secretary of a temporary branch appointed"), ("body", "appointment", "until")),
    f"{EMERGENCY}:reported-in": (N_("Somebody reported in"), ("helper", "role", "by_staff", "consent")),
    f"{EMERGENCY}:assigned": (N_("Helper assigned to an area"), ("helper", "place")),
    f"{EMERGENCY}:helper-deleted": (N_("Entry of a helper deleted"), ("helper",)),
    f"{EMERGENCY}:phone-seen": (N_("Phone of a helper shown"), ("helper",)),
    f"{EMERGENCY}:duty-set": (N_("On duty in an emergency"), ("helper", "place", "on", "shift")),
    f"{EMERGENCY}:duty-dropped": (N_("Duty in an emergency taken back"), ("helper", "on", "shift")),
    f"{EMERGENCY}:rota-settled": (N_("Rota of a day settled"), ("on", "duties")),
    f"{EMERGENCY}:need-taken": (N_("Need taken in for an emergency plan"), ("matter", "by_staff")),
    f"{EMERGENCY}:closed": (
        N_("Emergency plan stood down, its personal data deleted"),
        ("why", "order", "branches", "areas", "cadres", "volunteers", "duties", "needs", "erased"),
    ),
}

# of portfolios, row A17
PORTFOLIO_ASSIGNED, LINES_SET = "structure:portfolio:assigned", "structure:portfolio:lines-set"
TEAM_FORMED, TEAM_RELEASED = "structure:team:formed", "structure:team:released"
TEXTS |= {
    PORTFOLIO_ASSIGNED: (N_("Kind of matter given to a leader"), ("place", "line", "leader", "office", "since")),
    LINES_SET: (N_("Lines of business set"), ("appointment", "first", "second")),
    TEAM_FORMED: (N_("Surge team formed"), ("place", "line", "leader", "expected_on", "members")),
    TEAM_RELEASED: (N_("Surge team released"), ("on",)),
}

# grids and chains (rows A3, A4)
GRIDS_CHANGED = "structure:grids:changed"
GRIDS_UNDONE = "structure:grids:undone"
ORG_GRID = "structure:org-grid:changed"
CHAIN_CONSENT = "structure:chain:consent"
TEXTS |= {
    GRIDS_CHANGED: (N_("Grids of a community changed"), ("verb", "grids", "moved")),
    GRIDS_UNDONE: (N_("A change of grids was taken back"), ("verb", "grids")),
    ORG_GRID: (N_("A grid of organisations changed"), ("grid", "kind", "verb", "bodies", "post")),
    CHAIN_CONSENT: (N_("Consent to be named in the chain of responsibility"), ("post", "given", "written")),
}

# of terms, handing over, staff (rows A6, A11, A16)
TEXTS |= {
    "structure:member:appointed": (
        N_("Concurrent member appointed"),
        ("appointment", "source", "role", "round", "ends_on"),
    ),
    "structure:member:change-begun": (N_("A member's seat to be filled"), ("matter", "reason", "leaves")),
    "structure:member:duty-noted": (N_("Duty of a member noted"), ("appointment", "duty", "done_on")),
    "structure:body:election-set": (N_("Next election set"), ("next_on",)),
    "structure:body:legal-status-set": (N_("Legal status set"), ("status",)),
    "structure:body:renewed": (N_("Body renewed for a new term"), ("starts_on", "next_on", "go_on", "leave")),
    "structure:body:renewal-undone": (N_("Renewal of a body taken back"), ("starts_on", "back", "gone")),
    "structure:term:told": (N_("Told that a term ends"), ("appointment", "days")),
    "structure:handover:opened": (N_("Handing over begun"), ("handover", "post", "appointment", "lines")),
    "structure:handover:frozen": (N_("List of handing over fixed"), ("handover",)),
    "structure:handover:signed": (N_("List of handing over signed"), ("handover", "role", "on_paper")),
    "structure:handover:closed": (N_("Post handed over"), ("handover", "successor", "passed")),
    "structure:handover:withdrawn": (N_("Handing over called off"), ("handover",)),
    "structure:staff:record-written": (N_("Record of staff written"), ("appointment", "entry", "joined_on")),
    "structure:staff:step-set": (
        N_("Step of the ladder set"),
        ("appointment", "ladder", "post", "step", "starts_on", "reason"),
    ),
    "structure:staff:event-noted": (
        N_("Training, rotation or promotion noted"),
        ("appointment", "kind", "key", "happened_on"),
    ),
    "structure:staff:left": (N_("Left the staff"), ("appointment", "exit", "left_on")),
}

# papers that leave the platform, in Word or PDF
PAPER_TAKEN = "structure:paper:taken"
TEXTS |= {PAPER_TAKEN: (N_("A paper was taken out"), ("kind", "form", "about"))}
# messages between the levels (row A18)
LETTER_SENT, LETTER_REMINDED, LETTER_TAKEN_BACK = (f"structure:letter:{verb}" for verb in ("sent", "reminded", "back"))
TEXTS |= {
    LETTER_SENT: (N_("Message sent"), ("network", "upward", "sender", "parts", "days", "digest")),
    LETTER_REMINDED: (N_("Reminded of a message"), ("number",)),
    LETTER_TAKEN_BACK: (N_("Message taken back"), ("parts",)),
}

# forming Party organisations (row A5)
UNIT_ENTERED, UNIT_COUNTED, UNIT_CLOSED = (f"structure:unit:{verb}" for verb in ("entered", "counted", "closed"))
FORMING_BEGUN, FORMING_CHANGED, FORMED, FORMED_BEFORE = (
    f"structure:forming:{verb}" for verb in ("begun", "changed", "established", "recognised")
)
HOW = ("unit", "mode", "tie", "form", "parent", "partners")
TEXTS |= {
    UNIT_ENTERED: (N_("Unit for Party organisations entered"), ("kind", "place", "subject")),
    UNIT_COUNTED: (N_("Count of a unit entered"), ("figure", "on", "value")),
    UNIT_CLOSED: (N_("Unit no longer there"), ()),
    FORMING_BEGUN: (N_("Forming of a Party organisation applied for"), HOW),
    FORMING_CHANGED: (N_("Application changed"), HOW),
    FORMED: (N_("Party organisation formed"), ("matter", "body", "post", "starts_on", *HOW)),
    FORMED_BEFORE: (N_("Party organisation that stands entered"), ("body", *HOW)),
}
