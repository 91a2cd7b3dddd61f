"""The door of `places`."""

from gongzhi.places.actions.add import add_place
from gongzhi.places.actions.change import close_place, move, rename
from gongzhi.places.actions.figures import set_figure
from gongzhi.places.actions.geometry import set_geometry
from gongzhi.places.actions.import_ import ImportReport, import_places
from gongzhi.places.actions.shared import on_moved, require_edit
from gongzhi.places.actions.together import move_all, reopen_place
from gongzhi.places.loader import Line as ImportLine
from gongzhi.places.loader import lines as import_lines
from gongzhi.places.models import Place
from gongzhi.places.queries.figures import figures_of, figures_on
from gongzhi.places.queries.find import above, find_address, find_page
from gongzhi.places.queries.gaps import Compared, Gaps, compare, gaps_of, square_metres
from gongzhi.places.queries.locate import Location, locate
from gongzhi.places.queries.locate_bulk import locate_many, locations_of
from gongzhi.places.queries.measures import MEASURES
from gongzhi.places.queries.outlines import outline, shapes_within
from gongzhi.places.queries.tree import (
    ancestors,
    by_code,
    chain,
    children,
    get,
    get_many,
    history,
    home_district,
    inside,
    name_on,
    of_kinds,
    subtree,
    tree_token,
    within,
)
from gongzhi.places.rules.crs import to_wgs84
from gongzhi.places.rules.kinds import FigureKind, PlaceKind

__all__ = [
    "Compared",
    "Gaps",
    "compare",
    "gaps_of",
    "import_lines",
    "move_all",
    "reopen_place",
    "require_edit",
    "shapes_within",
    "square_metres",
    "within",
    "FigureKind",
    "ImportLine",
    "ImportReport",
    "Location",
    "MEASURES",
    "Place",
    "PlaceKind",
    "above",
    "add_place",
    "ancestors",
    "by_code",
    "chain",
    "children",
    "close_place",
    "figures_of",
    "figures_on",
    "find_address",
    "find_page",
    "get",
    "get_many",
    "history",
    "home_district",
    "import_places",
    "inside",
    "locate",
    "locate_many",
    "locations_of",
    "move",
    "name_on",
    "of_kinds",
    "on_moved",
    "outline",
    "rename",
    "set_figure",
    "set_geometry",
    "subtree",
    "to_wgs84",
    "tree_token",
]
