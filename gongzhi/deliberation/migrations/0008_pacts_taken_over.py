"""A pact that was in force before the platform is entered with its day. The triggers of 0007 are made anew: a version
that was `taken_on` needs no vote, is written as such at once, and stays it. What 0007 says of an ALTER holds for these."""

from importlib import import_module

from django.db import migrations, models

OLD = import_module("gongzhi.deliberation.migrations.0007_pact_guards")
ADOPTED, CHANGED, VOTED, STANDS = OLD.ADOPTED, OLD.CHANGED, OLD.VOTED, OLD.STANDS
DAY = f"(NEW.motion_id IS NOT NULL OR NEW.in_force_on IS NOT NULL) AND NEW.taken_on IS NULL AND NOT {ADOPTED}"
TAKEN = "OLD.taken_on IS NULL AND NEW.taken_on IS NOT NULL"
TEXT = f"OLD.motion_id IS NOT NULL AND NEW.motion_id IS NOT NULL AND {CHANGED}"
STAYS = """OLD.in_force_on IS NOT NULL AND (NEW.in_force_on IS NULL OR (OLD.taken_on IS NOT NULL AND NEW.taken_on IS NULL)
OR (OLD.taken_on IS NULL AND (NEW.motion_id IS NULL OR NEW.motion_id <> OLD.motion_id)))"""
SQLITE = [
    f"""CREATE TRIGGER deliberation_pact_{name} BEFORE {verb} ON deliberation_pactversion
WHEN {when} BEGIN SELECT RAISE(ABORT, '{said}'); END"""
    for name, verb, when, said in (
        ("in", "INSERT", DAY, VOTED), ("day", "UPDATE", f"({DAY}) OR ({TAKEN})", VOTED), ("text", "UPDATE", TEXT, STANDS),
        ("stays", "UPDATE", STAYS, STANDS),
    )
]
POSTGRESQL = [
    f"""CREATE FUNCTION deliberation_guard_pact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {DAY} THEN RAISE EXCEPTION '{VOTED}' USING ERRCODE = '23514'; END IF;
    IF TG_OP = 'UPDATE' THEN
        IF {TAKEN} THEN RAISE EXCEPTION '{VOTED}' USING ERRCODE = '23514'; END IF;
        IF ({TEXT}) OR ({STAYS}) THEN RAISE EXCEPTION '{STANDS}' USING ERRCODE = '23514'; END IF;
    END IF;
    RETURN NEW;
END $$""",
    OLD.POSTGRESQL[1],
]


def guard(apps, editor):
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0007_pact_guards"),
    ]

    operations = [
        migrations.RunPython(OLD.unguard, OLD.guard),
        migrations.AddField("pactversion", "taken_on", models.DateField(null=True)),
        migrations.AddField("pactversion", "passed_by", models.CharField(blank=True, default="", max_length=120)),
        migrations.AddField("pactversion", "source", models.CharField(blank=True, default="", max_length=200)),
        migrations.RemoveConstraint("pactversion", "deliberation_pact_voted"),
        migrations.AddConstraint("pactversion", models.CheckConstraint(
            name="deliberation_pact_voted",
            condition=models.Q(("in_force_on", None), models.Q(("motion__isnull", False), ("number__isnull", False)),
                               ("taken_on__isnull", False), _connector="OR"),
        )),
        migrations.AddConstraint("pactversion", models.CheckConstraint(
            name="deliberation_pact_taken",
            condition=models.Q(("taken_on", None), models.Q(
                ("in_force_on__lt", models.F("taken_on")), ("motion", None), ("number", 1), ("repeals", False),
                ("topic", None)), _connector="OR"),
        )),
        migrations.RunPython(guard, OLD.unguard),
    ]
