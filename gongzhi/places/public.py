"""The door of `places`."""

from gongzhi.places.actions.add import add_place
from gongzhi.places.actions.change import close_place, move, rename
from gongzhi.places.actions.figures import on_figure, set_figure
from gongzhi.places.actions.geometry import set_geometry
from gongzhi.places.actions.import_ import ImportReport, import_places
from gongzhi.places.actions.shared import on_moved, require_edit
from gongzhi.places.actions.together import NewPlace, add_many, close_many, move_all, reopen_place
from gongzhi.places.loader import Line as ImportLine
from gongzhi.places.models import Place, PlaceFigure
from gongzhi.places.queries.figures import figures_of, figures_on
from gongzhi.places.queries.find import above, find_address, find_page
from gongzhi.places.queries.gaps import Compared, Gaps, compare, compare_shapes, gaps_of, square_metres
from gongzhi.places.queries.locate import Location, locate
from gongzhi.places.queries.locate_bulk import locate_many, locations_of
from gongzhi.places.queries.measures import MEASURES
from gongzhi.places.queries.names import Named, named_within
from gongzhi.places.queries.outlines import outline, shapes_within
from gongzhi.places.queries.tree import (
    ancestors,
    below,
    by_code,
    by_codes,
    chain,
    chain_on,
    child_counts,
    children,
    former_chain,
    get,
    get_many,
    history,
    home_district,
    inside,
    know,
    name_on,
    of_kinds,
    stood_under,
    subtree,
    tree_token,
    within,
)
from gongzhi.places.rules.crs import to_wgs84
from gongzhi.places.rules.kinds import AREAS, FigureKind, PlaceKind
from gongzhi.places.rules.shapes import from_geojson as shape_of
from gongzhi.places.rules.shapes import to_geojson

__all__ = [
    "AREAS",
    "Compared",
    "Gaps",
    "NewPlace",
    "add_many",
    "close_many",
    "compare",
    "compare_shapes",
    "gaps_of",
    "move_all",
    "reopen_place",
    "require_edit",
    "shape_of",
    "shapes_within",
    "to_geojson",
    "square_metres",
    "within",
    "FigureKind",
    "ImportLine",
    "ImportReport",
    "Location",
    "MEASURES",
    "Place",
    "PlaceFigure",
    "PlaceKind",
    "above",
    "add_place",
    "ancestors",
    "by_code",
    "by_codes",
    "chain",
    "child_counts",
    "chain_on",
    "children",
    "close_place",
    "figures_of",
    "figures_on",
    "find_address",
    "find_page",
    "former_chain",
    "get",
    "get_many",
    "know",
    "history",
    "home_district",
    "import_places",
    "below",
    "inside",
    "locate",
    "locate_many",
    "locations_of",
    "move",
    "Named",
    "name_on",
    "named_within",
    "of_kinds",
    "on_figure",
    "on_moved",
    "outline",
    "rename",
    "set_figure",
    "set_geometry",
    "stood_under",
    "subtree",
    "to_wgs84",
    "tree_token",
]
