"""Every column that can hold something about a person has a registered purpose; every other one is listed here."""

from __future__ import annotations

from django.apps import apps

from gongzhi.people.public import PURPOSES
from tests.architecture.no_personal_data import NO_PERSONAL_DATA as OLDER

# What says nothing about a person by itself: keys, states, times of the work, words of the office.
NO_PERSONAL_DATA = OLDER | {
    "deliberation.Topic": {
        *{"matter", "number", "kind", "channel", "registered_by", "shown", "reason", "submission", "created_at"},
        *{"talk_closed_at", "talk_closed_why"},
    },
    "deliberation.Report": {"id", "comment", "at", "closed_at", "kept"},
    "deliberation.Garden": {
        *{"id", "place", "post", "topic", "kind", "title", "where", "words", "state", "result", "left", "posting"},
        *{"ended_at", "submission", "created_at"},
    },
    "deliberation.GardenMember": {"id", "garden", "post", "task", "agreed_on"},
    "deliberation.Need": {"id", "garden", "kind", "title", "unit", "wanted", "received", "used"},
    "deliberation.Pledge": {
        *{"id", "garden", "need", "number", "giver", "shown", "made_person", "amount", "received", "channel"},
        *{"registered_by", "state", "ended_at", "submission", "created_at"},
    },
    "deliberation.Gift": {"id", "pledge", "amount", "on", "state", "reason", "submission"},
    "deliberation.Spending": {"id", "need", "amount", "on", "words", "struck_at", "reason", "submission"},
    "deliberation.Plot": {"id", "garden", "name", "words"},
    "deliberation.Adoption": {
        *{"id", "plot", "garden", "number", "adopter", "shown", "made_person", "channel", "state", "reason"},
        *{"starts_on", "ends_on", "signed_on", "asked_renewal_at", "ended_at", "submission", "created_at"},
    },
    "deliberation.Turn": {"id", "garden", "adoption", "week", "tasks", "reminded_at", "done_at", "matter"},
    "deliberation.Swap": {"id", "turn", "other", "state", "at"},
    "deliberation.Series": {
        *{"id", "place", "post", "topic", "subject", "words", "result", "closed_at", "submission", "created_at"},
    },
    "deliberation.Round": {"id", "series", "n", "starts_at", "venue", "state", "summary", "reason", "closed_at"},
    "deliberation.Guest": {"id", "round", "side", "post", "came"},
    "deliberation.Said": {"id", "round", "side", "words", "channel", "source"},
    "deliberation.Agreed": {
        *{"matter", "series", "round", "owner", "due_on", "evidence", "struck", "struck_on"},
    },
    "deliberation.Comment": {
        *{"id", "topic", "step", "channel", "registered_by", "state", "reason", "decided_by", "appealed_at"},
        *{"appeal_closed", "submission", "created_at", "reply_to", "post"},
    },
    "deliberation.TopicRating": {"id", "topic", "at"},
    "deliberation.Meeting": {
        *{"id", "body", "place", "post", "title", "state", "starts_at", "venue", "noticed_at", "notice_days", "haste"},
        *{"opened_at", "closed_at", "notes", "reason", "minutes", "digest", "created_at", "version"},
        *{"electorate", "rule", "demand_by", "demand_count", "demand_of", "demand_paper"},
    },
    "deliberation.Seat": {"id", "meeting", "appointment", "signed_at"},
    "deliberation.Motion": {
        *{"id", "meeting", "position", "title", "text", "topic", "step", "rule", "vote", "agreed", "against"},
        *{"abstained", "verdict", "passed", "override", "override_by", "poll"},
    },
    "deliberation.Hearing": {
        *{"id", "topic", "place", "post", "form", "state", "starts_at", "venue", "until", "words", "summary", "reason"},
        *{"posting", "ended_at", "forgotten", "created_at", "version"},
    },
    "deliberation.Speaker": {
        *{"id", "hearing", "side", "made_person", "speaks", "channel", "registered_by", "withdrawn", "answer"},
        *{"answered_by", "submission", "created_at"},
    },
    "deliberation.Pact": {"id", "place", "kind", "title", "created_at"},
    "deliberation.PactVersion": {
        *{"id", "pact", "number", "topic", "text", "undo", "repeals", "note", "basis", "made_by", "dropped", "motion"},
        *{"digest", "in_force_on", "ended_on", "created_at", "version", "taken_on", "passed_by", "source"},
    },
    "deliberation.Vote": {"id", "motion", "seat"},
    "deliberation.Review": {"matter", "key", "body", "place", "post", "year", "electorate", "closes_at", "released_at"}
    | {"posting"},
    "deliberation.Reviewed": {  # of officials in their office, published by law
        *{"id", "review", "appointment", "report", "reported_at", "poll", "grade", "failed", "ended"},
    },
    "deliberation.Objection": {"id", "meeting", "seat", "at"},
    "voting.Electorate": {
        *{"id", "place", "body", "kind", "rule", "title", "state", "published_on", "objections_until", "posting"},
        *{"frozen_at", "rows", "hash", "archived_on", "created_at", "version"},
    },
    "voting.Elector": {"id", "electorate", "code_at", "vouched_by"},
    "voting.Proxy": {"id", "written_on", "paper"},
    "voting.Objection": {"id", "electorate", "made_at", "rule_by", "accepted", "ruling", "ruled_at"},
    "voting.Poll": {
        *{"id", "electorate", "rule", "question", "options", "most", "seats", "runoff", "candidates", "secrecy"},
        *{"channels", "opens_at", "closes_at", "about", "state", "key", "closed_at", "present", "batches", "version"},
    },
    "voting.Voice": {
        *{"id", "poll", "channel", "state", "first_by", "second_by", "scan", "blinded", "salt", "at"},
    },
    "voting.Tally": {"id", "poll", "channel", "state", "counts", "second", "first_by", "second_by", "scan", "at"},
    "voting.Waiting": {"spent", "poll_id", "sealed"},
    "voting.Spent": {"spent", "poll_id"},
    "voting.Ballot": {"id", "poll_id", "choice"},
    "voting.Result": {
        *{"id", "poll", "counts", "areas", "channels", "figures", "rule_key", "day", "verdict", "override", "entry"},
        *{"released_at", "released_by"},
    },
    "patrol.Taken": {"key", "body", "answer", "at"},
    "patrol.Point": {"id", "place", "title", "look_for", "kind", "starts_on", "ends_on", "created_at"},
    "patrol.Round": {"id", "place", "week", "post", "planned_on"},
    "patrol.Visit": {"id", "point", "week", "post", "fine", "found", "done_at", "at", "seen_again_at", "seen_again_by"},
    "duty.Desk": {"id", "place", "phone", "version", "since"},
    "duty.Stint": {"id", "place", "on", "shift", "seat", "starts_at", "ends_at", "appointment"},
    "duty.ShiftSwap": {"id", "stint", "other", "to", "state", "at"},
    "duty.Note": {"id", "place", "on", "shift", "ends_at", "by", "at", "taken_by", "taken_at", "forgotten"},
    "duty.LineNote": {"id", "ledger", "place", "matter", "by", "at"},
    "duty.Left": {"id", "note", "matter"},
    "elections.Election": {
        *{"matter", "number", "way", "recall", "post", "runner", "seats", "words", "recommend_until", "announced_at"},
        *{"electorate", "vote_at", "venue", "opened_at", "officers_agreed", "short", "signatories", "source"},
        *{"forgotten_at", "submission", "created_at"},
    },
    "elections.Nominee": {"id", "election", "place", "elected", "round", "appointment", "handover"},
    "elections.Recommendation": {"id", "nominee", "by", "channel", "source", "at"},
    "elections.Officer": {"id", "election", "role"},
    "elections.Attendance": {"id", "election", "at"},
    "channels.Batch": {"id", "key", "body", "place", "channel", "post", "taken", "joined", "at"},
    "channels.Box": {"id", "place", "channel", "title", "where", "starts_on", "ends_on", "created_at"},
    "channels.Emptying": {
        *{"id", "box", "day", "first", "second", "papers", "second_says", "second_said_at", "at"},
        *{"second_how", "second_reason", "code_index", "code_issue", "code_until"},
    },
    "channels.Paper": {"id", "emptying", "number", "matter", "reason", "at"},
    "channels.Speech": {
        *{"id", "matter", "reporter", "at", "due_at", "written_at", "written_by", "corrected_at", "forgotten_at"},
    },
    "channels.Behalf": {"id", "matter", "at"},
    "channels.Origin": {"matter", "batch", "said_at"},
    "mediation.Case": {
        *{"matter", "number", "way", "kind", "channel", "request", "result", "form", "agreed_on", "issued_by"},
        *{"court_until", "court", "court_on", "kept", "called_back_on", "forget_on", "forgotten_at", "submission"},
        "created_at",
    },
    "mediation.Side": {"id", "case", "position"},
    "mediation.Sheet": {"id", "case", "step", "at"},
    "mediation.Sitting": {"id", "case", "starts_at", "venue", "state", "came"},
    "needs.ListLine": {
        *{"id", "number", "side", "kind", "place", "reach", "amount", "taken", "starts_on", "ends_on", "weekdays"},
        *{"opens", "closes", "hidden", "post", "channel", "registered_by", "meeting", "request", "commitment"},
        *{"state", "created_at", "shown_at", "ended_at", "forgotten_at", "submission", "version"},
    },
    "needs.NeedMatch": {
        *{"id", "need", "service", "amount", "steps", "first", "state", "need_agrees", "service_agrees"},
        *{"proposed_by", "answer_until", "used", "proposed_at", "agreed_at", "ended_at"},
    },
    "needs.ContactLook": {"id", "line", "match", "appointment", "at"},
    "property.Estate": {"id", "place", "name", "area_m2", "households", "version", "created_at"},
    "property.Contract": {
        *{"id", "estate", "company", "starts_on", "ends_on", "fee_fen", "services", "words", "ended_on", "ended_why"},
        *{"told", "submission"},
    },
    "property.Income": {
        *{"id", "estate", "quarter", "due_fen", "collected_fen", "version", "entered_at", "after_fact"},
    },
    "property.Subsidy": {
        *{
            "entered_at",
            "after_fact",
            "id",
            "estate",
            "quarter",
            "giver",
            "purpose",
            "words",
            "amount_fen",
            "given_on",
            "struck_at",
        },
        *{"struck_why", "submission"},
    },
    "property.Jobs": {"id", "estate", "quarter", "hired", "without_work"},
    "property.Dwelling": {"id", "estate"},
    "property.Rated": {"id", "contract", "quarter", "channel"},
    "property.Tally": {"id", "contract", "quarter", "question", "grade", "homes"},
    "property.Check": {"id", "contract", "on", "post", "submission"},
    "property.Finding": {"id", "check_made", "about", "fine", "words"},
    "property.Order": {
        *{"matter", "number", "contract", "finding", "about", "words", "issuer", "company_post", "reply"},
        *{"replied_at", "rounds", "result", "submission"},
    },
    "property.OrderObjection": {
        *{"order", "words", "at", "post", "decider", "decision", "answer", "decided_at", "submission"},
    },
    "reception.Hours": {
        *{"id", "place", "weekday", "starts", "ends", "room", "leader", "receiver", "starts_on", "ends_on"},
        "submission",
    },
    "reception.Change": {"id", "hours", "day", "leader", "receiver", "off", "reason"},
    "reception.Came": {"id", "hours", "day", "request", "post", "at", "submission"},
    "reception.Item": {"id", "request", "position", "answered_at", "answered_by", "struck", "at", "submission"},
    "reception.Explained": {"id", "request", "policy", "paper", "post", "on", "submission"},
    "reception.Visit": {"id", "request", "post", "on", "done_at", "submission"},
    "reception.ListSeen": {"id", "place", "week", "post", "counts", "at"},
    "reception.Waiting": {
        *{"id", "request", "place", "ending", "listed", "since", "due_on", "told_on", "how", "looked_at", "looked_by"},
    },
    "incidents.Incident": {"id", "request", "level", "number", "opened_at", "ended_at"},
    "incidents.Step": {
        *{"id", "incident", "number", "level", "cause", "by_post", "at", "due_at", "rounds", "acknowledged_at"},
        *{"acknowledged_by", "passed_at", "stopped_at"},
    },
    "incidents.Told": {"id", "step", "post", "watch", "reached", "at", "acknowledged_at"},
    "mediation.Station": {"id", "place", "kind", "title", "venue", "phone", "opened_on", "closed_on", "submission"},
    "mediation.Shift": {
        *{"id", "station", "weekday", "starts", "ends", "post", "helper_body", "from_on", "until_on", "submission"},
    },
    "mediation.Hour": {
        *{"id", "shift", "starts_at", "number", "state", "by_post", "case", "request", "at", "submission"},
    },
    "standards.Gap": {
        *{"id", "rule", "unit", "unit_id", "place", "home", "owner_post", "value", "required", "at_most", "detail"},
        *{"link", "since", "opened_at", "closed_at", "shown_above_on", "told_above_at", "exempt_until", "exempt_why"},
    },
    "standards.Stale": {"id", "place_id", "at"},
    "standards.Sweep": {"id", "claimed_until", "day", "ended_at", "revision_id"},
    "files.StoredFile": {"id", "sha256", "mime", "bytes", "width", "height", "created_at", "about", "sealed_by"},
}


def test_every_personal_field_has_a_purpose() -> None:
    registered = {name for purpose in PURPOSES for name in purpose.fields}
    owners = ("people", "orgs", "requests", "notices", "files", "structure", "deliberation", "standards", "voting")
    for label in (
        *owners,
        "elections",
        "patrol",
        "mediation",
        "channels",
        "needs",
        "duty",
        "property",
        "reception",
        "incidents",
    ):
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.concrete_fields:
                name = f"{label}.{model.__name__}.{field.name}"
                listed = field.name in NO_PERSONAL_DATA.get(f"{label}.{model.__name__}", set())
                assert (name in registered) is not listed, f"{name}: people/rules/purposes_of_*.py lack it"


def test_every_purpose_says_all_and_names_a_field_that_there_is() -> None:
    names = [name for purpose in PURPOSES for name in purpose.fields]
    assert len(set(names)) == len(names)
    for purpose in PURPOSES:
        assert all((purpose.title, purpose.purpose, purpose.basis, purpose.retention, purpose.mask)), purpose.title
    for name in names:
        label, model, field = name.split(".")
        apps.get_model(label, model)._meta.get_field(field)


def test_nothing_that_watches_people_is_stored() -> None:
    """Rules 6.2 and 6.1: no column for what must not be known, no tags, scores or ranks on persons."""
    never = {"religion", "ethnicity", "health", "illness", "marital", "family_planning", "face", "tags", "score"}
    never |= {"rank", "points", "key_person", "birth", "gender", "id_number"}
    for model in apps.get_models():
        if model.__module__.startswith("gongzhi."):
            columns = {f.name for f in model._meta.concrete_fields}
            assert columns.isdisjoint(never), f"{model.__name__}: {columns & never}"
