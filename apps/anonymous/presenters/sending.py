"""What the anonymous form says before anything is sent: what each choice means, and how few could have sent it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Department
from apps.anonymous.domain.hints import Hint, label
from apps.anonymous.queries.places import how_many_may_log, trusts_with_departments

_BANDS = ((5, "4"), (10, "9"), (20, "19"), (50, "49"))
SMALL = 5


def size_words(department: Department) -> dict[str, Any]:
    """How many people may log here, in bands, and whether that is so few that a name is easily guessed."""
    count = how_many_may_log(department.pk)
    start = 0
    for end, last in _BANDS:
        if count < end:
            many = _("fewer than 5") if start == 0 else _("%(from)s to %(to)s") % {"from": start, "to": last}
            return {"many": many, "is_small": count < SMALL}
        start = end
    return {"many": _("50 or more"), "is_small": False}


def choices() -> list[dict[str, str]]:
    """The three ways to log a case, with who learns what."""
    return [
        {
            "name": _("Open"),
            "what": _("You sign in. Those who run the learning read it; your name is known to the chair and deputies."),
        },
        {
            "name": _("Confidential"),
            "what": _(
                "You sign in. Only the chair and deputies read it, with your name, and whoever they ask to help."
            ),
        },
        {
            "name": _("Anonymous, this page"),
            "what": _("You do not sign in and nobody learns your name, the chair included. You follow it with a key."),
        },
    ]


def findings(hints: list[Hint]) -> list[dict[str, str]]:
    """Each finding as the page lists it."""
    return [{"where": label(one.field), "text": one.text, "why": one.why} for one in hints]


def places() -> list[dict[str, Any]]:
    """Trusts with their departments and the addresses of their forms."""
    return [
        {
            "name": trust.name,
            "departments": [
                {"name": one.name, "href": reverse("anonymous:send", args=[one.code])}
                for one in trust.departments.all()
            ],
        }
        for trust in trusts_with_departments()
    ]
