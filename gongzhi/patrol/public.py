"""The door of `patrol`."""

from gongzhi.patrol.actions.field import forget_taken, perform
from gongzhi.patrol.models import Taken
from gongzhi.patrol.queries.carried import carried
from gongzhi.patrol.rules.sent import Sent

__all__ = ["Sent", "Taken", "carried", "forget_taken", "perform"]
