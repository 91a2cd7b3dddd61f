"""The register's part of deliberation, votes and elections. Pure."""

from __future__ import annotations

from gongzhi.core.texts import N_
from gongzhi.people.rules.purpose import CLOSED, CONSENT, LAW, Purpose

VOTES: tuple[Purpose, ...] = (
    Purpose(
        (
            *("deliberation.Speaker.name", "deliberation.Speaker.person", "deliberation.Speaker.about"),
            *("deliberation.Speaker.source", "deliberation.Speaker.said_from", "deliberation.Speaker.statement"),
        ),
        N_("Your name for a hearing, and what you said there"),
        N_("To hear you before it is decided and to tell you if something changes"),
        CONSENT,
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
        CONSENT,
        CLOSED,
        N_("Shown without your name, after somebody has looked at it"),
    ),
    Purpose(
        ("deliberation.TopicRating.person", "deliberation.TopicRating.stars", "deliberation.TopicRating.words"),
        N_("How you rated what came of a topic"),
        N_("To know whether neighbours are satisfied"),
        CONSENT,
        CLOSED,
        N_("Counted without names"),
    ),
    Purpose(
        ("deliberation.Seat.signed", "deliberation.Vote.choice", "deliberation.Objection.words"),
        N_("Attendance, votes by name and objections of members"),
        N_("So that everybody can check what a body decided"),
        LAW,
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
        CONSENT,
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
        CONSENT,
        N_("Your contact is deleted once the adoption has ended, after the days of the rules"),
        N_("Your name is shown only if you agreed; there is no score"),
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
        LAW,
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
        LAW,
        N_("Deleted ninety days after the end; candidates and the result are kept"),
        N_("Candidates are published by name with their own words, nothing else"),
    ),
    Purpose(
        ("voting.Elector.phone", "voting.Elector.code"),
        N_("Phone and code for a vote"),
        N_("To send you a code to vote with"),
        CONSENT,
        N_("Deleted a year after the archive of the last vote"),
        N_("Encrypted; of the code a keyed hash alone"),
    ),
)
