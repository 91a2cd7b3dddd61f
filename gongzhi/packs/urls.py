"""/packs/."""

from django.urls import path

from gongzhi.packs import views

app_name = "packs"
urlpatterns = [
    path("packs/", views.show, name="overview"),
    path("packs/types/<slug:key>/", views.group, name="group"),
    path("packs/<slug:section>/", views.show, name="section"),
]
