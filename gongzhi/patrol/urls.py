"""Addresses of Field and of patrols."""

from django.urls import path

from gongzhi.patrol.views import desk, field, offline, papers

app_name = "patrol"
urlpatterns = [
    path("field/", field.field, name="field"),
    path("field/acts/", field.act, name="act"),
    path("field/state.json", field.state, name="state"),
    path("field/shell/", offline.shell, name="shell"),
    path("field/sw.js", offline.service_worker, name="service-worker"),
    path("field/manifest.webmanifest", offline.manifest, name="manifest"),
    path("desk/patrol/", desk.index, name="desk"),
    path("desk/patrol/week.xlsx", papers.table, name="week-table"),
    path("desk/patrol/paper/<str:form>/", papers.paper, name="week-paper"),
    path("desk/patrol/<int:place_id>/", desk.show, name="desk-grid"),
    path("desk/patrol/<int:place_id>/<slug:verb>/", desk.act, name="desk-act"),
]
