"""What contexts above requests add to them: a check before an answer, what follows one, parts of the pages. `site`
wires it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gongzhi.access.public import Actor
from gongzhi.packs import public as packs
from gongzhi.requests.models import Request

# Asked inside the transaction of an answer; whoever has something against it raises NotAllowed.
Check = Callable[[Request], None]
Follow = Callable[[Request], None]
Waits = Callable[[Request], str]  # why its clock waits, in words for everybody; "": it does not
Forget = Callable[[Sequence[int]], None]  # ids of requests whose words go
Filed = Callable[[Request, packs.Asked, Actor], None]  # what the decision table was asked
_checks: list[Check] = []
_follows: list[Follow] = []
_forgets: list[Forget] = []
_waits: list[Waits] = []
_fileds: list[Filed] = []


def before_answering(check: Check) -> None:
    """Register who is asked before a request ends with an answer."""
    if check not in _checks:
        _checks.append(check)


def on_answered(follow: Follow) -> None:
    """Register who is told, in the same transaction, that a request was answered."""
    if follow not in _follows:
        _follows.append(follow)


def on_forget(forget: Forget) -> None:
    """Register who deletes words beside those of the request when its reporter is erased."""
    if forget not in _forgets:
        _forgets.append(forget)


def on_waiting(waits: Waits) -> None:
    """Register who makes the clock of a request wait until something else has a result."""
    if waits not in _waits:
        _waits.append(waits)


def waits_for(request: Request) -> str:
    """What the request waits for beside an answer of its reporter; "" where it waits for nothing."""
    return next((words for waits in _waits if (words := waits(request))), "")


def on_filed(follow: Filed) -> None:
    """Register who is told, in the same transaction, that a request came in, or got another type or place."""
    if follow not in _fileds:
        _fileds.append(follow)


def ask_before(request: Request) -> None:
    """Call every registered check. Raises NotAllowed."""
    for check in _checks:
        check(request)


def follow_up(request: Request) -> None:
    """Call everybody who follows an answer."""
    for follow in _follows:
        follow(request)


def filed(request: Request, asked: packs.Asked, actor: Actor) -> None:
    """Call everybody who follows what comes in."""
    for follow in _fileds:
        follow(request, asked, actor)


def forget_beside(matter_ids: Sequence[int]) -> None:
    """Have the words beside these requests deleted."""
    for forget in _forgets:
        forget(matter_ids)
