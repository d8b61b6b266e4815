"""What becomes of one term of a draft, of the draft itself, and of scores that spreadsheets bring."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.form_page import OneFormPage
from apps.access.permissions import Permission
from apps.accounts.models import Department
from apps.accounts.queries.departments import departments_of
from apps.cases.domain import reference_scheme, taxonomies, taxonomy_terms
from apps.cases.forms.taxonomies import ActivateForm, PlainForm, ReferenceForm, TermForm
from apps.cases.queries.taxonomies import TermSeen, reference_choice, term_seen
from apps.cases.views.taxonomies import SchemeFormPage
from apps.core.clock import today
from apps.core.errors import NotVisible
from apps.core.forms.base import PlatformForm


class TermPage(SchemeFormPage):
    """A page about one term of a draft."""

    object_label = "cases.taxonomyterm"
    form_class: ClassVar[type[PlatformForm]] = PlainForm

    def load(self, **kwargs: Any) -> TermSeen:
        """The term."""
        return term_seen(self.actor, kwargs["term_id"])

    def edition(self) -> Any:
        """Its edition."""
        return self.subject.term.taxonomy

    def context(self, form: Any) -> dict[str, Any]:
        """The term itself under the heading."""
        return super().context(form) | {"inset": self.subject.term.label}


class RenameTerm(TermPage):
    """Say it in other words."""

    form_class = TermForm

    def initial(self) -> dict[str, Any]:
        """As it is."""
        term = self.subject.term
        return super().initial() | {"label": term.label, "meaning": term.meaning}

    def context(self, form: Any) -> dict[str, Any]:
        """What renaming does."""
        lead = _("It stays the same term: it is counted together with what it was called before.")
        return super().context(form) | {"page_title": _("Rename a term"), "lead": lead, "button": _("Save")}

    def carry_out(self, form: Any) -> str:
        """Save it."""
        given = form.cleaned_data
        names = ("expected_version", "label", "meaning")
        taxonomy_terms.rename_term(actor=self.actor, term_id=self.subject.pk, **{name: given[name] for name in names})
        return self.said(_("The term is renamed in this draft."))


class RetireTerm(TermPage):
    """Let it no longer be chosen."""

    def context(self, form: Any) -> dict[str, Any]:
        """What retiring does."""
        lead = _(
            "Once this edition is in use it can no longer be chosen. Cases that carry it keep it. A term that is new in"
            " this draft is simply taken out."
        )
        return super().context(form) | {
            "page_title": _("Retire this term?"),
            "lead": lead,
            "button": _("Retire the term"),
            "warning": True,
        }

    def carry_out(self, form: Any) -> str:
        """Retire it."""
        version = form.cleaned_data["expected_version"]
        taxonomy_terms.retire_term(actor=self.actor, term_id=self.subject.pk, expected_version=version)
        return self.said(_("The term is retired in this draft."))


class BringBackTerm(TermPage):
    """Let a retired term be chosen again."""

    def context(self, form: Any) -> dict[str, Any]:
        """The page's words."""
        return super().context(form) | {"page_title": _("Bring this term back?"), "button": _("Bring it back")}

    def carry_out(self, form: Any) -> str:
        """Bring it back."""
        version = form.cleaned_data["expected_version"]
        taxonomy_terms.bring_back_term(actor=self.actor, term_id=self.subject.pk, expected_version=version)
        return self.said(_("The term can be chosen again in this draft."))


class ActivateEdition(SchemeFormPage):
    """Put a draft in use from a day."""

    form_class = ActivateForm

    def initial(self) -> dict[str, Any]:
        """From today, unless told otherwise."""
        return super().initial() | {"active_from": today()}

    def context(self, form: Any) -> dict[str, Any]:
        """What it does."""
        lead = _("From that day codes are chosen from this edition, and nobody can change it any more.")
        return super().context(form) | {
            "page_title": _("Put this edition in use?"),
            "lead": lead,
            "button": _("Put it in use"),
        }

    def carry_out(self, form: Any) -> str:
        """Put it in use."""
        given = form.cleaned_data
        taxonomies.activate_edition(
            actor=self.actor,
            edition_id=self.edition().pk,
            expected_version=given["expected_version"],
            active_from=given["active_from"],
        )
        return self.said(_("The edition is in use from the day that you chose."))


class TakeBackEdition(SchemeFormPage):
    """Make an edition that is not in use yet a draft again."""

    form_class = PlainForm

    def context(self, form: Any) -> dict[str, Any]:
        """What it does."""
        lead = _("It is not in use yet, so it can become a draft again.")
        return super().context(form) | {
            "page_title": _("Back to a draft?"),
            "lead": lead,
            "button": _("Make it a draft"),
        }

    def carry_out(self, form: Any) -> str:
        """Take it back."""
        version = form.cleaned_data["expected_version"]
        taxonomies.take_back_activation(actor=self.actor, edition_id=self.edition().pk, expected_version=version)
        return self.said(_("It is a draft again."))


class DropDraft(SchemeFormPage):
    """Throw a draft away."""

    form_class = PlainForm

    def context(self, form: Any) -> dict[str, Any]:
        """What it does."""
        lead = _("The draft and its terms go. Nothing was coded with them, and the edition in use stays as it is.")
        return super().context(form) | {
            "page_title": _("Drop this draft?"),
            "lead": lead,
            "button": _("Drop the draft"),
            "warning": True,
        }

    def carry_out(self, form: Any) -> str:
        """Drop it."""
        version = form.cleaned_data["expected_version"]
        taxonomies.drop_draft(actor=self.actor, edition_id=self.edition().pk, expected_version=version)
        messages.success(self.request, _("The draft is dropped."))
        return reverse("cases:schemes")


class ChooseReference(OneFormPage):
    """Whether a department keeps scores of RADPEER that its spreadsheets bring."""

    permission = Permission.TAXONOMY_MANAGE
    object_label = "accounts.department"
    form_class = ReferenceForm
    template_name = "cases/scheme_reference.html"
    subject: Department

    def load(self, **kwargs: Any) -> Department:
        """The department, one of the actor's own."""
        found = next((one for one in departments_of(self.actor) if one.pk == kwargs["department_id"]), None)
        if found is None:
            raise NotVisible
        return found

    def current_version(self) -> int:
        """The choice's; 0 where nobody has chosen."""
        choice = reference_choice(self.subject.pk)
        return choice.version if choice else 0

    def initial(self) -> dict[str, Any]:
        """What holds now."""
        choice = reference_choice(self.subject.pk)
        return {
            "expected_version": choice.version if choice else 0,
            "is_on": "yes" if choice and choice.is_on else "no",
        }

    def context(self, form: Any) -> dict[str, Any]:
        """The department."""
        return {"department": self.subject, "back": reverse("cases:schemes")}

    def carry_out(self, form: Any) -> str:
        """Set it."""
        given = form.cleaned_data
        reference_scheme.choose_reference(
            actor=self.actor,
            department=self.subject,
            is_on=given["is_on"],
            reason=given["reason"],
            expected_version=given["expected_version"],
        )
        messages.success(self.request, _("It is saved, with your reason."))
        return reverse("cases:schemes")
