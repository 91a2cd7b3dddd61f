"""What is printed: sheets for recommendations and tallies, the register to sign, the ballot paper, the record."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.access.public import actor_of
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.elections.actions.result import words_of
from gongzhi.elections.actions.sitting import round_of
from gongzhi.elections.models import Election, Officer
from gongzhi.elections.queries import assembly, standing
from gongzhi.elections.queries import elections as queries
from gongzhi.kit import papers
from gongzhi.kit.forms import id_of
from gongzhi.voting import public as voting

CELLS = 12  # each for one 正, five votes


@login_required
@require_safe
def paper(request: HttpRequest, matter_id: int, what: str, form: str) -> HttpResponse | FileResponse:
    """One of the papers, as page, Word or PDF."""
    actor = actor_of(request)
    election = queries.get(matter_id, actor)
    makers = {
        "recommendation": _recommendation, "register": _register, "ballot": _ballot, "tally": _tally, "result": _record,
    }  # fmt: skip
    if what not in makers:
        raise NotFound("There is no such paper.")
    queries.require_runs(actor, election)
    part = id_of(request.GET.get("part")) or 0
    return papers.download(makers[what](election), form, part=part)


def _options(election: Election) -> tuple[list[str], int]:
    """The names on the next ballot (or the one that is open), and how many a voter chooses."""
    poll = assembly.running(election)
    if poll is None and election.matter.step not in ("candidates", "vote"):  # over: as it was
        poll = next(iter(reversed(queries.polls(election))), None)
    if poll is not None:
        return [o["label"] for o in poll.options], poll.most
    if election.recall:
        return [o["label"] for o in voting.MOTION], 1
    rows, seats, _runoff = round_of(election)
    return [n.name for n in rows], seats


def _recommendation(election: Election) -> papers.Paper:
    until = election.recommend_until
    return papers.Paper(
        title=_("Recommendation sheet"),
        facts=[(_("Election"), election.matter.title), (_("Seats to be filled"), str(election.seats)),
               (_("Recommendations until"), until.isoformat() if until else "")],
        sections=[papers.Section(
            paragraphs=[_("We recommend:"), _("Why:")],
            tables=[papers.Table([_("No."), _("Name"), _("Household"), _("Signature")],
                                 [[n, " ", " ", " "] for n in range(1, 13)], (1, 3, 5, 3))],
        )],
        footer=election.matter.place.name,
    )  # fmt: skip


def _register(election: Election) -> papers.Paper:
    rows = voting.all_rows(election.electorate_id or 0)
    return papers.Paper(
        title=_("Register to sign"),
        facts=[(_("Election"), election.matter.title), *_when(election)],
        sections=[papers.Section(tables=[papers.Table(
            [_("No."), _("Name"), _("Household"), _("Came"), _("Ballot paper taken")],
            [[n, e.name, e.household, " ", " "] for n, e in enumerate(rows, 1)], (1, 3, 5, 3, 3),
        )])],
        signatures=[papers.Signature(_("scrutineer")), papers.Signature(_("scrutineer"))],
        by=election.matter.place.name,
    )  # fmt: skip


def _when(election: Election) -> list[tuple[str, str]]:
    if election.vote_at is None:
        return []
    return [(_("Assembly"), f"{clock.local(election.vote_at):%Y-%m-%d %H:%M}"), (_("Venue"), election.venue)]


def _ballot(election: Election) -> papers.Paper:
    names, most = _options(election)
    rules = [_("Put ○ for yes, × for no below the name; leave it blank to abstain.")]
    if election.recall:
        rules = [_("Put ○ below one of the three.")]
    else:
        rules += [
            _("Choose at most %(n)s. A paper with more names than seats is invalid.") % {"n": most},
            _("Somebody else may be written in only where a candidate got ×."),
        ]
    extra = [] if election.recall else [[" ", _("Somebody else:")]]
    return papers.Paper(
        title=_("Ballot paper"),
        facts=[(_("Election"), election.matter.title), *_when(election)],
        sections=[papers.Section(
            paragraphs=rules,
            tables=[papers.Table([_("○ or ×"), _("Choice") if election.recall else _("In the order of strokes")],
                                 [[" ", name] for name in names] + extra, (1, 3))],
        )],
        footer=_("Secret ballot: write no name of your own."),
    )  # fmt: skip


def _tally(election: Election) -> papers.Paper:
    names, _most = _options(election)
    lines = [*names, *([] if election.recall else [_("Somebody else:")]), _("blank"), _("invalid")]
    return papers.Paper(
        title=_("Tally sheet"),
        facts=[(_("Election"), election.matter.title), *_when(election), (_("Ballot papers given out"), " "),
               (_("Ballot papers taken back"), " ")],
        sections=[papers.Section(
            paragraphs=[
                _("Write 正, a stroke for each vote; each box holds one."),
                _("Two people count apart, each with a sheet of their own."),
            ],
            tables=[papers.Table([_("Choice"), *(str(5 * n) for n in range(1, CELLS + 1)), _("Votes")],
                                 [[n, *([" "] * (CELLS + 1))] for n in lines], (5, *([2] * CELLS), 3))],
        )],
        signatures=[papers.Signature(_("teller")), papers.Signature(_("scrutineer")),
                    papers.Signature(_("scrutineer"))],
        across=True,
    )  # fmt: skip


def _record(election: Election) -> papers.Paper:
    way, source = standing.way_words(election)
    officers = Officer.objects.filter(election=election).order_by("role", "id")
    names = {"scrutineer": _("scrutineer"), "teller": _("teller")}
    outcomes = standing.results(election)
    return papers.Paper(
        title=_("Record of the election"),
        facts=[(_("Election"), election.matter.title), (_("Way of electing"), f"{way}（{source}）"), *_when(election)],
        sections=[
            papers.Section(_("Ballot %(n)s") % {"n": n}, words_of(found).splitlines())
            for n, found in enumerate(outcomes, 1)
        ],
        signatures=[papers.Signature(names.get(o.role, ""), o.name) for o in officers],
        by=election.matter.place.name, day=clock.local(outcomes[-1].released_at).date() if outcomes else None,
    )  # fmt: skip
