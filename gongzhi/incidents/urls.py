"""Addresses of incidents."""

from django.urls import path

from gongzhi.incidents.views import counts, desk, lists

app_name = "incidents"
urlpatterns = [
    path("desk/incidents/", lists.page, name="list"),
    path("desk/incidents/export.xlsx", lists.export, name="export"),
    path("desk/incidents/paper/<str:form>/", lists.paper, name="paper"),
    path("desk/incidents/counts/", counts.page, name="counts"),
    path("desk/incidents/counts/export.xlsx", counts.export, name="counts-export"),
    path("desk/incidents/<str:number>/", desk.one, name="one"),
    path("desk/incidents/<str:number>/<slug:verb>/", desk.act, name="act"),
]
