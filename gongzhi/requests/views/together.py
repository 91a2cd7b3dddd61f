"""On a request's page: the parts of a join, the supervisors' question and hold; what each actor may do about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gongzhi.access.public import Actor
from gongzhi.core.errors import Invalid
from gongzhi.kit.oversight import oversight_form, oversight_forms
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests.actions.whistle import blow
from gongzhi.requests.forms.together import JoinForm
from gongzhi.requests.models import Request
from gongzhi.requests.queries.turns import last_turns

STATES: dict[str, Any] = {
    "asked": gettext_lazy("Waits for the sign-in"),
    "refused": gettext_lazy("Refused the part"),
    "unasked": gettext_lazy("Nobody is asked"),
    "disputed": gettext_lazy("Before the arbiter"),
    "working": gettext_lazy("Signed in"),
    "handed-in": gettext_lazy("Waits to be accepted"),
    "answered": gettext_lazy("Has answered"),
    "dropped": gettext_lazy("Dropped"),
}


def part_rows(parts: list[procedures.Part]) -> list[dict[str, Any]]:
    """The parts with their state in words, and what is kept of the body's turn. One query."""
    turns = last_turns([p.id for p in parts])
    return [
        {"part": p, "state": STATES.get(p.state, p.state), "light": procedures.light_words(p.light),
         "turn": turns.get(p.id)}
        for p in parts
    ]  # fmt: skip


def bodies_of(matter: procedures.Matter, actor: Actor, busy: set[int]) -> list[tuple[str, str]]:
    """Posts that can be asked here: they handle such matters, cover the place, and have no open part."""
    choices = orgs.posts_to_offer(actor, places.ancestors(matter.place_id))
    return [
        (str(c.post_id), f"{c.label} · {c.holder_name or _('vacant')}")
        for c in choices
        if c.post_id not in busy and c.post_id != matter.holder_post_id
    ]


def joins_now(matter: procedures.Matter) -> bool:
    """Whether it stands in a join step, where bodies can be asked."""
    step = procedures.definition(matter.revision_id, matter.procedure).step(matter.step)
    return step.kind is procedures.StepKind.JOIN and matter.state == "open"


def asks_here(matter: procedures.Matter) -> bool:
    """Whether the kind of post that holds it may ask other bodies, where the pack names kinds. One query then."""
    join = procedures.definition(matter.revision_id, matter.procedure).step(matter.step).join
    kinds = join.asked_by if join else ()
    return not kinds or orgs.Post.objects.filter(pk=matter.holder_post_id, kind__in=kinds).exists()


def open_outcomes(about: Request, outcomes: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those that can be chosen now: none of a join over an open part, the first one with enough answers alone."""
    matter = about.matter
    step = procedures.definition(matter.revision_id, matter.procedure).step(matter.step)
    if step.join is None:
        return outcomes
    if matter.open_children:
        return []
    enough = matter.answered >= step.join.at_least
    return [o for o in outcomes if enough or o[0] != step.outcomes[0].key]


def _busy(matter: procedures.Matter) -> set[int]:
    return {p.post_id for p in procedures.parts_of(matter.pk) if p.live}


def join_form(about: Request, actor: Actor, data: Any = None) -> JoinForm:
    return JoinForm(data, posts=bodies_of(about.matter, actor, _busy(about.matter)), prefix="join")


def forms_for(about: Request, actor: Actor, watched: procedures.Oversight | None) -> dict[str, Any]:
    """The forms of joining, questions and holds that this actor may use now."""
    matter = about.matter
    found: dict[str, Any] = {}
    held = watched is not None and watched.hold is not None
    if matter.holder_post_id in actor.post_ids and joins_now(matter) and not held and asks_here(matter):
        found["join"] = join_form(about, actor)
    return found | oversight_forms(watched)


def bound(verb: str, about: Request, actor: Actor, data: Any) -> Any:
    """The form of one of these verbs filled with what was posted; None where the verb is another's."""
    if verb == "join":
        return join_form(about, actor, data)
    watched = procedures.oversight_of(about.matter, actor) if verb in ("hold", "decide") else None
    return oversight_form(verb, data, watched)


def _join(about: Request, form: Any, actor: Actor, version: int | None) -> str:
    asks = form.asks()
    try:
        blow(about.pk, asks=asks, lead=form.lead(), actor=actor, version=version)
    except Invalid as error:
        field = {"to_posts": "post1", "asked": "words1"}.get(error.field or "", error.field)
        raise Invalid(error.message, field=field, **error.params) from error
    return ngettext("%(n)s body was asked.", "%(n)s bodies were asked.", len(asks)) % {"n": len(asks)}


def _question(about: Request, form: Any, actor: Actor, version: int | None) -> str:
    procedures.question(about.pk, words=form.cleaned_data["words"], actor=actor, version=version)
    return _("Asked; the holder answers in time.")


def _reply(about: Request, form: Any, actor: Actor, version: int | None) -> str:
    procedures.reply(about.pk, words=form.cleaned_data["answer"], actor=actor, version=version)
    return _("Answered; the supervisors hear it.")


def _hold(about: Request, form: Any, actor: Actor, version: int | None) -> str:
    data = form.cleaned_data
    procedures.hold(about.pk, reason=data["reason"], days=data["days"], actor=actor, version=version)
    return _("Held; the next level decides.")


def _decide(about: Request, form: Any, actor: Actor, version: int | None) -> str:
    data = form.cleaned_data
    procedures.decide_hold(
        about.pk, reason=data["reason"], to_step=data["to_step"] or None, actor=actor, version=version
    )
    return _("Decided; it is held no more.")


VERBS: dict[str, Callable[[Request, Any, Actor, int | None], str]] = {
    "join": _join,
    "question": _question,
    "reply": _reply,
    "hold": _hold,
    "decide": _decide,
}
HELD = ("note", "reply", "decide", "question", "reveal", "release")  # what a held request still allows
