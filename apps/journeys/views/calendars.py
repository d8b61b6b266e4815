"""The words that divide studies, and the working calendar of a trust."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.core.clock import today
from apps.journeys.domain.calendars import add_group, drop_day, retire_group, set_day, set_nation
from apps.journeys.forms.limits import AS_USUAL, OPEN, CalendarDayForm, GroupForm, NationForm
from apps.journeys.presenters import limits as presenting
from apps.journeys.queries.limits import TrustSeen, days_of, groups_of, nations_of, trust_to_manage
from apps.journeys.views.limits import TrustFormPage


class GroupWords(TrustFormPage):
    """The patient groups and priorities of a trust, and adding one."""

    form_class = GroupForm
    template_name = "journeys/groups.html"

    def context(self, form: Any) -> dict[str, Any]:
        """The words there are."""
        return super().context(form) | {"words": presenting.group_rows(groups_of([self.subject.pk]), may_manage=True)}

    def carry_out(self, form: Any) -> str:
        """Add it."""
        given = form.cleaned_data
        add_group(actor=self.actor, trust_id=self.subject.pk, kind=given["kind"], label=given["label"])
        messages.success(self.request, _("The word is added."))
        return reverse("journeys:group-words", args=[self.subject.pk])


class RetireGroup(GuardedView):
    """No longer offer a word."""

    permission = Permission.LIMIT_MANAGE
    view_permission = Permission.LIMIT_VIEW
    object_label = "accounts.trust"
    http_method_names = ["post", "options"]
    subject: TrustSeen

    def load(self, **kwargs: Any) -> TrustSeen:
        """The trust."""
        return trust_to_manage(self.actor, kwargs["trust_id"])

    def post(self, request: HttpRequest, trust_id: UUID, group_id: UUID) -> HttpResponse:
        """Retire it."""
        retire_group(actor=self.actor, trust_id=trust_id, group_id=group_id)
        messages.success(request, _("The word is no longer offered. What has it keeps it."))
        return redirect("journeys:group-words", trust_id=trust_id)


class CalendarPage(TrustFormPage):
    """Whose bank holidays a trust keeps, and on which days it differs."""

    form_class = CalendarDayForm
    template_name = "journeys/calendar.html"

    def context(self, form: Any) -> dict[str, Any]:
        """The calendar as it is."""
        trust_id = self.subject.pk
        calendar = nations_of([trust_id]).get(trust_id)
        return super().context(form) | {
            "kept": presenting.calendar_facts(calendar),
            "days": presenting.day_rows(days_of([trust_id])),
            "holidays": presenting.holiday_words(calendar, today().year),
        }

    def carry_out(self, form: Any) -> str:
        """Put the day on the list, correct it, or take it out."""
        given = form.cleaned_data
        if given["what"] == AS_USUAL:
            drop_day(actor=self.actor, trust_id=self.subject.pk, day=given["day"])
        else:
            set_day(
                actor=self.actor,
                trust_id=self.subject.pk,
                day=given["day"],
                works=given["what"] == OPEN,
                why=given["why"],
            )
        messages.success(self.request, _("The calendar is saved."))
        return reverse("journeys:calendar", args=[self.subject.pk])


class NationPage(TrustFormPage):
    """Choose whose bank holidays the trust keeps."""

    form_class = NationForm

    def initial(self) -> dict[str, Any]:
        """What was chosen before."""
        calendar = nations_of([self.subject.pk]).get(self.subject.pk)
        return {"nation": calendar.nation} if calendar else {}

    def context(self, form: Any) -> dict[str, Any]:
        """What it is for."""
        return super().context(form) | {
            "back": reverse("journeys:calendar", args=[self.subject.pk]),
            "page_title": _("Bank holidays"),
            "lead": _("Limits in working days leave out weekends and these days."),
            "button": _("Save"),
        }

    def carry_out(self, form: Any) -> str:
        """Save it."""
        set_nation(actor=self.actor, trust_id=self.subject.pk, nation=form.cleaned_data["nation"])
        messages.success(self.request, _("The calendar is saved."))
        return reverse("journeys:calendar", args=[self.subject.pk])
