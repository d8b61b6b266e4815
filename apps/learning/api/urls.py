"""Addresses of learning summaries in the API, and the list of documents to which publishing adds."""

from django.urls import path

from apps.learning.api import views

urlpatterns = [
    path("summaries/", views.Summaries.as_view(), name="api-summaries"),
    path("summaries/<uuid:summary_id>/", views.OneSummary.as_view(), name="api-summary"),
    path("summaries/<uuid:summary_id>/events/<str:event>/", views.SummaryEvents.as_view(), name="api-summary-event"),
    path("summaries/<uuid:summary_id>/justify/", views.JustifyFinding.as_view(), name="api-summary-justify"),
    path("documents/", views.Documents.as_view(), name="api-documents"),
]
