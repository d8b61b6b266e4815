"""A department's series of meetings, one meeting, and who came to it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse

from apps.access.policy import AccessFacts
from apps.accounts.models import Department
from apps.core.clock import LONDON, now
from apps.core.tracking import TrackedModel, history
from apps.meetings.enums import AttendanceRole, AttendanceStatus, MeetingStatus

PERSON = settings.AUTH_USER_MODEL


def paired(at: str, by: str, name: str) -> models.CheckConstraint:
    """Both columns are filled, or neither is."""
    both = models.Q(**{f"{at}__isnull": False, f"{by}__isnull": False})
    neither = models.Q(**{f"{at}__isnull": True, f"{by}__isnull": True})
    return models.CheckConstraint(condition=both | neither, name=name)


class MeetingSeries(TrackedModel):
    """A department's regular learning meeting: the measures that its meetings start from.

    `least_a_year` and `most_months_apart` are the college's numbers; `source_note` says where each number of this
    row comes from, so that a local choice is not taken for a rule.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="meeting_series")
    name = models.CharField(max_length=120)
    is_default = models.BooleanField(default=False)
    minutes = models.PositiveSmallIntegerField(default=60)
    overhead_minutes = models.PositiveSmallIntegerField(default=5)
    minutes_per_case = models.PositiveSmallIntegerField(default=6)
    quorum = models.PositiveSmallIntegerField(default=4)
    least_a_year = models.PositiveSmallIntegerField(default=6)
    most_months_apart = models.PositiveSmallIntegerField(default=2)
    source_note = models.TextField(blank=True)

    history = history()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["department", "name"], name="series_name_in_department"),
            models.UniqueConstraint(
                fields=["department"], condition=models.Q(is_default=True), name="one_default_series"
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gt=models.F("overhead_minutes")), name="series_has_time_for_cases"
            ),
            models.CheckConstraint(
                condition=models.Q(minutes_per_case__gte=1, quorum__gte=1, most_months_apart__gte=1),
                name="series_measures_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def access_facts(self) -> AccessFacts:
        """A series belongs to its department."""
        return AccessFacts(department_id=self.department_id)


class Meeting(TrackedModel):
    """One learning meeting. Its measures are copied from the series, so that changing the series rewrites nothing.

    `is_quorate` is decided when the meeting is recorded, and an inquorate meeting is recorded as such (C0: truth
    can always be recorded). `was_typed_in_later` marks one that was never planned here.
    """

    series = models.ForeignKey(MeetingSeries, on_delete=models.PROTECT, related_name="meetings")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="meetings")
    reference = models.CharField(max_length=28, unique=True, editable=False)
    title = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    overhead_minutes = models.PositiveSmallIntegerField(default=5)
    minutes_per_case = models.PositiveSmallIntegerField(default=6)
    quorum = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200, blank=True)
    join_link = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=14, choices=MeetingStatus.choices, default=MeetingStatus.PLANNED)
    chair = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    held_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_quorate = models.BooleanField(null=True, blank=True)
    was_typed_in_later = models.BooleanField(default=False)
    cancelled_reason = models.TextField(blank=True)
    submission_key = models.UUIDField(null=True, blank=True, unique=True)

    history = history(no_db_index=["reference", "submission_key"])

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=MeetingStatus.values), name="meeting_status_known"),
            # The end is the start and the minutes: it comes after the start, with time left for cases.
            models.CheckConstraint(
                condition=models.Q(minutes__gt=models.F("overhead_minutes")), name="meeting_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(quorum__gte=1, minutes_per_case__gte=1), name="meeting_measures_positive"
            ),
            paired("recorded_at", "recorded_by", "meeting_recorded_paired"),
            models.CheckConstraint(
                condition=models.Q(
                    status="held", held_at__isnull=False, recorded_at__isnull=False, is_quorate__isnull=False
                )
                | (
                    ~models.Q(status="held")
                    & models.Q(held_at__isnull=True, recorded_at__isnull=True, is_quorate__isnull=True)
                ),
                name="meeting_held_is_recorded",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="cancelled") | ~models.Q(cancelled_reason=""),
                name="meeting_cancelled_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["department", "-starts_at", "-id"], name="meeting_in_department"),
            models.Index(fields=["department", "status", "starts_at"], name="meeting_by_status"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The meeting's page."""
        return reverse("meetings:detail", args=[self.pk])

    @property
    def ends_at(self) -> datetime:
        """When it is planned to end."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_held(self) -> bool:
        """Whether it is recorded as held."""
        return self.status == MeetingStatus.HELD

    @property
    def is_to_come(self) -> bool:
        """Whether it is planned and neither held nor cancelled."""
        return self.status in (MeetingStatus.PLANNED, MeetingStatus.AGENDA_LOCKED)

    @property
    def has_started(self) -> bool:
        """Whether its time has come."""
        return self.starts_at <= now()

    @property
    def is_on_a_coming_day(self) -> bool:
        """Whether its London day still lies ahead."""
        return self.starts_at.astimezone(LONDON).date() > now().astimezone(LONDON).date()

    @property
    def minutes_for_cases(self) -> int:
        """The time that cases may take together."""
        return self.minutes - self.overhead_minutes

    def access_facts(self) -> AccessFacts:
        """A meeting is seen in its department."""
        return AccessFacts(department_id=self.department_id, status=self.status)


class Attendance(TrackedModel):
    """Whether one person was at one meeting, and as what; for themselves and those who record attendance."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="attendances")
    status = models.CharField(max_length=10, choices=AttendanceStatus.choices)
    role = models.CharField(max_length=8, choices=AttendanceRole.choices, default=AttendanceRole.MEMBER)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    history = history()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="attendance_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=AttendanceStatus.values), name="attendance_status_known"
            ),
            models.CheckConstraint(condition=models.Q(role__in=AttendanceRole.values), name="attendance_role_known"),
        ]
        indexes = [models.Index(fields=["person", "status"], name="attendance_of_person")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.person_id} {self.status}"

    def access_facts(self) -> AccessFacts:
        """The facts of its meeting."""
        return self.meeting.access_facts()
