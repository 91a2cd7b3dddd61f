"""The database itself refuses a day in force without a closed vote that adopted the text, and any change of what was
adopted. On SQLite an ALTER of pactversion drops these triggers, and one of motion or meeting fails while they stand: such a
migration runs `unguard` before and `guard` after."""

from django.db import migrations

VOTED, STANDS = "only what a vote adopted comes in force", "what was voted on is not changed"
ADOPTED = """EXISTS (SELECT 1 FROM deliberation_motion m JOIN deliberation_meeting g ON g.id = m.meeting_id
WHERE m.id = NEW.motion_id AND m.topic_id = NEW.topic_id AND m.passed AND g.state IN ('closed', 'final'))"""
CHANGED = "(NEW.text <> OLD.text OR NEW.repeals <> OLD.repeals OR NEW.topic_id <> OLD.topic_id OR NEW.pact_id <> OLD.pact_id)"
SQLITE = [
    f"""CREATE TRIGGER deliberation_pact_in BEFORE INSERT ON deliberation_pactversion
WHEN (NEW.motion_id IS NOT NULL OR NEW.in_force_on IS NOT NULL) AND NOT {ADOPTED}
BEGIN SELECT RAISE(ABORT, '{VOTED}'); END""",
    f"""CREATE TRIGGER deliberation_pact_day BEFORE UPDATE ON deliberation_pactversion
WHEN (NEW.motion_id IS NOT NULL OR NEW.in_force_on IS NOT NULL) AND NOT {ADOPTED}
BEGIN SELECT RAISE(ABORT, '{VOTED}'); END""",
    f"""CREATE TRIGGER deliberation_pact_text BEFORE UPDATE ON deliberation_pactversion
WHEN OLD.motion_id IS NOT NULL AND NEW.motion_id IS NOT NULL AND {CHANGED}
BEGIN SELECT RAISE(ABORT, '{STANDS}'); END""",
    f"""CREATE TRIGGER deliberation_pact_stays BEFORE UPDATE ON deliberation_pactversion
WHEN OLD.in_force_on IS NOT NULL AND (NEW.motion_id IS NULL OR NEW.motion_id <> OLD.motion_id OR NEW.in_force_on IS NULL)
BEGIN SELECT RAISE(ABORT, '{STANDS}'); END""",
]
POSTGRESQL = [
    f"""CREATE FUNCTION deliberation_guard_pact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.motion_id IS NOT NULL OR NEW.in_force_on IS NOT NULL) AND NOT {ADOPTED}
        THEN RAISE EXCEPTION '{VOTED}' USING ERRCODE = '23514'; END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.motion_id IS NOT NULL AND NEW.motion_id IS NOT NULL AND {CHANGED}
            THEN RAISE EXCEPTION '{STANDS}' USING ERRCODE = '23514'; END IF;
        IF OLD.in_force_on IS NOT NULL AND
            (NEW.motion_id IS NULL OR NEW.motion_id <> OLD.motion_id OR NEW.in_force_on IS NULL)
            THEN RAISE EXCEPTION '{STANDS}' USING ERRCODE = '23514'; END IF;
    END IF;
    RETURN NEW;
END $$""",
    """CREATE TRIGGER deliberation_guard_pact BEFORE INSERT OR UPDATE ON deliberation_pactversion
FOR EACH ROW EXECUTE FUNCTION deliberation_guard_pact()""",
]


def guard(apps, editor):
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement, params=None)


def unguard(apps, editor):
    if editor.connection.vendor != "sqlite":
        editor.execute("DROP TRIGGER deliberation_guard_pact ON deliberation_pactversion", params=None)
        editor.execute("DROP FUNCTION deliberation_guard_pact", params=None)
        return
    for name in ("in", "day", "text", "stays"):
        editor.execute(f"DROP TRIGGER deliberation_pact_{name}", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0006_reviews"),
    ]

    operations = [
        migrations.RunPython(guard, unguard),
    ]
