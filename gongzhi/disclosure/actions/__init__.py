"""Writes of the boards, one module a verb."""

from gongzhi.disclosure.actions.publish import publish
from gongzhi.disclosure.actions.withdraw import withdraw

__all__ = ["publish", "withdraw"]
