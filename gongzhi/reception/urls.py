"""Addresses of reception."""

from django.urls import path

from gongzhi.reception.views import endings, matter, portal, roster, waiting, weekly

app_name = "reception"
urlpatterns = [
    path("reception/", portal.index, name="portal"),
    path("desk/reception/", roster.index, name="roster"),
    path("desk/reception/add/<int:place_id>/", roster.add, name="add"),
    path("desk/reception/end/<int:hours_id>/", roster.end, name="end"),
    path("desk/reception/days/<int:hours_id>/<str:day>/", roster.show, name="day"),
    path("desk/reception/days/<int:hours_id>/<str:day>/<slug:verb>/", roster.act, name="day-act"),
    path("desk/reception/list/", weekly.page, name="list"),
    path("desk/reception/list/export.xlsx", weekly.export, name="list-export"),
    path("desk/reception/list/paper/<str:form>/", weekly.paper, name="list-paper"),
    path("desk/reception/list/confirm/", weekly.confirm, name="list-confirm"),
    path("desk/reception/waiting/", waiting.index, name="waiting"),
    path("desk/reception/waiting/<int:waiting_id>/", waiting.one, name="waiting-one"),
    path("desk/reception/endings/", endings.page, name="endings"),
    path("desk/reception/endings/export.xlsx", endings.export, name="endings-export"),
    path("desk/reception/matters/<str:number>/", matter.show, name="matter"),
    path("desk/reception/matters/<str:number>/<slug:verb>/", matter.act, name="matter-act"),
]
