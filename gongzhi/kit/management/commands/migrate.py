"""Django's `migrate`, with an empty database made in one piece, and else without rendering half of all models anew
for each new table.

`ProjectState.add_model` renders the new model and, with it, every model that can be reached from it: of 170 tables
that is half of an installation's time. Nothing points at a new model yet, so it is rendered alone, and the state is
marked as delayed: Django itself renders all anew before code of a migration sees the models. That the schema is the
same as by Django's own way is compared on both databases (`tests/prove/test_migrate.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.state import ModelState, ProjectState

from gongzhi.kit.db import whole_schema

_STEPS = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "run_syncdb", "prune")


@contextmanager
def new_models_alone() -> Iterator[None]:
    """While it lasts, a created model is rendered without its neighbours."""
    plain = ProjectState.add_model

    def add_model(self: ProjectState, model_state: ModelState) -> None:
        if "apps" not in self.__dict__:  # nothing is rendered yet
            plain(self, model_state)
            return
        rendered = self.__dict__.pop("apps")
        plain(self, model_state)
        self.__dict__["apps"] = rendered
        self.is_delayed = True
        rendered.render_multiple([model_state])

    ProjectState.add_model = add_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = plain  # type: ignore[method-assign]


class Command(migrate.Command):
    """`migrate`, with `whole_schema` for an empty database, and `new_models_alone`."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        connection = connections[options["database"]]
        if not any(options.get(name) for name in _STEPS) and whole_schema.is_empty(connection):
            whole_schema.create(connection)
        with new_models_alone():
            return super().handle(*args, **options)
