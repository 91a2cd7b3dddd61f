"""Residents: which topics there are, propose one, see where it stands, say something, rate what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, ActorKind, visitor_of
from gongzhi.core.errors import DomainError, Forbidden, Invalid, NotFound
from gongzhi.core.numbers import clean_number, spoken
from gongzhi.deliberation.actions import topics as acts
from gongzhi.deliberation.forms.topics import CommentForm, ProposeForm, RateForm, ReasonForm
from gongzhi.deliberation.models import Comment, PactVersion, Topic
from gongzhi.deliberation.queries import hearings as hearing_reads
from gongzhi.deliberation.queries import standing, supervision
from gongzhi.deliberation.queries import topics as queries
from gongzhi.deliberation.rules.topics import Shown, TopicDraft
from gongzhi.deliberation.views.threads import thread_of
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of
from gongzhi.kit.paging import paged
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures


def visitor(request: HttpRequest, topic: Topic | None = None) -> Actor:
    """Who speaks: as `visitor_of`, and the proposer by the link."""
    who = visitor_of(request)
    by_link = who.person_id is None and topic is not None and queries.is_own(topic, request.GET.get("k", ""), None)
    if by_link and topic is not None and topic.proposer_id:
        return Actor(ActorKind.RESIDENT, person_id=topic.proposer_id, via="link")
    return who


def _communities() -> list[tuple[str, str]]:
    """The places that deliberate."""
    pack = packs.active()
    levels = {key for d in pack.deliberations for key in d.levels}
    kinds = [level.kind for level in pack.levels if level.key in levels]
    return [(str(p.pk), p.name) for p in places.of_kinds(kinds)] if kinds else []


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The topics that stand in public, the newest first."""
    place = id_of(request.GET.get("place"))
    text = request.GET.get("q", "")[:60]
    communities = _communities()
    if place is not None and str(place) not in dict(communities):
        raise NotFound("There is no such place.")
    page = paged(queries.public(place_id=place, text=text), ["-matter_id"], after=request.GET.get("after", ""), size=20)
    context = {
        "page": page, "rows": [(t, spoken(t.number), standing.short(t)) for t in page.items], "q": text,
        "place": place, "communities": communities, "may": bool(communities),
    }  # fmt: skip
    return render(request, "deliberation/topics.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Propose a topic."""
    who = visitor(request)
    communities = _communities()
    if not communities:
        raise NotFound("Nobody takes topics in here yet.")
    form = ProposeForm(
        request.POST or None, places=communities, ways=queries.ways(), signed_in=who.person_id is not None
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        place = int(data["place"])
        kinds = queries.kinds_here(place, pacts=False)
        draft = TopicDraft(
            kind=data.get("kind") or (kinds[0].key if kinds else ""), place_id=place,
            title=data["title"], words=data["words"], name=data.get("name", ""), phone=data.get("phone", ""),
            person_id=who.person_id, submission=data["submission"],
        )  # fmt: skip
        try:
            topic = acts.propose(draft, actor=who)
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Your topic was taken in. Keep this page: here you see what comes of it."))
            return redirect(queries.link_of(topic, own=True))
    status = 422 if form.errors else 200
    return render(request, "deliberation/topic_new.html", {"form": form}, status=status)


def _topic(request: HttpRequest, number: str) -> tuple[Topic, Actor, bool]:
    topic = queries.by_number(clean_number(number))
    who = visitor(request, topic)
    own = queries.is_own(topic, request.GET.get("k", ""), who.person_id)
    if topic.shown != Shown.SHOWN and not own:
        raise NotFound("There is no such topic.")
    return topic, who, own


@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """A topic: every step with who acts, until when and by which rule; what was said; what was decided."""
    return _page(request, *_topic(request, number))


def _page(request: HttpRequest, topic: Topic, who: Actor, own: bool, **forms: Any) -> HttpResponse:
    live = topic.matter.state in procedures.LIVE and topic.talk_closed_at is None
    rating = standing.is_rating(topic)
    mine = Comment.objects.filter(topic=topic, person=who.person_id).order_by("id") if who.person_id else []
    context = {
        "topic": topic, "number": spoken(topic.number), "own": own, "steps": standing.steps(topic),
        "now": standing.short(topic), **thread_of(request, topic),
        "mine": [c for c in mine if c.state != Shown.SHOWN], "decisions": standing.decisions(topic),
        "answers": standing.answers(topic), "rating": queries.rating_of(topic),
        "say": forms.get("say") or (CommentForm() if live and topic.shown == Shown.SHOWN else None),
        "rate": forms.get("rate") or (RateForm() if rating and who.person_id else None),
        "hearings": hearing_reads.of_topic(topic), "draft": PactVersion.objects.filter(topic=topic).first(),
        "appeal": ReasonForm(), "k": request.GET.get("k", ""), "postings": standing.postings(topic),
        "supervised": supervision.acts_on(topic), "waits": procedures.waiting_of([topic.pk]).get(topic.pk, {}),
    }  # fmt: skip
    status = 422 if any(f.errors for f in forms.values()) else 200
    return render(request, "deliberation/topic.html", context, status=status)


def _back(request: HttpRequest, topic: Topic) -> HttpResponse:
    key = request.GET.get("k", "")
    return redirect(queries.link_of(topic) + (f"?k={key}" if key else ""))


@require_POST
def say(request: HttpRequest, number: str) -> HttpResponse:
    """Say something about a topic."""
    topic, who, own = _topic(request, number)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            head = id_of(request.POST.get("reply_to"))
            sent = form.cleaned_data["submission"]
            acts.comment(topic, form.cleaned_data["words"], actor=who, submission=sent, reply_to=head)
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Thank you. It is shown as soon as somebody has looked at it."))
            return _back(request, topic)
    return _page(request, topic, who, own, say=form)


@require_POST
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """Rate what came of it: who took part."""
    topic, who, own = _topic(request, number)
    if who.person_id is None:
        raise Forbidden("Who took part in the topic rates it.")
    form = RateForm(request.POST)
    if form.is_valid():
        stars, words = int(form.cleaned_data["stars"]), form.cleaned_data["words"]
        try:
            acts.rate(topic, person_id=who.person_id, stars=stars, words=words, actor=who)
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Thank you for your rating."))
            return _back(request, topic)
    return _page(request, topic, who, own, rate=form)


@require_POST
def appeal(request: HttpRequest, number: str, comment_id: int) -> HttpResponse:
    """Ask for a refused comment to be looked at again, by somebody else."""
    topic, who, _own = _topic(request, number)
    made = Comment.objects.filter(pk=comment_id, topic=topic).select_related("topic__matter").first()
    if made is None:
        raise NotFound("There is no such comment.")
    try:
        acts.appeal(made, request.POST.get("reason", ""), actor=who)
    except DomainError as error:
        messages.error(request, text_of(error))
    else:
        messages.success(request, _("Somebody else will look at it again."))
    return _back(request, topic)
