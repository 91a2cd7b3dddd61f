"""Static files straight from npm packages: only the dist files named here are served."""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

# address below /static/npm/ -> file below node_modules
NPM_FILES: dict[str, str] = {
    "npm/bootstrap/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "npm/echarts/echarts.min.js": "echarts/dist/echarts.common.min.js",
    "npm/leaflet/leaflet.css": "leaflet/dist/leaflet.css",
    "npm/leaflet/leaflet.js": "leaflet/dist/leaflet.js",
    "npm/leaflet/images/layers.png": "leaflet/dist/images/layers.png",
    "npm/leaflet/images/layers-2x.png": "leaflet/dist/images/layers-2x.png",
    "npm/leaflet/images/marker-icon.png": "leaflet/dist/images/marker-icon.png",
    "npm/leaflet/images/marker-icon-2x.png": "leaflet/dist/images/marker-icon-2x.png",
    "npm/leaflet/images/marker-shadow.png": "leaflet/dist/images/marker-shadow.png",
}


class _Npm(FileSystemStorage):
    def path(self, name: str) -> str:
        return str(Path(settings.NODE_MODULES) / NPM_FILES[name.replace("\\", "/")])


class NpmFinder(BaseFinder):
    """Finds the files of NPM_FILES in node_modules."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.storage = _Npm(location=str(settings.NODE_MODULES))
        super().__init__()

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = [self.storage.path(path)] if path in NPM_FILES and Path(self.storage.path(path)).exists() else []
        return found if find_all else (found[0] if found else [])

    def list(self, ignore_patterns: Iterable[str] | None = None) -> Iterable[tuple[str, Storage]]:
        for name in NPM_FILES:
            if Path(self.storage.path(name)).exists():
                yield name, self.storage

    def check(self, **kwargs: Any) -> builtins.list[Any]:
        return []
