"""`/desk/requests/NUMBER/paper/FORM/`: one request on paper (办理单), to print, in Word, in PDF.

Nobody who reported is named, internal words stay inside, and what looks like personal data in the words is hidden.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.access.public import Actor, Permission, actor_of, may
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.disclosure import public as disclosure
from gongzhi.kit import papers
from gongzhi.kit.papers import Paper, Section, Signature, Table, text_of
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.requests import rules
from gongzhi.requests.actions.papers import note
from gongzhi.requests.models import Request
from gongzhi.requests.queries.one import find
from gongzhi.requests.views.lines import staff_lines
from gongzhi.requests.views.work import state_words, type_title

HIDDEN = "＊＊＊"


def may_take(about: Request, actor: Actor) -> bool:
    """Whether the actor may take the paper: who holds the request, and who may take lists out there."""
    matter = about.matter
    held = matter.holder_post_id in actor.post_ids
    return held or may(actor, Permission.REQUEST_EXPORT, places.ancestors(matter.place_id))


@login_required
@require_safe
def paper(request: HttpRequest, number: str, form: str) -> HttpResponse | FileResponse:
    """The paper of one request. Raises NotFound, Forbidden."""
    if form not in papers.FORMS:
        raise NotFound("There is no such form of this paper.")
    actor = actor_of(request)
    about = find(number, actor)
    if not may_take(about, actor):
        raise Forbidden("None of your posts may take this request out.")
    title = _("Sheet of handling")
    answer = papers.download(sheet_of(about), form, f"{title}-{about.number}")
    if form != "page" and answer.status_code == 200:
        note(about, actor=actor, form=form)
    return answer


def sheet_of(about: Request) -> Paper:
    """What the paper says."""
    pack, matter = packs.active(), about.matter
    endings = {e.key: packs.named(e) for e in pack.endings}
    labels = orgs.post_labels([matter.holder_post_id])
    facts = [
        (_("Number"), rules.spoken(about.number)),
        (_("Type"), type_title(pack, about.type_key)),
        (_("Channel"), packs.named(pack.channel(about.channel))),
        (_("Received on"), text_of(about.created_at)),
        (_("Place"), " › ".join(p.name for p in places.chain(matter.place_id))),
        (_("Responsible"), labels.get(matter.holder_post_id, "")),
        (_("Due"), text_of(matter.due_at)),
        (_("State"), state_words(matter.state)),
    ]
    said = [hidden(about.description) or hidden(matter.title)]
    sections = [Section(_("What was said"), said)]
    lines = [[line["at"], line["who"], line["title"], hidden(line["public"])] for line in reversed(staff_lines(about))]
    head = [_("Time"), _("Person or post"), _("Step of handling"), _("What was written")]
    sections.append(Section(_("Handling"), tables=[Table(head, lines, (20, 24, 26, 30))]))
    if about.answered_at:
        result = _("%(result)s, %(at)s") % {
            "result": endings.get(about.ending, about.ending), "at": text_of(about.answered_at),
        }  # fmt: skip
        sections.append(Section(_("Answer"), [result, hidden(about.answer)]))
    signatures = [Signature(_("Handled by")), Signature(_("Checked by"))]
    footer = _("Personal data is hidden in this paper (%(mark)s).") % {"mark": HIDDEN}
    return Paper(
        _("Sheet of handling"), facts=facts, sections=sections, signatures=signatures, day=clock.today(), footer=footer
    )


def hidden(text: str) -> str:
    """The text with everything hidden that may be personal data."""
    for finding in sorted(disclosure.scan(text), key=lambda f: -f.start):
        text = text[: finding.start] + HIDDEN + text[finding.end :]
    return text
