"""The door of `standards`."""

__all__: list[str] = []
