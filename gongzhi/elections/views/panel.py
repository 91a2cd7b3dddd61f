"""An act that is open now, with its form: what the page shows and `act` does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from gongzhi.access.public import Actor
from gongzhi.elections.models import Election
from gongzhi.elections.queries import elections as queries
from gongzhi.kit.forms import Form
from gongzhi.procedures import public as procedures

Given = QueryDict | None


@dataclass
class Panel:
    """One act: its verb, form and words. `link`: an address to go to instead."""

    verb: str
    title: str
    button: str
    form: Form
    do: Callable[[dict[str, Any]], object]
    hint: str = ""
    done: str = ""
    quiet: bool = False  # folded away: not the usual next act
    about: int | None = None  # the nominee that a row is about
    links: list[tuple[str, str]] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Which panel a POST is for."""
        return f"{self.verb}-{self.about or ''}"


class Acts:
    """The acts that are open to the actor now."""

    def __init__(self, election: Election, actor: Actor) -> None:
        self.election, self.actor = election, actor
        self.runs = queries.runs(actor, election)
        matter = election.matter
        self.mine = (matter.offered_post_id or matter.holder_post_id) in actor.post_ids

    def found(self, data: Given = None, verb: str = "") -> list[Panel]:
        """In order; `data` goes to the panel of that verb (and nominee)."""
        self.data, self.verb = data, verb
        matter = self.election.matter
        if matter.state not in procedures.LIVE:
            return []
        step = matter.step.replace("-", "_")
        make = getattr(self, f"_{step}", None)
        return [p for p in make() if p is not None] if make else []

    def _given(self, verb: str, about: int | None = None) -> Given:
        if self.data is None or self.verb != verb:
            return None
        if about is not None and self.data.get("nominee") != str(about):
            return None
        return self.data

    def _panel(
        self, verb: str, form: type[Form] | Callable[..., Form], do: Callable[[dict[str, Any]], object], *, title: str,
        button: str, about: int | None = None, initial: dict[str, Any] | None = None, **more: Any,
    ) -> Panel:  # fmt: skip
        first = {"nominee": about} if about is not None else {}
        made = form(self._given(verb, about), initial=first | (initial or {}))
        return Panel(verb, title, button, made, do, about=about, **more)
