"""Addresses of ways in."""

from django.urls import path

from gongzhi.channels.views import behalf, boxes, chats, codes, sounds, speaking

app_name = "channels"
urlpatterns = [
    path("desk/chats/", chats.paste, name="chats"),
    path("desk/chats/<int:batch_id>/", chats.done, name="chat"),
    path("desk/boxes/", boxes.index, name="boxes"),
    path("desk/boxes/register.xlsx", boxes.register, name="boxes-register"),
    path("desk/boxes/<int:box_id>/", boxes.show, name="box"),
    path("desk/boxes/<int:box_id>/away/", boxes.away, name="box-away"),
    path("desk/boxes/emptied/<int:emptying_id>/", boxes.emptied, name="emptied"),
    path("desk/boxes/emptied/<int:emptying_id>/there/", boxes.there, name="emptying-there"),
    path("desk/boxes/emptied/<int:emptying_id>/code/", codes.give, name="emptying-code"),
    path("desk/boxes/emptied/<int:emptying_id>/code/<str:form>/", codes.paper, name="emptying-paper"),
    path("desk/boxes/emptied/<int:emptying_id>/<int:number>/", boxes.paper, name="paper"),
    path("desk/sounds/", sounds.index, name="sounds"),
    path("desk/sounds/<int:speech_id>/", sounds.show, name="sound"),
    path("desk/sounds/<int:speech_id>/file/", sounds.sound, name="sound-file"),
    path("desk/behalf/<str:number>/", behalf.desk, name="behalf"),
    path("boxes/", codes.ask, name="box-code"),
    path("boxes/<str:code>/", codes.say, name="box-say"),
    path("speak/", speaking.speak, name="speak"),
    path("speak/<str:number>/", speaking.own, name="own"),
    path("speak/<str:number>/file/", speaking.sound, name="own-sound"),
    path("behalf/<str:number>/", behalf.own, name="own-behalf"),
]
