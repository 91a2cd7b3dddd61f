"""The door of `standards`."""

from gongzhi.standards.rules.registry import register_measure

__all__ = ["register_measure"]
