"""Addresses of procedures and of the calendar."""

from django.urls import path

from gongzhi.procedures import views

app_name = "procedures"
urlpatterns = [
    path("procedures/", views.procedure_list, name="list"),
    path("procedures/<slug:key>/", views.procedure_page, name="page"),
    path("desk/procedures/", views.desk_procedure_list, name="desk-list"),
    path("desk/calendar/", views.calendar_page, name="calendar"),
]
