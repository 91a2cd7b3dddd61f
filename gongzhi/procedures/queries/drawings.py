"""Procedures in words and pictures: limits, kinds, who, the flow chart."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongzhi.core.worktime import Limit, Unit
from gongzhi.packs import public as packs
from gongzhi.procedures.rules import drawing
from gongzhi.procedures.rules.model import END, HOLDER, KINDS, RESIDENT, SUPERIOR, SYSTEM, Definition, Step


def limit_words(limit: Limit | None) -> str:
    """A limit in the reader's language."""
    if limit is None:
        return ""
    n = limit.amount
    words = {
        Unit.WORKING_MINUTES: ngettext("%(n)d working minute", "%(n)d working minutes", n),
        Unit.WORKING_HOURS: ngettext("%(n)d working hour", "%(n)d working hours", n),
        Unit.WORKING_DAYS: ngettext("%(n)d working day", "%(n)d working days", n),
        Unit.CALENDAR_DAYS: ngettext("%(n)d calendar day", "%(n)d calendar days", n),
        Unit.MONTHS: ngettext("%(n)d month", "%(n)d months", n),
    }
    return words[limit.unit] % {"n": n}


def light_words(light: str) -> str:
    """The word beside a light."""
    return {"green": _("in time"), "yellow": _("due soon"), "red": _("overdue")}.get(light, light)


def kind_words(kind: str) -> str:
    """What happens in a kind of step."""
    return {
        "task": _("handling"),
        "dispatch": _("handing on"),
        "join": _("several together"),
        "meeting": _("meeting"),
        "publication": _("publication"),
        "rating": _("rating"),
        "wait": _("waiting"),
        "archive": _("archive"),
    }.get(kind, kind)


def who_words(key: str) -> str:
    """Whose step it is, or to whom a late one goes."""
    fixed = {
        HOLDER: _("the post that holds it"),
        RESIDENT: _("the resident"),
        SYSTEM: _("the platform"),
        SUPERIOR: _("the post above"),
    }
    if key in fixed:
        return fixed[key]
    try:
        return packs.named(packs.active().post_kind(key))
    except KeyError:
        return key


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as its page shows it."""

    key: str
    title: str
    kind: str
    who: str
    limit: str
    late: list[str]
    outcomes: list[tuple[str, str]]
    note: str
    joins: list[str]
    source: str
    source_kind: str


def step_views(definition: Definition) -> list[StepView]:
    """All steps, in words."""
    titles = {s.key: packs.named(s) for s in definition.steps} | {END: _("End")}
    return [
        StepView(
            key=s.key,
            title=packs.named(s),
            kind=kind_words(s.kind.value),
            who=who_words(s.by),
            limit=_step_limit(s),
            late=_late(definition, s),
            outcomes=[(packs.named(o), titles[o.next]) for o in s.outcomes],
            note=s.note,
            joins=_joins(s) or _meets(s),
            source=s.source,
            source_kind=s.source_kind,
        )
        for s in definition.steps
    ]


def _joins(step: Step) -> list[str]:
    """Whom a join asks, how long they have, and how it goes on."""
    join = step.join
    if join is None:
        return []
    named = _(", ").join(who_words(kind) for kind in join.by)
    return [
        _("Asks %(who)s at once") % {"who": named} if named else _("The holder names the bodies"),
        _("Sign-in within %(limit)s") % {"limit": limit_words(join.sign_in)},
        _("Answer within %(limit)s of the sign-in") % {"limit": limit_words(join.answer)},
        _("Goes on by itself when all have answered (at least %(n)s)") % {"n": join.at_least}
        if join.goes_on
        else _("When all have answered (at least %(n)s), the holder says how it goes on") % {"n": join.at_least},
    ]


def _meets(step: Step) -> list[str]:
    """Who sits in the meeting, by which rule it decides, how long before it is called."""
    meets = step.meets
    if meets is None:
        return []
    pack = packs.active()
    rule = next((packs.named(r) for r in reversed(pack.rule_sets) if r.rule == meets.rule), meets.rule)
    register = packs.named(meets) or electorate_words(meets.electorate)
    who = [packs.named(pack.body_kind(k)) for k in meets.of] or [register]
    votes = {"show": _("by show of hands"), "named": _("by name"), "secret": _("by secret ballot")}
    return [
        _("Entitled: %(who)s") % {"who": _(", ").join(who)},
        _("Decides by the rule “%(rule)s”, %(vote)s") % {"rule": rule, "vote": votes[meets.vote]},
        _("Called %(limit)s before") % {"limit": limit_words(meets.notice)},
    ]


def electorate_words(kind: str) -> str:
    """Who stands in a register of electors of that kind."""
    return {
        "persons": _("all residents who may vote"),
        "households": _("one of each household"),
        "representatives": _("the residents' representatives"),
        "owners": _("the owners, by heads and area"),
    }.get(kind, kind)


def supervision_words(definition: Definition) -> dict[str, str]:
    """Who supervises the procedure and what they may do; empty where nobody is named."""
    named = definition.supervision
    if named is None:
        return {}
    hold = ngettext("%(n)d calendar day", "%(n)d calendar days", named.hold_days) % {"n": named.hold_days}
    return {
        "who": _(", ").join(who_words(kind) for kind in named.by),
        "answer": limit_words(named.answer),
        "hold": hold if named.hold_days else "",
        "decides": who_words(named.decides),
        "source": named.source,
        "source_kind": named.source_kind,
        "pauses": _("the limit waits") if named.pauses else _("the limit runs on"),
    }


def _watch(definition: Definition) -> tuple[str, str] | None:
    words = supervision_words(definition)
    if not words:
        return None
    may = [_("question: %(limit)s") % {"limit": words["answer"]}]
    if words["hold"]:
        may.append(_("hold: %(limit)s") % {"limit": words["hold"]})
    return _("Supervised by %(who)s") % {"who": words["who"]}, " · ".join(may)


def _step_limit(step: Step) -> str:
    if step.days:
        return ngettext("%(n)d calendar day", "%(n)d calendar days", step.days) % {"n": step.days}
    words = limit_words(step.limit)
    return _("%(limit)s; the limit of the whole waits") % {"limit": words} if step.pauses else words


def _late(definition: Definition, step: Step) -> list[str]:
    if KINDS[step.kind].timed or step.kind.value == "archive":
        return []
    levels = step.on_breach or definition.on_breach
    return [
        _("%(who)s, %(after)s after") % {"who": who_words(lv.to), "after": limit_words(lv.after)}
        if lv.after
        else who_words(lv.to)
        for lv in levels
    ]


def draw(definition: Definition) -> SafeString:
    """The flow chart as SVG."""
    views = step_views(definition)
    notes = {
        v.key: " · ".join(t for t in (v.kind, limit_words(s.join.answer) if s.join else v.limit) if t)
        for v, s in zip(views, definition.steps, strict=True)
    }
    told = [f"{v.title}: " + "; ".join(f"{title} → {goal}" for title, goal in v.outcomes) for v in views if v.outcomes]
    watch = _watch(definition)
    if watch:
        told.insert(0, ", ".join(watch))
    chart = drawing.draw(_named(definition), notes, end=_("End"), description=". ".join(told), watch=watch)
    return mark_safe(chart)  # noqa: S308 - every text in it is escaped by the drawing


def _named(definition: Definition) -> Definition:
    """The same with its titles in the reader's language."""
    steps = (
        replace(s, title=packs.named(s), outcomes=tuple(replace(o, title=packs.named(o)) for o in s.outcomes))
        for s in definition.steps
    )
    return replace(definition, title=packs.named(definition), steps=tuple(steps))
