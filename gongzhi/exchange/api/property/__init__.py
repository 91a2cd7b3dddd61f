"""The management of estates for programs: what is public, the desk's estates and money, orders to mend (row C7)."""

from gongzhi.exchange.api.property import desk, orders, portal

ROUTERS = (portal.router, desk.router, orders.router)
