"""The door of `structure`."""

__all__: list[str] = []
