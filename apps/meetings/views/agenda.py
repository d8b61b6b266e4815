"""The agenda's own pages: add a case, put in order, change or take off a line, lock and reopen."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.cases.models import Case
from apps.core.clock import LONDON
from apps.core.errors import DomainError
from apps.core.kept_input import initial_from
from apps.meetings.domain.agendas import (
    bring_on_the_day,
    change_line,
    lock_agenda,
    move_line,
    place_on_agenda,
    remove_from_agenda,
    reopen_agenda,
)
from apps.meetings.enums import MeetingStatus
from apps.meetings.forms.agenda import LineForm, PlaceForm
from apps.meetings.forms.planning import ReasonForm
from apps.meetings.models import AgendaItem
from apps.meetings.presenters import agenda as words
from apps.meetings.presenters.meetings import budget
from apps.meetings.queries.agendas import ReadyPage, open_line_of, ready_cases, shown_title
from apps.meetings.queries.minutes import minutes_used
from apps.meetings.queries.people import people_expected
from apps.meetings.queries.visible import item_of
from apps.meetings.views.base import OneMeeting, expected_version, people_choices, person_id, some_id


class AgendaPage(OneMeeting):
    """A page that changes the agenda."""

    permission = Permission.AGENDA_MANAGE

    def leaders(self) -> list[tuple[str, str]]:
        """Those who may be asked to lead a case."""
        day = self.subject.starts_at.astimezone(LONDON).date()
        return people_choices(people_expected(self.subject.department_id, day))


class AddCase(AgendaPage):
    """Ready cases, longest wait first, with the room that is left.

    Before the meeting a case is planned; from its day on it is recorded as brought, with no limit of time.
    """

    template_name = "meetings/add_case.html"

    def get(self, request: HttpRequest, meeting_id: UUID) -> HttpResponse:
        """Show what can be added."""
        page = self._ready()
        initial = {"minutes": self.subject.minutes_per_case, "case": request.GET.get("case", "")}
        return self._show(self._form(page, initial_from(request), initial), page)

    def post(self, request: HttpRequest, meeting_id: UUID) -> HttpResponse:
        """Add one, or say why not."""
        again = self._already_there(request.POST.get("case", ""))
        if again is not None:
            return self._done(again)
        page = self._ready()
        form = self._form(page, request.POST, None)
        if not form.is_valid():
            return self._show(form, page, 400)
        try:
            item = self._add(form)
        except DomainError as refused:
            form.refuse(refused)
            return self._show(form, page, refused.status)
        return self._done(item)

    def _done(self, item: AgendaItem) -> HttpResponse:
        reference = item.case.reference
        messages.success(self.request, _("Case %(reference)s is on the agenda.") % {"reference": reference})
        to = "meetings:add-case" if "another" in self.request.POST else "meetings:detail"
        return redirect(to, self.subject.pk)

    def _already_there(self, chosen: str) -> AgendaItem | None:
        """The line that the same person made a moment ago: a double click gets the same answer twice."""
        case_id = some_id(chosen)
        line = open_line_of(case_id, self.subject.pk) if case_id else None
        return line if line and line.placed_by_id == self.actor.user_id else None

    @property
    def _as_it_happened(self) -> bool:
        return self.subject.status == MeetingStatus.HELD or self.subject.has_started

    def _add(self, form: PlaceForm) -> AgendaItem:
        chosen: dict[str, Any] = {
            "actor": self.actor,
            "meeting_id": self.subject.pk,
            "case_id": UUID(form.cleaned_data["case"]),
            "minutes": form.cleaned_data["minutes"],
            "led_by_id": person_id(form.cleaned_data["led_by"]),
        }
        return bring_on_the_day(**chosen) if self._as_it_happened else place_on_agenda(**chosen)

    def _ready(self) -> ReadyPage:
        wanted = some_id(self.request.GET.get("case", ""))
        page = ready_cases(self.actor, self.subject.department_id, self.request.GET.get("after", ""), wanted)
        self.record_list([case.pk for case in page.cases], "cases.case")
        return page

    def _choosable(self, page: ReadyPage) -> list[Case]:
        return [case for case in page.cases if self._as_it_happened or shown_title(case)]

    def _form(self, page: ReadyPage, data: Any, initial: dict[str, Any] | None) -> PlaceForm:
        cases = self._choosable(page)
        return PlaceForm(
            data,
            initial=initial,
            leaders=self.leaders(),
            cases=[words.case_choice(case) for case in cases],
            hints={str(case.pk): words.case_hint(case) for case in cases},
        )

    def _show(self, form: PlaceForm, page: ReadyPage, status: int = 200) -> HttpResponse:
        choosable = self._choosable(page)
        context = self.context(
            _("Add a case"),
            form=form,
            has_cases=bool(choosable),
            unscreened=[words.unscreened(case) for case in page.cases if case not in choosable],
            budget=budget(self.subject, minutes_used(self.subject)),
            as_it_happened=self._as_it_happened,
            further_href=f"?after={page.further}" if page.further else "",
        )
        return self.page(context, status)


class MoveLine(AgendaPage):
    """One place up or down, by a button that needs no script."""

    access_action = None

    def post(self, request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
        """Move it, and come back to the same line."""
        move_line(
            actor=self.actor,
            meeting_id=meeting_id,
            item_id=item_id,
            up=request.POST.get("direction") == "up",
            expected_version=expected_version(request),
        )
        return redirect(f"{reverse('meetings:detail', args=[meeting_id])}#line-{item_id}")


class OneLine(AgendaPage):
    """A page about one line of the agenda."""

    item: AgendaItem

    def load(self, **kwargs: Any) -> Any:
        """The meeting, and the line beside it."""
        meeting = super().load(**kwargs)
        self.item = item_of(meeting.pk, kwargs["item_id"])
        return meeting

    def line_title(self) -> str:
        """What the line is called in a heading."""
        return shown_title(self.item.case) or self.item.case.reference


class ChangeLine(OneLine):
    """Other minutes, or another leader."""

    template_name = "meetings/form.html"

    def get(self, request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
        """Show the form."""
        return self._show(self._form(initial_from(request)))

    def post(self, request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
        """Change it, or say why not."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(form, 400)
        try:
            change_line(
                actor=self.actor,
                meeting_id=meeting_id,
                item_id=item_id,
                minutes=form.cleaned_data["minutes"],
                led_by_id=person_id(form.cleaned_data["led_by"]),
                expected_version=expected_version(request),
            )
        except DomainError as refused:
            form.refuse(refused)
            return self._show(form, refused.status)
        messages.success(request, _("The line is changed."))
        return redirect(self.subject)

    def _form(self, data: Any) -> LineForm:
        return LineForm(data, leaders=self.leaders(), automatic=False, initial={"minutes": self.item.minutes})

    def _show(self, form: LineForm, status: int = 200) -> HttpResponse:
        context = self.context(_("Minutes and leader"), form=form, button=_("Save"), caption=self.line_title())
        return self.page(context, status)


class RemoveLine(OneLine):
    """Asks why, and takes the case off."""

    template_name = "meetings/confirm.html"

    def get(self, request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
        """Ask."""
        return self._show(ReasonForm(initial_from(request)))

    def post(self, request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
        """Take it off, or say why not."""
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._show(form, 400)
        try:
            remove_from_agenda(
                actor=self.actor,
                meeting_id=meeting_id,
                item_id=item_id,
                reason=form.cleaned_data["reason"],
                expected_version=expected_version(request),
            )
        except DomainError as refused:
            form.refuse(refused)
            return self._show(form, refused.status)
        messages.success(request, _("The case is off this agenda and ready for another."))
        return redirect(self.subject)

    def _show(self, form: ReasonForm, status: int = 200) -> HttpResponse:
        context = self.context(
            _("Take this case off the agenda?"),
            form=form,
            caption=self.line_title(),
            button=_("Take off"),
            consequences=[_("The case is ready again, and can be put on another agenda.")],
        )
        return self.page(context, status)


class LockAgenda(AgendaPage):
    """Fixes the agenda before the meeting."""

    access_action = None

    def post(self, request: HttpRequest, meeting_id: UUID) -> HttpResponse:
        """Lock it; a double click changes nothing more."""
        lock_agenda(actor=self.actor, meeting_id=meeting_id, expected_version=expected_version(request))
        messages.success(request, _("The agenda is locked."))
        return redirect(self.subject)


class ReopenAgenda(AgendaPage):
    """Lets the agenda be changed again."""

    access_action = None

    def post(self, request: HttpRequest, meeting_id: UUID) -> HttpResponse:
        """Reopen it; a double click changes nothing more."""
        reopen_agenda(actor=self.actor, meeting_id=meeting_id, expected_version=expected_version(request))
        messages.success(request, _("The agenda can be changed again."))
        return redirect(self.subject)
