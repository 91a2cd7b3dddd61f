"""Who is told when the work of a post comes to somebody else."""

from __future__ import annotations

from collections.abc import Callable

# Called inside the transaction when the answer to "who handles the work of this post" changes; wired by `site`.
SuccessionHandler = Callable[[int, str], None]  # post id, "absence-began" | "absence-ended" | "appointed" | "vacated"
_succession: list[SuccessionHandler] = []


def on_succession(handler: SuccessionHandler) -> None:
    """Register who is told when a post's work comes to somebody else."""
    if handler not in _succession:
        _succession.append(handler)


def tell(post_id: int, why: str) -> None:
    """Call every registered handler."""
    for handler in _succession:
        handler(post_id, why)


# How much is open with a post; `site` wires it to `procedures`, which stands above.
OpenWork = Callable[[int], int]
_open_work: list[OpenWork] = []


def on_open_work(counter: OpenWork) -> None:
    """Register who counts the live matters of a post."""
    _open_work[:] = [counter]


def open_work(post_id: int) -> int | None:
    """How much is open with the post; None where nobody counts."""
    return _open_work[0](post_id) if _open_work else None


# Asked before anybody is appointed, inside the transaction; whoever has something against it raises NotAllowed.
AppointmentCheck = Callable[[int, int], None]  # post id, person id
_checks: list[AppointmentCheck] = []


def before_appointing(check: AppointmentCheck) -> None:
    """Register who is asked before somebody is appointed to a post (an election fills it with who was elected)."""
    if check not in _checks:
        _checks.append(check)


def ask(post_id: int, person_id: int) -> None:
    """Call every registered check."""
    for check in _checks:
        check(post_id, person_id)
