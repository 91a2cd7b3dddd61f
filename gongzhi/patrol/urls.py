"""Addresses of Field and of patrols."""

from django.urls import path

from gongzhi.patrol.views import field, offline

app_name = "patrol"
urlpatterns = [
    path("field/", field.field, name="field"),
    path("field/acts/", field.act, name="act"),
    path("field/state.json", field.state, name="state"),
    path("field/shell/", offline.shell, name="shell"),
    path("field/sw.js", offline.service_worker, name="service-worker"),
    path("field/manifest.webmanifest", offline.manifest, name="manifest"),
]
