"""Addresses of the two lists."""

from django.urls import path

from gongzhi.needs.views import desk, portal, tables

app_name = "needs"
urlpatterns = [
    path("needs/", portal.index, name="index"),
    path("needs/new/<slug:side>/", portal.new, name="new"),
    path("needs/<str:number>/", portal.own, name="own"),
    path("needs/<str:number>/<slug:verb>/", portal.act, name="own-act"),
    path("desk/needs/", desk.index, name="desk"),
    path("desk/needs/new/<slug:side>/", desk.new, name="desk-new"),
    path("desk/needs/from-request/", desk.from_request, name="from-request"),
    path("desk/needs/matches/", desk.matched, name="desk-matches"),
    path("desk/needs/figures/", desk.figures, name="desk-figures"),
    path("desk/needs/tables/<slug:what>.xlsx", tables.export, name="table"),
    path("desk/needs/<int:line_id>/", desk.show, name="desk-line"),
    path("desk/needs/<int:line_id>/<slug:verb>/", desk.act, name="desk-act"),
]
