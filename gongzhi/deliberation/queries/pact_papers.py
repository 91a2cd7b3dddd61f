"""Pacts on paper: the text with who decided it, and a poster with the way to it."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _

from gongzhi.core import clock
from gongzhi.deliberation.models import Pact, PactVersion
from gongzhi.deliberation.queries import pacts as queries
from gongzhi.deliberation.rules.pacts import number_words
from gongzhi.kit.papers import Paper, Picture, Section

POSTER_MM = 90


def decided(version: PactVersion) -> str:
    """Who adopted it, when and with how many votes; empty before. Of one that held before the platform: who passed it,
    and when that was entered."""
    if version.taken_on is not None:
        taken = {
            "who": version.passed_by,
            "on": f"{version.in_force_on:%Y-%m-%d}",
            "day": f"{version.taken_on:%Y-%m-%d}",
        }
        return _("Passed by %(who)s, in force since %(on)s; entered here on %(day)s, no vote was held here.") % taken
    if version.motion is None:
        return ""
    values = {
        "body": version.motion.meeting.of, "day": f"{clock.local(version.motion.meeting.starts_at):%Y-%m-%d}",
        "agreed": version.motion.agreed, "against": version.motion.against, "abstained": version.motion.abstained,
    }  # fmt: skip
    return _("%(body)s decided on %(day)s: for %(agreed)s, against %(against)s, abstained %(abstained)s.") % values


def name_of(version: PactVersion) -> str:
    """Version N, or the draft and its day."""
    if version.number:
        return _("version %(n)s") % {"n": version.number}
    return _("draft of %(day)s") % {"day": f"{clock.local(version.created_at):%Y-%m-%d %H:%M}"}


def text_paper(version: PactVersion) -> Paper:
    """The text as it hangs in the courtyard."""
    lines = [f"{number_words(n)}　{text}" for n, text in enumerate(version.articles, start=1)]
    if version.repeals:
        lines = [_("Nothing is to stand in its place."), version.note]
    said = decided(version)
    return Paper(
        version.pact.title,
        number=f"{name_of(version)} · {queries.state_words(version)}",
        sections=[Section("", lines)],
        by=version.motion.meeting.of if version.motion else version.passed_by,
        day=version.in_force_on,
        footer=" ".join(
            part for part in (said, _("SHA-256: %(digest)s") % {"digest": version.digest} if said else "") if part
        ),
    )


def poster(pact: Pact, link: str) -> Paper:
    """A sheet for the notice board: the title and a code that leads to the text in force."""
    import segno  # noqa: PLC0415 - comes at its first use

    picture = io.BytesIO()
    segno.make(link, error="m").save(picture, kind="png", scale=12, border=3)
    words = [_("Scan it to read the text in force, earlier texts and what is being deliberated."), link]
    return Paper(
        pact.title,
        number=pact.place.name,
        sections=[Section("", words, picture=Picture(picture.getvalue(), _("Code that leads to the pact"), POSTER_MM))],
    )
