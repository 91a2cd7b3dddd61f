"""Addresses of the boards."""

from django.urls import path

from gongzhi.disclosure import views

app_name = "disclosure"
urlpatterns = [
    path("board/", views.board_list, name="list"),
    path("board/<int:posting_id>/", views.detail, name="detail"),
    path("desk/board/", views.desk_list, name="desk-list"),
    path("desk/board/new/", views.desk_new, name="desk-new"),
    path("desk/board/<int:posting_id>/withdraw/", views.desk_withdraw, name="desk-withdraw"),
]
