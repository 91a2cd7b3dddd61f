"""Django's `migrate`, without rendering half of all models anew for each new table.

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
from django.db.migrations.state import ModelState, ProjectState


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
    """`migrate`, with `new_models_alone`."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        with new_models_alone():
            return super().handle(*args, **options)
