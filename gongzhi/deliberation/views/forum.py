"""The discussion under a topic: a comment is reported; at the desk answers, reports, its closing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, actor_of
from gongzhi.core.errors import Invalid, NotAllowed, NotFound
from gongzhi.core.numbers import spoken
from gongzhi.deliberation.actions import forum as acts
from gongzhi.deliberation.forms.forum import AnswerForm
from gongzhi.deliberation.forms.gardens import WordsForm
from gongzhi.deliberation.models import Comment, Report, Topic
from gongzhi.deliberation.queries import topics
from gongzhi.deliberation.rules.topics import Shown
from gongzhi.deliberation.views.panels import bound, perform
from gongzhi.deliberation.views.portal import _topic
from gongzhi.deliberation.views.threads import thread_of
from gongzhi.kit.errors import text_of
from gongzhi.kit.forms import id_of


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, number: str, comment_id: int) -> HttpResponse:
    """Say why a comment should not stand in public."""
    topic, who, _own = _topic(request, number)
    made = Comment.objects.filter(pk=comment_id, topic=topic, state=Shown.SHOWN, post=None).first()
    if made is None:
        raise NotFound("There is no such comment.")
    form = WordsForm(request.POST or None, label=_("Why should it not stand here?"))
    if request.method == "POST" and perform(form, lambda data: acts.report(made, data["words"], actor=who)):
        messages.success(request, _("Thank you. Somebody looks at it again."))
        return redirect(topics.link_of(topic))
    context = {"topic": topic, "comment": made, "form": form}
    return render(request, "deliberation/comment_report.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def desk(request: HttpRequest, matter_id: int) -> HttpResponse:
    """The discussion of a topic for who looks after it. Raises NotFound."""
    return _page(request, _topic_of(request, matter_id))


def _topic_of(request: HttpRequest, matter_id: int) -> Topic:
    actor = actor_of(request)
    topic = topics.get(matter_id, actor)
    if not topics.runs(actor, topic.matter.place_id):
        raise NotFound("There is no such topic.")
    return topic


def _page(request: HttpRequest, topic: Topic, **given: Form) -> HttpResponse:
    shown = thread_of(request, topic)
    head = shown["reply_to"]
    context = {
        **shown, "topic": topic, "number": spoken(topic.number),
        "answer": given.get("answer") or AnswerForm(prefix="answer", initial={"reply_to": head.pk if head else None}),
        "close": given.get("close") or WordsForm(prefix="close", label=_("Reason, which is published")),
        "reports": Report.objects.filter(comment__topic=topic, closed_at=None).select_related("comment").order_by("id"),
    }  # fmt: skip
    return render(request, "deliberation/desk_forum.html", context, status=422 if given else 200)


@login_required
@require_POST
def act(request: HttpRequest, matter_id: int, verb: str) -> HttpResponse:
    """`answer`, `close`, `reopen`; `keep` or `remove` what was reported (`row`)."""
    topic, actor = _topic_of(request, matter_id), actor_of(request)
    try:
        if verb == "answer":
            form = bound(AnswerForm, request, verb)
            if not perform(form, lambda data: _answer(topic, data, actor)):
                return _page(request, topic, answer=form)
        elif verb == "close":
            form = bound(lambda *a, **k: WordsForm(*a, label=_("Reason, which is published"), **k), request, verb)
            if not perform(form, lambda data: acts.close(topic, reason=data["words"], actor=actor)):
                return _page(request, topic, close=form)
        elif verb == "reopen":
            acts.reopen(topic, actor=actor)
        elif verb in ("keep", "remove"):
            row = Report.objects.filter(pk=id_of(request.POST.get("row")) or 0, comment__topic=topic)
            found = row.select_related("comment__topic__matter").first()
            if found is None:
                raise NotFound("There is no such report.")
            acts.decide(found, keep=verb == "keep", reason=request.POST.get("reason", ""), actor=actor)
        else:
            raise NotFound("There is no such act.")
    except (Invalid, NotAllowed) as error:
        messages.error(request, text_of(error))
    else:
        messages.success(request, _("Done."))
    return redirect("deliberation:desk-topic-forum", matter_id)


def _answer(topic: Topic, data: dict[str, Any], actor: Actor) -> object:
    return acts.answer(topic, data["words"], actor=actor, reply_to=data["reply_to"], submission=data["submission"])
