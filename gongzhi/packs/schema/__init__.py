"""The shape of a pack: a frozen tree of pydantic models. Pure; `docs/packs.md` explains it to people."""

from gongzhi.packs.schema.base import Item, Key, Limit, Model, Source, SourceKind, Unit
from gongzhi.packs.schema.callbacks import CallBack
from gongzhi.packs.schema.catalogue import (
    Attribute,
    AttributeValue,
    Board,
    Calendar,
    Channel,
    Duplicates,
    Ending,
    Handling,
    RequestGroup,
    RequestType,
    Season,
    TextTemplate,
    WayOut,
)
from gongzhi.packs.schema.community import (
    Community,
    CommunityAdjustment,
    CommunityBody,
    CommunityPlace,
    CommunityPost,
)
from gongzhi.packs.schema.deliberation import Deliberation
from gongzhi.packs.schema.disclosures import Disclosure
from gongzhi.packs.schema.duty import DutyRota, RotaShift, WorkLedger
from gongzhi.packs.schema.elections import ELECTION_STEPS, OPTIONAL_STEPS, RECALL_STEPS, ElectionWay
from gongzhi.packs.schema.emergency import DutyShift, EmergencyPlan
from gongzhi.packs.schema.exchange import Consultation, CrossPost, Network, PlatformLevel, Right, TwoWay
from gongzhi.packs.schema.forming import Forming, FormingForm, FormingMode, FormingUnitKind
from gongzhi.packs.schema.gardens import Gardens, Talks
from gongzhi.packs.schema.grids import Chain, ChainLink, GridKind
from gongzhi.packs.schema.incidents import IncidentLevel, IncidentOpens, IncidentTold, chain_of, level_for
from gongzhi.packs.schema.mediation import DisputeKind, FormField, HelpStation, Mediation, StepForm
from gongzhi.packs.schema.needs import NeedKind, NeedLists
from gongzhi.packs.schema.pack import Figure, Pack
from gongzhi.packs.schema.pacts import Hearing, Pact, PactWarning
from gongzhi.packs.schema.premises import EstateRule, RoomKind, SignKind
from gongzhi.packs.schema.procedure import Arbitration, Assessed, Breach, Extensions, Outcome, Procedure, Step, StepKind
from gongzhi.packs.schema.property import FormulaPart, Property
from gongzhi.packs.schema.reception import Reception
from gongzhi.packs.schema.reviews import Grade, Review
from gongzhi.packs.schema.routing import BY_TYPE, Asked, Route, decide
from gongzhi.packs.schema.rulesets import RuleSet
from gongzhi.packs.schema.safety import HazardKind
from gongzhi.packs.schema.standards import Measure, Per, Standard
from gongzhi.packs.schema.story import Formed, Served, Story
from gongzhi.packs.schema.structure import (
    BodyKind,
    Composite,
    DutyEntry,
    DutyList,
    JointMeeting,
    Level,
    Pairing,
    PostKind,
    Side,
)
from gongzhi.packs.schema.terms import Concurrent, Ladder, LadderPost, Promotion, StaffRules

__all__ = [
    "Arbitration",
    "Assessed",
    "Asked",
    "BY_TYPE",
    "Route",
    "decide",
    "CallBack",
    "Formed",
    "Served",
    "FormulaPart",
    "Property",
    "DisputeKind",
    "FormField",
    "DutyRota",
    "HazardKind",
    "IncidentLevel",
    "IncidentOpens",
    "IncidentTold",
    "chain_of",
    "level_for",
    "RotaShift",
    "WorkLedger",
    "HelpStation",
    "Mediation",
    "Reception",
    "StepForm",
    "Consultation",
    "CrossPost",
    "Network",
    "PlatformLevel",
    "Right",
    "TwoWay",
    "Attribute",
    "AttributeValue",
    "Board",
    "BodyKind",
    "Breach",
    "Calendar",
    "Chain",
    "ChainLink",
    "Channel",
    "Community",
    "CommunityAdjustment",
    "CommunityBody",
    "CommunityPlace",
    "CommunityPost",
    "Concurrent",
    "Composite",
    "Deliberation",
    "Disclosure",
    "Grade",
    "Hearing",
    "Review",
    "Pact",
    "PactWarning",
    "RuleSet",
    "Duplicates",
    "DutyEntry",
    "DutyList",
    "DutyShift",
    "ELECTION_STEPS",
    "ElectionWay",
    "EmergencyPlan",
    "OPTIONAL_STEPS",
    "RECALL_STEPS",
    "Ending",
    "EstateRule",
    "Extensions",
    "Figure",
    "Forming",
    "FormingForm",
    "FormingMode",
    "FormingUnitKind",
    "Gardens",
    "NeedKind",
    "NeedLists",
    "GridKind",
    "Handling",
    "Item",
    "JointMeeting",
    "Key",
    "Ladder",
    "LadderPost",
    "Level",
    "Limit",
    "Measure",
    "Model",
    "Outcome",
    "Pack",
    "Per",
    "Pairing",
    "PostKind",
    "Procedure",
    "Promotion",
    "RequestGroup",
    "RequestType",
    "RoomKind",
    "Season",
    "Side",
    "SignKind",
    "Source",
    "SourceKind",
    "Standard",
    "StaffRules",
    "Step",
    "StepKind",
    "Story",
    "Talks",
    "TextTemplate",
    "Unit",
    "WayOut",
]
