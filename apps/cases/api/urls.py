"""Addresses of cases in the API."""

from django.urls import path

from apps.cases.api import codings, counts, failures, files, parts, patient_first, reviews, studies, views

urlpatterns = [
    path("cases/", views.Cases.as_view(), name="api-cases"),
    path("cases/<uuid:case_id>/", views.OneCase.as_view(), name="api-case"),
    path("cases/<uuid:case_id>/events/<str:event>/", views.CaseEvents.as_view(), name="api-case-event"),
    path("cases/<uuid:case_id>/history/", views.CaseHistory.as_view(), name="api-case-history"),
    path(
        "cases/<uuid:case_id>/studies/<uuid:case_study_id>/",
        studies.OneCaseStudy.as_view(),
        name="api-case-study",
    ),
    path("report-standing/shares/", counts.StandingShares.as_view(), name="api-standing-shares"),
    path("failures/counts/", counts.FailureCountsView.as_view(), name="api-failure-counts"),
    path("cases/<uuid:case_id>/failures/", failures.Failures.as_view(), name="api-failures"),
    path(
        "cases/<uuid:case_id>/failures/<uuid:place_id>/take-off/",
        failures.TakeOffFailure.as_view(),
        name="api-failure-take-off",
    ),
    path("cases/<uuid:case_id>/opinions/", reviews.Opinions.as_view(), name="api-opinions"),
    path("reviews/", reviews.MyReviews.as_view(), name="api-reviews"),
    path("reviews/<uuid:case_id>/", reviews.MyReview.as_view(), name="api-review"),
    path("reviews/<uuid:case_id>/decline/", reviews.DeclineReview.as_view(), name="api-review-decline"),
    path("cases/<uuid:case_id>/reviewers/", reviews.Reviewers.as_view(), name="api-reviewers"),
    path("cases/<uuid:case_id>/reviewers/request/", reviews.ReviewRequest.as_view(), name="api-review-request"),
    path(
        "cases/<uuid:case_id>/reviewers/<uuid:assignment_id>/remind/",
        reviews.RemindReviewer.as_view(),
        name="api-reviewer-remind",
    ),
    path(
        "cases/<uuid:case_id>/reviewers/<uuid:assignment_id>/take-off/",
        reviews.TakeOffReviewer.as_view(),
        name="api-reviewer-take-off",
    ),
    path("cases/<uuid:case_id>/messages/", parts.Messages.as_view(), name="api-messages"),
    path("cases/<uuid:case_id>/actions/", parts.FollowUps.as_view(), name="api-actions"),
    path("cases/<uuid:case_id>/presentation/", parts.Presentation.as_view(), name="api-presentation"),
    path("cases/<uuid:case_id>/presentation/justify/", parts.JustifyFinding.as_view(), name="api-justify"),
    path("cases/<uuid:case_id>/files/", files.Files.as_view(), name="api-files"),
    path("cases/<uuid:case_id>/files/<uuid:file_id>/confirm/", files.ConfirmFile.as_view(), name="api-file-confirm"),
    path("cases/<uuid:case_id>/files/<uuid:file_id>/content/", files.FileContent.as_view(), name="api-file"),
    path("cases/<uuid:case_id>/codings/", codings.Codings.as_view(), name="api-codings"),
    path(
        "cases/<uuid:case_id>/codings/<uuid:coding_id>/take-off/",
        codings.TakeOffCoding.as_view(),
        name="api-coding-take-off",
    ),
    path("cases/<uuid:case_id>/imported-scores/", codings.ReferenceScores.as_view(), name="api-imported-scores"),
    path("schemes/", codings.Schemes.as_view(), name="api-schemes"),
    path("schemes/<uuid:edition_id>/", codings.OneScheme.as_view(), name="api-scheme"),
    path("terms/", codings.Terms.as_view(), name="api-terms"),
    path("actions/<uuid:action_id>/finish/", parts.FinishFollowUp.as_view(), name="api-action-finish"),
    path("actions/<uuid:action_id>/cancel/", parts.CancelFollowUp.as_view(), name="api-action-cancel"),
    path("actions/<uuid:action_id>/reassign/", patient_first.ReassignFollowUp.as_view(), name="api-action-reassign"),
    path("actions/<uuid:action_id>/move/", patient_first.MoveFollowUp.as_view(), name="api-action-move"),
    path("cases/<uuid:case_id>/report-standing/", patient_first.Standing.as_view(), name="api-standing"),
    path("cases/<uuid:case_id>/second-opinions/", patient_first.SecondOpinions.as_view(), name="api-second-opinions"),
    path(
        "escalations/<uuid:escalation_id>/contacts/",
        patient_first.Contacts.as_view(),
        name="api-escalation-contacts",
    ),
    path("escalations/", parts.Escalations.as_view(), name="api-escalations"),
    path("escalations/<uuid:escalation_id>/", parts.OneEscalation.as_view(), name="api-escalation"),
    path(
        "escalations/<uuid:escalation_id>/acknowledge/",
        parts.AcknowledgeEscalation.as_view(),
        name="api-escalation-acknowledge",
    ),
    path(
        "escalations/<uuid:escalation_id>/hand-over/",
        parts.HandOverEscalation.as_view(),
        name="api-escalation-hand-over",
    ),
    path(
        "escalations/<uuid:escalation_id>/complete/",
        parts.CompleteEscalation.as_view(),
        name="api-escalation-complete",
    ),
]
