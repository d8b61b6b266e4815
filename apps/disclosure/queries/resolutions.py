"""The reasons that people gave for findings that stay."""

from uuid import UUID

from django.db.models import QuerySet

from apps.disclosure.models import ScreenResolution


def resolutions_of(subject_label: str, subject_id: UUID) -> QuerySet[ScreenResolution]:
    """All reasons given for one record, whatever the field, with the people who gave them.

    Who may see them is the question of who may see the record, which the calling app has answered.
    """
    return ScreenResolution.objects.filter(subject_label=subject_label, subject_id=subject_id).select_related(
        "resolved_by"
    )
