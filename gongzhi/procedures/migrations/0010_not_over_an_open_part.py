"""A matter with an open part is closed by nobody: the database refuses it, whatever program writes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

PART = "SELECT 1 FROM procedures_matter p WHERE p.parent_id = NEW.id AND p.state IN ('open', 'waiting')"
ENDS = "OLD.state IN ('open', 'waiting') AND NEW.state IN ('closed', 'archived')"
SQLITE = f"""
CREATE TRIGGER procedures_parts BEFORE UPDATE OF state ON procedures_matter
WHEN {ENDS} AND EXISTS ({PART})
BEGIN SELECT RAISE(ABORT, 'a part of this matter is still open'); END
"""
FUNCTION = f"""
CREATE FUNCTION procedures_parts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS ({PART}) THEN
    RAISE EXCEPTION 'a part of this matter is still open' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""
TRIGGER = f"""
CREATE TRIGGER procedures_parts BEFORE UPDATE OF state ON procedures_matter
FOR EACH ROW WHEN ({ENDS}) EXECUTE FUNCTION procedures_parts()
"""


def guard(apps: Any, editor: Any) -> None:
    """A later migration that alters procedures_matter on SQLite makes the table anew and must make this again."""
    for statement in (SQLITE,) if editor.connection.vendor == "sqlite" else (FUNCTION, TRIGGER):
        editor.execute(statement)


def unguard(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TRIGGER procedures_parts")
    else:
        editor.execute("DROP TRIGGER procedures_parts ON procedures_matter")
        editor.execute("DROP FUNCTION procedures_parts()")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("procedures", "0009_held_steps_stay")]

    operations: ClassVar = [migrations.RunPython(guard, unguard)]
