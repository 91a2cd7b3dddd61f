"""Slips for the rating: door, code, address; printed by the office, cut, put into letter boxes."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongzhi.access.public import actor_of
from gongzhi.core import clock
from gongzhi.core.errors import NotAllowed
from gongzhi.kit import papers
from gongzhi.kit.errors import text_of
from gongzhi.property import forms
from gongzhi.property.actions import ratings as acts
from gongzhi.property.queries import estates, ratings
from gongzhi.property.queries.labels import quarter_words
from gongzhi.property.rules import quarters

MOST = 500


@login_required
@require_POST
def slips(request: HttpRequest, estate_id: int) -> HttpResponse | FileResponse:
    """The slips of a building as a page to print. A POST, since it shows secrets and is recorded."""
    actor = actor_of(request)
    estate = estates.get(estate_id, actor)
    form = forms.SlipsForm(request.POST)
    text = "".join(form.cleaned_data["text"].split()) if form.is_valid() else ""
    try:
        found = acts.print_slips(estate, text, actor=actor)
    except NotAllowed as error:
        messages.error(request, text_of(error))
        return redirect(f"{reverse('property:desk-estate', args=[estate.pk])}?tab=homes")
    quarter = quarters.first_of(clock.today())
    home = request.build_absolute_uri(reverse("property:code"))
    rows = [[d.label, ratings.spoken_code(d, quarter), home] for d in found[:MOST]]
    words = [_("Each home rates once a quarter. Type the code at the address, or cross the grades and give it back.")]
    if len(found) > MOST:
        words.append(_("These are the first %(n)s; print building by building.") % {"n": MOST})
    table = papers.Table([_("Home"), _("Code of the home"), _("Address")], rows, (2, 3, 4))
    paper = papers.Paper(
        title=_("Rate your property company, %(when)s") % {"when": quarter_words(quarter)},
        facts=[(_("Estate"), estate.name)],
        sections=[papers.Section("", words, [table])],
        by=estate.name, day=clock.today(), files=False,  # shown as the answer to a form: it has no address
    )  # fmt: skip
    return papers.download(paper, "page")
