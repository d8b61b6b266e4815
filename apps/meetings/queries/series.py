"""What a department's meetings start from; reading it writes nothing."""

from uuid import UUID

from django.utils.translation import gettext as _

from apps.meetings.models import MeetingSeries

SOURCE = (
    "At least 6 meetings a year, at most 2 months apart: RCR, Standards for radiology events and learning "
    "meetings (2020). 6 minutes a case: mean of the UK survey of discrepancy meetings (Prowse and others). "
    "Length, opening and closing minutes, and quorum: chosen locally."
)


def series_as_it_stands(department_id: UUID) -> MeetingSeries:
    """The default series, or one that is not saved yet, with the college's numbers."""
    found = MeetingSeries.objects.filter(department=department_id, is_default=True).first()
    return found or MeetingSeries(
        department_id=department_id, name=_("Learning meeting"), is_default=True, source_note=SOURCE
    )
