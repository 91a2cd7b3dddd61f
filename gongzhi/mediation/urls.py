"""Addresses of mediation."""

from django.urls import path

from gongzhi.mediation.views import desk, of_requests, papers, portal, stations

app_name = "mediation"
urlpatterns = [
    path("mediation/", portal.index, name="mediation"),
    path("mediation/<str:number>/", portal.own, name="own"),
    path("help-hours/", stations.portal, name="help-hours"),
    path("desk/help-hours/", stations.index, name="desk-stations"),
    path("desk/help-hours/<int:station_id>/", stations.show, name="desk-station"),
    path("desk/help-hours/<int:station_id>/<slug:verb>/", stations.act, name="desk-station-act"),
    path("desk/mediation/", desk.index, name="desk-cases"),
    path("desk/mediation/new/", desk.new, name="desk-new"),
    path("desk/mediation/from/<str:number>/", of_requests.new, name="desk-from"),
    path("desk/mediation/<int:matter_id>/", desk.show, name="desk-case"),
    path("desk/mediation/<int:matter_id>/papers/<slug:what>/<slug:form>/", papers.paper, name="paper"),
    path("desk/mediation/<int:matter_id>/<slug:verb>/", desk.act, name="desk-act"),
]
