"""Addresses of the place tree."""

from django.urls import path

from gongzhi.places import views

app_name = "places"
urlpatterns = [
    path("desk/places/", views.tree, name="tree"),
    path("desk/places/<int:place_id>/", views.detail, name="detail"),
    path("desk/places/<int:place_id>/<slug:verb>/", views.edit, name="edit"),
    path("places/<int:place_id>/outline.json", views.outline_json, name="outline"),
    path("places/find.json", views.find_json, name="find"),
    path("places/at.json", views.at_json, name="at"),
]
