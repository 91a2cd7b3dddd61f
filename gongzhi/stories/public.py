"""The door of `stories`."""

from gongzhi.stories import demo
from gongzhi.stories.settle import Settled, settle
from gongzhi.stories.tell import tell

__all__ = ["Settled", "demo", "settle", "tell"]
