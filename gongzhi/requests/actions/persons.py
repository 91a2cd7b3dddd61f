"""The person behind a report: who is signed in, who gave this contact before, or a new one."""

from __future__ import annotations

from gongzhi.people import public as people
from gongzhi.requests.rules import Draft


def person_of(draft: Draft) -> int:
    """The id of the person who reports: the signed-in one, else a new one with the name and the one contact.

    Persons are not merged by a phone number that anybody may type: only signing in by code proves it.
    """
    if draft.person_id is not None:
        return draft.person_id
    person: people.Person = people.create_person_inside(
        name=draft.name.strip(), phone=draft.contact_phone.strip() or None, email=draft.contact_email.strip() or None
    )
    return int(person.pk)
