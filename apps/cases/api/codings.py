"""Coding schemes in their editions, the codings of a case, and scores that a spreadsheet brought."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access.api.describing import operation
from apps.access.api.fields import (
    ChosenField,
    DayField,
    FlagField,
    IdField,
    Input,
    InstantField,
    NumberField,
    Output,
    PersonOutput,
    TextField,
)
from apps.access.api.reading import body_of, person_said
from apps.access.drf import GuardedAPIView, idempotent
from apps.access.permissions import Permission
from apps.cases.api import outputs
from apps.cases.api import representing as say
from apps.cases.api.views import LABEL, CaseAPIView
from apps.cases.domain.coding import add_codings, take_off_coding
from apps.cases.enums import CodingPlace, TaxonomyPurpose
from apps.cases.models import Case, Finding, ReferenceCoding, Taxonomy, TaxonomyTerm
from apps.cases.queries.choosing import terms_for
from apps.cases.queries.codings import codings_of, reference_scores
from apps.cases.queries.detail import whole_case
from apps.cases.queries.taxonomies import (
    EditionSeen,
    edition_seen,
    editions_in_use,
    editions_visible_to,
    terms_of,
)

TAG = "codings"


class CodingsInput(Input):
    """Codes to add."""

    terms = serializers.ListField(child=IdField(), min_length=1, max_length=100)


class TakeOffCodingInput(Input):
    """Why a code is taken off."""

    reason = TextField(max_length=2_000, help_text="Kept in the trail.")


class CodingOutput(Output):
    """A code that a case carries, as it was when the case was coded."""

    id = IdField()
    term = outputs.TermOutput()
    place = ChosenField(choices=CodingPlace.choices)
    coded_at = InstantField(allow_null=True, help_text="Null where it was coded before this was asked for.")
    coded_by = PersonOutput(allow_null=True)
    edition_in_use = NumberField(help_text="The edition of the scheme from which codes are chosen today.")


class CodingsOutput(Output):
    """The codes of a case."""

    results = CodingOutput(many=True)


class EditionOutput(Output):
    """One edition of a coding scheme."""

    id = IdField()
    scheme = TextField()
    edition = NumberField()
    title = TextField()
    source_note = TextField()
    purpose = ChosenField(choices=TaxonomyPurpose.choices)
    trust = IdField(allow_null=True, help_text="Null where it comes with the product.")
    is_draft = FlagField()
    active_from = DayField(allow_null=True)


class EditionsOutput(Output):
    """The editions that the caller may see."""

    results = EditionOutput(many=True)


class EditionTermOutput(Output):
    """A code of an edition."""

    id = IdField()
    code = TextField()
    label = TextField()  # type: ignore[assignment]  # a field of the answer, not DRF's own
    meaning = TextField()
    is_retired = FlagField(help_text="A retired code stays on the cases that carry it and can no longer be chosen.")


class EditionWithTermsOutput(EditionOutput):
    """One edition with its codes."""

    terms = EditionTermOutput(many=True)


class ReferenceScoreOutput(Output):
    """A score of a scheme that is not ours, as a spreadsheet had it. It measures no person."""

    as_written = TextField()
    term = outputs.TermOutput()


class ReferenceScoresOutput(Output):
    """The scores of a case as imported."""

    results = ReferenceScoreOutput(many=True)


class Schemes(GuardedAPIView):
    """The coding schemes."""

    permission = Permission.TAXONOMY_VIEW

    @operation("schemes_list", TAG, EditionsOutput)
    def get(self, request: Request) -> Response:
        """Every edition of every scheme that the caller may see: what ships, and those of the caller's trusts."""
        found = list(editions_visible_to(self.actor))
        self.record_list([one.pk for one in found], "cases.taxonomy")
        return Response(EditionsOutput({"results": [_edition(one) for one in found]}).data)


class OneScheme(GuardedAPIView):
    """One edition."""

    permission = Permission.TAXONOMY_VIEW
    object_label = "cases.taxonomy"
    subject: EditionSeen

    def load(self, **kwargs: Any) -> EditionSeen:
        """The edition."""
        return edition_seen(self.actor, kwargs["edition_id"])

    @operation("schemes_read", TAG, EditionWithTermsOutput)
    def get(self, request: Request, edition_id: UUID) -> Response:
        """The edition with all its codes, the retired ones among them."""
        edition = self.subject.edition
        said = _edition(edition) | {"terms": [_term(one) for one in terms_of(edition.pk)]}
        return Response(EditionWithTermsOutput(said).data)


class Terms(GuardedAPIView):
    """The codes in use."""

    permission = Permission.OWN_PAGES

    @operation("terms_list", TAG, outputs.TermsOutput)
    def get(self, request: Request) -> Response:
        """The codes of every scheme in use: for findings, contributing factors, and where a journey failed."""
        said = [say.term_said(one) for one in terms_for(self.actor)]
        return Response(outputs.TermsOutput({"results": said}).data)


class Codings(CaseAPIView):
    """The codes of a case."""

    def needed(self) -> Permission:
        """Reading or coding."""
        return Permission.CASE_CODE if self.request.method == "POST" else Permission.CASE_VIEW

    @operation("codings_list", TAG, CodingsOutput)
    def get(self, request: Request, case_id: UUID) -> Response:
        """The codes that the case carries, each with the edition that it was coded with."""
        return self._now(200)

    @operation("codings_add", TAG, CodingsOutput, sends=CodingsInput, status=201, once=True)
    @idempotent
    def post(self, request: Request, case_id: UUID) -> Response:
        """Add codes. Only those of an edition in use can be added; what the case carries already stays as it is."""
        add_codings(actor=self.actor, case_id=case_id, term_ids=body_of(request, CodingsInput)["terms"])
        return self._now(201)

    def _now(self, status: int) -> Response:
        case: Case = self.subject
        in_use = editions_in_use(case.department.trust_id)
        said = [_coding(one, in_use) for one in codings_of(case.pk)]
        return Response(CodingsOutput({"results": said}).data, status)


class TakeOffCoding(CaseAPIView):
    """Taking a code off."""

    permission = Permission.CASE_CODE

    @operation("codings_take_off", TAG, outputs.CaseOutput, sends=TakeOffCodingInput, once=True)
    @idempotent
    def post(self, request: Request, case_id: UUID, coding_id: UUID) -> Response:
        """Take a code off, and say why. The trail keeps it; taking it off again changes nothing."""
        reason = body_of(request, TakeOffCodingInput)["reason"]
        take_off_coding(actor=self.actor, case_id=case_id, coding_id=coding_id, reason=reason)
        return self.as_it_is_now(case_id)


class ReferenceScores(GuardedAPIView):
    """Scores that a spreadsheet brought."""

    permission = Permission.REFERENCE_SCORE_VIEW
    view_permission = Permission.CASE_VIEW
    object_label = LABEL

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        return whole_case(self.actor, kwargs["case_id"])

    @operation("imported_scores_list", TAG, ReferenceScoresOutput)
    def get(self, request: Request, case_id: UUID) -> Response:
        """The scores as imported; none while the department does not keep them."""
        said = [_score(one) for one in reference_scores(self.subject)]
        return Response(ReferenceScoresOutput({"results": said}).data)


def _coding(one: Finding, in_use: Mapping[str, Taxonomy]) -> dict[str, Any]:
    held = in_use.get(one.term.taxonomy.code, one.term.taxonomy)
    return {
        "id": one.pk,
        "term": say.term_said(one.term),
        "place": one.place,
        "coded_at": one.coded_at,
        "coded_by": person_said(one.coded_by),
        "edition_in_use": held.edition,
    }


def _edition(one: Taxonomy) -> dict[str, Any]:
    return {
        "id": one.pk,
        "scheme": one.code,
        "edition": one.edition,
        "title": one.title,
        "source_note": one.source_note,
        "purpose": one.purpose,
        "trust": one.trust_id,
        "is_draft": one.is_draft,
        "active_from": one.active_from,
    }


def _term(one: TaxonomyTerm) -> dict[str, Any]:
    return {
        "id": one.pk,
        "code": one.code,
        "label": one.label,
        "meaning": one.meaning,
        "is_retired": one.is_retired,
    }


def _score(one: ReferenceCoding) -> dict[str, Any]:
    return {"as_written": one.as_written, "term": say.term_said(one.term)}
