"""Invented content for the catalogue of components."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.core import clock
from gongzhi.kit.forms import Form
from gongzhi.kit.paging import Page


class SampleForm(Form):
    """One field of each kind."""

    text = forms.CharField(
        label=gettext_lazy("What is wrong?"),
        help_text=gettext_lazy("One or two sentences are enough."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=500,
    )
    phone = forms.RegexField(
        r"^1[3-9]\d{9}$",
        label=gettext_lazy("Mobile number"),
        help_text=gettext_lazy("Only to tell you the answer; shown to nobody else."),
        error_messages={"invalid": gettext_lazy("A mobile number has 11 digits and begins with 1.")},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[("a", "路灯"), ("b", "垃圾清运"), ("c", "下水道")])
    day = forms.DateField(label=gettext_lazy("Since when"), required=False, widget=forms.DateInput({"type": "date"}))
    way = forms.ChoiceField(
        label=gettext_lazy("How shall we answer?"),
        choices=[("sms", gettext_lazy("By text message")), ("call", gettext_lazy("By telephone"))],
        widget=forms.RadioSelect,
    )
    photo = forms.FileField(label=gettext_lazy("Photo"), required=False)
    public = forms.BooleanField(
        label=gettext_lazy("The answer may stand on the board, without my name"), required=False
    )


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything that the catalogue shows."""
    now = clock.now()
    wrong = SampleForm({"text": "", "phone": "1390000abcd", "kind": "b"})
    wrong.is_valid()
    wrong.auto_id = "wrong_%s"
    rows = [
        ("GY26-0302-417", "3 号楼 2 单元声控灯不亮", "云岩片区第二网格", "red", now - timedelta(days=2)),
        ("GY26-0305-882", "垃圾桶满溢，两天没有清运", "云岩片区第一网格", "yellow", now + timedelta(hours=5)),
        ("GY26-0306-105", "小区门口共享单车占用盲道", "云岩片区第三网格", "green", now + timedelta(days=4)),
    ]
    return {
        "form": SampleForm(initial={"kind": "a"}),
        "wrong": wrong,
        "rows": rows,
        "page": Page(rows, after="sample", started_after="sample", total="1,000+"),
        "tabs": [
            {"label": _("To do"), "href": "#a", "count": 12, "current": True},
            {"label": _("Done"), "href": "#b", "count": 308},
            {"label": _("Copied to me"), "href": "#c"},
        ],
        "steps": [
            {"label": _("Received"), "state": "done", "note": "03-02 09:10"},
            {"label": _("Being handled"), "state": "current", "note": _("by 03-06")},
            {"label": _("Answered"), "state": "todo"},
            {"label": _("Rated"), "state": "todo"},
        ],
        "timeline": [
            {
                "at": now - timedelta(days=3),
                "title": _("Received"),
                "who": "社区大厅 A 岗",
                "text": "3 号楼声控灯不亮。",
            },
            {"at": now - timedelta(days=2), "title": _("Accepted"), "who": "第二网格网格员", "due": now, "text": ""},
            {
                "at": now - timedelta(days=1),
                "title": _("Note"),
                "who": "第二网格网格员",
                "kind": "internal",
                "text": "已联系物业电工。",
            },
            {"at": now, "title": _("Overdue"), "kind": "late", "text": ""},
            {"at": now, "title": _("Answered"), "who": "社区服务中心", "kind": "end", "text": "灯已更换，请查看。"},
        ],
        "facts": [
            (_("Number"), "GY26-0302-417"),
            (_("Place"), "贵阳市云岩区某某小区 3 号楼 2 单元"),
            (_("Mobile number"), "138****5678"),
            (_("Note"), ""),
        ],
        "soon": now + timedelta(days=3, hours=1),
        "late": now - timedelta(days=2, hours=1),
        "now": now,
        "sample_red": f"{_('Overdue')} 3",
        "sample_yellow": f"{_('Due soon')} 12",
        "colours": ["green", "yellow", "red", "blue", "grey"],
    }
