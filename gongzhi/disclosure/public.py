"""The door of `disclosure`."""

from gongzhi.disclosure.actions import publish, withdraw
from gongzhi.disclosure.actions.changed import on_disclosed
from gongzhi.disclosure.actions.correct import correct
from gongzhi.disclosure.actions.days import announce, report
from gongzhi.disclosure.actions.follow import move_board, shown_at
from gongzhi.disclosure.actions.queries import answer, appeal, ask, ask_for_day, forget
from gongzhi.disclosure.models import OpenDay, Posting, Query
from gongzhi.disclosure.queries import board, boards, list_postings, posting, postings_about
from gongzhi.disclosure.queries.owed import MEASURES, Owed, Owners, Stand, owed
from gongzhi.disclosure.queries.questions import desk_address as query_address
from gongzhi.disclosure.rules import Answered, Finding, Kind, PersonalDataFound, Standing, check_texts, scan
from gongzhi.disclosure.rules.days import DayDraft
from gongzhi.disclosure.rules.period import Duty
from gongzhi.disclosure.rules.queries import QueryDraft

__all__ = [
    "Answered",
    "DayDraft",
    "Duty",
    "OpenDay",
    "announce",
    "report",
    "MEASURES",
    "Owed",
    "Owners",
    "Stand",
    "correct",
    "owed",
    "Finding",
    "Kind",
    "PersonalDataFound",
    "Posting",
    "Query",
    "QueryDraft",
    "answer",
    "appeal",
    "ask",
    "ask_for_day",
    "forget",
    "on_disclosed",
    "query_address",
    "Standing",
    "board",
    "boards",
    "check_texts",
    "list_postings",
    "move_board",
    "posting",
    "postings_about",
    "publish",
    "scan",
    "shown_at",
    "withdraw",
]
