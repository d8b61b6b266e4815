"""What the list of alerts says about itself to the person who opens it."""

from typing import Any

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from apps.alerts.queries.sight import Sight, SwitchedOff
from apps.alerts.queries.worklist import Standing


def sight_words(sight: Sight, found: Standing) -> dict[str, Any]:
    """The lead of the page, what it says where alerts are off, and what an empty list means.

    The list itself is left away where it could only be empty: it would read as if nothing waited.
    """
    return {
        "lead": _lead(sight),
        "off": [_off_words(one) for one in sight.off],
        "has_list": found.open > 0 or (sight.any_on and (sight.follows or sight.raises)),
        "sees_none": not sight.follows and not sight.raises,
        "empty": _empty(sight),
    }


def _lead(sight: Sight) -> str:
    if sight.follows:
        return _("Open until somebody has read the report and acted on it. The oldest stand first.")
    if sight.raises:
        return _("Those that you raised. Whoever follows alerts in your department sees all of them.")
    return ""


def _off_words(one: SwitchedOff) -> dict[str, str]:
    words = _("Nobody there can switch them on yet: an administrator first gives somebody the role of department lead.")
    if one.switchers:
        words = _("%(names)s can switch them on.") % {"names": get_text_list(list(one.switchers), _("or"))}
    return {"title": _("Alerts are off in %(department)s") % {"department": one.department.name}, "text": words}


def _empty(sight: Sight) -> dict[str, str]:
    if sight.follows:
        title, text = _("No alert is open"), _("Somebody raises an alert from the page of a study.")
    else:
        title, text = _("You have no open alert"), _("To raise one, open the study and choose “Raise an alert”.")
    return {"title": title, "text": text, "href": reverse("journeys:list"), "button": _("Find a study")}
