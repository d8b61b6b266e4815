"""Answers what of a text may identify somebody, while it is being typed. The text is neither kept nor logged."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.log import record_access_once
from apps.access.models import AccessAction
from apps.access.permissions import Permission
from apps.cases.domain.screening import found_in, known_for_cases
from apps.cases.models import Case
from apps.cases.presenters.screening import finding_lines
from apps.cases.queries.choosing import departments_to_log_in
from apps.cases.queries.detail import visible_case
from apps.disclosure.identifiers import KnownIdentifiers
from apps.disclosure.queries.known import known_for_trust

# One row for each sitting of typing, not for each question that the page asks meanwhile.
SITTING = timedelta(minutes=30)
PURPOSE = "screened while typing"
LONGEST = 60_000
MOST_FIELDS = 30


class Screening(GuardedView):
    """What the two have in common. A JSON body, so that an ended session keeps nothing of it as a form."""

    http_method_names = ["post", "options"]
    access_action = None

    def answer(self, request: HttpRequest, known: KnownIdentifiers) -> HttpResponse:
        """The findings of each text by field; 400 for what is no such question."""
        texts = _texts(request.body) if len(request.body) <= LONGEST * 4 else None
        if texts is None:
            return JsonResponse({"message": _("Send texts by field, as JSON, and not too long.")}, status=400)
        lines = finding_lines(found_in(texts, known), known)
        return JsonResponse({"findings": lines}, headers={"Cache-Control": "private, no-store"})

    def record_sitting(self, label: str, object_id: UUID, department_id: UUID) -> None:
        """Record the sitting once."""
        record_access_once(
            actor=self.actor,
            action=AccessAction.VIEW,
            object_label=label,
            object_id=object_id,
            department_id=department_id,
            purpose=PURPOSE,
            within=SITTING,
        )


def _texts(body: bytes) -> dict[str, str] | None:
    try:
        given: Any = json.loads(body)
    except ValueError:
        return None
    if not isinstance(given, dict) or len(given) > MOST_FIELDS:
        return None
    if not all(isinstance(text, str) for text in given.values()) or sum(map(len, given.values())) > LONGEST:
        return None
    return given


class ScreenWhileTyping(Screening):
    """For a case that is there: its patients' names and numbers are known, too."""

    permission = Permission.CASE_VIEW
    subject: Case

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        return visible_case(self.actor, kwargs["pk"])

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Say what is found."""
        self.record_sitting("cases.case", pk, self.subject.department_id)
        return self.answer(request, known_for_cases([self.subject]))


class ScreenBeforeLogging(Screening):
    """For a case that is being logged: only people and places of the trust are known, so no patient can be guessed."""

    permission = Permission.CASE_LOG

    def post(self, request: HttpRequest) -> HttpResponse:
        """Say what is found."""
        departments = list(departments_to_log_in(self.actor))
        for one in departments:
            self.record_sitting("accounts.department", one.pk, one.pk)
        return self.answer(request, known_for_trust({one.trust_id for one in departments}))
