"""THE gate of results: counts by option come out of `result` alone, and not before the release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from gongzhi.core.errors import NotAllowed
from gongzhi.core.verdict import sentence
from gongzhi.voting.models import Poll, Result, Voice
from gongzhi.voting.queries.polls import poll
from gongzhi.voting.rules.words import Secrecy


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a poll came to. `counts`, `areas` (hundredths of m²) by option key, `blank`, `invalid`; `channels`: voices
    by the way they came; `figures`: what the rule was given; `verdict`: valid, passed, elected, reasons (None: no
    rule)."""

    poll: Poll
    counts: Mapping[str, int]
    areas: Mapping[str, int]
    channels: Mapping[str, int]
    figures: Mapping[str, Any]
    rule_key: str
    day: date
    verdict: Mapping[str, Any] | None
    override: Mapping[str, Any] | None
    entry: int
    released_at: datetime

    @property
    def passed(self) -> bool | None:
        """What holds: the verdict, unless it was overridden."""
        if self.override is not None:
            return bool(self.override["passed"])
        return bool(self.verdict["passed"]) if self.verdict is not None else None

    @property
    def elected(self) -> list[str]:
        """Who is elected, most votes first."""
        return list(self.verdict["elected"]) if self.verdict is not None else []

    @property
    def lines(self) -> list[tuple[str, int, int | None]]:
        """(label, heads, area) for each option in order, then blank and invalid ballots where there are any."""
        named = [(o["key"], o["label"]) for o in self.poll.options]
        more = [("other", _("written in")), ("blank", _("blank")), ("invalid", _("invalid"))]
        named += [(key, label) for key, label in more if self.counts.get(key)]
        return [(label, self.counts.get(key, 0), self.areas.get(key) if self.areas else None) for key, label in named]

    @property
    def reasons(self) -> list[tuple[str, str, bool]]:
        """(sentence in the reader's language, article, met) for every number that the verdict rests on."""
        if self.verdict is None:
            return []
        return [(sentence(r, _), r["article"], r["met"]) for r in self.verdict["reasons"]]


def result(poll_id: int) -> Outcome:
    """What a poll came to. Raises NotAllowed until it is released, NotFound."""
    one = poll(poll_id)
    row = Result.objects.filter(poll=one).first()
    if row is None:
        raise NotAllowed("The result is not public yet.")
    return Outcome(
        one, row.counts, row.areas, row.channels, row.figures, row.rule_key, row.day, row.verdict, row.override,
        row.entry, row.released_at,
    )  # fmt: skip


def voices(poll_id: int) -> list[tuple[str, str, str]]:
    """(name, household, choice in words) of a named poll, for its minutes. Raises NotAllowed until the release, and of
    votes that are not named."""
    outcome = result(poll_id)
    if outcome.poll.secrecy != Secrecy.NAMED:
        raise NotAllowed("This vote is not given under one's name.")
    labels = {o["key"]: o["label"] for o in outcome.poll.options}
    rows = Voice.objects.filter(poll=poll_id, state="counted").select_related("elector").order_by("elector")
    return [
        (
            v.elector.name,
            v.elector.household,
            "、".join(labels[k] for k in (v.choice or "").split(",") if k) or _("blank"),
        )
        for v in rows
    ]
