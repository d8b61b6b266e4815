"""One line about the involved readers of a case, for its place on the agenda."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.meetings.enums import Reach
from apps.meetings.models import InvolvedReader
from apps.meetings.queries.involved import had_short_notice


def readers_note(starts_at: datetime, found: Iterable[InvolvedReader]) -> str:
    """How many are told and have read it, and what is out of order; empty when there is nothing to say."""
    people = list(found)
    told = [one for one in people if one.is_to_be_told]
    said = []
    if told:
        read = sum(one.acknowledged_at is not None for one in told)
        said.append(
            ngettext("%(n)s original reader to tell", "%(n)s original readers to tell", len(told)) % {"n": len(told)}
        )
        said.append(ngettext("%(n)s has read it", "%(n)s have read it", read) % {"n": read})
    if had_short_notice(people, starts_at):
        said.append(_("short notice"))
    if any(one.wants_other_lead for one in told):
        said.append(_("somebody else is asked to lead"))
    unreached = sum(one.waived_at is None and one.reach != Reach.HERE for one in people)
    if unreached:
        said.append(ngettext("%(n)s cannot be told here", "%(n)s cannot be told here", unreached) % {"n": unreached})
    return "; ".join(said) + "." if said else ""
