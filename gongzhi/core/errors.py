"""One tree of errors. Domain code raises these; each edge (pages, API, Open311, CLI) has one handler.

`message` is an English msgid with named placeholders; edges translate it. No HTTP here.
"""

from __future__ import annotations

from collections.abc import Mapping


class DomainError(Exception):
    """A refusal that a person can understand and act on."""

    code = "error"

    def __init__(self, message: str, /, *, field: str | None = None, **params: object) -> None:
        self.message = message
        self.field = field
        self.params: Mapping[str, object] = params
        super().__init__(message % params if params else message)


class Invalid(DomainError):
    """What was typed cannot be accepted; `field` names the input."""

    code = "invalid"


class InvalidMany(Invalid):
    """Several inputs at once are wrong: `errors` maps the field to its error."""

    code = "invalid"

    def __init__(self, errors: Mapping[str, Invalid]) -> None:
        self.errors = dict(errors)
        super().__init__("Please correct the fields marked below.")


class NotFound(DomainError):
    """There is no such thing, or not for this actor (the two are not told apart)."""

    code = "not-found"


class Forbidden(DomainError):
    """The actor holds no post that allows this here."""

    code = "forbidden"


class NotAllowed(DomainError):
    """The rule of the procedure does not allow this move in this state."""

    code = "not-allowed"


class Conflict(DomainError):
    """Somebody else changed it meanwhile; what was typed is kept."""

    code = "conflict"


class Drawn(Conflict):
    """What was drawn by chance is taken already: the same act again draws anew."""


class TooMany(DomainError):
    """Too many tries; `retry_after` seconds."""

    code = "too-many"

    def __init__(self, message: str, /, *, retry_after: int, **params: object) -> None:
        self.retry_after = retry_after
        super().__init__(message, field=None, **params)


class Unavailable(DomainError):
    """An outside service or the database does not answer now; try again after `retry_after` seconds."""

    code = "unavailable"

    def __init__(self, message: str, /, *, retry_after: int = 20, **params: object) -> None:
        self.retry_after = retry_after
        super().__init__(message, field=None, **params)
