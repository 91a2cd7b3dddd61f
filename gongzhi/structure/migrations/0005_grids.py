import django.db.models.deletion
import gongzhi.core.clock
import gongzhi.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("structure", "0004_portfolios"),
        ("orgs", "0002_work_phone"),
        ("people", "0005_leaner_indexes"),
        ("places", "0004_first_character"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrgGrid",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=gongzhi.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=80)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "community",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="structure.orggrid",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.post"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OrgGridMember",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=gongzhi.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.body"),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="structure.orggrid"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GridChange",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=gongzhi.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("verb", models.CharField(max_length=12)),
                ("names", models.CharField(max_length=200)),
                ("at", models.DateTimeField(default=gongzhi.core.clock.now)),
                ("before", models.JSONField(default=dict)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "by_person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["community", "-id"], name="structure_grid_changes")],
            },
        ),
        migrations.AddConstraint(
            model_name="orggrid",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="structure_org_grid",
            ),
        ),
        migrations.AddConstraint(
            model_name="orggridmember",
            constraint=models.UniqueConstraint(fields=("grid", "body"), name="structure_org_grid_member"),
        ),
    ]
