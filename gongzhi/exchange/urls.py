"""Addresses of exchange."""

from django.urls import URLResolver, path, re_path
from django.urls.resolvers import RoutePattern

from gongzhi.exchange.api import hooks, hotline, orders, wechat
from gongzhi.exchange.views import doors, open311, open311_post, tokens

FMT = r"\.(?P<fmt>[a-z]{1,8})$"
V2 = r"^open311/v2/"
endpoint = open311.endpoint


class LoadedLate(URLResolver):
    """Addresses whose module is imported when the first of them is called: nothing reverses their names."""

    def _populate(self) -> None:
        """None to collect."""


app_name = "exchange"
urlpatterns = [
    path("desk/doors/", doors.doors, name="doors"),
    path("desk/tokens/", tokens.tokens, name="tokens"),
    path("desk/tokens/<int:token_id>/revoke/", tokens.revoke, name="revoke"),
    path("hooks/wechat", wechat.callback, name="wechat"),
    path("hooks/sms/<slug:provider>", hooks.sms, name="sms"),
    path("hooks/hotline", hotline.events, name="hotline"),
    path("hooks/orders", orders.orders, name="orders"),
    path("hooks/orders/answers", orders.answers, name="order-answers"),
    path("hooks/microblog", hooks.microblog, name="microblog"),
    LoadedLate(RoutePattern("api/"), "gongzhi.exchange.api.addresses", app_name="api", namespace="api"),
    re_path(rf"^open311/discovery{FMT}", endpoint(get=open311.discovery)),
    re_path(rf"{V2}services{FMT}", endpoint(get=open311.services)),
    re_path(rf"{V2}services/(?P<code>[^/]{{1,80}}){FMT}", endpoint(get=open311.definition)),
    re_path(
        rf"{V2}requests{FMT}",
        endpoint(get=open311.request_list, post=open311_post.create, formats=("xml", "json", "csv")),
    ),
    re_path(rf"{V2}requests/(?P<number>[^/]{{1,80}}){FMT}", endpoint(get=open311.request_one)),
    re_path(rf"{V2}tokens/(?P<token>[^/]{{1,80}}){FMT}", endpoint(get=open311_post.token)),
    re_path(rf"{V2}servicerequestupdates{FMT}", endpoint(get=open311.update_list, post=open311_post.update)),
    re_path(r"^open311/(?P<rest>.*)$", open311.nowhere),
]
