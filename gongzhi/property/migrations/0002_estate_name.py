from typing import Any

from django.db import migrations, models


def from_places(apps: Any, editor: Any) -> None:
    """Estates that were taken in before are called as their places."""
    rows, places = apps.get_model("property", "Estate").objects, apps.get_model("places", "Place").objects
    name = places.filter(pk=models.OuterRef("place_id")).values("name")[:1]
    rows.filter(name="").update(name=models.functions.Substr(models.Subquery(name), 1, 60))


class Migration(migrations.Migration):
    dependencies = [
        ("property", "0001_estates"),
    ]

    operations = [
        migrations.AddField(
            model_name="estate",
            name="name",
            field=models.CharField(default="", max_length=60),
        ),
        migrations.RunPython(from_places, migrations.RunPython.noop),
    ]
