"""How a department passes escalations on: hours and order."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.accounts.models import Department
from apps.accounts.queries.departments import departments_of
from apps.cases.domain.escalating import possible_leads
from apps.cases.domain.escalation_settings import set_passing_on
from apps.cases.forms.base import choices_of
from apps.cases.forms.patient_first import PassingOnForm
from apps.cases.queries.escalation_order import own_order, own_timing
from apps.cases.views.form_page import FormPage
from apps.core.errors import NotVisible
from apps.core.forms.base import PlatformForm


class PassingOn(FormPage):
    """The hours and the order of one department."""

    permission = Permission.ESCALATION_CONFIGURE
    object_label = "accounts.department"
    form_class = PassingOnForm
    template_name = "cases/passing_on.html"

    def load(self, **kwargs: Any) -> Department:
        """The department, one of the actor's own."""
        found = next((one for one in departments_of(self.actor) if one.pk == kwargs["department_id"]), None)
        if found is None:
            raise NotVisible
        return found

    def options_of_form(self) -> dict[str, Any]:
        """Everybody who can act here, in the present order."""
        people = choices_of((one.pk, one.full_name) for one in possible_leads(self.subject.pk))
        standard = (settings.ESCALATION_REMIND_HOURS, settings.ESCALATION_HAND_OVER_HOURS)
        return {"people": people, "standard": standard}

    def initial(self) -> dict[str, Any]:
        """What is set now."""
        row, order = own_timing(self.subject.pk), own_order(self.subject.pk)
        places = {
            f"place_{number}": order[one.pk]
            for number, one in enumerate(possible_leads(self.subject.pk))
            if one.pk in order
        }
        if row is None:
            return places
        return {
            "remind_after_hours": row.remind_after_hours,
            "hand_over_after_hours": row.hand_over_after_hours,
            **places,
        }

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The department."""
        return {"department": self.subject, "back": reverse("cases:escalations")}

    def carry_out(self, form: Any) -> str:
        """Set it."""
        given = form.cleaned_data
        set_passing_on(
            actor=self.actor,
            department=self.subject,
            remind_after_hours=given["remind_after_hours"],
            hand_over_after_hours=given["hand_over_after_hours"],
            order=form.order(),
        )
        messages.success(self.request, _("How escalations are passed on is saved."))
        return reverse("cases:escalations")
