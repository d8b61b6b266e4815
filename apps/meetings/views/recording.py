"""Recording who came and what was concluded."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.accounts.queries.people import people_in
from apps.cases.models import TaxonomyTerm
from apps.cases.presenters.codings import codings_shown, edition_words
from apps.cases.presenters.screening import screened_form
from apps.cases.queries.codings import codings_of
from apps.core.errors import DomainError, Forbidden, NotVisible
from apps.core.kept_input import initial_from
from apps.meetings.domain.holding import record_attendance, record_meeting, take_back_held
from apps.meetings.domain.outcomes import amend_outcome, record_outcome
from apps.meetings.domain.screening import findings_in_outcome
from apps.meetings.enums import ConsensusKind, MeetingStatus
from apps.meetings.forms.planning import ReasonForm
from apps.meetings.forms.recording import AttendanceForm, OutcomeForm
from apps.meetings.models import AgendaItem, Outcome
from apps.meetings.presenters.about_the_case import failure_lines, offered
from apps.meetings.presenters.findings import pointed_out
from apps.meetings.queries.agendas import shown_title
from apps.meetings.queries.attendance import attendance_sheet
from apps.meetings.queries.outcomes import BIASES, FACTORS, codes_to_choose, factors_to_choose, kept_terms, outcome_of
from apps.meetings.queries.visible import item_of
from apps.meetings.views.base import OneMeeting, expected_version, people_choices


class RecordAttendance(OneMeeting):
    """Who came. From the day of the meeting on, it also records that the meeting was held."""

    permission = Permission.ATTENDANCE_RECORD
    template_name = "meetings/attendance.html"

    def get(self, request: HttpRequest, meeting_id: UUID) -> HttpResponse:
        """Show the sheet."""
        return self._show(AttendanceForm(initial_from(request), sheet=attendance_sheet(self.subject)))

    def post(self, request: HttpRequest, meeting_id: UUID) -> HttpResponse:
        """Record it, or say why not."""
        if "first" in request.POST and self._recorded_by_me():
            return redirect(self.subject)  # a double click
        form = AttendanceForm(request.POST, sheet=attendance_sheet(self.subject))
        if not form.is_valid():
            return self._show(form, 400)
        record = record_meeting if self._records_the_meeting else record_attendance
        try:
            meeting = record(
                actor=self.actor,
                meeting_id=meeting_id,
                attendance=form.attendance(),
                expected_version=expected_version(request),
            )
        except DomainError as refused:
            form.refuse(refused)
            return self._show(form, refused.status)
        if meeting.is_quorate is False:
            messages.warning(request, _("Recorded. Fewer people came than the quorum, and the record says so."))
        else:
            messages.success(request, _("Recorded."))
        return redirect(self.subject)

    def _recorded_by_me(self) -> bool:
        return self.subject.status == MeetingStatus.HELD and self.subject.recorded_by_id == self.actor.user_id

    @property
    def _records_the_meeting(self) -> bool:
        ahead = self.subject.status in (MeetingStatus.PLANNED, MeetingStatus.AGENDA_LOCKED)
        return ahead and not self.subject.is_on_a_coming_day

    def _show(self, form: AttendanceForm, status: int = 200) -> HttpResponse:
        first = self._records_the_meeting
        title = _("Record the meeting") if first else _("Attendance")
        button = _("Record as held") if first else _("Save attendance")
        context = self.context(
            title, form=form, button=button, records_the_meeting=first, only_apologies=self.subject.is_on_a_coming_day
        )
        return self.page(context, status)


class TakeBack(OneMeeting):
    """Undoes a record of a meeting that was not held after all."""

    permission = Permission.AGENDA_MANAGE
    template_name = "meetings/confirm.html"

    def get(self, request: HttpRequest, meeting_id: UUID) -> HttpResponse:
        """Ask."""
        return self._show(ReasonForm(initial_from(request)))

    def post(self, request: HttpRequest, meeting_id: UUID) -> HttpResponse:
        """Take it back, or say why not."""
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._show(form, 400)
        try:
            take_back_held(
                actor=self.actor,
                meeting_id=meeting_id,
                reason=form.cleaned_data["reason"],
                expected_version=expected_version(request),
            )
        except DomainError as refused:
            form.refuse(refused)
            return self._show(form, refused.status)
        messages.success(request, _("The meeting counts as not held. Move it or cancel it."))
        return redirect(self.subject)

    def _show(self, form: ReasonForm, status: int = 200) -> HttpResponse:
        context = self.context(
            _("Was this meeting not held?"),
            form=form,
            button=_("It was not held"),
            consequences=[_("Presence that was recorded is taken away; apologies stay."), _("The trail keeps both.")],
        )
        return self.page(context, status)


class OutcomePage(OneMeeting):
    """What the pages for a new and for an amended outcome share."""

    permission = Permission.OUTCOME_RECORD
    template_name = "meetings/outcome.html"
    item: AgendaItem

    def load(self, **kwargs: Any) -> Any:
        """The meeting, and the line beside it; its case decides who may record its outcome."""
        meeting = super().load(**kwargs)
        self.item = item_of(meeting.pk, kwargs["item_id"])
        facts = self.item.case.access_facts()
        if not may(self.actor, Permission.CASE_VIEW, facts):
            raise NotVisible
        decision = may(self.actor, Permission.OUTCOME_RECORD, facts)
        if not decision:
            self.note_refusal(decision.code, str(self.item.case_id))
            raise Forbidden(decision.code, refusal_words(decision.code))
        return meeting

    def form(self, data: Any, initial: dict[str, Any] | None = None) -> OutcomeForm:
        """The form with the factors and the people of the department."""
        in_use = {term.pk: term for term in factors_to_choose(self.item.case.department.trust_id)}
        terms = list(({one.pk: one for one in self.kept()} | in_use).values())
        codes = codes_to_choose(self.item.case)
        return OutcomeForm(
            data,
            factors=[(str(term.pk), term.label) for term in terms if term.taxonomy.code == FACTORS],
            biases=[(str(term.pk), term.label) for term in terms if term.taxonomy.code == BIASES],
            hints={str(term.pk): term.meaning for term in terms},
            codings=[(str(term.pk), term.label) for term in codes],
            coding_hints={str(term.pk): edition_words(term.taxonomy) for term in codes},
            owners=people_choices(people_in(self.subject.department_id)),
            offered=offered(self.item.case),
            initial=initial,
        )

    def kept(self) -> list[TaxonomyTerm]:
        """The factors that the outcome has already; a new one has none."""
        return []

    def show(self, form: OutcomeForm, title: str, version: int, status: int = 200) -> HttpResponse:
        """Render it."""
        context = self.context(
            title,
            form=form,
            caption=shown_title(self.item.case) or self.item.case.reference,
            reference=self.item.case.reference,
            findings=self.findings(),
            failures=failure_lines(self.item.case),
            carried=codings_shown(codings_of(self.item.case_id)),
            screened=screened_form(reverse("cases:screen", args=[self.item.case_id]), "consensus learning_point_*"),
        )
        return self.page({**context, "hidden": {"expected_version": version}}, status)

    def done(self, outcome: Outcome, said: str) -> HttpResponse:
        """Back to the meeting; by way of the words themselves when something in them may identify somebody."""
        if not findings_in_outcome(outcome):
            messages.success(self.request, said)
            return redirect(self.subject)
        words = _("%(said)s Something in it may identify somebody. It is kept as typed, and not published so.")
        messages.warning(self.request, words % {"said": said})
        if outcome.consensus_kind == ConsensusKind.DEFERRED:
            return redirect(self.subject)  # the case has moved on, so its words stand
        return redirect("meetings:amend-outcome", self.subject.pk, self.item.pk)

    def findings(self) -> list[dict[str, Any]]:
        """What the screen points out in what is recorded already; a new outcome has nothing yet."""
        return []

    def show_another_row(self, form: OutcomeForm, title: str, version: int) -> HttpResponse:
        """The form as typed, with a row more for an action; nothing is judged and nothing recorded.

        The version stays the one on which the typing began, so that a change by somebody else is still noticed.
        """
        form.keep_as_typed()
        return self.show(form, title, expected_version(self.request) or version)


class RecordOutcome(OutcomePage):
    """What was concluded about one case."""

    def get(self, request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
        """Show the form; an outcome that is there already is shown on the meeting's page."""
        if outcome_of(self.item) is not None:
            return redirect(self.subject)
        return self.show(self.form(initial_from(request)), _("Record the outcome"), self.item.version)

    def post(self, request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
        """Record it, or say why not with everything that was typed."""
        form = self.form(request.POST)
        if form.wants_another_action:
            return self.show_another_row(form, _("Record the outcome"), self.item.version)
        if not form.is_valid():
            return self.show(form, _("Record the outcome"), self.item.version, 400)
        try:
            outcome = record_outcome(
                actor=self.actor,
                meeting_id=meeting_id,
                item_id=item_id,
                discussion=form.discussion(),
                expected_version=expected_version(request),
            )
        except DomainError as refused:
            form.refuse(refused)
            return self.show(form, _("Record the outcome"), self.item.version, refused.status)
        said = _("The outcome of %(case)s is recorded.") % {"case": self.item.case.reference}
        return self.done(outcome, said)


class AmendOutcome(OutcomePage):
    """Puts the words of an outcome right while the case is not yet published."""

    outcome: Outcome

    def load(self, **kwargs: Any) -> Any:
        """The meeting, the line, and its outcome."""
        meeting = super().load(**kwargs)
        found = outcome_of(self.item)
        if found is None:
            raise NotVisible
        self.outcome = found
        return meeting

    def kept(self) -> list[TaxonomyTerm]:
        """They may stay, whatever edition is in use by now."""
        return kept_terms(self.outcome)

    def findings(self) -> list[dict[str, Any]]:
        """In the words as they are recorded."""
        return pointed_out(self.outcome)

    def get(self, request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
        """Show what was recorded, to be put right."""
        points = [point.text for point in self.outcome.learning_points.all()]
        rows = self.outcome.factor_rows.all()
        initial = {
            "consensus_kind": self.outcome.consensus_kind,
            "consensus": self.outcome.consensus,
            "factors": [str(row.term_id) for row in rows],
            "biases": [str(row.term_id) for row in rows],
            **{f"learning_point_{number}": text for number, text in enumerate(points, start=1)},
        }
        return self.show(self.form(initial_from(request), initial), _("Put the outcome right"), self.outcome.version)

    def post(self, request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
        """Save, or say why not with everything that was typed."""
        form = self.form(request.POST)
        if form.wants_another_action:
            return self.show_another_row(form, _("Put the outcome right"), self.outcome.version)
        if not form.is_valid():
            return self.show(form, _("Put the outcome right"), self.outcome.version, 400)
        try:
            outcome = amend_outcome(
                actor=self.actor,
                outcome_id=self.outcome.pk,
                discussion=form.discussion(),
                expected_version=expected_version(request),
            )
        except DomainError as refused:
            form.refuse(refused)
            return self.show(form, _("Put the outcome right"), self.outcome.version, refused.status)
        return self.done(outcome, _("The outcome is put right. The earlier words stay in the trail."))
