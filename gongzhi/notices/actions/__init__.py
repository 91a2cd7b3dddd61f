"""Writes of the outbox, one module a verb."""

from gongzhi.notices.actions.deliver import deliver_due
from gongzhi.notices.actions.mark_read import mark_all_read, mark_read
from gongzhi.notices.actions.retry import retry
from gongzhi.notices.actions.send import send, send_many
from gongzhi.notices.actions.tell import tell

__all__ = ["deliver_due", "mark_all_read", "mark_read", "retry", "send", "send_many", "tell"]
