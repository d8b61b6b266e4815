"""The page of what I was told, and the buttons on it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.core.errors import NotVisible
from apps.notifications.domain.telling import mark_all_read, mark_read
from apps.notifications.presenters.rows import card
from apps.notifications.queries.own import own_one, own_page, unread_count


@method_decorator(never_cache, name="dispatch")
class NotificationList(GuardedView):
    """What I was told, newest first."""

    permission = Permission.OWN_PAGES
    template_name = "notifications/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page."""
        found = own_page(self.actor, _mark(request.GET.get("after", "")))
        return self.page(
            {
                "new": [card(one) for one in found.rows if one.read_at is None],
                "read": [card(one) for one in found.rows if one.read_at is not None],
                "older": found.older,
                "shown": len(found.rows),
                "is_first": "after" not in request.GET,
                "unread": unread_count(self.actor),
            }
        )


def _mark(given: str) -> UUID | None:
    if not given:
        return None
    try:
        return UUID(given)
    except ValueError as damaged:
        raise NotVisible from damaged


class OpenNotification(GuardedView):
    """Notes that I read it and goes to what it is about."""

    permission = Permission.OWN_PAGES
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, notification_id: UUID) -> HttpResponse:
        """Mark it and go; somebody else's is not found."""
        mine = own_one(self.actor, notification_id)
        mark_read(mine)
        return redirect(mine.url)


class ReadAllNotifications(GuardedView):
    """Notes that I have read everything."""

    permission = Permission.OWN_PAGES
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Mark them all."""
        marked = mark_all_read(self.actor)
        if marked:
            words = ngettext("%(n)s notification is marked as read.", "%(n)s notifications are marked as read.", marked)
            messages.success(request, words % {"n": marked})
        else:
            messages.info(request, _("There was nothing unread."))
        return redirect("notifications:list")
