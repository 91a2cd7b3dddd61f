"""The transaction of an act: one for all that it does, whoever calls it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

from gongzhi.kit.db.gather import gathered

P = ParamSpec("P")
R = TypeVar("R")


def act(do: Callable[P, R]) -> Callable[P, R]:
    """Run it in a transaction, with its writes gathered. Inside a caller's transaction it joins that one and makes no
    savepoint: where it fails, the caller's is rolled back too, and who catches the error cannot go on writing."""

    @wraps(do)
    def acting(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(savepoint=_outermost()), gathered():
            return do(*args, **kwargs)

    return acting


def _outermost() -> bool:
    """Whether no transaction is open but that of a test, which stands for none."""
    blocks = connection.atomic_blocks
    return not blocks or bool(getattr(blocks[-1], "_from_testcase", False))
