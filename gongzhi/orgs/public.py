"""The door of `orgs`."""

from gongzhi.orgs.actions.absences import end_absence, run_absences, start_absence, start_absences
from gongzhi.orgs.actions.changing import change_body, close_body, close_post, move_post
from gongzhi.orgs.actions.moving import move_to, set_phone
from gongzhi.orgs.actions.structure import (
    add_body,
    add_post,
    appoint,
    end_appointment,
    resume_appointment,
    set_substitute,
)
from gongzhi.orgs.actions.succession import before_appointing, on_open_work, on_succession
from gongzhi.orgs.models import Absence, Appointment, Body, Post, in_force
from gongzhi.orgs.queries.eligible import rule_of, unfit, words_of
from gongzhi.orgs.queries.history import BodyThen, PostThen, bodies_then, body_name_on
from gongzhi.orgs.queries.holders import Holder, actor_of, holder_of, holders_of, permissions_of
from gongzhi.orgs.queries.measures import MEASURES
from gongzhi.orgs.queries.posts import (
    PostAt,
    PostChoice,
    find_post,
    find_posts,
    held_posts,
    persons_in,
    post_label,
    post_labels,
    post_labels_on,
    posts_to_offer,
    successor_of,
    superior_of,
)
from gongzhi.orgs.queries.seats import (
    PostSeats,
    SeatHolder,
    appointments_in,
    bodies_at,
    bodies_within,
    live_posts,
    posts_at,
    posts_within,
)
from gongzhi.orgs.rules import AbsenceReason, Basis, post_name

__all__ = [
    "Absence",
    "AbsenceReason",
    "Appointment",
    "Basis",
    "Body",
    "BodyThen",
    "Holder",
    "MEASURES",
    "Post",
    "PostAt",
    "PostChoice",
    "PostSeats",
    "PostThen",
    "SeatHolder",
    "actor_of",
    "add_body",
    "add_post",
    "appoint",
    "appointments_in",
    "before_appointing",
    "bodies_at",
    "bodies_then",
    "bodies_within",
    "body_name_on",
    "change_body",
    "close_body",
    "close_post",
    "end_absence",
    "end_appointment",
    "find_post",
    "find_posts",
    "held_posts",
    "holder_of",
    "holders_of",
    "in_force",
    "live_posts",
    "move_post",
    "move_to",
    "on_open_work",
    "on_succession",
    "permissions_of",
    "persons_in",
    "post_label",
    "post_labels",
    "post_labels_on",
    "post_name",
    "posts_at",
    "posts_to_offer",
    "posts_within",
    "resume_appointment",
    "rule_of",
    "run_absences",
    "set_phone",
    "set_substitute",
    "start_absence",
    "start_absences",
    "successor_of",
    "superior_of",
    "unfit",
    "words_of",
]
