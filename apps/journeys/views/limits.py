"""The limits of one's trusts: listing, setting, replacing and retiring them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.form_page import OneFormPage
from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.core.clock import today
from apps.journeys.domain.limiting import LimitWords, add_limit, replace_limit, retire_limit
from apps.journeys.enums import GroupKind
from apps.journeys.forms.limits import LimitForm, ReplaceLimitForm, RetireLimitForm
from apps.journeys.models import StageLimit
from apps.journeys.presenters import limits as presenting
from apps.journeys.presenters.journey import group_choices
from apps.journeys.queries.limits import (
    LimitSeen,
    TrustSeen,
    groups_of,
    limit_seen,
    limits_of,
    trust_to_manage,
    trusts_where,
)

LABEL = "journeys.stagelimit"


class LimitList(GuardedView):
    """Every limit of one's trusts, those in force and those that ended, and the rule by which one is chosen."""

    permission = Permission.LIMIT_VIEW
    template_name = "journeys/limits.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        trusts = trusts_where(self.actor, Permission.LIMIT_VIEW)
        managed = {one.pk for one in trusts_where(self.actor, Permission.LIMIT_MANAGE)}
        limits = list(limits_of(one.pk for one in trusts).values())
        self.record_list([one.pk for one in limits], LABEL)
        words = presenting.words_of(groups_of(one.pk for one in trusts))
        return self.page(
            {
                "columns": presenting.columns(),
                "national": self._rows(limits, words, None, may_manage=False),
                "trusts": [
                    {
                        "name": one.trust.name,
                        "id": one.pk,
                        "may_manage": one.pk in managed,
                        "rows": self._rows(limits, words, one.pk, may_manage=one.pk in managed),
                    }
                    for one in trusts
                ],
            }
        )

    def _rows(
        self, limits: list[StageLimit], words: presenting.Words, trust_id: UUID | None, *, may_manage: bool
    ) -> list[dict[str, Any]]:
        day = today()
        rows = [presenting.row(one, words, day, may_manage=may_manage) for one in limits if one.trust_id == trust_id]
        return sorted(rows, key=lambda row: bool(row["ended"]))


class TrustFormPage(OneFormPage):
    """A page with one form about a trust's limits or calendar."""

    permission = Permission.LIMIT_MANAGE
    view_permission = Permission.LIMIT_VIEW
    object_label = "accounts.trust"
    template_name = "journeys/limit_form.html"
    subject: TrustSeen

    def load(self, **kwargs: Any) -> TrustSeen:
        """The trust."""
        return trust_to_manage(self.actor, kwargs["trust_id"])

    def context(self, form: Any) -> dict[str, Any]:
        """The trust."""
        return {"trust": self.subject.trust, "back": reverse("journeys:limits")}


def _chosen(trust_id: UUID, limit: StageLimit | None = None) -> dict[str, Any]:
    groups = groups_of([trust_id])
    held = (limit.patient_group, limit.priority) if limit else ("", "")
    return {
        "groups": group_choices(groups, GroupKind.PATIENT_GROUP, held[0]),
        "priorities": group_choices(groups, GroupKind.PRIORITY, held[1]),
    }


def _words(given: dict[str, Any]) -> LimitWords:
    return LimitWords(
        **{
            name: given[name]
            for name in (
                "label", "start_stage", "stop_stage", "amount", "unit", "source_note", "active_from",
                "patient_group", "priority",
            )
        }
    )  # fmt: skip


class AddLimit(TrustFormPage):
    """Set a limit."""

    form_class = LimitForm

    def options_of_form(self) -> dict[str, Any]:
        """The trust's words."""
        return _chosen(self.subject.pk)

    def initial(self) -> dict[str, Any]:
        """From today, unless told otherwise."""
        return {"active_from": today()}

    def context(self, form: Any) -> dict[str, Any]:
        """What a limit does."""
        return super().context(form) | {
            "page_title": _("Set a limit"),
            "lead": _("It says what is late. It judges no person, and it changes nothing that has happened."),
            "button": _("Set the limit"),
        }

    def carry_out(self, form: Any) -> str:
        """Set it."""
        add_limit(actor=self.actor, trust_id=self.subject.pk, words=_words(form.cleaned_data))
        messages.success(self.request, _("The limit is set."))
        return reverse("journeys:limits")


class OneLimitPage(OneFormPage):
    """A page with one form about one limit."""

    permission = Permission.LIMIT_MANAGE
    view_permission = Permission.LIMIT_VIEW
    object_label = LABEL
    template_name = "journeys/limit_form.html"
    subject: LimitSeen

    def load(self, **kwargs: Any) -> LimitSeen:
        """The limit."""
        return limit_seen(self.actor, kwargs["limit_id"])

    def current_version(self) -> int:
        """The limit's."""
        return self.subject.limit.version

    def initial(self) -> dict[str, Any]:
        """The version on the screen."""
        return {"expected_version": self.subject.limit.version}

    def context(self, form: Any) -> dict[str, Any]:
        """The limit as it is."""
        limit = self.subject.limit
        words = presenting.words_of(groups_of([limit.trust_id] if limit.trust_id else []))
        return {
            "trust": limit.trust,
            "back": reverse("journeys:limits"),
            "columns": presenting.columns(),
            "now": [presenting.row(limit, words, today(), may_manage=False)],
        }


class ReplaceLimit(OneLimitPage):
    """Make a newer version."""

    form_class = ReplaceLimitForm

    def options_of_form(self) -> dict[str, Any]:
        """The trust's words."""
        limit = self.subject.limit
        return _chosen(limit.trust_id, limit) if limit.trust_id else {}

    def initial(self) -> dict[str, Any]:
        """What the present version says, from today."""
        limit = self.subject.limit
        names = ("label", "start_stage", "stop_stage", "amount", "unit", "patient_group", "priority", "source_note")
        return super().initial() | {name: getattr(limit, name) for name in names} | {"active_from": today()}

    def context(self, form: Any) -> dict[str, Any]:
        """What a newer version does."""
        return super().context(form) | {
            "page_title": _("Change a limit"),
            "lead": _("A newer version takes over from its first day. Clocks that started before keep the old one."),
            "button": _("Save the newer version"),
            "retire": reverse("journeys:retire-limit", args=[self.subject.pk]),
        }

    def carry_out(self, form: Any) -> str:
        """Make it."""
        given = form.cleaned_data
        replace_limit(
            actor=self.actor,
            limit_id=self.subject.pk,
            expected_version=given["expected_version"],
            words=_words(given),
            reason=given["reason"],
        )
        messages.success(self.request, _("The newer version is saved."))
        return reverse("journeys:limits")


class RetireLimit(OneLimitPage):
    """End a limit."""

    form_class = RetireLimitForm

    def initial(self) -> dict[str, Any]:
        """Today is the last day, unless told otherwise."""
        return super().initial() | {"last_day": today()}

    def context(self, form: Any) -> dict[str, Any]:
        """What ending does."""
        return super().context(form) | {
            "page_title": _("End a limit"),
            "lead": _("Clocks that started while it was in force stay held to it."),
            "button": _("End the limit"),
            "warning": True,
        }

    def carry_out(self, form: Any) -> str:
        """End it."""
        given = form.cleaned_data
        retire_limit(
            actor=self.actor,
            limit_id=self.subject.pk,
            expected_version=given["expected_version"],
            last_day=given["last_day"],
            reason=given["reason"],
        )
        messages.success(self.request, _("The limit ends."))
        return reverse("journeys:limits")
