"""What a fail-safe officer does with an alert: acts, calls, another recipient, another letter, corrections."""

from abc import abstractmethod
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.access.permissions import Permission
from apps.alerts.domain import recording
from apps.alerts.enums import ActKind
from apps.alerts.forms.raising import ReaddressForm
from apps.alerts.forms.recording import ACT_FORMS, OWN_ACCORD, CallForm, StrikeForm, WithdrawForm
from apps.alerts.presenters.alert_page import call_words
from apps.alerts.queries.detail import whole_alert
from apps.alerts.views.base import OneAlert


class AlertStep(OneAlert):
    """A form about one alert that leads back to its page."""

    heading: ClassVar[Promise]
    lead: ClassVar[str | Promise] = ""
    button: ClassVar[Promise]
    done: ClassVar[Promise]

    def context(self, form: Any) -> dict[str, Any]:
        """Heading and button."""
        return {"alert": self.subject, "heading": self.heading, "lead": self.lead, "button": self.button}

    @abstractmethod
    def act(self, form: Any) -> None:
        """Do it. Raises DomainError."""

    def carry_out(self, form: Any) -> str:
        """Do it, say so, and go back to the alert."""
        self.act(form)
        messages.success(self.request, str(self.done))
        return reverse("alerts:detail", args=[self.subject.pk])


class RecordAct(AlertStep):
    """One of the acts."""

    kind: ClassVar[ActKind]
    button = gettext_lazy("Record it")

    def act(self, form: Any) -> None:
        """Record it."""
        recording.record_act(actor=self.actor, alert_id=self.subject.pk, kind=self.kind, facts=form.facts())


class RecordRead(RecordAct):
    """Somebody read the report."""

    kind = ActKind.READ
    form_class = ACT_FORMS[ActKind.READ]
    heading = gettext_lazy("Record that the report was read")
    lead = gettext_lazy("A call that reached somebody is not enough: record this when they have read it.")
    done = gettext_lazy("It is recorded that the report was read. The alert stays open until somebody has acted.")


class RecordActed(RecordAct):
    """Somebody acted on it."""

    kind = ActKind.ACTED
    form_class = ACT_FORMS[ActKind.ACTED]
    heading = gettext_lazy("Record what was done")
    lead = gettext_lazy("This closes the alert.")
    done = gettext_lazy("What was done is recorded. The alert is closed.")


class RecordInformed(RecordAct):
    """Somebody told the patient."""

    kind = ActKind.INFORMED
    form_class = ACT_FORMS[ActKind.INFORMED]
    heading = gettext_lazy("Record that the patient was told")
    lead = gettext_lazy("The alert does not wait for it.")
    done = gettext_lazy("It is recorded that the patient was told.")


class StrikeAct(AlertStep):
    """An entry was wrong."""

    form_class = StrikeForm
    heading = gettext_lazy("Strike a wrong entry")
    lead = gettext_lazy("It stays readable, struck out. What had waited for it is due again.")
    button = gettext_lazy("Strike it")
    done = gettext_lazy("The entry is struck. The steps that it had ended are due again.")

    def options_of_form(self) -> dict[str, Any]:
        """The entries that stand."""
        acts = [one for one in whole_alert(self.subject).acts if one.struck_at is None]
        return {"acts": [(one.kind, f"{ActKind(one.kind).label}: {one.person_name}") for one in acts]}

    def act(self, form: Any) -> None:
        """Strike it."""
        given = form.cleaned_data
        recording.strike_act(actor=self.actor, alert_id=self.subject.pk, kind=ActKind(given["act"]), why=given["why"])


class RecordCall(AlertStep):
    """A call that was made."""

    form_class = CallForm
    heading = gettext_lazy("Record a call")
    lead = gettext_lazy("A call reaches somebody. It does not say that the report was read.")
    button = gettext_lazy("Record the call")
    done = gettext_lazy("The call is recorded.")

    def options_of_form(self) -> dict[str, Any]:
        """The calls that are asked for, and one of one's own accord."""
        calls = [(str(one.pk), call_words(one)) for one in whole_alert(self.subject).open_calls]
        return {"calls": calls, "own": _("One that nobody asked for")}

    def initial(self) -> dict[str, Any]:
        """The call that has waited longest."""
        waiting = whole_alert(self.subject).open_calls
        return {"call": str(waiting[0].pk) if waiting else OWN_ACCORD}

    def act(self, form: Any) -> None:
        """Record it."""
        given = form.cleaned_data
        call = given.get("call")
        recording.record_call(
            actor=self.actor,
            alert_id=self.subject.pk,
            spoke_to=given["spoke_to"],
            result=given["result"],
            call_id=UUID(call) if call and call != OWN_ACCORD else None,
        )


class Readdress(AlertStep):
    """Somebody else has to read it."""

    form_class = ReaddressForm
    heading = gettext_lazy("Give it to somebody else")
    lead = gettext_lazy("Links that were sent stop working, and the new recipient is written to. The clocks run on.")
    button = gettext_lazy("Give it to them")
    done = gettext_lazy("It is given to somebody else, who is being written to.")

    def act(self, form: Any) -> None:
        """Do it."""
        recording.readdress(
            actor=self.actor, alert_id=self.subject.pk, facts=form.recipient(), why=form.cleaned_data["why"]
        )


class WithdrawAlert(AlertStep):
    """It should not have been raised."""

    form_class = WithdrawForm
    heading = gettext_lazy("Withdraw the alert")
    lead = gettext_lazy("Nobody will be reminded of it any more. It stays readable with your reason.")
    button = gettext_lazy("Withdraw it")
    done = gettext_lazy("The alert is withdrawn.")

    def act(self, form: Any) -> None:
        """Do it."""
        recording.withdraw(actor=self.actor, alert_id=self.subject.pk, why=form.cleaned_data["why"])


class SendAgain(OneAlert):
    """One more letter to the referrer; a button without a form."""

    permission = Permission.ALERT_HANDLE
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: UUID) -> HttpResponseBase:
        """Ask for it."""
        return redirect(self.carry_out(None))

    def carry_out(self, form: Any) -> str:
        """Ask for it; nothing is typed."""
        recording.send_again(actor=self.actor, alert_id=self.subject.pk)
        messages.success(self.request, _("The letter will be sent within a minute, with a new link."))
        return reverse("alerts:detail", args=[self.subject.pk])
