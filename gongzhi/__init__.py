"""Gongzhi (共治): the platform on which an urban community governs and serves itself."""

__version__ = "0.1.0"
