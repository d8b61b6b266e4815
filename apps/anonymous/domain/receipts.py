"""The receipt of an anonymous case: made without a row, claimed later by a signed-in person, told apart from no case.

A receipt holds the day from which it may be claimed, a number that follows from the thread's key, and a stamp over
both with department and year. Nothing is written when it is made. The claim keeps only a hash of it, so that a reader
of the database sees that a person claimed, and not for which case (docs/adr/0013 says what that does not cover).
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import may_somewhere
from apps.anonymous.domain.keys import ALPHABET, read, receipt_seed, stamp, written
from apps.anonymous.models import ContributionClaim
from apps.core.actor import Actor
from apps.core.clock import today
from apps.core.errors import Invalid, NotVisible, Refused
from apps.core.presenting import date_words
from apps.core.tracking import change

_NUMBER, _STAMP, _DAY = 10, 8, 2
LENGTH: Final = (_NUMBER + _STAMP + _DAY) * 8 // 5
_EPOCH = date(2020, 1, 1)
# A claim on the day of the case would say too much: the first day for it lies two to six weeks later, at random.
SHORTEST_WAIT, MORE_DAYS = 14, 30
_TO_OURS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET)
_FROM_OURS = str.maketrans(ALPHABET, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


@dataclass(frozen=True)
class Receipt:
    """A receipt as it is shown."""

    text: str
    from_day: date
    year: int


def receipt_for(key: str, department_id: UUID, received: date) -> Receipt:
    """The receipt that goes with a key; always the same one, so that one case is claimed once."""
    seed = bytes.fromhex(receipt_seed(key))
    from_day = received + timedelta(days=SHORTEST_WAIT + seed[-1] % MORE_DAYS)
    words = (from_day - _EPOCH).days.to_bytes(_DAY, "big") + seed[:_NUMBER]
    raw = words + _stamp(words, department_id, received.year)
    text = base64.b32encode(raw).decode().translate(_TO_OURS)
    return Receipt(written(text), from_day, received.year)


def _stamp(words: bytes, department_id: UUID, year: int) -> bytes:
    return bytes.fromhex(stamp(f"{words.hex()}|{department_id.hex}|{year}"))[:_STAMP]


def claim(*, actor: Actor, typed: str) -> ContributionClaim:
    """Count one anonymous case of this or last year for the actor's person.

    Raises NotVisible without a person, Invalid for what is no receipt of a department of theirs, and Refused when it
    is too early or was claimed before.
    """
    if actor.user_id is None or not may_somewhere(actor, Permission.OWN_PAGES):
        raise NotVisible
    words = _opened(read(typed))
    found = _of(actor, words) if words else None
    if words is None or found is None:
        raise Invalid("no_receipt", _("Check the receipt."), {"receipt": _no_receipt()})
    department_id, year = found
    from_day = _EPOCH + timedelta(days=int.from_bytes(words[:_DAY], "big"))
    if from_day > today():
        raise Refused(
            "too_early",
            _("This receipt can be claimed from %(day)s, so that the day of the claim says nothing about the case.")
            % {"day": date_words(from_day)},
        )
    try:
        with change(reason="contribution claimed"):
            return ContributionClaim.objects.create(
                person_id=actor.user_id, department_id=department_id, year=year, receipt_hash=stamp(words.hex())
            )
    except IntegrityError:
        raise Refused("claimed_before", _("This receipt was claimed before. Each counts once.")) from None


def _no_receipt() -> str:
    return _("This is not a receipt of a department in which you work, of this year or the last. Check each group.")


def _opened(typed: str) -> bytes | None:
    """The bytes of a receipt as typed; None when it is none."""
    if len(typed) != LENGTH:
        return None
    try:
        return base64.b32decode(typed.translate(_FROM_OURS))
    except binascii.Error:
        return None


def _of(actor: Actor, raw: bytes) -> tuple[UUID, int] | None:
    words, given = raw[: _DAY + _NUMBER], raw[_DAY + _NUMBER :]
    for department_id in actor.department_ids:
        for year in (today().year, today().year - 1):
            if _stamp(words, department_id, year) == given:
                return department_id, year
    return None
