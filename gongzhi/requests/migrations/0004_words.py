"""The index of words, and what lists are narrowed by brought to the engine's rows."""

import django.db.models.deletion
from django.db import migrations, models

FILL = (
    "UPDATE procedures_matter SET type_key = (SELECT r.type_key FROM requests_request r WHERE r.matter_id ="
    " procedures_matter.id), channel = (SELECT r.channel FROM requests_request r WHERE r.matter_id ="
    " procedures_matter.id) WHERE id IN (SELECT matter_id FROM requests_request)",
    "UPDATE procedures_standing SET opened_at = (SELECT m.opened_at FROM procedures_matter m WHERE m.id ="
    " procedures_standing.matter_id), type_key = (SELECT m.type_key FROM procedures_matter m WHERE m.id ="
    " procedures_standing.matter_id), channel = (SELECT m.channel FROM procedures_matter m WHERE m.id ="
    " procedures_standing.matter_id)",
)


def index(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE requests_words ADD COLUMN tokens tsvector")
        editor.execute("CREATE INDEX requests_words_tokens ON requests_words USING gin (tokens)")
    else:
        editor.execute("CREATE VIRTUAL TABLE requests_words_index USING fts5(tokens, content='', detail=none)")


def drop(apps, editor):
    if editor.connection.vendor != "postgresql":
        editor.execute("DROP TABLE requests_words_index")


def fill(apps, editor):
    if apps.get_model("requests", "Request").objects.exists():
        for statement in FILL:
            editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0003_lists_narrowed"),
        ("requests", "0003_imports"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddField("request", "worded", models.BooleanField(default=False)),
        migrations.AddIndex(
            "request",
            models.Index(condition=models.Q(("worded", False)), fields=["matter"], name="request_unworded"),
        ),
        migrations.CreateModel(
            name="Words",
            fields=[
                (
                    "matter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+",
                        serialize=False, to="procedures.matter",
                    ),
                ),
                ("text", models.TextField()),
            ],
        ),
        migrations.RunPython(index, drop),
    ]
