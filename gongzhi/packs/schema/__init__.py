"""The shape of a pack: a frozen tree of pydantic models. Pure; `docs/packs.md` explains it to people."""

from gongzhi.packs.schema.base import Item, Key, Limit, Model, Source, SourceKind, Unit
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
from gongzhi.packs.schema.community import Community, CommunityBody, CommunityPlace, CommunityPost
from gongzhi.packs.schema.grids import Chain, ChainLink, GridKind
from gongzhi.packs.schema.pack import Figure, Pack, Story
from gongzhi.packs.schema.premises import EstateRule, RoomKind, SignKind
from gongzhi.packs.schema.procedure import Breach, Extensions, Outcome, Procedure, Step, StepKind
from gongzhi.packs.schema.standards import Measure, Per, Standard
from gongzhi.packs.schema.structure import BodyKind, Composite, DutyEntry, DutyList, JointMeeting, Level, PostKind, Side

__all__ = [
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
    "CommunityBody",
    "CommunityPlace",
    "CommunityPost",
    "Composite",
    "Duplicates",
    "DutyEntry",
    "DutyList",
    "Ending",
    "EstateRule",
    "Extensions",
    "Figure",
    "GridKind",
    "Handling",
    "Item",
    "JointMeeting",
    "Key",
    "Level",
    "Limit",
    "Measure",
    "Model",
    "Outcome",
    "Pack",
    "Per",
    "PostKind",
    "Procedure",
    "RequestGroup",
    "RequestType",
    "RoomKind",
    "Season",
    "Side",
    "SignKind",
    "Source",
    "SourceKind",
    "Standard",
    "Step",
    "StepKind",
    "Story",
    "TextTemplate",
    "Unit",
    "WayOut",
]
