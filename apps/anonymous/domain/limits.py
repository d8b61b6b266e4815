"""Floods are held back without knowing who sends: so many cases a day for a department, so many messages for a case,
and so many wrong keys a minute for the whole installation.
"""

from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.anonymous.queries.threads import logged_today, written_today
from apps.cases.models import Case
from apps.core.errors import Refused

MESSAGES_A_DAY: Final = 20
WRONG_KEYS_A_MINUTE: Final = 60
_MINUTE = 60


def is_open() -> bool:
    """Whether anonymous cases are taken at all."""
    return bool(settings.ANONYMOUS_DAILY_LIMIT > 0)


def refuse_if_full(department_id: UUID, *, patient_waits: bool) -> None:
    """Raise Refused when the department has had its number of anonymous cases today.

    A case for whose patient somebody must act is taken up to twice that number.
    """
    most = settings.ANONYMOUS_DAILY_LIMIT * (2 if patient_waits else 1)
    if logged_today(department_id) < most:
        return
    words = _("So many anonymous cases came in today that no more are taken until tomorrow. Nothing was saved.")
    if patient_waits:
        words += " " + _("The patient first: telephone the department’s lead or the doctor on duty now.")
    raise Refused("too_many_today", words)


def refuse_if_too_many_messages(case: Case) -> None:
    """Raise Refused when the thread has had its messages for today."""
    if written_today(case) >= MESSAGES_A_DAY:
        raise Refused("too_many_today", _("This thread takes no more messages today. Write again tomorrow."))


def too_many_wrong_keys() -> bool:
    """Count one wrong key, of whomever; True when there were too many in this minute.

    The count is a number in the cache. A right key always opens, however many wrong ones there are: otherwise
    somebody could shut everybody else out.
    """
    slot = f"anonymous:wrong-keys:{int(timezone.now().timestamp()) // _MINUTE}"
    cache.add(slot, 0, timeout=2 * _MINUTE)
    try:
        return cache.incr(slot) > WRONG_KEYS_A_MINUTE
    except ValueError:
        return False  # The minute ended between the two.
