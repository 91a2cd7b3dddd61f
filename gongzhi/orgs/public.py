"""The door of `orgs`."""

from gongzhi.orgs.actions.absences import end_absence, run_absences, start_absence, start_absences
from gongzhi.orgs.actions.moving import move_to, set_phone
from gongzhi.orgs.actions.structure import add_body, add_post, appoint, end_appointment, set_substitute
from gongzhi.orgs.actions.succession import on_open_work, on_succession
from gongzhi.orgs.models import Absence, Appointment, Body, Post
from gongzhi.orgs.queries.holders import Holder, actor_of, holder_of, holders_of
from gongzhi.orgs.queries.measures import MEASURES
from gongzhi.orgs.queries.posts import (
    PostAt,
    PostChoice,
    find_post,
    held_posts,
    persons_in,
    post_label,
    post_labels,
    posts_to_offer,
    superior_of,
)
from gongzhi.orgs.queries.seats import PostSeats, SeatHolder, bodies_at, bodies_within, posts_at, posts_within
from gongzhi.orgs.rules import AbsenceReason, Basis, post_name

__all__ = [
    "PostSeats",
    "SeatHolder",
    "bodies_at",
    "bodies_within",
    "move_to",
    "posts_at",
    "posts_within",
    "set_phone",
    "Absence",
    "AbsenceReason",
    "Appointment",
    "Basis",
    "Body",
    "Holder",
    "MEASURES",
    "Post",
    "PostAt",
    "PostChoice",
    "actor_of",
    "add_body",
    "add_post",
    "appoint",
    "end_absence",
    "end_appointment",
    "find_post",
    "held_posts",
    "holder_of",
    "holders_of",
    "on_open_work",
    "on_succession",
    "persons_in",
    "post_label",
    "post_labels",
    "post_name",
    "posts_to_offer",
    "run_absences",
    "set_substitute",
    "start_absence",
    "start_absences",
    "superior_of",
]
