"""The door of `stories`."""

from gongzhi.stories.settle import Settled, settle

__all__ = ["Settled", "settle"]
