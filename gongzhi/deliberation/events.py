"""Tags of the ledger that deliberation records. Pure (texts are msgids)."""

from __future__ import annotations

from gongzhi.core.texts import N_

TOPIC_PROPOSED = "deliberation:topic:proposed"
TOPIC_MODERATED = "deliberation:topic:moderated"
COMMENTED = "deliberation:topic:commented"
COMMENT_MODERATED = "deliberation:topic:comment-moderated"
COMMENT_APPEALED = "deliberation:topic:comment-appealed"
TOPIC_RATED = "deliberation:topic:rated"
MEETING_CALLED = "deliberation:meeting:called"
MOTION_PUT = "deliberation:meeting:motion-put"
MOTION_REMOVED = "deliberation:meeting:motion-removed"
MEETING_NOTICED = "deliberation:meeting:noticed"
MEETING_OPENED = "deliberation:meeting:opened"
MEETING_SIGNED = "deliberation:meeting:signed"
MOTION_VOTED = "deliberation:meeting:voted"
MOTION_OVERRIDDEN = "deliberation:meeting:overridden"
MEETING_CLOSED = "deliberation:meeting:closed"
MEETING_MOVED = "deliberation:meeting:moved"
MEETING_DROPPED = "deliberation:meeting:dropped"
MEETING_OBJECTED = "deliberation:meeting:objected"
MINUTES_FROZEN = "deliberation:meeting:minutes-frozen"
HEARING_ANNOUNCED = "deliberation:hearing:announced"
HEARING_SIGNED_UP = "deliberation:hearing:signed-up"
HEARING_WITHDRAWN = "deliberation:hearing:withdrawn"
HEARING_SAID = "deliberation:hearing:said"
HEARING_ANSWERED = "deliberation:hearing:answered"
HEARING_PUBLISHED = "deliberation:hearing:published"
HEARING_DROPPED = "deliberation:hearing:dropped"
PACT_DRAFTED = "deliberation:pact:drafted"
PACT_CHANGED = "deliberation:pact:changed"
PACT_DROPPED = "deliberation:pact:dropped"
PACT_PROPOSED = "deliberation:pact:proposed"
PACT_ADOPTED = "deliberation:pact:adopted"
PACT_REOPENED = "deliberation:pact:reopened"
PACT_IN_FORCE = "deliberation:pact:in-force"
PACT_TAKEN = "deliberation:pact:taken-over"
REVIEW_BEGUN = "deliberation:review:begun"
REVIEW_REPORTED = "deliberation:review:reported"
REVIEW_OPENED = "deliberation:review:ballots-opened"
REVIEW_RELEASED = "deliberation:review:released"
REVIEW_ENDED = "deliberation:review:post-ended"

ASSEMBLY_CALLED = "deliberation:meeting:assembly-called"
ELECTORS_SIGNED = "deliberation:meeting:electors-signed"
VOTE_STARTED = "deliberation:meeting:vote-started"
PAPERS_GIVEN = "deliberation:meeting:papers-given"

# gardens and adoptions (E10), talks (E10), the forum (E11)
GARDEN_BEGUN = "deliberation:garden:begun"
GARDEN_NEED = "deliberation:garden:need"
GARDEN_MEMBER = "deliberation:garden:member"
GARDEN_MEMBER_LEFT = "deliberation:garden:member-left"
GARDEN_STATE = "deliberation:garden:state"
PLEDGED = "deliberation:garden:pledged"
PLEDGE_ENDED = "deliberation:garden:pledge-ended"
GIFT_ENTERED = "deliberation:garden:gift-entered"
GIFT_CONFIRMED = "deliberation:garden:gift-confirmed"
GIFT_STRUCK = "deliberation:garden:gift-struck"
SPENT = "deliberation:garden:spent"
SPENDING_STRUCK = "deliberation:garden:spending-struck"
PLOT_SET = "deliberation:garden:plot"
ADOPTION_ASKED = "deliberation:garden:adoption-asked"
ADOPTION_STATE = "deliberation:garden:adoption"
ROTA_MADE = "deliberation:garden:rota"
TURN_STATE = "deliberation:garden:turn"
TURNS_SWAPPED = "deliberation:garden:turns-swapped"
GARDEN_FORGOTTEN = "deliberation:garden:forgotten"
TALKS_BEGUN = "deliberation:talks:begun"
ROUND_CALLED = "deliberation:talks:round-called"
ROUND_HELD = "deliberation:talks:round-held"
ROUND_DROPPED = "deliberation:talks:round-dropped"
SAID = "deliberation:talks:said"
AGREED = "deliberation:talks:agreed"
AGREED_STATE = "deliberation:talks:agreed-state"
TALKS_CLOSED = "deliberation:talks:closed"
COMMENT_REPORTED = "deliberation:topic:comment-reported"
REPORT_DECIDED = "deliberation:topic:report-decided"
TALK_CLOSED = "deliberation:topic:discussion"

Codes = dict[str, str | int | bool | None]
COUNTS = {"entitled", "present", "agreed", "against", "abstained"}
TEXTS: dict[str, tuple[str, set[str]]] = {
    TOPIC_PROPOSED: (N_("A topic was proposed"), {"kind", "channel", "place"}),
    TOPIC_MODERATED: (N_("It was decided whether a topic is shown"), {"state"}),
    COMMENTED: (N_("Somebody said something about a topic"), {"comment", "channel", "step"}),
    COMMENT_MODERATED: (N_("It was decided whether a comment is shown"), {"comment", "state", "appeal"}),
    COMMENT_APPEALED: (N_("Somebody asked for a comment to be looked at again"), {"comment"}),
    TOPIC_RATED: (N_("Somebody rated what came of a topic"), {"stars"}),
    MEETING_CALLED: (N_("A meeting was called"), {"body", "at"}),
    MOTION_PUT: (N_("A motion was put on the agenda"), {"motion", "matter", "step", "rule", "vote"}),
    MOTION_REMOVED: (N_("A motion was taken off the agenda"), {"motion"}),
    MEETING_NOTICED: (N_("The members were told of a meeting"), {"at", "days", "people"}),
    MEETING_OPENED: (N_("A meeting was opened"), {"entitled"}),
    MEETING_SIGNED: (N_("Somebody signed in at a meeting, or was entered"), {"seat", "how"}),
    MOTION_VOTED: (N_("A motion was voted on"), {"motion", "rule", "valid", "passed", *COUNTS}),
    MOTION_OVERRIDDEN: (N_("A verdict was overridden, with the reason"), {"motion", "passed"}),
    MEETING_CLOSED: (N_("A meeting was closed"), {"entitled", "present", "hash"}),
    MEETING_MOVED: (N_("Day or venue of a meeting was changed before the notice"), {"at"}),
    MEETING_DROPPED: (N_("A meeting did not take place or broke up"), {"present"}),
    MEETING_OBJECTED: (N_("A member objected to the minutes"), {"seat"}),
    ASSEMBLY_CALLED: (N_("A meeting of an electorate was called"), {"register", "at", "rule", "by", "count", "of"}),
    ELECTORS_SIGNED: (N_("Electors signed in at a meeting, or were entered"), {"how", "people", "hash"}),
    VOTE_STARTED: (N_("The vote on a motion was started"), {"motion", "poll", "present"}),
    PAPERS_GIVEN: (N_("Ballot papers were given out in a meeting"), {"motion", "people"}),
    MINUTES_FROZEN: (N_("The minutes were frozen"), {"digest", "record"}),
    HEARING_ANNOUNCED: (N_("A hearing was announced"), {"hearing", "form", "at"}),
    HEARING_SIGNED_UP: (N_("Somebody put the name down for a hearing"), {"hearing", "speaker", "channel", "speaks"}),
    HEARING_WITHDRAWN: (N_("A name was taken back from a hearing"), {"hearing", "speaker"}),
    HEARING_SAID: (N_("A statement at a hearing was entered"), {"hearing", "speaker"}),
    HEARING_ANSWERED: (N_("An answer at a hearing was entered"), {"hearing", "speaker"}),
    HEARING_PUBLISHED: (N_("The record of a hearing was published"), {"hearing", "posting", "statements"}),
    HEARING_DROPPED: (N_("A hearing was called off"), {"hearing"}),
    PACT_DRAFTED: (N_("A draft of a pact was begun"), {"draft", "kind", "place", "repeals"}),
    PACT_CHANGED: (N_("A draft of a pact was changed"), {"draft", "articles"}),
    PACT_DROPPED: (N_("A draft of a pact was given up"), {"draft"}),
    PACT_PROPOSED: (N_("A draft of a pact became a topic"), {"draft", "matter"}),
    PACT_ADOPTED: (N_("A vote adopted a pact"), {"draft", "motion", "digest"}),
    PACT_REOPENED: (N_("A pact that a vote had adopted was sent back"), {"draft"}),
    PACT_TAKEN: (
        N_("A pact that was in force already was entered"),
        {"draft", "kind", "place", "on", "digest", "again"},
    ),
    PACT_IN_FORCE: (N_("A pact got the day from which it is in force"), {"draft", "number", "on", "repeals"}),
    GARDEN_BEGUN: (N_("A garden was begun"), {"place", "kind", "topic"}),
    GARDEN_NEED: (N_("It was said what a garden needs"), {"need", "kind", "wanted"}),
    GARDEN_MEMBER: (N_("Somebody joined the group that prepares a garden"), {"member", "post"}),
    GARDEN_MEMBER_LEFT: (N_("Somebody left the group that prepares a garden"), {"member", "post"}),
    GARDEN_STATE: (N_("A garden was opened, is built, or its accounts were closed"), {"state"}),
    PLEDGED: (N_("Somebody offered something for a garden"), {"pledge", "need", "amount", "giver", "channel"}),
    PLEDGE_ENDED: (N_("An offer for a garden ended"), {"pledge", "state"}),
    GIFT_ENTERED: (N_("Something came in for a garden"), {"gift", "pledge", "amount", "on"}),
    GIFT_CONFIRMED: (N_("A second person confirmed money for a garden"), {"gift", "amount"}),
    GIFT_STRUCK: (N_("An entry of what came in for a garden was struck"), {"gift", "amount"}),
    SPENT: (N_("Something was used for a garden"), {"spending", "need", "amount", "on"}),
    SPENDING_STRUCK: (N_("An entry of what was used for a garden was struck"), {"spending", "amount"}),
    PLOT_SET: (N_("A bed that may be adopted was entered or changed"), {"plot", "gone"}),
    ADOPTION_ASKED: (N_("Somebody would adopt a bed"), {"adoption", "plot", "adopter", "channel"}),
    ADOPTION_STATE: (
        N_("The adoption of a bed was signed, refused, renewed or ended"),
        {"adoption", "state", "ends_on"},
    ),
    ROTA_MADE: (N_("The rota of a garden was drawn up"), {"from", "weeks"}),
    TURN_STATE: (N_("A week of care was done or missed"), {"turn", "state"}),
    TURNS_SWAPPED: (N_("Two weeks of care were changed"), {"turn", "other"}),
    GARDEN_FORGOTTEN: (N_("Contacts of a garden were deleted at their end"), {"people"}),
    TALKS_BEGUN: (N_("Talks on a subject were begun"), {"place", "topic"}),
    ROUND_CALLED: (N_("A round of talks was called"), {"round", "n", "at"}),
    ROUND_HELD: (N_("A round of talks was held"), {"round", "n", "present"}),
    ROUND_DROPPED: (N_("A round of talks did not take place"), {"round", "n"}),
    SAID: (N_("What was said in a round of talks was written down"), {"round", "side", "channel"}),
    AGREED: (N_("A round of talks agreed on something"), {"round", "matter", "owner", "due"}),
    AGREED_STATE: (N_("What was agreed was reported, struck off or goes on"), {"matter", "state", "round"}),
    TALKS_CLOSED: (N_("Talks on a subject were closed"), {"rounds"}),
    COMMENT_REPORTED: (N_("Somebody reported a comment"), {"comment", "report"}),
    REPORT_DECIDED: (N_("A reported comment was looked at again"), {"comment", "report", "kept"}),
    TALK_CLOSED: (N_("The discussion of a topic was closed or opened again"), {"closed"}),
    REVIEW_BEGUN: (N_("The yearly review of a committee began"), {"body", "year", "members", "no_kin"}),
    REVIEW_REPORTED: (N_("A member reported for the yearly review"), {"member"}),
    REVIEW_OPENED: (N_("The ballots of the yearly review were opened"), {"register", "polls"}),
    REVIEW_RELEASED: (
        N_("A result of the yearly review was made public"),
        {"member", "year", "grade", "failed", "ballots", "entitled", "poll"},
    ),
    REVIEW_ENDED: (N_("A post ended by two failed reviews in a row"), {"member", "year", "article", "times"}),
}
