"""Addresses of the boards."""

from django.urls import path

from gongzhi.disclosure.views import board, desk, owed

app_name = "disclosure"
urlpatterns = [
    path("board/", board.board_list, name="list"),
    path("board/<int:posting_id>/", board.detail, name="detail"),
    path("desk/board/", desk.desk_list, name="desk-list"),
    path("desk/board/new/", desk.desk_new, name="desk-new"),
    path("desk/board/owed/", owed.index, name="desk-owed"),
    path("desk/board/owed.xlsx", owed.table, name="desk-owed-table"),
    path("desk/board/<int:posting_id>/correct/", desk.desk_correct, name="desk-correct"),
    path("desk/board/<int:posting_id>/withdraw/", desk.desk_withdraw, name="desk-withdraw"),
]
