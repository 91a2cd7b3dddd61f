"""Writes of exchange."""

from gongzhi.exchange.actions.tokens import issue_token, revoke_token

__all__ = ["issue_token", "revoke_token"]
