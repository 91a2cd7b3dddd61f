"""The door of `disclosure`."""

from gongzhi.disclosure.actions import publish, withdraw
from gongzhi.disclosure.actions.correct import correct
from gongzhi.disclosure.actions.follow import move_board, shown_at
from gongzhi.disclosure.models import Posting
from gongzhi.disclosure.queries import board, boards, list_postings, posting, postings_about
from gongzhi.disclosure.queries.owed import MEASURES, Owed, Owners, Stand, owed
from gongzhi.disclosure.rules import Answered, Finding, Kind, PersonalDataFound, Standing, check_texts, scan
from gongzhi.disclosure.rules.period import Duty

__all__ = [
    "Answered",
    "Duty",
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
