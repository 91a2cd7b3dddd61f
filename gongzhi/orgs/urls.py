"""Addresses of `orgs`."""

from __future__ import annotations

from django.urls import path

from gongzhi.orgs import views

app_name = "orgs"
urlpatterns = [
    path("desk/orgs/", views.structure, name="structure"),
    path("desk/orgs/posts/<int:post_id>/", views.post, name="post"),
    path("desk/orgs/posts/<int:post_id>/appoint/", views.appoint, name="appoint"),
    path("desk/orgs/posts/<int:post_id>/substitute/", views.substitute, name="substitute"),
    path("desk/orgs/posts/<int:post_id>/phone/", views.phone, name="phone"),
    path("desk/orgs/appointments/<int:appointment_id>/end/", views.end, name="end"),
    path("desk/absence/", views.absence, name="absence"),
    path("desk/absence/<int:absence_id>/back/", views.back, name="back"),
]
