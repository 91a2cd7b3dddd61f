"""Addresses of structure."""

from django.urls import path

from gongzhi.structure.views import matters

app_name = "structure"
urlpatterns = [
    path("desk/structure/matters/<int:matter_id>/", matters.matter, name="matter"),
    path("desk/structure/matters/<int:matter_id>/<slug:verb>/", matters.act, name="matter-act"),
]
