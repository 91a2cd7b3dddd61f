"""The register: every personal field with its purpose, legal basis, retention and mask. Pure; shown on `/privacy/`."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.core.texts import N_


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why a personal field is kept, on what basis, for how long, and how it shows. Texts are msgids."""

    fields: tuple[str, ...]  # context.Model.field
    title: str
    purpose: str
    basis: str
    retention: str
    mask: str


_ANSWER = N_("To answer what you asked and to tell you how it goes on")
_LAW = N_("Duty of the committee and its superiors by law (Personal Information Protection Law, article 13, 3)")
_CONSENT = N_("Your consent (Personal Information Protection Law, article 13, 1)")
_CLOSED = N_("Erased two years after the last matter was closed, or when you ask")
_STAFF = N_("As long as the post is held, and three years after")

PURPOSES: tuple[Purpose, ...] = (
    Purpose(("people.Person.name",), N_("Name"), _ANSWER, _CONSENT, _CLOSED, N_("Surname and a star")),
    Purpose(
        ("people.Person.alias",),
        N_("How you want to be called"),
        _ANSWER,
        _CONSENT,
        _CLOSED,
        N_("Shown as you wrote it"),
    ),
    Purpose(
        ("people.Contact.sealed",),
        N_("Phone, e-mail or WeChat"),
        _ANSWER,
        _CONSENT,
        _CLOSED,
        N_("Encrypted; of a phone the first three and last four digits, of WeChat four characters"),
    ),
    Purpose(
        ("people.Contact.index",),
        N_("Search key of the contact"),
        N_("To find you again when you call or write"),
        _CONSENT,
        _CLOSED,
        N_("Never shown"),
    ),
    Purpose(
        ("people.Account.username",), N_("User name"), N_("To sign in"), _CONSENT, N_("Until the account is closed"),
        N_("Shown to yourself"),
    ),  # fmt: skip
    Purpose(
        ("people.Account.last_login",),
        N_("Last sign-in"),
        N_("To notice that somebody else used the account"),
        _LAW,
        N_("Until the account is closed"),
        N_("Never shown to others"),
    ),
    Purpose(
        ("people.SignIn.network", "people.SignIn.device", "people.Session.network", "people.Session.device"),
        N_("Where sign-ins came from"),
        N_("To notice that somebody else used the account"),
        _LAW,
        N_("Half a year"),
        N_("Only the first half of the network address; to yourself and the security officer"),
    ),
    Purpose(
        ("people.SecondFactor.sealed",),
        N_("Secret of the code app"),
        N_("To sign in"),
        _LAW,
        N_("Until it is switched off"),
        N_("Encrypted, never shown"),
    ),
    Purpose(
        ("people.LinkedLogin.subject",),
        N_("Name at the unit's sign-in service"),
        N_("To sign in"),
        _LAW,
        N_("Until the account is closed"),
        N_("Never shown"),
    ),
    Purpose(
        (
            *("deliberation.Speaker.name", "deliberation.Speaker.person", "deliberation.Speaker.about"),
            *("deliberation.Speaker.source", "deliberation.Speaker.said_from", "deliberation.Speaker.statement"),
        ),
        N_("Your name for a hearing, and what you said there"),
        N_("To hear you before it is decided and to tell you if something changes"),
        _CONSENT,
        N_("Name and phone are deleted thirty days after the record is public; what was said stays, by no name"),
        N_("Shown without your name, after a check for personal data"),
    ),
    Purpose(
        (
            *("deliberation.Topic.proposer", "deliberation.Topic.words", "deliberation.Topic.source"),
            *("deliberation.Comment.person", "deliberation.Comment.words", "deliberation.Comment.source"),
            *("deliberation.Comment.appeal", "deliberation.Report.person", "deliberation.Report.words"),
        ),
        N_("What you proposed or said about a topic"),
        N_("To deliberate it together and to tell you what comes of it"),
        _CONSENT,
        _CLOSED,
        N_("Shown without your name, after somebody has looked at it"),
    ),
    Purpose(
        ("disclosure.Query.person", "disclosure.Query.words", "disclosure.Query.source"),
        N_("What you asked about something on the boards"),
        N_("To answer you, and to tell you that it is answered"),
        _CONSENT,
        _CLOSED,
        N_("The question as it was released, with the answer, without your name"),
    ),
    Purpose(
        ("deliberation.TopicRating.person", "deliberation.TopicRating.stars", "deliberation.TopicRating.words"),
        N_("How you rated what came of a topic"),
        N_("To know whether neighbours are satisfied"),
        _CONSENT,
        _CLOSED,
        N_("Counted without names"),
    ),
    Purpose(
        ("deliberation.Seat.signed", "deliberation.Vote.choice", "deliberation.Objection.words"),
        N_("Attendance, votes by name and objections of members"),
        N_("So that everybody can check what a body decided"),
        _LAW,
        N_("Kept in the minutes, as an archive"),
        N_("Shown in the minutes, which members of the body read"),
    ),
    Purpose(
        (
            *("deliberation.Pledge.person", "deliberation.Pledge.name", "deliberation.Pledge.words"),
            *("deliberation.Pledge.source", "deliberation.Gift.first_by", "deliberation.Gift.second_by"),
            *("deliberation.Spending.by_person", "deliberation.GardenMember.person", "deliberation.GardenMember.name"),
        ),
        N_("What you gave to a garden, freely"),
        N_("To arrange what you offered and to show what came of it"),
        _CONSENT,
        N_("Your contact is deleted once what you offered has come in or was withdrawn, after the days of the rules"),
        N_("Your name is shown only if you agreed; nobody who gives nothing is named"),
    ),
    Purpose(
        (
            *("deliberation.Adoption.person", "deliberation.Adoption.name", "deliberation.Adoption.source"),
            *("deliberation.Turn.words", "deliberation.Turn.state"),
        ),
        N_("What you adopted in a garden, and your weeks of care"),
        N_("To keep the rota and to remind you"),
        _CONSENT,
        N_("Your contact is deleted once the adoption has ended, after the days of the rules"),
        N_("Your name is shown only if you agreed; there is no score"),
    ),
    Purpose(
        ("structure.Booking.person", "structure.Booking.purpose"),
        N_("What you booked"),
        N_("To keep a shared room for you and to remind you"),
        _CONSENT,
        N_("Half a year"),
        N_("Shown to yourself; the owner of the room sees what it is for"),
    ),
    Purpose(
        (
            *("structure.EmergencyHelper.sealed", "structure.EmergencyHelper.index"),
            *("structure.EmergencyHelper.unit", "structure.EmergencyHelper.role", "structure.EmergencyHelper.person"),
            *("structure.EmergencyHelper.area", "structure.EmergencyHelper.wanted", "structure.EmergencyDuty.helper"),
        ),
        N_("Who helps in an emergency"),
        N_("To give you an area and to call you while the emergency plan is open"),
        _CONSENT,
        N_("Deleted when the plan ends"),
        N_("Encrypted; seen by those who run the plan, the phone only with a reason"),
    ),
    Purpose(
        ("people.Reveal.reason",),
        N_("Who saw your data, and why"),
        N_("So that you can check it"),
        _LAW,
        N_("Three years"),
        N_("Shown to yourself and to the auditor"),
    ),
    Purpose(
        ("people.PhoneCode.sealed",),
        N_("Phone of a sign-in code"),
        N_("To send the code"),
        _CONSENT,
        N_("One day"),
        N_("Encrypted, never shown"),
    ),
    Purpose(
        ("people.PhoneCode.address",),
        N_("Network address"),
        N_("Against floods of codes and guessed passwords"),
        _LAW,
        N_("One day, as a fingerprint that cannot be read back"),
        N_("Never shown"),
    ),
    Purpose(
        ("orgs.Appointment.person",),
        N_("Who holds a post"),
        N_("So that you know who is in charge"),
        _LAW,
        _STAFF,
        N_("Public with the post; a neighbour who is a Party member only with consent"),
    ),
    Purpose(
        (
            *("structure.Membership.source", "structure.Membership.unit", "structure.DutyDone.text"),
            "structure.Adjustment.plan",  # whom it appoints
        ),
        N_("Where a concurrent member comes from, and what the member did"),
        N_("So that you know who is in charge"),
        _LAW,
        _STAFF,
        N_("Seen by staff who see the body"),
    ),
    Purpose(
        (
            *("structure.Handover.receiver", "structure.Handover.witness", "structure.HandoverSignature.person"),
            *("structure.HandoverLine.text",),
        ),
        N_("Who handed a post over, who took it, who saw it"),
        N_("So that nothing is lost when somebody leaves a post"),
        _LAW,
        _STAFF,
        N_("Seen by the three, and by who appoints there"),
    ),
    Purpose(
        (
            *("structure.PersonnelConsent.person", "structure.PersonnelConsent.change"),
            *("structure.PersonnelConsent.words", "structure.PersonnelConsent.answer"),
            *("structure.PersonnelConsent.reason", "structure.PersonnelConsent.outcome"),
            *("structure.PersonnelConsent.outcome_words", "structure.AgencyAssessment.head"),
            *("structure.AgencyAssessment.grade", "structure.AgencyAssessment.words"),
        ),
        N_("Who is proposed as head of an agency, what the street answered, how a head was assessed"),
        N_("So that the street is heard about agencies posted in it"),
        _LAW,
        _STAFF,
        N_("Seen by who asks, by the street's Party committee and by those the rules name"),
    ),
    Purpose(
        ("structure.StaffRecord.birth_year",),
        N_("Year of birth of staff"),
        N_("For the average age of staff by year, of five people or more"),
        _LAW,
        _STAFF,
        N_("Shown to nobody"),
    ),
    Purpose(
        (
            *("structure.StaffRecord.entry", "structure.StaffRecord.joined_on", "structure.StaffRecord.exit"),
            *("structure.StaffRecord.left_on", "structure.StaffStep.step", "structure.StaffEvent.title"),
        ),
        N_("How staff came, rose and left"),
        N_("To fill posts and to pay by the ladder"),
        _LAW,
        _STAFF,
        N_("Seen by who appoints there"),
    ),
    Purpose(
        ("orgs.Absence.reason",),
        N_("Why staff are away"),
        N_("To know who stands in"),
        _LAW,
        N_("One year"),
        N_("Leave, duty, training or other; never illness"),
    ),
    Purpose(
        ("requests.Reporter.person", "requests.Reporter.first", "requests.Request.keep_private"),
        N_("Who asked"),
        _ANSWER,
        _CONSENT,
        _CLOSED,
        N_("Hidden from the unit complained of"),
    ),
    Purpose(
        (
            *("requests.Request.address", "requests.Request.lon", "requests.Request.lat"),
            *("requests.Request.near_cell",),
        ),
        N_("Where it is"),
        N_("To find the grid and the place"),
        _CONSENT,
        _CLOSED,
        N_("On public maps only the grid"),
    ),
    Purpose(
        (
            *("requests.Request.description", "requests.Request.attributes", "requests.Words.text"),
            *("requests.Reporter.added_words",),
        ),
        N_("What you wrote"),
        _ANSWER,
        _CONSENT,
        _CLOSED,
        N_("Published only after a check for personal data"),
    ),
    Purpose(
        (
            *("requests.PartTurn.arrived_person", "requests.PartTurn.arrived_where"),
            *("requests.PartTurn.arrived_lon", "requests.PartTurn.arrived_lat"),
        ),
        N_("Who came to the spot for an office, and where"),
        N_("So that you know who is in charge"),
        _LAW,
        _STAFF,
        N_("Seen by who works on the matter; the place goes with the words of who asked"),
    ),
    Purpose(
        ("requests.ImportRun.content", "requests.ImportRun.findings", "requests.ImportRun.errors"),
        N_("Lists that another office handed over"),
        _ANSWER,
        _LAW,
        N_("The file is deleted when it was taken over, the rest after seven days"),
        N_("Encrypted, shown to the post that handed it in"),
    ),
    Purpose(
        ("files.StoredFile.by_person", "files.StoredFile.name"),
        N_("Photos"),
        _ANSWER,
        _CONSENT,
        _CLOSED,
        N_("Position and device data taken out; not public"),
    ),
    Purpose(
        (
            *("requests.Rating.reporter", "requests.Rating.stars", "requests.Rating.solved", "requests.Rating.comment"),
            *("requests.CallBack.reporter", "requests.CallBack.content", "requests.CallBack.manner"),
            *("requests.CallBack.words", "requests.CallBack.state", "requests.Reporter.no_calls"),
        ),
        N_("How you rated the answer"),
        N_("To do it again where it was not solved"),
        _CONSENT,
        _CLOSED,
        N_("Counted without names"),
    ),
    Purpose(
        (
            *("voting.Elector.name", "voting.Elector.household", "voting.Elector.area", "voting.Elector.person"),
            *("deliberation.Seat.elector", "deliberation.Seat.by"),
            *("voting.Proxy.giver", "voting.Proxy.holder", "voting.Objection.by_name", "voting.Objection.text"),
            *("voting.Voice.elector", "voting.Voice.by_proxy", "voting.Voice.choice", "voting.Voice.second"),
        ),
        N_("Who may vote, and that somebody has voted"),
        N_("So that everybody who is entitled votes once"),
        _LAW,
        N_("Deleted a year after the archive of the last vote"),
        N_("Name and household are published by law; on line the surname and a star"),
    ),
    Purpose(
        (
            *("elections.Nominee.name", "elections.Nominee.person", "elections.Nominee.elector"),
            *("elections.Nominee.accepted", "elections.Nominee.accepted_how", "elections.Nominee.introduction"),
            *("elections.Nominee.fit", "elections.Nominee.reason", "elections.Election.target"),
            *("elections.Officer.elector", "elections.Officer.name", "elections.Attendance.elector"),
            *("elections.Recommendation.by_name", "elections.Recommendation.words"),
            *("elections.Recommendation.person", "elections.Recommendation.elector"),
        ),
        N_("That you stood for election, recommended somebody or came to vote"),
        N_("So that the election is in order"),
        _LAW,
        N_("Deleted ninety days after the end; candidates and the result are kept"),
        N_("Candidates are published by name with their own words, nothing else"),
    ),  # fmt: skip
    Purpose(
        tuple(f"mediation.Case.{name}" for name in ("words", "terms", "mediated_by", "goes_to"))
        + ("mediation.Side.sealed", "mediation.Side.agrees", "mediation.Sheet.sealed", "mediation.Sitting.sealed"),
        N_("What you said in a mediation, and on what you agreed"), N_("To mediate between both sides"), _CONSENT,
        N_("Deleted ninety days after a mediation without agreement, three years after one with an agreement"),
        N_("Encrypted; only who mediates the case reads it, nobody above"),
    ),  # fmt: skip
    Purpose(
        ("voting.Elector.phone", "voting.Elector.code"),
        N_("Phone and code for a vote"),
        N_("To send you a code to vote with"),
        _CONSENT,
        N_("Deleted a year after the archive of the last vote"),
        N_("Encrypted; of the code a keyed hash alone"),
    ),
    Purpose(
        ("notices.Message.person", "notices.Message.text", "notices.Message.sealed"),
        N_("Messages to you"),
        _ANSWER,
        _CONSENT,
        _CLOSED,
        N_("Encrypted, never shown"),
    ),
)
