"""The register's part of requests, mediation, files and messages. Pure."""

from __future__ import annotations

from gongzhi.core.texts import N_
from gongzhi.people.rules.purpose import ANSWER, CLOSED, CONSENT, LAW, STAFF, Purpose

MATTERS: tuple[Purpose, ...] = (
    Purpose(
        ("disclosure.Query.person", "disclosure.Query.words", "disclosure.Query.source"),
        N_("What you asked about something on the boards"),
        N_("To answer you, and to tell you that it is answered"),
        CONSENT,
        CLOSED,
        N_("The question as it was released, with the answer, without your name"),
    ),
    Purpose(
        ("requests.Reporter.person", "requests.Reporter.first", "requests.Request.keep_private"),
        N_("Who asked"),
        ANSWER,
        CONSENT,
        CLOSED,
        N_("Hidden from the unit complained of"),
    ),
    Purpose(
        (
            *("requests.Request.address", "requests.Request.lon", "requests.Request.lat"),
            *("requests.Request.near_cell",),
        ),
        N_("Where it is"),
        N_("To find the grid and the place"),
        CONSENT,
        CLOSED,
        N_("On public maps only the grid"),
    ),
    Purpose(
        (
            *("requests.Request.description", "requests.Request.attributes", "requests.Words.text"),
            *("requests.Reporter.added_words",),
        ),
        N_("What you wrote"),
        ANSWER,
        CONSENT,
        CLOSED,
        N_("Published only after a check for personal data"),
    ),
    Purpose(
        (
            *("requests.PartTurn.arrived_person", "requests.PartTurn.arrived_where"),
            *("requests.PartTurn.arrived_lon", "requests.PartTurn.arrived_lat"),
        ),
        N_("Who came to the spot for an office, and where"),
        N_("So that you know who is in charge"),
        LAW,
        STAFF,
        N_("Seen by who works on the matter; the place goes with the words of who asked"),
    ),
    Purpose(
        ("requests.PhoneCall.number", "requests.PhoneCall.number_index", "requests.PhoneCall.reason"),
        N_("The number from which you call"),
        N_("To show who answers what you have open, and to call back a call that was missed"),
        CONSENT,
        N_("30 days; not at all where you are told to go elsewhere"),
        N_("Encrypted; in clear to who talks with you, while you talk"),
    ),
    Purpose(
        (
            *("requests.ImportRun.content", "requests.ImportRun.findings", "requests.ImportRun.errors"),
            *("requests.OutsideOrder.fields",),
        ),
        N_("Lists that another office handed over"),
        ANSWER,
        LAW,
        N_("The file is deleted when it was taken over, the rest after seven days"),
        N_("Encrypted, shown to the post that handed it in"),
    ),
    Purpose(
        ("channels.Speech.sound", "channels.Speech.seconds"),
        N_("A recording of your voice"),
        N_("To write down what you said"),
        CONSENT,
        N_("Deleted thirty days after it was written down"),
        N_("Heard only by who may know who asks"),
    ),
    Purpose(
        ("channels.Behalf.speaker", "channels.Behalf.principal", "channels.Behalf.how", "channels.Behalf.consent_on")
        + ("channels.Behalf.withdrawn_at",),
        N_("For whom somebody reported, and their consent"),
        N_("To act only with the consent of who it is about, and to tell them"),
        CONSENT,
        CLOSED,
        N_("Shown only to who may know who asks"),
    ),
    Purpose(
        ("files.StoredFile.by_person", "files.StoredFile.name"),
        N_("Photos"),
        ANSWER,
        CONSENT,
        CLOSED,
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
        CONSENT,
        CLOSED,
        N_("Counted without names"),
    ),
    Purpose(
        tuple(f"mediation.Case.{name}" for name in ("words", "terms", "mediated_by", "goes_to"))
        + ("mediation.Side.sealed", "mediation.Side.agrees", "mediation.Sheet.sealed", "mediation.Sitting.sealed"),
        N_("What you said in a mediation, and on what you agreed"),
        N_("To mediate between both sides"),
        CONSENT,
        N_("Deleted ninety days after a mediation without agreement, three years after one with an agreement"),
        N_("Encrypted; only who mediates the case reads it, nobody above"),
    ),
    Purpose(
        (
            *("needs.ListLine.sealed", "needs.ListLine.words", "needs.ListLine.body", "needs.NeedMatch.words"),
            *("needs.ListLine.reason", "needs.ContactLook.reason"),
        ),
        N_("What you need or offer, and how you are reached"),
        N_("To bring those who need something and those who offer it together"),
        CONSENT,
        N_("Deleted ninety days after the line has ended, or as the rules in force say"),
        N_("Encrypted; shown to the other side once both have said yes, and each look recorded"),
    ),
    Purpose(
        ("duty.Note.words", "duty.Note.things", "duty.Note.remark"),
        N_("What staff on duty wrote to the next shift"),
        N_("To go on where the shift before ended"),
        LAW,
        N_("Deleted a year after the shift, once what it left open has ended"),
        N_("Telephone and identity numbers are refused; read by the staff of the community"),
    ),
    Purpose(
        ("duty.LineNote.words",),
        N_("What staff noted beside a line of a ledger"),
        N_("To go on where the shift before ended"),
        LAW,
        CLOSED,
        N_("Telephone and identity numbers are refused; read by the staff of the community"),
    ),
    Purpose(
        ("property.Dwelling.label", "property.Dwelling.number", "property.Rated.dwelling"),
        N_("That your home rated its property company"),
        N_("So that each home rates once a quarter"),
        LAW,
        N_("As long as the estate is looked after"),
        N_("No name; what the home answered is only in sums, from ten homes on"),
    ),
    Purpose(
        (
            *("reception.Item.words", "reception.Item.answer", "reception.Explained.words"),
            *("reception.Visit.heard", "reception.Waiting.words"),
        ),
        N_("Each item that you raised with a leader who receives, and what was answered, explained and heard"),
        ANSWER,
        CONSENT,
        CLOSED,
        N_("Seen by who may see the request, and by you"),
    ),
    Purpose(
        ("mediation.Shift.helper",),
        N_("Your name on the roster of a station of help"),
        N_("So that residents know who helps when"),
        CONSENT,
        N_("Deleted when the shift is over"),
        N_("Public while the shift lasts"),
    ),
    Purpose(
        ("notices.Message.person", "notices.Message.text", "notices.Message.sealed"),
        N_("Messages to you"),
        ANSWER,
        CONSENT,
        CLOSED,
        N_("Encrypted, never shown"),
    ),
)
