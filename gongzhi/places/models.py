"""The dated tree of places."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.models import Row
from gongzhi.places.rules import paths


def first_character(of: str) -> Func:
    """The first character of a column, without parameters, so that SQLite sees that it is the index's expression."""
    template = "%(function)s(%(expressions)s, 1, 1)"
    return Func(F(of), function="substr", template=template, output_field=models.CharField())


class Place(Row):
    """A place as it is now. Its former names and parents stand in `PlaceVersion`."""

    code = models.CharField(_("code"), max_length=32, blank=True, default="")
    kind = models.CharField(_("kind"), max_length=24)
    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=16 * 16)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True)
    lon = models.FloatField(_("longitude"), null=True)
    lat = models.FloatField(_("latitude"), null=True)
    geometry = models.BinaryField(null=True)  # WKB, WGS 84, polygon or multipolygon
    min_lon = models.FloatField(null=True)
    min_lat = models.FloatField(null=True)
    max_lon = models.FloatField(null=True)
    max_lat = models.FloatField(null=True)
    spot = models.BigIntegerField(null=True, db_index=True)  # Morton code of the point, areas alone: for "nearest"
    pinyin = models.CharField(max_length=120, blank=True, default="")
    initials = models.CharField(max_length=40, blank=True, default="")
    address = models.CharField(_("address"), max_length=200, blank=True, default="")
    search = models.CharField(max_length=400, blank=True, default="")
    home_district = models.CharField(max_length=6, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        # Not db_index: that adds a second index for LIKE on PostgreSQL; prefixes are asked as ranges here.
        indexes = [
            models.Index(fields=["code"], name="places_code"),
            models.Index(fields=["path"], name="places_path"),
            models.Index(fields=["pinyin"], name="places_pinyin"),
            models.Index(fields=["initials"], name="places_initials"),
            # for "begins with" on PostgreSQL; SQLite knows no operator classes and needs none
            models.Index(fields=["name"], name="places_name", opclasses=["varchar_pattern_ops"]),
            # for one character, which may begin 20,000 names: the highest places first
            models.Index(first_character("name"), Length("path"), "code", "id", name="places_first"),
            models.Index(fields=["code"], name="places_pointed", condition=Q(lon__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(ends_on=None) & ~Q(code=""), name="places_one_open_place_a_code"
            ),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="places_dates"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ancestors(self) -> tuple[int, ...]:
        """Ids from the root to the place itself."""
        return paths.split(self.path)


class PlaceVersion(Row):
    """How a place was called, and where it stood, from a day until the day before `ends_on`; former states only."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="versions")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=24)
    parent = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()


class PlaceFigure(Row):
    """How many households or residents a place had from a day on, by whose count."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="figures")
    kind = models.CharField(max_length=12)  # of `rules.kinds.FigureKind`
    on = models.DateField()
    value = models.PositiveIntegerField()
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "kind", "on"], name="places_one_figure_a_day")]


class PlaceTile(models.Model):
    """A tile that an outline touches; `covers` where the tile lies wholly inside."""

    id = models.BigAutoField(primary_key=True)
    tile = models.BigIntegerField(db_index=True)
    place = models.ForeignKey(Place, models.CASCADE, related_name="tiles")
    covers = models.BooleanField()


class PlaceRevision(models.Model):
    """One row: a token that changes whenever a place moves, so that each process can keep paths in memory."""

    id = models.SmallIntegerField(primary_key=True)
    token = models.BigIntegerField()
