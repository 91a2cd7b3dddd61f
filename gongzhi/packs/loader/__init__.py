"""From a folder of YAML to a `Pack`, or to a list of mistakes with file, line and key. Pure."""

from gongzhi.packs.loader.check import Checked, check, load, schema_json, whereabouts
from gongzhi.packs.loader.files import folder_of, packs_root, shipped
from gongzhi.packs.loader.mistakes import BadPack, Mistake
from gongzhi.packs.loader.quotes import sources
from gongzhi.packs.loader.table import routing_text, with_routing

__all__ = [
    "BadPack",
    "Checked",
    "Mistake",
    "check",
    "folder_of",
    "load",
    "packs_root",
    "routing_text",
    "schema_json",
    "shipped",
    "sources",
    "whereabouts",
    "with_routing",
]
