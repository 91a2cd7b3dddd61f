"""What a shift of duty hands over. All invented; requests are named by their number alone."""

from __future__ import annotations

NOTES = (
    "接听值班电话两次，都当场答复；巡楼一遍，门窗、灯火正常。",
    "没有来电，夜里巡查一遍，没有异常。",
    "接待来访一人，已登记；值班室设备正常。",
    "雨大，查看了低处和地下车库入口，没有积水。",
)
THINGS = "值班手机一部、钥匙一串、手电一支"
TAKEN = "已清点，无误。"
