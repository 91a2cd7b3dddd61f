"""The management of estates for programs: what is public, the desk's estates and money, orders to mend (row C7)."""

from gongzhi.exchange.api.property import desk, homes, office, orders, portal

ROUTERS = (
    homes.router,
    portal.router,
    desk.router,
    office.router,
    orders.router,
)  # `estates/rate` before `estates/{id}`
