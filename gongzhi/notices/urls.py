"""Addresses of the inbox and of what did not arrive."""

from django.urls import path

from gongzhi.notices import views

app_name = "notices"
urlpatterns = [
    path("desk/inbox/", views.inbox_page, name="inbox"),
    path("desk/inbox/read/", views.read_all, name="read-all"),
    path("desk/inbox/<int:message_id>/", views.open_message, name="open"),
    path("desk/notices/", views.failures_page, name="failures"),
    path("desk/notices/<int:message_id>/retry/", views.retry_one, name="retry"),
]
