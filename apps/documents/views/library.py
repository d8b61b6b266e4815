"""The library of documents, and what a person does with one: read, download, withdraw, try again."""

from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.models import AccessAction
from apps.access.permissions import Permission
from apps.access.policy import may
from apps.core.actor import Actor
from apps.core.errors import DomainError
from apps.documents.domain.lifecycle import LIFECYCLE
from apps.documents.domain.requesting import retry_document
from apps.documents.domain.withdrawing import withdraw
from apps.documents.enums import KIND_WORDS, DocumentEvent, DocumentKind, DocumentState
from apps.documents.forms.library import LibraryFilter, WithdrawForm
from apps.documents.models import StoredDocument
from apps.documents.presenters import library as presenting
from apps.documents.queries.library import library_page
from apps.documents.queries.progress import is_stranded
from apps.documents.queries.recipients import OBJECT_LABEL
from apps.documents.queries.visible import document_seen_by, file_readable_by, is_readable_by, versions_of
from apps.documents.storage import read_verified


class DocumentList(GuardedView):
    """The library."""

    permission = Permission.DOCUMENT_VIEW
    template_name = "documents/pages/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of documents."""
        form = LibraryFilter(request.GET if request.GET else None)
        chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
        asked = {name: str(value) for name, value in chosen.items() if value}
        page = library_page(
            self.actor,
            words=asked.get("q", ""),
            kind=asked.get("kind", ""),
            state=asked.get("state", ""),
            after=request.GET.get("after", ""),
        )
        self.record_list([document.pk for document in page.documents], OBJECT_LABEL, asked)
        context = {
            "page_title": _("Documents"),
            "filter_form": form,
            "is_filtered": bool(asked),
            "columns": presenting.columns(),
            "rows": [presenting.row(document) for document in page.documents],
            "first_href": reverse("documents:list") if request.GET.get("after") else "",
            "older_href": f"?{urlencode({**asked, 'after': page.older})}" if page.older else "",
        }
        return self.page(context)


class OneDocument(GuardedView):
    """What every page about one document shares."""

    permission = Permission.DOCUMENT_VIEW
    object_label: ClassVar[str] = OBJECT_LABEL
    subject: StoredDocument

    def load(self, **kwargs: Any) -> StoredDocument:
        """The document, if the actor may see it."""
        document_id: UUID = kwargs["document_id"]
        return document_seen_by(self.actor, document_id)


class DocumentDetail(OneDocument):
    """One document: what became of it, its versions, and how to check it."""

    template_name = "documents/pages/detail.html"

    def get(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """Show the page."""
        document = self.subject
        state = DocumentState(document.state)
        stranded = is_stranded(document)
        allowed = _allowed(self.actor, document, stranded)
        versions = list(versions_of(document).defer("content"))
        context = {
            "page_title": presenting.heading(document),
            "document": document,
            "kind": KIND_WORDS[DocumentKind(document.kind)],
            "status": presenting.status(document),
            "facts": presenting.facts(document, allowed),
            "progress": presenting.progress(
                document,
                stranded=stranded,
                newer_is_withdrawn=all(one.state != DocumentState.READY for one in versions),
            ),
            "is_in_progress": state in (DocumentState.REQUESTED, DocumentState.RENDERING) and not stranded,
            "has_failed": state is DocumentState.FAILED,
            "learning_points": document.content.get("learning_points", []) if document.file and allowed.read else [],
            "allowed": allowed,
            "version_columns": presenting.version_columns(),
            "versions": presenting.version_rows(versions) if len(versions) > 1 else [],
        }
        return self.page(context)


class DocumentFile(OneDocument):
    """The PDF itself. The download is recorded before the first byte is sent."""

    access_action = AccessAction.DOWNLOAD

    def load(self, **kwargs: Any) -> StoredDocument:
        """The document, if there is a file that the actor may open."""
        return file_readable_by(self.actor, kwargs["document_id"])

    def get(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """Send the file, byte for byte as it was published."""
        document = self.subject
        content = read_verified(document.file, document.file_sha256)
        return HttpResponse(
            content,
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'attachment; filename="{document.file_name}"',
                "Cache-Control": "private, no-store",
            },
        )


class WithdrawDocument(OneDocument):
    """Asks why, and closes the document."""

    permission = Permission.DOCUMENT_WITHDRAW
    view_permission = Permission.DOCUMENT_VIEW
    template_name = "documents/pages/withdraw.html"

    def get(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """Show the form; a withdrawn document is shown as it is."""
        if self.subject.is_withdrawn:
            return redirect("documents:detail", document_id)
        return self._show(WithdrawForm())

    def post(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """Withdraw, or say why not with everything that was typed."""
        form = WithdrawForm(request.POST)
        if not form.is_valid():
            return self._show(form, 400)
        try:
            withdraw(actor=self.actor, document_id=document_id, reason=form.cleaned_data["reason"])
        except DomainError as refused:
            form.refuse(refused)
            return self._show(form, refused.status)
        messages.success(request, _("The document is withdrawn. The verification page says so from now on."))
        return redirect("documents:detail", document_id)

    def _show(self, form: WithdrawForm, status: int = 200) -> HttpResponse:
        title = _("Withdraw %(reference)s, version %(n)d") % {
            "reference": self.subject.reference,
            "n": self.subject.content_version,
        }
        return self.page({"page_title": title, "form": form, "document": self.subject}, status)


class RetryDocument(OneDocument):
    """Queues a failed document once more."""

    permission = Permission.LEARNING_PUBLISH
    view_permission = Permission.DOCUMENT_VIEW
    access_action = None

    def post(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """Try again; a second click finds it already waiting and changes nothing."""
        if self.subject.state == DocumentState.FAILED or is_stranded(self.subject):
            retry_document(actor=self.actor, document_id=document_id)
        messages.success(request, _("The PDF is being made again."))
        return redirect("documents:detail", document_id)


def _allowed(actor: Actor, document: StoredDocument, stranded: bool) -> presenting.Allowed:
    """What the lifecycle and the policy allow together."""

    def can(event: DocumentEvent) -> bool:
        rule = LIFECYCLE.rule(event, DocumentState(document.state))
        return rule is not None and bool(may(actor, Permission(rule.permission), document.access_facts()))

    return presenting.Allowed(
        read=is_readable_by(actor, document),
        withdraw=can(DocumentEvent.WITHDRAW),
        retry=can(DocumentEvent.RETRY) or (stranded and can(DocumentEvent.FAIL)),
    )
