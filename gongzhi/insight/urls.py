"""Addresses of insight."""

from django.urls import path

from gongzhi.insight.views import export, page

app_name = "insight"
urlpatterns = [
    path("desk/insight/", page.page, name="page"),
    path("desk/insight/export.xlsx", export.export, name="export"),
]
