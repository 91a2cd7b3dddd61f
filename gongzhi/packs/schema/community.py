"""The invented community that stories and the demo live in. Counts only: persons are made by the story."""

from __future__ import annotations

from typing import TypeVar

from pydantic import Field

from gongzhi.packs.schema.base import Key, Model, Title

T = TypeVar("T", "CommunityPlace", "CommunityBody", "CommunityPost")
Lonlat = tuple[float, float]


class CommunityPlace(Model):
    """A place of the tree, WGS 84. Its official code, or one of our own below the community."""

    key: Key
    level: Key
    title: Title
    parent: Key | None = None
    code: str = Field("", pattern=r"^[0-9A-Z-]{0,24}$")
    polygon: tuple[Lonlat, ...] = Field((), description="Outer ring, lon and lat, not closed.")
    point: Lonlat | None = None
    address: str = ""
    aliases: tuple[str, ...] = ()
    households: int | None = Field(None, ge=0)
    residents: int | None = Field(None, ge=0)
    office: int | None = Field(None, ge=1, description="Square metres of offices and hall that the story enters.")
    hall: int | None = Field(None, ge=1, description="Square metres of the hall, of these.")


class CommunityBody(Model):
    """A body at a place."""

    key: Key
    kind: Key
    title: Title
    place: Key
    parent: Key | None = None
    post: Key | None = Field(None, description="A kind of post: the body has one of it with a B, without an entry.")


class CommunityPost(Model):
    """A post of a body, covering a place (the body's where none is given)."""

    key: Key
    kind: Key
    title: Title
    body: Key
    place: Key | None = None
    seats: int = Field(1, ge=1, le=200)
    substitute: str = Field("", description="Who is B: `own` (a person of its own) or the key of another post.")


class CommunityOrgGrid(Model):
    """A grid of organisations: a set of bodies that somebody answers for."""

    key: Key
    kind: Key = Field(description="A key of the pack's `grids`.")
    title: Title
    parent: Key | None = None
    post: Key | None = None
    bodies: tuple[Key, ...] = ()


class CommunityAdjustment(Model):
    """An adjustment of levels in the middle of the story: what stood before it, and what it sets up."""

    title: Title
    basis: Title
    after: float = Field(0.4, gt=0, lt=1, description="At which share of the story it begins to hold.")
    places: tuple[CommunityPlace, ...] = Field(description="Stood before and end with it.")
    bodies: tuple[CommunityBody, ...] = ()
    posts: tuple[CommunityPost, ...] = ()
    stood_in: dict[Key, Key] = Field({}, description="Place of the community → in which of `places` it stood before.")
    established: tuple[CommunityPlace, ...] = Field((), description="Places that it sets up, with usual bodies.")
    body_kinds: tuple[Key, ...] = Field((), description="The bodies of each of these; none: all usual ones.")
    back: str = Field("", description="Title of the plan of the way back, after the story's span; none: not taken.")
    back_basis: str = ""


class CommunityCheckPoint(Model):
    """A check point of a grid's patrol, as the demo sets it up."""

    grid: Key
    title: Title
    look_for: str = Field("", max_length=200)
    kind: str = Field("", description="A key of `hazards`; none: any.")


class Community(Model):
    """Places, bodies and posts of the story."""

    title: Title
    phone: str = Field("", pattern=r"^[0-9-]{0,20}$", description="Of the hotline, on the front page. Invented.")
    main: Key = Field(description="The community in which the story happens.")
    neighbour: Key | None = Field(None, description="A second community, for proofs of scope.")
    places: tuple[CommunityPlace, ...]
    bodies: tuple[CommunityBody, ...]
    posts: tuple[CommunityPost, ...]
    org_grids: tuple[CommunityOrgGrid, ...] = Field((), description="Grids of organisations of the main community.")
    streets: tuple[str, ...] = ()
    check_points: tuple[CommunityCheckPoint, ...] = Field((), description="Of the weekly patrol, in the demo.")
    adjustment: CommunityAdjustment | None = None

    def place(self, key: str) -> CommunityPlace:
        """The place of that key; KeyError where there is none."""
        return _by_key(self.places, key)

    def body(self, key: str) -> CommunityBody:
        """The body of that key; KeyError where there is none."""
        return _by_key(self.bodies, key)

    def post(self, key: str) -> CommunityPost:
        """The post of that key; KeyError where there is none."""
        return _by_key(self.posts, key)


def _by_key(items: tuple[T, ...], key: str) -> T:
    for item in items:
        if item.key == key:
            return item
    raise KeyError(key)
