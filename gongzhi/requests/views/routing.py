"""The administrator's page of dispatch: alarms, the table in force, a changed one tried out and put into force."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongzhi.access.public import Actor, actor_of
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden
from gongzhi.kit.forms import Form
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import rules
from gongzhi.requests.actions import routing as acts
from gongzhi.requests.models import Request, RouteAlarm
from gongzhi.requests.queries.dry_run import DryRun, dry_run, last_month
from gongzhi.requests.views.traces import conditions, kinds_words, rule_words
from gongzhi.requests.views.work import type_title

ALARMS = 100
COUNTED_DAYS = 30
LONGEST = 366
WHAT = {
    "error": gettext_lazy("The line errs; the posts of the type are taken instead."),
    "nobody": gettext_lazy("There is no such post here: nobody would get it."),
    "vacant": gettext_lazy("Nobody answers for the post."),
    "unknown": gettext_lazy("There is no place with this code."),
}
LIST_OF = """routing:
- key: night-urgent
  title: 夜间急事
  flags: [urgent]
  when: outside        # working, outside, any
  to: [duty_leader]    # kinds of posts
  source: {default: 夜间急事由带班领导先接}
"""


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class TableForm(Form):
    """A changed table, and the days over which it is tried."""

    text = forms.CharField(
        label=gettext_lazy("The table"), max_length=100_000, strip=False,
        help_text=gettext_lazy("The first line that fits decides; where none fits, the posts of the type."),
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "t-code"}),
    )  # fmt: skip
    first = forms.DateField(label=gettext_lazy("Requests from"), widget=_day())
    last = forms.DateField(label=gettext_lazy("Requests until"), widget=_day())
    tried = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and not timedelta(0) <= last - first < timedelta(days=LONGEST):
            self.add_error("last", _("Choose a span of at most a year, the first day before the last."))
        return data


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Alarms, the table, and trying another; nothing changes before the button below a dry run is pressed."""
    actor = actor_of(request)
    if not acts.may_change(actor):
        raise Forbidden("None of your posts changes the decision table.")
    pack = packs.active()
    first, last = last_month(clock.today())
    initial = {"text": packs.routing_text(pack) if pack.routing else LIST_OF, "first": first, "last": last}
    form = TableForm(request.POST if request.method == "POST" else None, initial=initial)
    context: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        changed = _changed(pack, form)
        if changed is not None:
            run = dry_run(pack, changed, form.cleaned_data["first"], form.cleaned_data["last"])
            if "apply" in request.POST and form.cleaned_data["tried"] == digest(form.cleaned_data["text"]):
                acts.put_in_force(changed, actor=actor, looked=run.looked, elsewhere=run.moved)
                messages.success(request, _("The table is in force."))
                return redirect("requests:routing")
            context = _result(run, changed, actor) | {"tried": digest(form.cleaned_data["text"])}
            context["changes"] = changed.routing != pack.routing
    status = 422 if form.errors else 200
    return render(request, "requests/routing.html", context | _page(pack, form), status=status)


def digest(text: str) -> str:
    """What was tried against which table: only that may be put into force."""
    return hashlib.sha256(f"{packs.active_revision_id()}\0{text}".encode()).hexdigest()


def _changed(pack: packs.Pack, form: TableForm) -> packs.Pack | None:
    """The pack with the table of the form; None, and the mistakes beside the field, where it cannot be read."""
    checked = packs.with_routing(pack, form.cleaned_data["text"])
    language = "en" if (get_language() or "").startswith("en") else "zh"
    for mistake in checked.mistakes[:20]:
        where = _("Line %(n)s: ") % {"n": mistake.line}
        form.add_error("text", f"{where}{mistake.path} {mistake.message(language)}")
    return checked.pack


def _page(pack: packs.Pack, form: TableForm) -> dict[str, Any]:
    since = clock.now() - timedelta(days=COUNTED_DAYS)
    counted = Request.objects.filter(created_at__gte=since).values_list("route__rule").annotate(n=Count("pk"))
    counts = {rule or "": n for rule, n in counted.order_by("route__rule")}
    codes = places.by_codes({code for line in pack.routing for code in line.places})
    names = {code: place.name for code, place in codes.items()}
    lines = [
        {"line": line, "title": packs.named(line), "asks": conditions(pack, line, names),
         "to": kinds_words(pack, line), "n": counts.get(line.key, 0)}
        for line in pack.routing
    ]  # fmt: skip
    alarms = list(RouteAlarm.objects.filter(cleared_at=None).order_by("-since", "rule", "area_id")[: ALARMS + 1])
    areas = places.get_many(a.area_id for a in alarms)
    return {
        "form": form, "lines": lines, "by_type": counts.get(packs.BY_TYPE, 0), "days": COUNTED_DAYS,
        "alarms": [
            {"alarm": a, "rule": alarm_words(pack, a.rule), "what": WHAT.get(a.what, a.what),
             "place": areas[a.area_id].name if a.area_id in areas else _("Everywhere")}
            for a in alarms[:ALARMS]
        ],
        "more_alarms": len(alarms) > ALARMS,
    }  # fmt: skip


def alarm_words(pack: packs.Pack, rule: str) -> str:
    """The line of an alarm; what goes by type, by the posts of the types."""
    key, _colon, kinds = rule.partition(":")
    if key != packs.BY_TYPE:
        return rule_words(pack, rule)
    known = {kind.key: packs.named(kind) for kind in pack.post_kinds}
    return _("By the type: %(posts)s") % {"posts": "、".join(known.get(k, k) for k in kinds.split("+"))}


def _result(run: DryRun, changed: packs.Pack, actor: Actor) -> dict[str, Any]:
    """The dry run in words. The number of a request leads on only where the actor may see it; no words of it."""
    labels, names = run.labels(), run.place_names()
    seen = procedures.visible_to(actor).filter(pk__in=[m.matter_id for m in run.listed])
    open_ = set(seen.values_list("pk", flat=True))

    def post(post_id: int | None) -> str:
        return labels.get(post_id, "—") if post_id is not None else _("nobody")

    return {
        "run": run,
        "said": _("No request came in on these days.") if not run.looked else ngettext(
            "%(moved)s of %(looked)s request would go elsewhere.",
            "%(moved)s of %(looked)s requests would go elsewhere.",
            run.looked,
        ) % {"moved": run.moved, "looked": run.looked},
        "ways": [(post(before), post(after), n) for (before, after), n in run.ways.most_common(50)],
        "rules": [(rule_words(changed, rule), n) for rule, n in run.rules.most_common(50)],
        "listed": [
            {"moved": m, "number": rules.spoken(m.number), "open": m.matter_id in open_,
             "type": type_title(changed, m.type_key), "place": names.get(m.place_id, ""), "before": post(m.before),
             "after": post(m.after), "rule": rule_words(changed, m.rule_after)}
            for m in run.listed
        ],
    }  # fmt: skip
