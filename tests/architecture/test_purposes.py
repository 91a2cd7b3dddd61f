"""Every column that can hold something about a person has a registered purpose; every other one is listed here."""

from __future__ import annotations

from django.apps import apps

from gongzhi.people.public import PURPOSES

# What says nothing about a person by itself: keys, states, times of the work, words of the office.
NO_PERSONAL_DATA = {
    "people.Person": {"id", "created_at", "erased_at"},
    "people.Contact": {"id", "person", "kind", "verified_at", "created_at"},
    "people.Account": {"id", "person", "password", "is_active", "created_at"},
    "people.Consent": {"id", "person", "version", "given_at", "withdrawn_at"},
    "people.Reveal": {"id", "person", "field", "by_person", "appointment_id", "at"},
    "people.Throttle": {"id", "scope", "key", "tries", "since", "locked_until"},
    "people.PhoneCode": {"id", "index", "digest", "sent_at", "expires_at", "tries", "used_at"},
    "people.SecondFactor": {"id", "account", "created_at", "confirmed_at", "last_step"},
    "people.RecoveryCode": {"id", "account", "digest", "used_at"},
    "people.SignIn": {"id", "account", "event", "at"},
    "people.Session": {"session_key", "session_data", "expire_date", "account_id", "started_at", "seen_at"},
    "people.LinkedLogin": {"id", "account", "issuer", "created_at"},
    "orgs.Body": {"id", "key", "kind", "name", "parent", "place", "starts_on", "ends_on"},
    "orgs.Post": {
        *{"id", "key", "body", "kind", "title", "place", "seats", "leads", "substitute", "phone", "starts_on"},
        "ends_on",
    },
    "orgs.BodyVersion": {"id", "body", "name", "parent", "place", "starts_on", "ends_on"},
    "orgs.PostVersion": {"id", "post", "body", "body_name", "title", "place", "ends_on"},
    "orgs.Appointment": {"id", "post", "starts_on", "ends_on", "ended_at", "basis"},
    "orgs.Absence": {"id", "appointment", "starts_at", "ends_at", "ended_at", "begun_at", "given_back_at"},
    "requests.Request": {
        *{"matter", "number", "home_district", "type_key", "channel", "located", "registered_by", "created_at"},
        *{"updated_at", "round", "answer", "answered_at", "answered_by", "ending", "planned_on", "goes_to"},
        *{"released_at", "joined_to", "reported_at", "source", "outside_number", "imported", "worded"},
    },
    "requests.Words": {"matter", "live"},
    "requests.ImportRun": {
        *{"id", "state", "file_name", "digest", "source", "header", "columns", "limit", "ending", "post", "by_person"},
        *{"by_appointment", "counts", "message", "created_at", "claimed_at", "done_at"},
    },
    "requests.Reporter": {"id", "request", "at"},
    "requests.Rating": {"id", "request", "round", "at"},
    "requests.IntakeKey": {"key", "body", "reporter_id", "at"},
    "notices.Message": {
        *{"id", "channel", "key", "about", "urgent", "state", "attempts", "next_try_at", "claimed_by"},
        *{"created_at", "sent_at", "read_at", "error"},
    },
    "structure.JointMeeting": {
        *{
            "id",
            "kind",
            "title",
            "body",
            "place",
            "post",
            "state",
            "topics_until",
            "starts_at",
            "venue",
            "notes",
            "reason",
        },
        *{"held_on", "invitations", "created_at", "version"},
    },
    "structure.Topic": {
        *{
            "id",
            "meeting",
            "position",
            "title",
            "text",
            "body",
            "by_phone",
            "state",
            "reason",
            "conclusion",
            "created_at",
        },
    },
    "structure.Guest": {"id", "meeting", "side", "body", "post", "answer", "reason", "signed", "signed_at", "people"},
    "structure.Attendance": {"id", "meeting", "appointment", "at"},
    "structure.GivenTask": {
        *{"matter", "giver", "meeting", "topic", "visit", "month_report", "owner", "due_on", "evidence", "reported_at"},
        *{"struck_at", "created_at"},
    },
    "structure.DutySheet": {
        *{"id", "year", "template", "title", "body", "post", "place", "state", "public", "issued_at", "created_at"},
        "version",
    },
    "structure.DutyItem": {"id", "sheet", "position", "title", "number", "unit", "due_on", "records", "done"},
    "structure.DutyProof": {"id", "item", "amount", "words", "record_id", "post", "at", "withdrawn_at"},
    "structure.Forming": {
        "id",
        "matter",
        "unit",
        "mode",
        "tie",
        "form",
        "name",
        "post_title",
        "parent",
        "body",
        "live",
    },  # names of an organisation and of a post; who heads it is an appointment
    "structure.FormingPartner": {"id", "forming", "unit"},
    "structure.FormingUnit": {
        "id",
        "kind",
        "name",
        "place",
        "subject",
        "address",
        "members",
        "residents",
        "employed",
        "occupied",
        "organisation",
        "since",
        "closed_on",
    },  # counts of people, never lists of them
    "structure.UnitCount": {"id", "unit", "kind", "value", "on", "source", "entered_by", "at"},
    "structure.LeaderPair": {"id", "kind", "post", "place", "starts_on", "ends_on"},
    "structure.Visit": {"id", "pair", "on", "words", "post", "created_at"},
    "structure.MonthReport": {"id", "pair", "month", "words", "figures", "sent_at", "instruction", "instructed_at"},
    "structure.PersonnelConsent": {"matter", "post", "asker", "street", "binds", "answered_at", "asked_at"},
    "structure.AgencyAssessment": {"matter", "agency", "year", "street", "binds", "assessed_at"},
    "structure.Letter": {
        *{"id", "network", "upward", "sender", "place", "subject", "words", "answer_by", "parts_number", "read_number"},
        *{"answered_number", "reminders", "reminded_on", "taken_back_at", "reason", "sent_at"},
    },
    "structure.LetterPart": {"matter", "letter", "post", "read_at", "answered_at", "answer", "question"},
    "structure.Membership": {"id", "appointment", "body", "role", "round"},
    "structure.DutyDone": {"id", "appointment", "duty", "done_on", "noted_by", "noted_at"},
    "structure.Election": {"id", "body", "next_on"},
    "structure.Renewal": {"id", "body", "starts_on", "at", "ended", "made", "election_before", "undone_at"},
    "structure.LegalStatus": {"id", "body", "status", "since"},
    "structure.TermNotice": {"id", "appointment", "days", "at"},
    "structure.MemberChange": {"id", "matter", "body", "reason", "leaves", "comes"},
    "structure.Handover": {
        *{"id", "post", "appointment", "ends_on", "basis", "state", "frozen", "on_paper", "opened_by", "opened_at"},
        *{"closed_at", "successor", "passed"},
    },
    "structure.HandoverLine": {"id", "handover", "kind", "due_on", "about", "address"},
    "structure.HandoverSignature": {"id", "handover", "role", "at"},
    "structure.StaffRecord": {"id", "person"},
    "structure.StaffStep": {"id", "appointment", "ladder", "post", "starts_on", "ends_on", "reason"},
    "structure.StaffEvent": {"id", "appointment", "kind", "key", "happened_on", "hours"},
    "structure.Agreement": {
        "id",
        "place",
        "kind",
        "title",
        "body",
        "unit",
        "together",
        "signed_on",
        "starts_on",
        "ends_on",
        "ended_on",
        "ended_why",
        "told_on",
    },
    "structure.BookedSlot": {"id", "shared", "at", "booking"},
    "structure.Booking": {"id", "shared", "starts_at", "ends_at", "body", "state", "reason", "made_at", "reminded_at"},
    "structure.Commitment": {
        "id",
        "agreement",
        "giver",
        "receiver",
        "together",
        "support",
        "words",
        "amount",
        "unit",
        "due_on",
        "matter",
        "post",
        "done_on",
        "dropped_on",
        "evidence",
    },
    "structure.Estate": {"id", "place", "name", "developer", "households", "expected_on", "closed_on", "note"},
    "structure.EstateStage": {"id", "estate", "stage", "on", "square_metres", "evidence"},
    "structure.EstateTie": {"id", "place", "tie", "body", "words", "since", "until"},
    "structure.Portfolio": {"id", "place", "line", "leader", "office", "since", "until"},
    "structure.Room": {
        "id",
        "days",
        "opens",
        "closes",
        "place",
        "kind",
        "basis",
        "name",
        "square_metres",
        "address",
        "lender",
        "since",
        "until",
        "note",
        "version",
    },
    "structure.Secondment": {"id", "agreement", "home", "host", "appointment"},
    "structure.Shared": {
        "id",
        "days",
        "opens",
        "closes",
        "place",
        "owner",
        "room",
        "kind",
        "name",
        "where",
        "words",
        "slot_minutes",
        "ahead_days",
        "approval",
        "residents",
        "since",
        "until",
    },
    "structure.Sign": {"id", "place", "kind", "words", "where", "since", "until"},
    "structure.StaffLine": {"id", "appointment", "line", "place_in_order"},
    "structure.SurgeMember": {"id", "team", "appointment", "active"},
    "structure.SurgeTeam": {
        "id",
        "place",
        "line",
        "title",
        "leader",
        "formed_on",
        "expected_on",
        "released_on",
        "outcome",
    },
    "structure.Adjustment": {
        *{
            "id",
            "title",
            "basis",
            "effective_on",
            "place",
            "state",
            "made_by",
            "confirmed_by",
            "confirmed_at",
            "try_at",
        },
        *{"failure", "reason", "outcome", "done_at", "created_at", "version"},
    },
    "structure.Emergency": {
        *{
            "id",
            "kind",
            "place",
            "state",
            "starts_on",
            "ends_on",
            "words",
            "code",
            "asked_by",
            "confirmed_by",
            "reason",
        },
        *{"created_at", "opened_at", "closed_at", "report", "version"},
    },
    "structure.EmergencyOrder": {
        *{
            "id",
            "emergency",
            "place",
            "kind",
            "number",
            "issuer",
            "issued_on",
            "until",
            "entered_by",
            "void",
            "created_at",
        },
    },
    "structure.EmergencyArea": {"id", "emergency", "place", "leader", "unit", "branch"},
    "structure.EmergencyHelper": {"id", "emergency", "on", "by_staff", "consent", "made_person"},
    "structure.EmergencyDuty": {"id", "emergency", "area", "on", "shift"},
    "structure.EmergencyRota": {"id", "emergency", "on", "settled_at"},
    "structure.EmergencyNeed": {"id", "emergency", "matter", "number", "by_staff"},
    "structure.OrgGrid": {"id", "community", "parent", "post", "kind", "name", "starts_on", "ends_on", "version"},
    "structure.OrgGridMember": {"id", "grid", "body"},
    "structure.GridChange": {"id", "community", "verb", "names", "before", "by_person", "at", "undone_at"},
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
    },
    "deliberation.Seat": {"id", "meeting", "appointment", "signed_at"},
    "deliberation.Motion": {
        *{"id", "meeting", "position", "title", "text", "topic", "step", "rule", "vote", "agreed", "against"},
        *{"abstained", "verdict", "passed", "override", "override_by"},
    },
    "deliberation.Vote": {"id", "motion", "seat"},
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
    "standards.Gap": {
        *{"id", "rule", "unit", "unit_id", "place", "home", "owner_post", "value", "required", "at_most", "detail"},
        *{"link", "since", "opened_at", "closed_at", "shown_above_on", "told_above_at", "exempt_until", "exempt_why"},
    },
    "standards.Stale": {"id", "place_id", "at"},
    "standards.Sweep": {"id", "claimed_until", "day", "ended_at", "revision_id"},
    "files.StoredFile": {"id", "sha256", "mime", "bytes", "width", "height", "created_at", "about"},
}


def test_every_personal_field_has_a_purpose() -> None:
    registered = {name for purpose in PURPOSES for name in purpose.fields}
    for label in ("people", "orgs", "requests", "notices", "files", "structure", "deliberation", "standards", "voting"):
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.concrete_fields:
                name = f"{label}.{model.__name__}.{field.name}"
                listed = field.name in NO_PERSONAL_DATA.get(f"{label}.{model.__name__}", set())
                assert (name in registered) is not listed, f"{name}: people/rules/purposes.py lacks it"


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
