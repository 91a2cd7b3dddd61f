"""What a deployment may set, by environment variables only (`NAME_FILE` reads a secret from a file).

City behaviour is never a setting: it is the pack.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from gongzhi.site.variables import NAMES


def text(name: str, default: str = "") -> str:
    """The variable `name`, or the content of the file named by `name_FILE`, or the default."""
    if name not in NAMES:
        raise LookupError(f"{name} is not in gongzhi/site/variables.py")
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def flag(name: str, default: bool) -> bool:
    return text(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def var_dir() -> Path:
    """The folder for everything that is written: databases, files, keys, outboxes."""
    path = Path(text("GONGZHI_VAR", "var")).absolute()
    path.mkdir(parents=True, exist_ok=True)
    return path


def kept_secret(name: str, file: Path) -> str:
    """The secret from the environment, or one made once and kept in a private file."""
    if value := text(name):
        return value
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        fd = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "w") as out:
            out.write(secrets.token_urlsafe(48))
    return file.read_text(encoding="utf-8").strip()


def patience_seconds() -> float:
    """How long a request waits for a locked database, before it is answered with 503 (`GONGZHI_PATIENCE`)."""
    return float(text("GONGZHI_PATIENCE", "20"))


def database(url: str) -> dict[str, Any]:
    """Django's settings for `sqlite:///path` or `postgresql://user:password@host:port/name?option=…`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = parts.path if url.startswith("sqlite:////") else parts.path.lstrip("/")
        return {
            "ENGINE": "gongzhi.kit.db.sqlite3",
            "NAME": path,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": patience_seconds(),
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA foreign_keys=ON;PRAGMA mmap_size=0;"
                    f"PRAGMA synchronous={'FULL' if flag('GONGZHI_SQLITE_FULL', default=False) else 'NORMAL'};"
                    "PRAGMA cache_size=-16000;"
                ),
            },
            "TEST": {"NAME": f"{path}.test"},
        }
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL must start with sqlite:// or postgresql://, not {url.split(':')[0]}://")
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", None) or unquote(parts.hostname or "")
    pool_size = int(text("GONGZHI_POOL", "8"))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": pool_size, "timeout": patience_seconds()},
            "server_side_binding": True,
            "prepare_threshold": 2,
            **query,
            "options": f"-c lock_timeout={round(patience_seconds() * 1000)} {query.get('options', '')}".strip(),
        },
    }
