"""Web addresses of the documents pages."""

from django.urls import path

from apps.documents.views import library, verify

app_name = "documents"

urlpatterns = [
    path("documents/", library.DocumentList.as_view(), name="list"),
    path("documents/<uuid:document_id>/", library.DocumentDetail.as_view(), name="detail"),
    path("documents/<uuid:document_id>/file/", library.DocumentFile.as_view(), name="file"),
    path("documents/<uuid:document_id>/withdraw/", library.WithdrawDocument.as_view(), name="withdraw"),
    path("documents/<uuid:document_id>/retry/", library.RetryDocument.as_view(), name="retry"),
    path("verify/", verify.VerifyDocument.as_view(), name="verify"),
]
