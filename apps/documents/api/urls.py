"""Addresses of single documents in the API; the list is mounted by the app that publishes."""

from django.urls import path

from apps.documents.api import views

urlpatterns = [
    path("documents/<uuid:document_id>/", views.OneDocument.as_view(), name="api-document"),
    path("documents/<uuid:document_id>/file/", views.DocumentFile.as_view(), name="api-document-file"),
    path("documents/<uuid:document_id>/withdraw/", views.WithdrawDocument.as_view(), name="api-document-withdraw"),
    path("documents/<uuid:document_id>/retry/", views.RetryDocument.as_view(), name="api-document-retry"),
]
