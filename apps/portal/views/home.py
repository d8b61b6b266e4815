"""The home page: what needs me; and the list of my follow-up actions."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.notifications.queries.own import unread_count
from apps.portal.presenters import tasks
from apps.portal.presenters.home import empty_words, jumps, lead, shortcuts, unread_words
from apps.portal.queries.cases import actions_waiting
from apps.portal.queries.learning import newest_documents
from apps.portal.worklist import news_for, waiting_for

AT_ONCE = 50


@method_decorator(never_cache, name="dispatch")
class Home(GuardedView):
    """Everything that waits for this person, with one button each."""

    permission = Permission.OWN_PAGES
    template_name = "portal/home.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page; what it shows of each record is recorded as one look."""
        waiting = waiting_for(self.actor)
        news = news_for(self.actor)
        newest = newest_documents(self.actor)
        shown = [pk for one in [*waiting, *([news] if news else [])] for pk in one.ids]
        self.record_list([*shown, *(document.pk for document in newest)], "portal.home")
        return self.page(
            {
                "page_title": _("Home"),
                "lead": lead(waiting),
                "unread": unread_words(unread_count(self.actor)),
                "jumps": jumps(waiting),
                "sections": waiting,
                "news": news,
                "newest": [tasks.published(document) for document in newest],
                "shortcuts": shortcuts(self.actor),
                "empty": empty_words(self.actor),
                "may_log": bool(departments_where(self.actor, Permission.CASE_LOG)),
            }
        )


class ActionList(GuardedView):
    """Follow-up actions that wait for me, by date."""

    permission = Permission.OWN_PAGES
    template_name = "portal/actions.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list."""
        found = list(actions_waiting(self.actor)[: AT_ONCE + 1])
        ids: list[UUID] = [one.pk for one in found[:AT_ONCE]]
        self.record_list(ids, "cases.followupaction")
        return self.page(
            {"cards": [tasks.action(one) for one in found[:AT_ONCE]], "is_cut": len(found) > AT_ONCE, "cut": AT_ONCE}
        )
