"""The words and days by which a trust's limits are counted: patient groups, priorities, nation, closures."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from apps.core.actor import Actor, acting_as
from apps.core.clock import today
from apps.core.errors import Invalid, NotVisible, Refused
from apps.core.tracking import change
from apps.journeys.domain.importing.wording import clean
from apps.journeys.domain.limiting import managed_trust
from apps.journeys.enums import GroupKind, Nation
from apps.journeys.models import CalendarDay, StudyGroup, WorkingCalendar
from apps.journeys.queries.limits import groups_of

LONGEST_WORD, LONGEST_WHY = 120, 200


def set_nation(*, actor: Actor, trust_id: UUID, nation: str) -> WorkingCalendar:
    """Say whose bank holidays a trust keeps; limits in working days are judged from then on.

    Raises NotVisible, Forbidden, Invalid.
    """
    managed_trust(actor, trust_id)
    if nation not in Nation.values:
        message = _("Choose the nation whose bank holidays your trust keeps.")
        raise Invalid("unknown_nation", message, {"nation": message})
    with acting_as(actor), change(reason=_("Bank holidays chosen")):
        held = WorkingCalendar.objects.select_for_update().filter(trust=trust_id).first()
        if held is None:
            return WorkingCalendar.objects.create(trust_id=trust_id, nation=nation)
        if held.nation != nation:
            held.nation = nation
            held.save()
    return held


def set_day(*, actor: Actor, trust_id: UUID, day: date, works: bool, why: str) -> CalendarDay:
    """Say of one day that the trust is closed, or works all the same; saying it again corrects it.

    Raises NotVisible, Forbidden, Invalid.
    """
    managed_trust(actor, trust_id)
    why = clean(why)
    if not 0 < len(why) <= LONGEST_WHY:
        message = _("Say why, in at most %(limit)d characters.") % {"limit": LONGEST_WHY}
        raise Invalid("reason_missing", message, {"why": message})
    with acting_as(actor), change(reason=why):
        held = CalendarDay.objects.select_for_update().filter(trust=trust_id, day=day).first()
        if held is None:
            return CalendarDay.objects.create(trust_id=trust_id, day=day, works=works, why=why)
        if (held.works, held.why) != (works, why):
            held.works, held.why = works, why
            held.save()
    return held


def drop_day(*, actor: Actor, trust_id: UUID, day: date) -> None:
    """Take a day out again, so that weekends and bank holidays decide; doing it twice is doing it once.

    Raises NotVisible, Forbidden.
    """
    managed_trust(actor, trust_id)
    with acting_as(actor), change(reason=_("Day taken out of the calendar")):
        for held in CalendarDay.objects.select_for_update().filter(trust=trust_id, day=day):
            held.delete()


def add_group(*, actor: Actor, trust_id: UUID, kind: str, label: str) -> StudyGroup:
    """Add a patient group or a priority of the trust's own. Raises NotVisible, Forbidden, Invalid, Refused."""
    managed_trust(actor, trust_id)
    label = clean(label)
    problems = {}
    if kind not in GroupKind.values:
        problems["kind"] = _("Choose patient group or priority.")
    code = re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_")[:40].strip("_")
    if not code or len(label) > LONGEST_WORD:
        problems["label"] = _("Give a name with letters, of at most %(limit)d characters.") % {"limit": LONGEST_WORD}
    if problems:
        raise Invalid("group_invalid", _("Put the marked fields right."), problems)
    taken = _("There is such a word already.")
    if any((one.kind, one.code) == (kind, code) for one in groups_of([trust_id])):
        raise Refused("group_twice", taken, {"label": taken})
    try:
        with acting_as(actor), change(reason=_("Word added")):
            return StudyGroup.objects.create(trust_id=trust_id, kind=kind, code=code, label=label)
    except IntegrityError as twice:
        raise Refused("group_twice", taken, {"label": taken}) from twice


def retire_group(*, actor: Actor, trust_id: UUID, group_id: UUID) -> StudyGroup:
    """No longer offer a word of the trust's own; studies and limits that have it keep it.

    Raises NotVisible, Forbidden.
    """
    managed_trust(actor, trust_id)
    with acting_as(actor), change(reason=_("Word no longer offered")):
        group = StudyGroup.objects.select_for_update().filter(trust=trust_id, pk=group_id).first()
        if group is None:
            raise NotVisible
        if group.retired_on is None:
            group.retired_on = today()
            group.save()
    return group
