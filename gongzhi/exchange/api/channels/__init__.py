"""Ways in for programs: boxes for papers, group chats, recordings, reporting for somebody else (row C1)."""

from gongzhi.exchange.api.channels import behalf, boxes, chats, sounds

ROUTERS = (boxes.router, chats.router, sounds.router, behalf.router)
