"""The door of `stories`."""

from gongzhi.stories.settle import Settled, settle
from gongzhi.stories.tell import tell

__all__ = ["Settled", "settle", "tell"]
