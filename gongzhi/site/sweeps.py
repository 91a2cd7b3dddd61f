"""What the worker does: every context's sweep, by name. Wired here, because only the site knows everyone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from gongzhi.kit.worker import Sweep


def all_sweeps() -> list[Sweep]:
    """The sweeps in the order in which they run; `every` in seconds."""
    from gongzhi.exchange import public as exchange
    from gongzhi.files import public as files
    from gongzhi.incidents import public as incidents
    from gongzhi.insight import public as insight
    from gongzhi.ledger import tasks as ledger
    from gongzhi.notices import public as notices
    from gongzhi.orgs import public as orgs
    from gongzhi.people import public as people
    from gongzhi.procedures import public as procedures
    from gongzhi.reception import public as reception
    from gongzhi.requests import public as requests
    from gongzhi.site import retention
    from gongzhi.standards import public as standards
    from gongzhi.structure import public as structure
    from gongzhi.voting import public as voting

    return [
        Sweep("clocks", _bounded(procedures.run_ticks), 5),
        Sweep("moved-places", _bounded(procedures.settle_moves), 10),
        Sweep("incidents", _bounded(incidents.run_clocks), 5),
        Sweep("absences", _bounded(orgs.run_absences), 30),
        Sweep("adjustments", _bounded(structure.run_adjustments), 30),
        Sweep("emergencies", _bounded(structure.close_emergencies), 60),
        Sweep("terms", _bounded(structure.tell_terms), 600),
        Sweep("messages", _bounded(notices.deliver_due), 2),
        Sweep("answers-out", _bounded(exchange.push_answers), 5),
        Sweep("ledger", _whole(ledger.sequence_waiting), 1),
        Sweep("figures", _whole(insight.bring_forward), 3),
        Sweep("standards", _bounded(standards.sweep), 20),
        Sweep("imports", lambda limit: requests.imports.sweep(), 2),
        Sweep("routing", _bounded(requests.check_routes), 600),
        Sweep("words", _bounded(requests.index_words), 2),
        Sweep("ledger-days", _whole(ledger.close_yesterday), 60),
        Sweep("phone-codes", _bounded(people.sweep_codes), 3600),
        Sweep("sign-in-counters", _bounded(people.sweep_throttles), 3600),
        Sweep("sign-ins", _bounded(people.sweep_sign_ins), 3600),
        Sweep("sessions", _bounded(people.sweep_sessions), 3600),
        Sweep("field-keys", _bounded(people.rotate_contacts), 600),
        Sweep("code-apps-keys", _bounded(people.rotate_secrets), 600),
        Sweep("calls-back", _bounded(requests.send_calls), 60),
        Sweep("planned-days", _bounded(reception.tell_due), 600),
        Sweep("retention", _bounded(retention.forget_reporters), 3600),
        Sweep("programs-keys", _bounded(exchange.sweep_keys), 3600),
        Sweep("agreements", _bounded(structure.tell_agreements_end), 3600),
        Sweep("bookings", _bounded(structure.remind_bookings), 300),
        Sweep("old-bookings", _bounded(structure.forget_bookings), 3600),
        Sweep("messages-taken-back", _bounded(structure.end_taken_back), 30),
        *_of_the_residents(),
        *_past(),
        Sweep("voters-archive", _bounded(voting.archive_registers), 3600),
        *_of_the_field(),
        Sweep("loose-files", _bounded(files.sweep_orphans), 3600),
    ]


def _of_the_residents() -> list[Sweep]:
    from gongzhi.deliberation import public as deliberation
    from gongzhi.voting import public as voting

    return [
        Sweep("gardens", _bounded(deliberation.sweep_gardens), 600),
        Sweep("gardens-contacts", _bounded(deliberation.forget_givers), 3600),
        Sweep("hearings-over", _bounded(deliberation.hearings.forget_speakers), 3600),
        Sweep("ballots", _bounded(voting.seal_ballots), 10),
        Sweep("polls-over", _bounded(voting.close_due), 20),
    ]


def _past() -> list[Sweep]:
    """What ends and is forgotten once it has served."""
    from gongzhi.channels import public as channels
    from gongzhi.elections import public as elections
    from gongzhi.files import public as files
    from gongzhi.mediation import public as mediation
    from gongzhi.needs import public as needs
    from gongzhi.property import public as property_
    from gongzhi.requests import public as requests

    return [
        Sweep("calls-unanswered", _bounded(requests.miss_unanswered), 300),
        Sweep("old-lists", _both(requests.imports.forget_files, requests.forget_numbers), 3600),
        Sweep("recordings", _bounded(channels.forget_sounds), 3600),
        Sweep("recordings-keys", _bounded(files.reseal), 600),
        Sweep("loose-bytes", _bounded(files.sweep_bytes), 3600),
        Sweep("elections-past", _bounded(elections.forget_recommended), 3600),
        Sweep("mediations-keys", _bounded(mediation.reseal), 600),
        Sweep("helpers-past", _bounded(mediation.stations.forget_helpers), 3600),
        Sweep("mediations-past", _bounded(mediation.forget_sides), 3600),
        Sweep("property-contracts", _bounded(property_.tell_endings), 3600),
        Sweep("needs-over", _bounded(needs.sweep), 600),
    ]


def _of_the_field() -> list[Sweep]:
    from gongzhi.duty import public as duty
    from gongzhi.patrol import public as patrol

    return [
        Sweep("phones-keys", _bounded(patrol.forget_taken), 3600),
        Sweep("duty-notes", _bounded(duty.forget_notes), 3600),
    ]


def _bounded(run: Callable[..., int]) -> Callable[[int], int]:
    return partial(_call, run)


def _both(*runs: Callable[..., int]) -> Callable[[int], int]:
    return lambda limit: sum(run(limit=limit) for run in runs)


def _call(run: Callable[..., int], limit: int) -> int:
    return run(limit=limit)


def _whole(run: Callable[[], int]) -> Callable[[int], int]:
    return lambda limit: run()
