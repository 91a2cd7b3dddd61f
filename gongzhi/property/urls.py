"""Addresses of the management of estates."""

from django.urls import path

from gongzhi.property.views import desk, imports, order_papers, orders, portal, slips

app_name = "property"
urlpatterns = [
    path("property/", portal.index, name="index"),
    path("property/rate/", portal.code, name="code"),
    path("property/rate/<slug:code>/", portal.rate, name="rate"),
    path("property/<int:estate_id>/", portal.show, name="estate"),
    path("desk/property/", desk.index, name="desk"),
    path("desk/property/excel/", desk.export, name="export"),
    path("desk/property/new/", desk.new, name="new"),
    path("desk/property/import/", imports.upload, name="import"),
    path("desk/property/import/take-over/", imports.take_over, name="take-over"),
    path("desk/property/orders/", orders.index, name="orders"),
    path("desk/property/orders/excel/", orders.export, name="orders-export"),
    path("desk/property/orders/<int:matter_id>/", orders.show, name="order"),
    path("desk/property/orders/<int:matter_id>/files/<int:file_id>/", order_papers.proof, name="proof"),
    path("desk/property/orders/<int:matter_id>/paper/<str:form>/", order_papers.paper, name="order-paper"),
    path("desk/property/orders/<int:matter_id>/<slug:verb>/", orders.act, name="order-act"),
    path("desk/property/<int:estate_id>/", desk.show, name="desk-estate"),
    path("desk/property/<int:estate_id>/slips/", slips.slips, name="slips"),
    path("desk/property/<int:estate_id>/<slug:verb>/", desk.act, name="act"),
]
