"""`/desk/topics/`: topics of one's area, what is to be looked at, the next step of each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes
from gongzhi.core.errors import DomainError, Forbidden, Invalid, NotFound
from gongzhi.core.numbers import spoken
from gongzhi.deliberation.actions import posting
from gongzhi.deliberation.actions import topics as acts
from gongzhi.deliberation.forms import topics as forms
from gongzhi.deliberation.models import Comment, Motion, PactVersion, Topic
from gongzhi.deliberation.queries import hearings as hearing_reads
from gongzhi.deliberation.queries import standing
from gongzhi.deliberation.queries import topics as queries
from gongzhi.deliberation.queries.forum import reported
from gongzhi.deliberation.rules.topics import TopicDraft
from gongzhi.deliberation.views import supervision
from gongzhi.disclosure import public as disclosure
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.outcomes import OutcomeForm
from gongzhi.kit.oversight import oversight_forms
from gongzhi.kit.paging import paged
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures


def runner(request: HttpRequest) -> Actor:
    """The signed-in person, who takes topics in somewhere. Raises Forbidden."""
    actor = actor_of(request)
    if not scopes(actor, Permission.TOPIC_RUN):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.TOPIC_RUN)
    return actor


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The topics of one's area, the newest first."""
    actor = runner(request)
    form = forms.ListForm(request.GET)
    form.is_valid()
    data = form.cleaned_data
    rows = queries.of_area(actor, text=data.get("q", ""), shown=data.get("shown", ""), state=data.get("state", ""))
    page = paged(rows, ["-matter_id"], after=request.GET.get("after", ""), size=40)
    context = {
        "page": page, "form": form, "rows": [(t, spoken(t.number), standing.short(t)) for t in page.items],
        "narrowed": any(data.values()), "waiting": queries.waiting(actor)[:100].count(),
    }  # fmt: skip
    return render(request, "deliberation/desk_topics.html", context)


def _places(actor: Actor) -> list[tuple[str, str]]:
    """The places of one's area that deliberate."""
    homes: dict[int, str] = {}
    for place_id in sorted(scopes(actor, Permission.TOPIC_RUN)):
        home = queries.home_of(place_id)
        if home is not None:
            homes[home] = places.get(home).name
    return [(str(pk), name) for pk, name in homes.items()]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a topic for somebody, with its source."""
    actor = runner(request)
    form = forms.RegisterForm(request.POST or None, places=_places(actor), ways=queries.ways())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        kinds = queries.kinds_here(int(data["place"]), pacts=False)
        draft = TopicDraft(
            kind=data.get("kind") or (kinds[0].key if kinds else ""), place_id=int(data["place"]), title=data["title"],
            words=data["words"], channel=data["channel"], source=data["source"], name=data["name"], phone=data["phone"],
            submission=data["submission"],
        )  # fmt: skip
        try:
            topic = acts.propose(draft, actor=actor)
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Entered as topic %(number)s.") % {"number": spoken(topic.number)})
            return redirect("deliberation:desk-topic", topic.pk)
    return render(request, "deliberation/desk_topic_new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_safe
def comments(request: HttpRequest) -> HttpResponse:
    """What nobody has looked at yet, and appeals, the oldest first."""
    actor = runner(request)
    page = paged(queries.waiting(actor), ["id"], after=request.GET.get("after", ""), size=30)
    reports = reported(actor).order_by("id")[:50]
    return render(request, "deliberation/desk_comments.html", {"page": page, "reports": reports})


@login_required
@require_POST
def moderate_comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Show a comment, or refuse it with the reason."""
    actor = runner(request)
    made = Comment.objects.filter(pk=comment_id).select_related("topic__matter").first()
    if made is None or not queries.runs(actor, made.topic.matter.place_id):
        raise NotFound("There is no such comment.")
    show = request.POST.get("show") == "yes"
    try:
        acts.moderate_comment(made, actor=actor, show=show, reason=request.POST.get("reason", ""))
    except DomainError as error:
        messages.error(request, text_of(error))
    else:
        messages.success(request, _("It is shown.") if show else _("It is not shown; who wrote it reads why."))
    return redirect("deliberation:desk-comments")


@login_required
@require_safe
def show(request: HttpRequest, matter_id: int) -> HttpResponse:
    """A topic for who works on it. Raises NotFound, also where one may not see it."""
    actor = actor_of(request)
    return _page(request, queries.get(matter_id, actor), actor)


def _page(request: HttpRequest, topic: Topic, actor: Actor, **given: Any) -> HttpResponse:
    matter = topic.matter
    step = procedures.step_of(matter)
    runs = queries.runs(actor, matter.place_id)
    mine = matter.holder_post_id in actor.post_ids and matter.state == "open"
    unposted = procedures.unposted(matter)
    may_post = unposted is not None and scopes(actor, Permission.BOARD_PUBLISH) & set(places.ancestors(matter.place_id))
    draft = {"title": matter.title, "text": posting.draft_of(topic)}
    watched = procedures.oversight_of(matter, actor)
    held = watched is not None and watched.hold is not None
    may_choose = mine and step.kind.value == "task" and not held
    context = {
        "topic": topic, "number": spoken(topic.number), "steps": standing.steps(topic), "step": step, "runs": runs,
        "holder": orgs.post_label(matter.holder_post_id), "mine": mine,
        "offered": matter.offered_post_id in actor.post_ids, "lines": procedures.lines_of(matter),
        "comments": queries.comments(topic, shown_only=False), "decisions": standing.decisions(topic),
        "meeting": Motion.objects.filter(topic=topic, passed=None).select_related("meeting").first(),
        "form": given.get("form") or (OutcomeForm(outcomes=step.outcomes) if may_choose else None),
        "board": given.get("board") or (forms.BoardForm(initial=draft) if may_post and not held else None),
        "refuse": given.get("refuse") or (forms.ReasonForm() if runs else None),
        "enter": given.get("enter") or (forms.EnterCommentForm() if runs and matter.state == "open" else None),
        "rating": queries.rating_of(topic), "hearings": hearing_reads.of_topic(topic),
        "needs_hearing": matter.state == "open" and hearing_reads.lacking(topic),
        "draft": PactVersion.objects.filter(topic=topic).first(),
        "link": queries.link_of(topic), "findings": given.get("findings"),
        "watched": watched, "watch": oversight_forms(watched) | (given.get("watch") or {}),
    }  # fmt: skip
    status = 422 if any(isinstance(f, dict) or getattr(f, "errors", None) for f in given.values()) else 200
    return render(request, "deliberation/desk_topic.html", context, status=status)


@login_required
@require_POST
def act(request: HttpRequest, matter_id: int, verb: str) -> HttpResponse:
    """`accept`, `step` (an outcome), `show` or `refuse` the topic, `enter` a comment, `put-up` on the board;
    `question`, `reply`, `hold`, `decide` of its supervisors."""
    actor = actor_of(request)
    topic = queries.get(matter_id, actor)
    verbs = {"accept": _accept, "step": _step, "show": _show, "refuse": _refuse, "enter": _enter, "put-up": _put_up}
    if verb in supervision.VERBS:
        refused = supervision.perform(topic, verb, request.POST, actor)
        if refused is not None:
            return _page(request, topic, actor, watch={verb: refused})
        messages.success(request, _("Done."))
        return redirect("deliberation:desk-topic", matter_id)
    if verb not in verbs:
        raise NotFound("There is no such act.")
    wrong = verbs[verb](request, topic, actor)
    if wrong is not None:
        return wrong
    messages.success(request, _("Done."))
    return redirect("deliberation:desk-topic", matter_id)


def _accept(request: HttpRequest, topic: Topic, actor: Actor) -> HttpResponse | None:
    procedures.accept(topic.pk, actor=actor)
    return None


def _step(request: HttpRequest, topic: Topic, actor: Actor) -> HttpResponse | None:
    form = OutcomeForm(request.POST, outcomes=procedures.step_of(topic.matter).outcomes)
    if form.is_valid():
        outcome = form.outcomes[form.cleaned_data["outcome"]]
        words = form.cleaned_data["words"]
        text = {"public_text" if "answer" in outcome.needs else "internal_text": words}
        reason = words if "reason" in outcome.needs else ""
        try:
            procedures.choose(topic.pk, outcome=outcome.key, actor=actor, reason=reason, **text)
        except Invalid as error:
            add_to_form(form, error)
    return _page(request, topic, actor, form=form) if form.errors else None


def _show(request: HttpRequest, topic: Topic, actor: Actor) -> HttpResponse | None:
    try:
        acts.moderate(topic, actor=actor, show=True)
    except disclosure.PersonalDataFound as error:
        return _page(request, topic, actor, findings=error)
    return None


def _refuse(request: HttpRequest, topic: Topic, actor: Actor) -> HttpResponse | None:
    form = forms.ReasonForm(request.POST)
    if form.is_valid():
        acts.moderate(topic, actor=actor, show=False, reason=form.cleaned_data["reason"])
        return None
    return _page(request, topic, actor, refuse=form)


def _enter(request: HttpRequest, topic: Topic, actor: Actor) -> HttpResponse | None:
    form = forms.EnterCommentForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            acts.comment(
                topic, data["words"], actor=actor, channel=data["channel"], source=data["source"],
                submission=data["submission"],
            )  # fmt: skip
        except Invalid as error:
            add_to_form(form, error)
    return _page(request, topic, actor, enter=form) if form.errors else None


def _put_up(request: HttpRequest, topic: Topic, actor: Actor) -> HttpResponse | None:
    form = forms.BoardForm(request.POST)
    if form.is_valid():
        try:
            posting.put_up(topic, actor=actor, **form.cleaned_data)
        except Invalid as error:
            add_to_form(form, error)
    return _page(request, topic, actor, board=form) if form.errors else None
