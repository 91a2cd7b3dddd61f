"""The door of `stories`."""

from gongzhi.stories import demo
from gongzhi.stories.figures import said, title
from gongzhi.stories.settle import Settled, settle
from gongzhi.stories.stopped import Stopped
from gongzhi.stories.tell import tell

__all__ = ["Settled", "Stopped", "demo", "said", "settle", "tell", "title"]
