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
MEETING_DROPPED = "deliberation:meeting:dropped"
MEETING_OBJECTED = "deliberation:meeting:objected"
MINUTES_FROZEN = "deliberation:meeting:minutes-frozen"
PACT_DRAFTED = "deliberation:pact:drafted"
PACT_CHANGED = "deliberation:pact:changed"
PACT_DROPPED = "deliberation:pact:dropped"
PACT_PROPOSED = "deliberation:pact:proposed"
PACT_ADOPTED = "deliberation:pact:adopted"
PACT_REOPENED = "deliberation:pact:reopened"
PACT_IN_FORCE = "deliberation:pact:in-force"

ASSEMBLY_CALLED = "deliberation:meeting:assembly-called"
ELECTORS_SIGNED = "deliberation:meeting:electors-signed"
VOTE_STARTED = "deliberation:meeting:vote-started"
PAPERS_GIVEN = "deliberation:meeting:papers-given"

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
    MEETING_DROPPED: (N_("A meeting did not take place or broke up"), {"present"}),
    MEETING_OBJECTED: (N_("A member objected to the minutes"), {"seat"}),
    ASSEMBLY_CALLED: (N_("A meeting of an electorate was called"), {"register", "at", "rule", "by", "count", "of"}),
    ELECTORS_SIGNED: (N_("Electors signed in at a meeting, or were entered"), {"how", "people", "hash"}),
    VOTE_STARTED: (N_("The vote on a motion was started"), {"motion", "poll", "present"}),
    PAPERS_GIVEN: (N_("Ballot papers were given out in a meeting"), {"motion", "people"}),
    MINUTES_FROZEN: (N_("The minutes were frozen"), {"digest", "record"}),
    PACT_DRAFTED: (N_("A draft of a pact was begun"), {"draft", "kind", "place", "repeals"}),
    PACT_CHANGED: (N_("A draft of a pact was changed"), {"draft", "articles"}),
    PACT_DROPPED: (N_("A draft of a pact was given up"), {"draft"}),
    PACT_PROPOSED: (N_("A draft of a pact became a topic"), {"draft", "matter"}),
    PACT_ADOPTED: (N_("A vote adopted a pact"), {"draft", "motion", "digest"}),
    PACT_REOPENED: (N_("A pact that a vote had adopted was sent back"), {"draft"}),
    PACT_IN_FORCE: (N_("A pact got the day from which it is in force"), {"draft", "number", "on", "repeals"}),
}
