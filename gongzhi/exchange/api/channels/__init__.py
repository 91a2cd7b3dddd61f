"""Ways in for programs: boxes for papers, group chats, recordings, reporting for somebody else (row C1)."""

from gongzhi.exchange.api.channels import behalf, boxes, chats, codes, sounds

ROUTERS = (boxes.router, codes.router, chats.router, sounds.router, behalf.router)
