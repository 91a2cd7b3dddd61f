"""The whole pack."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from gongzhi.packs.schema.base import Item, Key, Model, Title
from gongzhi.packs.schema.callbacks import CallBack
from gongzhi.packs.schema.catalogue import (
    Board,
    Calendar,
    Channel,
    Ending,
    Handling,
    RequestGroup,
    RequestType,
    TextTemplate,
    WayOut,
)
from gongzhi.packs.schema.community import Community
from gongzhi.packs.schema.deliberation import Deliberation
from gongzhi.packs.schema.disclosures import Disclosure
from gongzhi.packs.schema.duty import DutyRota, WorkLedger
from gongzhi.packs.schema.elections import ElectionWay
from gongzhi.packs.schema.emergency import EmergencyPlan
from gongzhi.packs.schema.exchange import Consultation, CrossPost, Network, TwoWay
from gongzhi.packs.schema.forming import Forming
from gongzhi.packs.schema.gardens import Gardens, Talks
from gongzhi.packs.schema.grids import Chain, GridKind
from gongzhi.packs.schema.incidents import IncidentLevel
from gongzhi.packs.schema.mediation import HelpStation, Mediation
from gongzhi.packs.schema.needs import NeedLists
from gongzhi.packs.schema.pacts import Hearing, Pact, PactWarning
from gongzhi.packs.schema.premises import EstateRule, RoomKind, SignKind
from gongzhi.packs.schema.procedure import Breach, Procedure, Step
from gongzhi.packs.schema.property import Property
from gongzhi.packs.schema.reception import Reception
from gongzhi.packs.schema.reviews import Review
from gongzhi.packs.schema.routing import Route
from gongzhi.packs.schema.rulesets import RuleSet
from gongzhi.packs.schema.safety import HazardKind
from gongzhi.packs.schema.standards import Standard
from gongzhi.packs.schema.story import Story
from gongzhi.packs.schema.structure import (
    BodyKind,
    Composite,
    DutyList,
    JointMeeting,
    Level,
    Pairing,
    PostKind,
)
from gongzhi.packs.schema.terms import Concurrent, Ladder, StaffRules


class Figure(Item):
    """A number that the document states, or that the story must reach; stories assert them."""

    value: float
    unit: str = ""
    groups: tuple[Key, ...] = Field((), description="The groups of requests that it counts: compared as a share.")
    bodies: tuple[Key, ...] = Field((), description="Kinds of bodies that had a hand in most of what `groups` count.")
    procedure: Key | None = Field(
        None, description="The procedure whose steps it counts: those that quote the document, or all."
    )
    row: str = Field(
        "C2", pattern=r"^[A-K]\d{1,2}$", description="The row of the requirements under which it is proved."
    )


class Pack(Model):
    """A city's rules as data. `title` to `note` stand in pack.yaml, the rest in any YAML file of the folder."""

    name: Key
    title: Title
    title_en: str = ""
    place: str = Field(description="The city or district that it models.")
    document: str = Field("", description="The document it follows: title, year.")
    document_file: str = Field("", description="File name of the document among the seeds.")
    extends: Key | None = None
    abstract: bool = Field(False, description="Only to be inherited from: what it names may stand in the child.")
    historical: str = Field(
        "", description="Where the model is of the past: the years, shown on every page of the pack."
    )
    note: str = ""
    levels: tuple[Level, ...] = ()
    body_kinds: tuple[BodyKind, ...] = ()
    composites: tuple[Composite, ...] = ()
    post_kinds: tuple[PostKind, ...] = ()
    grids: tuple[GridKind, ...] = Field((), description="The levels of the grids: areas, sets of organisations.")
    chains: tuple[Chain, ...] = Field((), description="Who answers for an address, link by link.")
    procedures: tuple[Procedure, ...] = ()
    escalation: tuple[Breach, ...] = Field((), description="For procedures and steps that name no on_breach.")
    request_groups: tuple[RequestGroup, ...] = ()
    handlings: tuple[Handling, ...] = ()
    request_types: tuple[RequestType, ...] = ()
    routing: tuple[Route, ...] = Field((), description="Who gets what (dispatch): the first line that fits decides.")
    ways_out: tuple[WayOut, ...] = ()
    callbacks: tuple[CallBack, ...] = Field((), description="Answers that are followed up by a call or a message.")
    channels: tuple[Channel, ...] = ()
    endings: tuple[Ending, ...] = ()
    calendar: Calendar | None = None
    boards: tuple[Board, ...] = ()
    disclosures: tuple[Disclosure, ...] = Field((), description="What must stand on the boards, and how often.")
    texts: tuple[TextTemplate, ...] = ()
    services: tuple[Item, ...] = Field((), description="What the document promises and the platform lists only.")
    figures: tuple[Figure, ...] = ()
    room_kinds: tuple[RoomKind, ...] = Field((), description="Kinds of rooms of a community, with their standards.")
    room_bases: tuple[Item, ...] = Field((), description="How a community came to a room.")
    estate_rules: tuple[EstateRule, ...] = Field((), description="What developers owe by the households of an estate.")
    estate_stages: tuple[Item, ...] = Field((), description="What a new estate's rooms pass, in order (三同步).")
    sign_kinds: tuple[SignKind, ...] = Field((), description="Signs, plates and boards that premises must have.")
    shared_kinds: tuple[Item, ...] = Field((), description="What units and communities may offer to others.")
    agreement_kinds: tuple[Item, ...] = ()
    together: tuple[Item, ...] = Field((), description="What is done together under an agreement (the seven 共).")
    supports: tuple[Item, ...] = Field((), description="In what units support: policy, people, skill, money, rooms.")
    estate_ties: tuple[Item, ...] = Field((), description="Who joins in an estate (四联一单), in order.")
    joint_meetings: tuple[JointMeeting, ...] = ()
    duty_lists: tuple[DutyList, ...] = ()
    pairings: tuple[Pairing, ...] = ()
    deliberations: tuple[Deliberation, ...] = Field((), description="Ways of deliberating: 三会一评, 五步, 七步 …")
    elections: tuple[ElectionWay, ...] = Field((), description="Elections to posts and recalls (公推直选, 罢免).")
    mediations: tuple[Mediation, ...] = Field((), description="Ways of mediating disputes (望闻问切处, 劝和).")
    receptions: tuple[Reception, ...] = Field((), description="Stations where leaders receive (急难特事).")
    help_stations: tuple[HelpStation, ...] = Field((), description="Stations of help by roster (row C5).")
    pacts: tuple[Pact, ...] = Field((), description="Kinds of pacts and rules of places (row E8).")
    pact_warnings: tuple[PactWarning, ...] = Field((), description="What a pact had better not say.")
    hearings: tuple[Hearing, ...] = Field((), description="Steps that ask for a hearing before them.")
    reviews: tuple[Review, ...] = Field((), description="Yearly reviews of residents' committees (民主评议).")
    rule_sets: tuple[RuleSet, ...] = Field((), description="Quorums and majorities by law, between two days.")
    two_way: TwoWay | None = Field(None, description="Messages between the levels, each answered (row A18).")
    networks: tuple[Network, ...] = Field((), description="Networks on the same grids, between which messages go.")
    cross_posts: tuple[CrossPost, ...] = Field((), description="Who is to hold posts in two bodies (row A14).")
    consultation: Consultation | None = Field(None, description="Consent on and assessment of heads of agencies.")
    gardens: Gardens | None = Field(None, description="Gardens built together and adopted (row E10).")
    talks: Talks | None = Field(None, description="Rounds of talks of the residents' forum (row E10).")
    needs: NeedLists | None = Field(None, description="What residents need and units offer, matched (row C8).")
    property_rules: Property | None = Field(None, description="Management of estates by companies (row C7).")
    emergencies: tuple[EmergencyPlan, ...] = Field((), description="Plans for emergencies (应急预案).")
    duty_rotas: tuple[DutyRota, ...] = Field((), description="Who keeps watch, shift by shift (全天候值班).")
    work_ledgers: tuple[WorkLedger, ...] = Field((), description="The ledgers of a community (三本台账).")
    hazards: tuple[HazardKind, ...] = Field((), description="Kinds of hazards that patrols look for.")
    incident_levels: tuple[IncidentLevel, ...] = Field((), description="Levels of incidents (row C6).")
    standards: tuple[Standard, ...] = Field((), description="Clauses that are checked over live data.")
    concurrent: Concurrent | None = None
    forming: Forming | None = None
    ladders: tuple[Ladder, ...] = ()
    staff: StaffRules | None = None
    community: Community | None = None
    story: Story | None = None

    @model_validator(mode="after")
    def _unique_keys(self) -> Self:
        for field in type(self).model_fields:
            value = getattr(self, field)
            if isinstance(value, tuple):
                _unique([getattr(v, "key", None) for v in value])
        return self

    def level(self, key: str) -> Level:
        """These look-ups raise KeyError where the pack has no such key."""
        return self._index["levels"][key]  # type: ignore[no-any-return]

    def body_kind(self, key: str) -> BodyKind:
        return self._index["body_kinds"][key]  # type: ignore[no-any-return]

    def post_kind(self, key: str) -> PostKind:
        return self._index["post_kinds"][key]  # type: ignore[no-any-return]

    def procedure(self, key: str) -> Procedure:
        return self._index["procedures"][key]  # type: ignore[no-any-return]

    def request_group(self, key: str) -> RequestGroup:
        return self._index["request_groups"][key]  # type: ignore[no-any-return]

    def request_type(self, key: str) -> RequestType:
        return self._index["request_types"][key]  # type: ignore[no-any-return]

    def channel(self, key: str) -> Channel:
        return self._index["channels"][key]  # type: ignore[no-any-return]

    def ending(self, key: str) -> Ending:
        return self._index["endings"][key]  # type: ignore[no-any-return]

    def board(self, key: str) -> Board:
        return self._index["boards"][key]  # type: ignore[no-any-return]

    def disclosure(self, key: str) -> Disclosure:
        return self._index["disclosures"][key]  # type: ignore[no-any-return]

    def joint_meeting(self, key: str) -> JointMeeting:
        return self._index["joint_meetings"][key]  # type: ignore[no-any-return]

    def deliberation(self, key: str) -> Deliberation:
        return self._index["deliberations"][key]  # type: ignore[no-any-return]

    def election(self, key: str) -> ElectionWay:
        return self._index["elections"][key]  # type: ignore[no-any-return]

    def mediation(self, key: str) -> Mediation:
        return self._index["mediations"][key]  # type: ignore[no-any-return]

    def pact(self, key: str) -> Pact:
        return self._index["pacts"][key]  # type: ignore[no-any-return]

    def pairing(self, key: str) -> Pairing:
        return self._index["pairings"][key]  # type: ignore[no-any-return]

    def emergency(self, key: str) -> EmergencyPlan:
        return self._index["emergencies"][key]  # type: ignore[no-any-return]

    def duty_list(self, key: str) -> DutyList:
        return self._index["duty_lists"][key]  # type: ignore[no-any-return]

    def figure(self, key: str) -> Figure:
        return self._index["figures"][key]  # type: ignore[no-any-return]

    def standard(self, key: str) -> Standard:
        return self._index["standards"][key]  # type: ignore[no-any-return]

    def text(self, key: str, **values: object) -> str:
        """The message of that key with its placeholders filled; a missing value stays visible as {name}."""
        template: TextTemplate = self._index["texts"][key]
        return template.text.format_map(_Visible(values))

    @property
    def mediates(self) -> bool:
        """Whether a way of mediating is in use here."""
        return any(w.received_by and w.mediators for w in self.mediations)

    @property
    def chat_channels(self) -> tuple[Channel, ...]:
        """The channels in use by which groups are read."""
        return tuple(c for c in self.channels if c.chats and c.in_use and c.by == "staff")

    @property
    def speech_taken(self) -> bool:
        """Whether residents may speak instead of writing."""
        return any(c.spoken is not None and c.in_use for c in self.channels)

    @property
    def paper_channels(self) -> tuple[Channel, ...]:
        """The channels in use that have boxes for papers."""
        return tuple(c for c in self.channels if c.papers and c.in_use and c.by == "staff")

    def reception_of(self, type_key: str) -> Reception | None:
        """The station whose matter a request of this type is."""
        try:
            group = self.request_type(type_key).group
        except KeyError:
            return None
        return next((r for r in self.receptions if group in r.groups), None)

    def breaches(self, part: Procedure | Step) -> tuple[Breach, ...]:
        """What follows when a procedure or a step is late: its own list, or the pack's."""
        return part.on_breach or self.escalation

    @cached_property
    def _index(self) -> dict[str, dict[str, Any]]:
        names = [f for f in type(self).model_fields if isinstance(getattr(self, f), tuple)]
        return {n: {i.key: i for i in getattr(self, n) if hasattr(i, "key")} for n in names}


class _Visible(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _unique(keys: Iterable[str | None]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key is not None and key in seen:
            raise PydanticCustomError("duplicate_key", "{key}", {"key": key})
        if key is not None:
            seen.add(key)
