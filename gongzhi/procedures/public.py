"""The door of `procedures`."""

from gongzhi.procedures.actions.arrivals import Arrival, bring_in
from gongzhi.procedures.actions.calendar import clear_day, import_year, recompute, set_day
from gongzhi.procedures.actions.effects import off_effect, on_effect
from gongzhi.procedures.actions.joining import (
    accept_part,
    answer_part,
    arrive_part,
    ask_other,
    drop_part,
    join,
    refuse_part,
    rule_part,
    send_part_again,
)
from gongzhi.procedures.actions.meeting import conclude
from gongzhi.procedures.actions.opening import open_inside, open_matter
from gongzhi.procedures.actions.oversight import (
    decide_hold,
    hold,
    question,
    reply,
)
from gongzhi.procedures.actions.places import follow_place, settle_moves
from gongzhi.procedures.actions.posting import leave_out, post, show_to
from gongzhi.procedures.actions.redact import redact
from gongzhi.procedures.actions.store import More, file_under
from gongzhi.procedures.actions.succession import Bound, bound_to, hand_over_post, inherit, relocate, succeed
from gongzhi.procedures.actions.ticks import run_ticks
from gongzhi.procedures.actions.verbs import (
    Choice,
    accept,
    assign,
    change_limit,
    choose,
    choose_all,
    comment,
    decline_offer,
    extend,
    offer,
    pause,
    reopen,
    resume,
    send_back,
    take_offer,
    withdraw_offer,
)
from gongzhi.procedures.models import CalendarDay, Clock, Escalation, Matter, Move, Role, Standing
from gongzhi.procedures.policies import sees, topmost, visible_to
from gongzhi.procedures.queries import walk
from gongzhi.procedures.queries.calendars import calendar_for, forget_calendars
from gongzhi.procedures.queries.definitions import all_current, current, definition, step_of, unposted
from gongzhi.procedures.queries.drawings import draw, kind_words, light_words, limit_words, step_views
from gongzhi.procedures.queries.lines import lines_of
from gongzhi.procedures.queries.lists import (
    Counts,
    Entry,
    Page,
    counts,
    get,
    held_by,
    list_mine,
    nobody,
    timeline,
)
from gongzhi.procedures.queries.oversight import Asked, Oversight, oversight_of, waiting_of
from gongzhi.procedures.queries.parts import Part, part_of, parts_of, views_of
from gongzhi.procedures.queries.reach import deciding_post, supervising_post
from gongzhi.procedures.queries.statements import Ask, Source
from gongzhi.procedures.queries.walk import Found, find, shares
from gongzhi.procedures.rules.kinds import PART, MatterKind, kind_of, page_of, register_kind
from gongzhi.procedures.rules.model import Definition, Effect, Light, Outcome, Status, Step, StepKind

__all__ = [
    "Choice",
    "Ask",
    "Found",
    "Source",
    "file_under",
    "find",
    "shares",
    "topmost",
    "walk",
    "Arrival",
    "Bound",
    "bound_to",
    "inherit",
    "CalendarDay",
    "Clock",
    "Counts",
    "Definition",
    "Effect",
    "Entry",
    "Escalation",
    "Light",
    "Matter",
    "More",
    "MatterKind",
    "Move",
    "Outcome",
    "Asked",
    "Oversight",
    "PART",
    "Page",
    "Part",
    "Role",
    "Standing",
    "Status",
    "Step",
    "StepKind",
    "accept",
    "accept_part",
    "answer_part",
    "arrive_part",
    "rule_part",
    "send_part_again",
    "ask_other",
    "decide_hold",
    "deciding_post",
    "drop_part",
    "hold",
    "join",
    "question",
    "refuse_part",
    "reply",
    "supervising_post",
    "all_current",
    "assign",
    "bring_in",
    "calendar_for",
    "change_limit",
    "choose",
    "choose_all",
    "clear_day",
    "comment",
    "counts",
    "current",
    "decline_offer",
    "definition",
    "draw",
    "extend",
    "follow_place",
    "forget_calendars",
    "get",
    "hand_over_post",
    "held_by",
    "import_year",
    "kind_of",
    "kind_words",
    "conclude",
    "leave_out",
    "light_words",
    "limit_words",
    "lines_of",
    "list_mine",
    "nobody",
    "off_effect",
    "offer",
    "on_effect",
    "open_inside",
    "open_matter",
    "part_of",
    "oversight_of",
    "parts_of",
    "page_of",
    "pause",
    "post",
    "recompute",
    "redact",
    "register_kind",
    "relocate",
    "reopen",
    "resume",
    "run_ticks",
    "send_back",
    "set_day",
    "settle_moves",
    "show_to",
    "step_of",
    "step_views",
    "sees",
    "succeed",
    "take_offer",
    "timeline",
    "unposted",
    "views_of",
    "visible_to",
    "withdraw_offer",
    "waiting_of",
]
