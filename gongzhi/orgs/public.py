"""The door of `orgs`."""

from gongzhi.orgs.actions import (
    add_body,
    add_post,
    appoint,
    end_absence,
    end_appointment,
    on_succession,
    run_absences,
    set_substitute,
    start_absence,
)
from gongzhi.orgs.models import Absence, Appointment, Body, Post
from gongzhi.orgs.queries import (
    Holder,
    PostChoice,
    actor_of,
    find_post,
    holder_of,
    post_label,
    post_labels,
    posts_to_offer,
    superior_of,
)
from gongzhi.orgs.rules import AbsenceReason, Basis

__all__ = [
    "Absence",
    "AbsenceReason",
    "Appointment",
    "Basis",
    "Body",
    "Holder",
    "Post",
    "PostChoice",
    "actor_of",
    "add_body",
    "add_post",
    "appoint",
    "end_absence",
    "end_appointment",
    "find_post",
    "holder_of",
    "on_succession",
    "post_label",
    "post_labels",
    "posts_to_offer",
    "run_absences",
    "set_substitute",
    "start_absence",
    "superior_of",
]
