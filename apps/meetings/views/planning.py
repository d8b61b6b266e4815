"""Planning a meeting, typing in a past one, changing and moving it; and the department's series."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.access.roles import Role
from apps.core.clock import today
from apps.core.errors import DomainError
from apps.core.kept_input import initial_from
from apps.meetings.domain.scheduling import MeetingPlan, change_details, move_meeting, plan_meeting
from apps.meetings.domain.series import change_series
from apps.meetings.forms.planning import DetailsForm, MoveForm, PastForm, PlanForm, SeriesForm
from apps.meetings.models import MeetingSeries
from apps.meetings.queries.departments import chosen_department, departments_by_name
from apps.meetings.queries.people import first_with_role, people_who_may_chair
from apps.meetings.queries.series import series_as_it_stands
from apps.meetings.views.base import OneMeeting, expected_version, people_choices, person_id


class PlanMeeting(GuardedView):
    """A coming meeting of a department; with several departments, which one is asked first."""

    permission = Permission.MEETING_SCHEDULE
    template_name = "meetings/plan.html"
    form_class: ClassVar[type[PlanForm] | type[PastForm]] = PlanForm
    typed_in_later = False

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form, filled in from the series."""
        series = self._series()
        if series is None:
            departments = departments_by_name(departments_where(self.actor, Permission.MEETING_SCHEDULE))
            return self.page({"page_title": self._title(), "departments": departments}, template="meetings/choose.html")
        return self._show(self._form(series, initial_from(request)), series)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Plan it, or say why not with everything that was typed."""
        series = self._series()
        if series is None:
            return redirect(request.path)
        form = self._form(series, request.POST)
        if not form.is_valid():
            return self._show(form, series, 400)
        given = form.cleaned_data
        plan = MeetingPlan(
            department_id=series.department_id,
            starts_at=given["starts_at"],
            title=given["title"],
            minutes=given["minutes"],
            overhead_minutes=given["overhead_minutes"],
            quorum=given["quorum"],
            place=given["place"],
            join_link=given["join_link"],
            chair_id=person_id(given["chair"]),
            deputy_id=person_id(given["deputy"]),
            typed_in_later=self.typed_in_later,
            submission_key=given["submission_key"],
        )
        try:
            meeting = plan_meeting(actor=self.actor, plan=plan)
        except DomainError as refused:
            form.refuse(refused)
            return self._show(form, series, refused.status)
        if self.typed_in_later:
            return redirect("meetings:attendance", meeting.pk)
        messages.success(request, _("The meeting is planned. Now put cases on its agenda."))
        return redirect(meeting)

    def _series(self) -> MeetingSeries | None:
        allowed = departments_where(self.actor, Permission.MEETING_SCHEDULE)
        department = chosen_department(allowed, self.request.GET.get("department", ""))
        return series_as_it_stands(department) if department else None

    def _form(self, series: MeetingSeries, data: Any) -> PlanForm | PastForm:
        chair = first_with_role(series.department_id, today(), Role.CHAIR)
        deputy = first_with_role(series.department_id, today(), Role.DEPUTY)
        initial = {
            "minutes": series.minutes,
            "overhead_minutes": series.overhead_minutes,
            "quorum": series.quorum,
            "chair": str(chair.pk) if chair else "",
            "deputy": str(deputy.pk) if deputy else "",
        }
        chairs = people_choices(people_who_may_chair(series.department_id, today()))
        return self.form_class(data, chairs=chairs, initial=initial)

    def _title(self) -> str:
        return _("Type in a past meeting") if self.typed_in_later else _("Plan a meeting")

    def _show(self, form: DetailsForm, series: MeetingSeries, status: int = 200) -> HttpResponse:
        context = {
            "page_title": self._title(),
            "page_section": _("Meetings"),
            "form": form,
            "series": series,
            "typed_in_later": self.typed_in_later,
        }
        return self.page(context, status)


class TypeInMeeting(PlanMeeting):
    """A meeting that was held without having been planned here."""

    form_class = PastForm
    typed_in_later = True


class ChangeMeeting(OneMeeting):
    """What a meeting is called, where it is, how long, and who chairs it."""

    permission = Permission.MEETING_SCHEDULE
    template_name = "meetings/form.html"

    def get(self, request: HttpRequest, meeting_id: UUID) -> HttpResponse:
        """Show the form."""
        return self._show(self._form(initial_from(request)))

    def post(self, request: HttpRequest, meeting_id: UUID) -> HttpResponse:
        """Change it, or say why not."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(form, 400)
        given = form.cleaned_data
        changes = {
            name: given[name] for name in ("title", "place", "join_link", "minutes", "overhead_minutes", "quorum")
        }
        changes |= {"chair_id": person_id(given["chair"]), "deputy_id": person_id(given["deputy"])}
        try:
            change_details(
                actor=self.actor, meeting_id=meeting_id, changes=changes, expected_version=expected_version(request)
            )
        except DomainError as refused:
            form.refuse(refused)
            return self._show(form, refused.status)
        messages.success(request, _("The meeting is changed."))
        return redirect(self.subject)

    def _form(self, data: Any) -> DetailsForm:
        meeting = self.subject
        initial = {
            name: getattr(meeting, name)
            for name in ("title", "minutes", "overhead_minutes", "quorum", "place", "join_link")
        }
        initial |= {"chair": str(meeting.chair_id), "deputy": str(meeting.deputy_id or "")}
        people = {person.pk: person for person in people_who_may_chair(meeting.department_id, today())}
        people |= {person.pk: person for person in (meeting.chair, meeting.deputy) if person}
        return DetailsForm(data, chairs=people_choices(people.values()), initial=initial)

    def _show(self, form: DetailsForm, status: int = 200) -> HttpResponse:
        return self.page(self.context(_("Change the meeting"), form=form, button=_("Save changes")), status)


class MoveMeeting(OneMeeting):
    """Another day or time; the cases move along."""

    permission = Permission.MEETING_SCHEDULE
    template_name = "meetings/form.html"

    def get(self, request: HttpRequest, meeting_id: UUID) -> HttpResponse:
        """Show the form."""
        return self._show(MoveForm(initial_from(request), initial={"starts_at": self.subject.starts_at}))

    def post(self, request: HttpRequest, meeting_id: UUID) -> HttpResponse:
        """Move it, or say why not."""
        form = MoveForm(request.POST)
        if not form.is_valid():
            return self._show(form, 400)
        try:
            move_meeting(
                actor=self.actor,
                meeting_id=meeting_id,
                starts_at=form.cleaned_data["starts_at"],
                reason=form.cleaned_data["reason"],
                expected_version=expected_version(request),
            )
        except DomainError as refused:
            form.refuse(refused)
            return self._show(form, refused.status)
        messages.success(request, _("The meeting is moved. Its cases moved with it."))
        return redirect(self.subject)

    def _show(self, form: MoveForm, status: int = 200) -> HttpResponse:
        return self.page(self.context(_("Move the meeting"), form=form, button=_("Move meeting")), status)


class SeriesSettings(GuardedView):
    """What new meetings of a department start from, and where the numbers come from."""

    permission = Permission.MEETING_SCHEDULE
    template_name = "meetings/series.html"
    access_action = None

    FIELDS = (
        "name", "minutes", "overhead_minutes", "minutes_per_case", "quorum", "least_a_year", "most_months_apart",
        "source_note",
    )  # fmt: skip

    def load(self, **kwargs: Any) -> MeetingSeries | None:
        """The department's series; None lets the page ask which department."""
        allowed = departments_where(self.actor, Permission.MEETING_SCHEDULE)
        department = chosen_department(allowed, self.request.GET.get("department", ""))
        return series_as_it_stands(department) if department else None

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        if self.subject is None:
            departments = departments_by_name(departments_where(self.actor, Permission.MEETING_SCHEDULE))
            return self.page(
                {"page_title": _("Meeting settings"), "departments": departments}, template="meetings/choose.html"
            )
        initial = {name: getattr(self.subject, name) for name in self.FIELDS}
        return self._show(SeriesForm(initial_from(request), initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save, or say why not."""
        if self.subject is None:
            return redirect(request.path)
        form = SeriesForm(request.POST)
        if not form.is_valid():
            return self._show(form, 400)
        changes = {name: form.cleaned_data[name] for name in self.FIELDS}
        try:
            change_series(
                actor=self.actor,
                department_id=self.subject.department_id,
                changes=changes,
                expected_version=expected_version(request),
            )
        except DomainError as refused:
            form.refuse(refused)
            return self._show(form, refused.status)
        messages.success(request, _("Saved. Meetings that are already planned keep their own numbers."))
        return redirect("meetings:list")

    def _show(self, form: SeriesForm, status: int = 200) -> HttpResponse:
        context = {
            "page_title": _("Meeting settings"),
            "page_section": _("Meetings"),
            "form": form,
            "hidden": {"expected_version": self.subject.version},
        }
        return self.page(context, status)
