"""/packs/."""

from django.urls import path

from gongzhi.packs import views

app_name = "packs"
urlpatterns = [
    path("packs/", views.show, name="overview"),
    path("packs/<slug:section>/", views.show, name="section"),
]
