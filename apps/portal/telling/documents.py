"""Tells who published, governance, and everybody who has a copy, what became of a document."""

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.roles import Role
from apps.accounts.models import User
from apps.accounts.queries.people import people_with_role
from apps.core.tracking import required_actor
from apps.documents.events import DocumentNotPrinted, DocumentPrinted, DocumentSuperseded, DocumentWithdrawn
from apps.documents.models import StoredDocument
from apps.documents.queries.recipients import people_who_downloaded
from apps.notifications.domain.telling import Notice, tell
from apps.notifications.enums import NotificationKind as Kind
from apps.portal.telling.people import if_they_may


def _notice(document: StoredDocument, occasion: str, text: str, kind: Kind = Kind.DOCUMENT) -> Notice:
    return Notice(
        kind=kind,
        text=text % {"document": document.reference, "n": document.content_version},
        url=reverse("documents:detail", args=[document.pk]),
        key=f"document-{occasion}:{document.pk}:{document.version}",
    )


def document_printed(event: DocumentPrinted) -> None:
    """Who published it, and clinical governance."""
    document = StoredDocument.objects.defer("content").get(pk=event.document_id)
    governance = people_with_role(document.department_id, Role.GOVERNANCE).values_list("pk", flat=True)
    people = if_they_may([document.published_by_id, *governance], P.DOCUMENT_VIEW, document.access_facts())
    tell(people, _notice(document, "printed", _("%(document)s, version %(n)s, is published and ready to download.")))


def document_not_printed(event: DocumentNotPrinted) -> None:
    """Who published it, and can try again."""
    document = StoredDocument.objects.defer("content").get(pk=event.document_id)
    people = if_they_may([document.published_by_id], P.LEARNING_PUBLISH, document.access_facts())
    tell(people, _notice(document, "failed", _("The PDF of %(document)s could not be made. Open it to try again.")))


def document_superseded(event: DocumentSuperseded) -> None:
    """Everybody who has a copy of the older version and may still read documents there."""
    document = StoredDocument.objects.defer("content").get(pk=event.document_id)
    people = [one for one in people_who_downloaded(document.pk) if one != required_actor().user_id]
    words = _("%(document)s, version %(n)s, of which you have a copy, was replaced by a newer version.")
    tell(if_they_may(people, P.DOCUMENT_VIEW, document.access_facts()), _notice(document, "superseded", words))


def document_withdrawn(event: DocumentWithdrawn) -> None:
    """Everybody who has a copy, whatever they may see today, and those who published and approved it."""
    document = StoredDocument.objects.defer("content").get(pk=event.document_id)
    involved = {*people_who_downloaded(document.pk), document.published_by_id, document.approved_by_id}
    involved.discard(required_actor().user_id)
    people = User.objects.filter(pk__in=involved, is_active=True).order_by("pk").values_list("pk", flat=True)
    words = _("%(document)s, version %(n)s, was withdrawn. Do not use your copy of it.")
    tell(people, _notice(document, "withdrawn", words, Kind.WITHDRAWN))
