"""Who looked at a case, as a table."""

from typing import Any

from django.utils.translation import gettext as _

from apps.access.models import AccessAction, AccessEvent
from apps.access.roles import ROLES, Role
from apps.audit.looks import Looks
from apps.core.presenting import datetime_words


def looks_table(looks: Looks) -> dict[str, Any]:
    """The table, and the address of the older page."""
    last = looks.events[-1] if looks.events else None
    return {
        "columns": [
            {"key": "at", "text": _("When")},
            {"key": "who", "text": _("Who")},
            {"key": "roles", "text": _("As")},
            {"key": "what", "text": _("What")},
            {"key": "via", "text": _("Through")},
        ],
        "rows": [_row(one) for one in looks.events],
        "older": f"?older={last.at.isoformat()}_{last.pk}".replace("+", "%2B") if last and looks.has_more else "",
    }


def _row(one: AccessEvent) -> dict[str, Any]:
    words = {
        AccessAction.VIEW: _("Opened it"),
        AccessAction.DOWNLOAD: _("Downloaded"),
        AccessAction.EXPORT: _("Exported"),
        AccessAction.REVEAL: _("Revealed identifiers"),
        AccessAction.REFUSED: _("Was refused"),
    }
    through = {
        "page": _("a page"),
        "api": _("the API"),
        "admin": _("the administration"),
        "job": _("a job"),
        "command": _("a command"),
    }
    what = words.get(AccessAction(one.action), one.action)
    return {
        "cells": {
            "at": datetime_words(one.at),
            "who": one.actor_name,
            "roles": ", ".join(str(ROLES[Role(role)].name) for role in one.roles.split(",") if role in list(Role)),
            "what": f"{what}: {one.purpose}" if one.purpose else what,
            "via": through.get(one.source, one.source),
        }
    }
