"""Where an election stands, in the words of its pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from gongzhi.disclosure import public as disclosure
from gongzhi.elections.models import Election
from gongzhi.elections.queries import assembly
from gongzhi.elections.queries import elections as queries
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.voting import public as voting


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step as the page shows it: who acts, how long, from which source."""

    title: str
    state: str  # done, current, todo, passed
    who: str
    limit: str
    rules: list[str]
    source: str
    note: str


def short(election: Election) -> str:
    """One line: the present step, or how it ended."""
    if election.matter.state in procedures.OVER:
        return _("Done")
    return packs.named(procedures.step_of(election.matter))


def steps(election: Election) -> list[StepWords]:
    """Every step of the procedure, in order; what lies with the holder lies with who holds the election."""
    matter = election.matter
    definition = procedures.definition(matter.revision_id, matter.procedure)
    at = next((i for i, s in enumerate(definition.steps) if s.key == matter.step), 0)
    over, walked = matter.state in procedures.OVER, procedures.walked(matter.pk)
    runner = orgs.post_label(election.runner_id)
    return [
        StepWords(
            v.title, procedures.state_of(i, at, definition.steps[i].key in walked, over=over),
            runner if definition.steps[i].by == "holder" else v.who, v.limit, v.joins,
            f"“{v.source}”" if v.source_kind == "quote" else v.source, v.note,
        )
        for i, v in enumerate(procedures.step_views(definition))
    ]  # fmt: skip


def postings(election: Election) -> list[disclosure.Posting]:
    """What stands, or stood, on the boards about it."""
    return list(disclosure.postings_about(election.pk))


def register_link(election: Election) -> str:
    """Where voters look themselves up; empty for a register that is not hung out."""
    register = election.electorate
    shown = (voting.RegisterState.PUBLISHED, voting.RegisterState.FROZEN)
    if register is None or register.published_on is None or register.state not in shown:
        return ""
    return f"/vote/register/{register.pk}/"


def results(election: Election) -> list[voting.Outcome]:
    """What was released, in order."""
    return assembly.outcomes(election)


def way_words(election: Election) -> tuple[str, str]:
    """The way and its source."""
    way = queries.way_of(election)
    return packs.named(way), way.source.text


def desk_address(about: int) -> str | None:
    """The desk page of an election, for messages about it; None where it is none."""
    return f"/desk/elections/{about}/" if Election.objects.filter(pk=about).exists() else None
