"""The pages about coding schemes: their editions and terms, a draft and what becomes of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.form_page import OneFormPage
from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.access.policy import departments_where, may
from apps.cases.domain import taxonomies, taxonomy_terms
from apps.cases.enums import TaxonomyPurpose
from apps.cases.forms.taxonomies import CopyForm, DescribeForm, TermForm
from apps.cases.presenters import taxonomies as presenting
from apps.cases.presenters.codings import edition_words
from apps.cases.presenters.panels import page_or_none
from apps.cases.queries.taxonomies import (
    EditionSeen,
    choices_of,
    departments_managed,
    edition_seen,
    editions_in_use,
    editions_visible_to,
    terms_of,
    trust_to_manage,
    trusts_managed,
)
from apps.core.clock import today
from apps.journeys.queries.limits import TrustSeen, trusts_where

LABEL = "cases.taxonomy"


class SchemeList(GuardedView):
    """Every scheme and edition of one's trusts, and what is kept of scores that spreadsheets bring."""

    permission = Permission.TAXONOMY_VIEW
    template_name = "cases/schemes.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        editions = list(editions_visible_to(self.actor))
        self.record_list([one.pk for one in editions], LABEL)
        departments = departments_managed(self.actor)
        return self.page(
            {
                "columns": presenting.columns(),
                "trusts": [
                    {"name": one.trust.name, "rows": presenting.trust_table(editions, one.pk)}
                    for one in trusts_where(self.actor, Permission.TAXONOMY_VIEW)
                ],
                "reference": presenting.reference_rows(departments, choices_of(one.pk for one in departments)),
                "counts_href": page_or_none("meetings:codings")
                if departments_where(self.actor, Permission.CODING_COUNT)
                else "",
            }
        )


class EditionPage(GuardedView):
    """One edition with its terms; a draft with what can be done to it."""

    permission = Permission.TAXONOMY_VIEW
    object_label = LABEL
    template_name = "cases/scheme.html"
    subject: EditionSeen

    def load(self, **kwargs: Any) -> EditionSeen:
        """The edition."""
        return edition_seen(self.actor, kwargs["edition_id"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page."""
        edition = self.subject.edition
        manages = bool(may(self.actor, Permission.TAXONOMY_MANAGE, self.subject.access_facts()))
        changes = manages and edition.is_draft and edition.trust_id is not None
        earlier = terms_of(edition.copied_from_id) if edition.copied_from_id else []
        to_come = edition.active_from is not None and edition.active_from > today()
        trust_id = edition.trust_id or next(iter(self.actor.trust_ids), None)
        return self.page(
            {
                "edition": edition,
                "about": presenting.about_rows(edition, editions_in_use(trust_id)),
                "terms": presenting.term_rows(terms_of(edition.pk), earlier, changes=changes),
                "changes": changes,
                "is_reference": edition.purpose == TaxonomyPurpose.REFERENCE,
                "copies": self._copies(),
                "take_back": reverse("cases:scheme-take-back", args=[edition.pk])
                if manages and to_come and edition.trust_id
                else "",
            }
        )

    def _copies(self) -> list[dict[str, str]]:
        """For which trusts a new edition can be begun from this one."""
        edition = self.subject.edition
        if edition.is_draft or edition.purpose == TaxonomyPurpose.REFERENCE:
            return []
        return [
            {"trust": one.trust.name, "href": reverse("cases:scheme-copy", args=[edition.pk, one.pk])}
            for one in trusts_managed(self.actor)
            if edition.trust_id in (None, one.pk)
        ]


class SchemeFormPage(OneFormPage):
    """A page with one form about an edition."""

    permission = Permission.TAXONOMY_MANAGE
    view_permission = Permission.TAXONOMY_VIEW
    object_label = LABEL
    template_name = "cases/scheme_form.html"
    title = ""
    lead = ""
    button = ""
    warning = False
    subject: Any

    def load(self, **kwargs: Any) -> Any:
        """The edition."""
        return edition_seen(self.actor, kwargs["edition_id"])

    def edition(self) -> Any:
        """The edition that the form is about."""
        return self.subject.edition

    def current_version(self) -> int | None:
        """The edition's."""
        version: int = self.edition().version
        return version

    def initial(self) -> dict[str, Any]:
        """The version on the screen."""
        return {"expected_version": self.current_version()}

    def context(self, form: Any) -> dict[str, Any]:
        """The page's words."""
        return {
            "page_title": self.title,
            "caption": edition_words(self.edition()),
            "lead": self.lead,
            "button": self.button,
            "warning": self.warning,
            "back": self.here(),
        }

    def here(self) -> str:
        """The edition's page."""
        return reverse("cases:scheme", args=[self.edition().pk])

    def said(self, words: str) -> str:
        """Say what happened, and go to the edition's page."""
        messages.success(self.request, words)
        return self.here()


class CopyEdition(SchemeFormPage):
    """Begin a new edition for a trust."""

    form_class = CopyForm
    trust: TrustSeen

    def load(self, **kwargs: Any) -> TrustSeen:
        """The trust for which it is copied, and the edition."""
        self.source = edition_seen(self.actor, kwargs["edition_id"]).edition
        return trust_to_manage(self.actor, kwargs["trust_id"])

    def edition(self) -> Any:
        """The one that is copied."""
        return self.source

    def initial(self) -> dict[str, Any]:
        """Nothing."""
        return {}

    def context(self, form: Any) -> dict[str, Any]:
        """What copying does."""
        return super().context(form) | {
            "page_title": _("Begin a new edition?"),
            "lead": _(
                "%(trust)s gets a draft with every term of this edition. Nothing changes for anybody until the draft is"
                " put in use from a day."
            )
            % {"trust": self.subject.trust.name},
            "button": _("Begin the new edition"),
        }

    def carry_out(self, form: Any) -> str:
        """Copy it."""
        draft = taxonomies.copy_edition(actor=self.actor, edition_id=self.source.pk, trust_id=self.subject.pk)
        messages.success(self.request, _("The draft is here. Change its terms, then put it in use."))
        return reverse("cases:scheme", args=[draft.pk])


class DescribeDraft(SchemeFormPage):
    """What a draft is called, and its source."""

    form_class = DescribeForm

    def initial(self) -> dict[str, Any]:
        """As it is."""
        edition = self.edition()
        return super().initial() | {"title": edition.title, "source_note": edition.source_note}

    def context(self, form: Any) -> dict[str, Any]:
        """The page's words."""
        return super().context(form) | {"page_title": _("Name and source"), "button": _("Save")}

    def carry_out(self, form: Any) -> str:
        """Save it."""
        given = form.cleaned_data
        names = ("expected_version", "title", "source_note")
        taxonomies.describe_draft(
            actor=self.actor, edition_id=self.edition().pk, **{name: given[name] for name in names}
        )
        return self.said(_("Name and source are saved."))


class AddTerm(SchemeFormPage):
    """A term more."""

    form_class = TermForm

    def context(self, form: Any) -> dict[str, Any]:
        """The page's words."""
        return super().context(form) | {"page_title": _("Add a term"), "button": _("Add the term")}

    def carry_out(self, form: Any) -> str:
        """Add it."""
        given = form.cleaned_data
        names = ("expected_version", "label", "meaning")
        taxonomy_terms.add_term(actor=self.actor, edition_id=self.edition().pk, **{name: given[name] for name in names})
        return self.said(_("The term is added at the end."))
