"""Addresses of the kit."""

from django.urls import path

from gongzhi.kit import views

app_name = "kit"
urlpatterns = [
    path("kit/", views.catalogue, name="catalogue"),
    path("kit/desk/", views.catalogue_desk, name="catalogue-desk"),
    path("kit/elder/<str:state>/", views.elder, name="elder"),
    path("kit/language/<str:code>/", views.language, name="language"),
    path("kit/errors/<int:status>/", views.error_sample, name="error"),
]
