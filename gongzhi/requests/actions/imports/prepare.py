"""From well-formed rows to what would be written: place, type, channel, promise; what is there already. Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.core.worktime import Limit
from gongzhi.kit.tables import Table
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.requests import loader, queries
from gongzhi.requests.actions.intake import OTHER, Spot, limit_of
from gongzhi.requests.loader import Line
from gongzhi.requests.models import Request

CHUNK = 400
CHANNEL = "import"  # of the base pack
ADDRESSES_MOST = 3000  # different addresses looked up in the tree of places; the rest is listed as unlocated
_ADDRESS_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Options:
    """What the file does not say itself. `source`: whose numbers they are; `ending`: how an answered row ended;
    `limit`, of a row without due date: "" (that of its type while it is open; what was answered elsewhere had no
    promise of ours), "type" (that of its type, always), or a limit."""

    source: str
    limit: str = ""
    ending: str = ""


@dataclass(slots=True)
class Prepared:
    """A good row, ready to be written; or one that is `known`, or wrong (`line.problems`)."""

    line: Line
    known: bool = False
    spot: Spot | None = None
    type_key: str = OTHER
    procedure: str = ""
    guessed: bool = False  # the type comes from the words
    channel: str = ""
    limit: Limit | None = None
    ending: str = ""


@dataclass(slots=True)
class Preparer:
    """Reads the rows of one file chunk by chunk; memory does not grow with them, but for their numbers."""

    table: Table
    columns: Mapping[str, int]
    options: Options
    place_id: int  # of the post that imports: what lies outside or has no place stays there
    now: datetime = field(default_factory=clock.now)
    _rows: dict[str, int] = field(default_factory=dict)
    _spots: dict[str, Spot | None] = field(default_factory=dict)
    _types: dict[str, tuple[str, bool]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[list[Prepared]]:
        """Chunks of rows, in the order of the file. Raises Invalid for the file as a whole."""
        lines = loader.lines(self.table, self.columns, self.now)
        while chunk := list(islice(lines, CHUNK)):
            yield self._chunk(chunk)

    def _chunk(self, lines: list[Line]) -> list[Prepared]:
        numbers = [line.number for line in lines]
        there = Request.objects.filter(source=self.options.source, outside_number__in=numbers)
        known = set(there.values_list("outside_number", flat=True))
        out = [self._one(line, known) for line in lines]
        self._locate([p for p in out if not p.known and not p.line.problems])
        return out

    def _one(self, line: Line, known: set[str]) -> Prepared:
        prepared = Prepared(line)
        if line.number in known:
            prepared.known = True
            line.problems.clear()
            return prepared
        first = self._rows.setdefault(line.number, line.row)
        if first != line.row:
            line.problems["number"] = Invalid("The same stands in row %(row)s already.", row=first)
        self._check_contact(line)
        if line.problems:
            return prepared
        pack = packs.active()
        prepared.type_key, prepared.guessed = self._type(line)
        kind = pack.request_type(prepared.type_key)
        prepared.procedure, prepared.channel = kind.procedure, _channel(line.channel_words)
        prepared.limit = self._limit(line, limit_of(kind.limit))
        if line.answered_at is not None:
            prepared.ending = _ending(line.ending_words, self.options.ending)
        return prepared

    @staticmethod
    def _check_contact(line: Line) -> None:
        for key, given, normal in (
            ("phone", line.draft.contact_phone, people.normalise_phone),
            ("email", line.draft.contact_email, people.normalise_email),
        ):
            try:
                if given:
                    normal(given)
            except Invalid as error:
                line.problems[key] = error

    def _limit(self, line: Line, own: Limit) -> Limit | None:
        if line.limit is not None or line.due_at is not None:
            return line.limit
        if not self.options.limit:
            return None if line.answered_at is not None else own
        return own if self.options.limit == "type" else Limit.parse(self.options.limit)

    def _type(self, line: Line) -> tuple[str, bool]:
        """The type of the pack: that of the row's own words, else what the text suggests, else the pack's rest."""
        words = line.type_words.strip().lower()
        if words:
            if words not in self._types:
                self._types[words] = _known_type(words)
            if self._types[words][0]:
                return self._types[words]
        found = queries.suggest_types(f"{line.type_words} {line.draft.title} {line.draft.description[:400]}",
                                      limit=1, learnt=False)  # fmt: skip
        return (found[0].key if found else OTHER), True

    def _locate(self, good: list[Prepared]) -> None:
        fallback = Spot(self.place_id, places.ancestors(self.place_id), located=False, lon=None, lat=None)
        pointed = [p for p in good if p.line.draft.lon is not None]
        points = [(p.line.draft.lon or 0.0, p.line.draft.lat or 0.0) for p in pointed]
        for prepared, place in zip(pointed, places.locations_of(points), strict=True):
            lon, lat = prepared.line.draft.lon, prepared.line.draft.lat
            inside = self.place_id in place.ancestors and place.nearest_id is not None
            target = (place.grid_id or place.nearest_id) if inside else None
            prepared.spot = (
                Spot(target, place.ancestors, place.grid_id is not None, lon, lat)
                if target is not None
                else Spot(self.place_id, fallback.ancestors, located=False, lon=lon, lat=lat)
            )
        for prepared in good:
            if prepared.spot is None:
                prepared.spot = self._by_address(prepared.line.draft.address) or fallback

    def _by_address(self, address: str) -> Spot | None:
        """Where the one known place with a point lies that the address names, below the importing post's place."""
        text = address.strip()
        if not text or len(text) > _ADDRESS_LENGTH:
            return None
        if text not in self._spots:
            if len(self._spots) >= ADDRESSES_MOST:
                return None
            self._spots[text] = _spot_of(text, self.place_id)
        return self._spots[text]


def _spot_of(text: str, within: int) -> Spot | None:
    found = [p for p in places.find_address(text, within=within) if p.lon is not None and p.lat is not None]
    if len(found) != 1 or found[0].lon is None or found[0].lat is None:
        return None
    at = places.locate(found[0].lon, found[0].lat)
    if at.nearest_id is None or within not in at.ancestors:
        return None
    return Spot(at.grid_id or at.nearest_id, at.ancestors, at.grid_id is not None, found[0].lon, found[0].lat)


def _known_type(words: str) -> tuple[str, bool]:
    for kind in packs.active().request_types:
        if words in (kind.key, kind.title.lower(), (kind.title_en or "").lower()):
            return kind.key, False
    return "", True


def _channel(words: str) -> str:
    """The channel of that name, or the one whose name it is a part of (热线: “365”服务热线); else the import's own."""
    plain = words.strip().lower()
    found = ""
    for channel in packs.active().channels if plain else ():
        if plain in (channel.key, channel.title.lower(), (channel.title_en or "").lower()):
            return channel.key
        if not found and len(plain) > 1 and not plain.isascii() and plain in channel.title:
            found = channel.key
    return found or usual_channel()


def usual_channel() -> str:
    """The pack's channel for lists; where it has none, the first one of the staff."""
    keys = [c.key for c in packs.active().channels if c.by == "staff"]
    return CHANNEL if CHANNEL in keys else keys[0]


def _ending(words: str, usual: str) -> str:
    plain = words.strip().lower()
    for ending in packs.active().endings:
        if plain and plain in (ending.key, ending.title.lower(), (ending.title_en or "").lower()):
            return ending.key
    return usual
