"""Checks what was typed about a meeting: its time, its measures, its people and its link."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.cases.domain.payloads import clean_words
from apps.core.clock import LONDON, now
from apps.core.errors import Invalid
from apps.meetings.queries.people import people_who_may_chair

# name -> smallest, largest. A day has 24 hours; nobody sits in a learning meeting for more than eight.
BOUNDS: Mapping[str, tuple[int, int]] = {
    "minutes": (10, 480),
    "overhead_minutes": (0, 240),
    "minutes_per_case": (1, 120),
    "quorum": (1, 500),
    "least_a_year": (1, 52),
    "most_months_apart": (1, 12),
}
EARLIEST_YEAR = 2000
LATEST_YEARS_AHEAD = 3


@dataclass(frozen=True, kw_only=True)
class Words:
    """The texts of a meeting as they are stored."""

    title: str
    place: str
    join_link: str


def check_measures(wanted: Mapping[str, Any]) -> dict[str, int]:
    """Whole numbers within bounds, with time left for cases; raises Invalid by field."""
    problems: dict[str, str] = {}
    clean: dict[str, int] = {}
    for name, value in wanted.items():
        least, most = BOUNDS[name]
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            problems[name] = _("Enter a whole number from %(least)d to %(most)d.") % {"least": least, "most": most}
            continue
        clean[name] = value
    minutes, overhead = clean.get("minutes"), clean.get("overhead_minutes")
    if minutes is not None and overhead is not None and overhead >= minutes:
        problems["overhead_minutes"] = _("Leave time for cases: this is as long as the meeting or longer.")
    if problems:
        raise Invalid("invalid", _("Check the numbers."), problems)
    return clean


def check_words(title: Any, place: Any, join_link: Any) -> Words:
    """Clean texts, and a link that a browser can open; raises Invalid by field."""
    link = clean_words(join_link, "join_link", 500)
    if link:
        try:
            URLValidator(schemes=["https", "http"])(link)
        except ValidationError as wrong:
            raise Invalid(
                "invalid", _("Check the link."), {"join_link": _("Paste the whole link, beginning with https://")}
            ) from wrong
    return Words(
        title=" ".join(clean_words(title, "title", 120).split()),
        place=" ".join(clean_words(place, "place", 200).split()),
        join_link=link,
    )


def check_start(starts_at: Any, *, typed_in_later: bool) -> datetime:
    """An aware instant on the right side of now; raises Invalid at `starts_at`."""
    if not isinstance(starts_at, datetime) or starts_at.tzinfo is None:
        raise Invalid("invalid", _("Check the date."), {"starts_at": _("Give the day and the time.")})
    year = starts_at.astimezone(LONDON).year
    if year < EARLIEST_YEAR or year > now().year + LATEST_YEARS_AHEAD:
        raise Invalid("invalid", _("Check the date."), {"starts_at": _("Check the year.")})
    if typed_in_later and starts_at > now():
        raise Invalid(
            "in_the_future",
            _("Check the date."),
            {"starts_at": _("This is in the future. Plan the meeting instead of typing it in.")},
        )
    if not typed_in_later and starts_at <= now():
        raise Invalid(
            "in_the_past",
            _("Check the date."),
            {"starts_at": _("This is in the past. To record a meeting that was held, type in a past meeting.")},
        )
    return starts_at


def check_people(
    department_id: UUID, starts_at: datetime, chair_id: UUID | None, deputy_id: UUID | None
) -> tuple[UUID, UUID | None]:
    """Chair and deputy who held such a role on that day, or hold one today; raises Invalid by field."""
    day = starts_at.astimezone(LONDON).date()
    may_chair = _ids(people_who_may_chair(department_id, day)) | _ids(
        people_who_may_chair(department_id, now().astimezone(LONDON).date())
    )
    problems: dict[str, str] = {}
    if chair_id is None or chair_id not in may_chair:
        problems["chair"] = _("Choose somebody who is chair or deputy chair of this department.")
    if deputy_id is not None and deputy_id not in may_chair:
        problems["deputy"] = _("Choose somebody who is chair or deputy chair of this department.")
    if deputy_id is not None and deputy_id == chair_id:
        problems["deputy"] = _("Choose somebody other than the chair.")
    if problems or chair_id is None:
        raise Invalid("invalid", _("Check who chairs the meeting."), problems)
    return chair_id, deputy_id


def _ids(people: Any) -> set[UUID]:
    found: Any = people.values_list("pk", flat=True)
    return set(found)


def known_member(department_id: UUID, person_id: UUID, day_people: list[User], name: str) -> User:
    """Somebody of the department by id, among those already loaded; raises Invalid at `name`."""
    for person in day_people:
        if person.pk == person_id:
            return person
    raise Invalid("unknown_person", _("Check who you chose."), {name: _("Choose people who work in this department.")})
