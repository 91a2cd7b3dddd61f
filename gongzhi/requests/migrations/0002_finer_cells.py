"""Cells of 55 m instead of 220 m for the look-up of what is near."""

from django.db import migrations

CELL_DEGREES = 0.0005


def refine(apps, schema_editor):
    request = apps.get_model("requests", "Request")
    rows = request.objects.filter(lon__isnull=False, lat__isnull=False).only("pk", "lon", "lat", "near_cell")
    batch = []
    for row in rows.iterator(chunk_size=2000):
        row.near_cell = int((row.lat + 90) // CELL_DEGREES) * 1_000_000 + int((row.lon + 180) // CELL_DEGREES)
        batch.append(row)
        if len(batch) == 2000:
            request.objects.bulk_update(batch, ["near_cell"], batch_size=400)
            batch = []
    request.objects.bulk_update(batch, ["near_cell"], batch_size=400)


class Migration(migrations.Migration):
    dependencies = [("requests", "0001_initial")]
    operations = [migrations.RunPython(refine, migrations.RunPython.noop)]
