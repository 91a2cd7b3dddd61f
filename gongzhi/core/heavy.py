"""Large libraries, loaded at their first use: a worker that cuts no outline does without shapely's and numpy's 25 MB.

The look-up of a point needs them only near an edge (`places.queries.locate`), so most workers never load them.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any


class _Later(ModuleType):
    def __getattr__(self, name: str) -> Any:
        module = import_module(self.__name__)
        # a part of the library that its first import leaves out (shapely.ops)
        found = getattr(module, name) if hasattr(module, name) else import_module(f"{self.__name__}.{name}")
        setattr(self, name, found)
        return found


if TYPE_CHECKING:
    import numpy as np
    import segno
    import shapely
else:
    np, segno, shapely = _Later("numpy"), _Later("segno"), _Later("shapely")

__all__ = ["np", "segno", "shapely"]
