"""The door of `reception`."""

from gongzhi.reception.actions.items import add_items, answer_item, forget_words, refuse_unanswered, strike_item
from gongzhi.reception.actions.looks import Look, follow_answer, look, on_reopened, tell_due
from gongzhi.reception.actions.roster import (
    ChangeDraft,
    HoursDraft,
    add_hours,
    change_day,
    end_hours,
    receives,
    restore_day,
    swap,
    write_down,
)
from gongzhi.reception.actions.visits import PolicyDraft, drop_visit, explain, plan_visit, record_visit
from gongzhi.reception.actions.weeks import confirm_list
from gongzhi.reception.models import Came, Change, Explained, Hours, Item, ListSeen, Visit, Waiting
from gongzhi.reception.queries.beside import beside, beside_own
from gongzhi.reception.queries.items import Spoken, spoken_of
from gongzhi.reception.queries.roster import (
    Shown,
    came,
    hours_of,
    receiving,
    reception_of,
    roster,
    spots_of,
    station,
    types_of,
    unit_for,
    who_may_receive,
)
from gongzhi.reception.queries.waits import (
    MEASURES,
    Ended,
    Followed,
    endings,
    followed,
    hard_types,
    waiting_in,
    waiting_of,
)
from gongzhi.reception.queries.waits import table as endings_table
from gongzhi.reception.queries.weekly import Weekly, list_for, on_duty, weekly_list
from gongzhi.reception.rules.looks import choices
from gongzhi.reception.rules.roster import Day

__all__ = [
    "Came",
    "Change",
    "Explained",
    "Hours",
    "Item",
    "ListSeen",
    "Look",
    "MEASURES",
    "PolicyDraft",
    "Spoken",
    "Visit",
    "Waiting",
    "ChangeDraft",
    "HoursDraft",
    "Shown",
    "Weekly",
    "add_hours",
    "change_day",
    "came",
    "confirm_list",
    "Ended",
    "endings",
    "Followed",
    "followed",
    "hard_types",
    "end_hours",
    "endings_table",
    "list_for",
    "on_duty",
    "receiving",
    "unit_for",
    "waiting_in",
    "waiting_of",
    "receives",
    "restore_day",
    "roster",
    "swap",
    "weekly_list",
    "write_down",
    "add_items",
    "answer_item",
    "beside",
    "beside_own",
    "choices",
    "drop_visit",
    "explain",
    "follow_answer",
    "forget_words",
    "look",
    "on_reopened",
    "plan_visit",
    "record_visit",
    "refuse_unanswered",
    "spoken_of",
    "strike_item",
    "tell_due",
    "Day",
    "hours_of",
    "reception_of",
    "spots_of",
    "station",
    "types_of",
    "who_may_receive",
]
