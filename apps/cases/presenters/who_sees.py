"""Who will see a case that is being logged, in plain words, from the people who really hold the roles."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.access.policy import Confidentiality
from apps.access.roles import ROLES
from apps.cases.queries.audience import Audience


@dataclass(frozen=True)
class WhoSees:
    """The panel: who can, who cannot, and what nobody can promise."""

    department: str
    people: list[dict[str, str]]
    cannot: list[str]
    confidential: str
    note: str
    # Where a case of this department is logged without a name; empty where the installation takes none.
    anonymous: str


def _people(count: int) -> str:
    return ngettext("%(n)s person", "%(n)s people", count) % {"n": count}


def who_sees(audience: Audience) -> WhoSees:
    """The words for one department as it is staffed today."""
    people: list[dict[str, Any]] = [
        {
            "who": _("Chair and deputy chairs (%(people)s)") % {"people": _people(audience.with_name)},
            "what": _("read all of it and see your name, unless they read the report themselves."),
        }
    ]
    for role, count in audience.readers:
        who = _("%(role)s (%(people)s)") % {"role": ROLES[role].name, "people": _people(count)}
        people.append(
            {"who": who, "what": ngettext("reads it without your name.", "read it without your name.", count)}
        )
    reviewers = _("see the request and the images, and read it without your name once they have said what they see.")
    people.append({"who": _("Colleagues asked to review it"), "what": reviewers})
    people.append(
        {
            "who": _("Whoever is asked to act for the patient"),
            "what": _("reads it without your name, if you say that somebody needs to act."),
        }
    )
    return WhoSees(
        department=audience.department.name,
        people=people,
        cannot=[
            _("the original readers, as such"),
            _("people who come to the meeting or read the learning: they see a separate copy without names"),
        ],
        confidential=_(
            "If you choose confidential: only the chair and deputy chairs (%(people)s), and those asked to review it "
            "or to act for the patient."
        )
        % {"people": _people(audience.with_name)},
        anonymous=reverse("anonymous:send", args=[audience.department.code]) if settings.ANONYMOUS_DAILY_LIMIT else "",
        note=_small(audience)
        + " "
        + _(
            "This is not a promise of secrecy: who looks is recorded, the information governance lead can read that "
            "record, and a court or a coroner can require all of it to be shown."
        ),
    )


def _small(audience: Audience) -> str:
    words = ngettext(
        "%(n)s person works in %(department)s, so readers may guess who logged it.",
        "%(n)s people work in %(department)s, so readers may guess who logged it.",
        audience.people,
    )
    return words % {"n": audience.people, "department": audience.department.name}


def short_words(audience: Audience) -> dict[str, str]:
    """One line for each choice of who may read it."""
    roles = ", ".join(f"{ROLES[role].name} ({count})" for role, count in audience.readers)
    chairs = _("chair and deputies (%(n)s)") % {"n": audience.with_name}
    return {
        Confidentiality.OPEN.value: f"{chairs}, {roles}" if roles else chairs,
        Confidentiality.CONFIDENTIAL.value: _("%(n)s people, and whoever is asked to review it or to act")
        % {"n": audience.with_name},
    }
