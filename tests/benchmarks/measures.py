"""What is measured inside one process: pages, a form, a timeline, and the bare view beside the list."""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from urllib.parse import urlencode
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.models import Case
from apps.cases.presenters.timeline import timeline_of
from apps.cases.queries.detail import whole_case
from apps.cases.queries.trail import trail_of
from apps.cases.queries.visible import visible_to
from apps.core.actor import acting_as
from apps.demo.network import MAIL
from tests.benchmarks import clocks, urls
from tests.benchmarks.browser import Browser, session_cookie

# A word that many cases hold.
COMMON = "lung"


class Measures:
    """Everything that can be timed against one filled database; times are medians in seconds."""

    def __init__(self) -> None:
        self.person = User.objects.get(email=f"chair@{MAIL}")
        self.browser = Browser(self.person)
        self.nobody = Browser()
        self.list = reverse("cases:list")
        self.actor = actor_for(self.person)
        self.case = self._case()
        self.actions: dict[str, Callable[[], object]] = {
            "list": lambda: self.browser.answer(self.list),
            "half-way": self._page_at(0.5),
            "nearly last": self._page_at(0.95),
            "detail": lambda: self.browser.answer(reverse("cases:detail", args=[self.case.pk])),
            "log": self._log,
            "search": lambda: self.browser.answer(f"{self.list}?{urlencode({'words': COMMON})}"),
            "reference": lambda: self.browser.answer(f"{self.list}?{urlencode({'words': self.case.reference})}"),
            "timeline": self._timeline,
            "bare": lambda: self.nobody.answer("/bench/bare/"),
            "hello": lambda: self.nobody.answer("/bench/hello/"),
            "idle sweeps": clocks.idle_sweeps,
            "full scan": clocks.full_scan,
        }
        try:
            home = reverse("portal:home")
            self.actions["home"] = lambda: self.browser.answer(home)
        except NoReverseMatch:  # a product without a home page yet
            pass
        urls.STATEMENTS[:] = self._statements()

    def _case(self) -> Case:
        """A case with a long life: the same kind of life in every database, however large."""
        found = visible_to(self.actor).filter(status="closed", version=6).order_by("received_at", "id").first()
        if found is None:
            raise LookupError("No closed case with six versions: add_mass did not run here.")
        return found

    def _page_at(self, depth: float) -> Callable[[], object]:
        cases = visible_to(self.actor).order_by("-received_at", "-id")
        place = int(cases.count() * depth)
        at, pk = cases.values_list("received_at", "pk")[place]
        address = f"{self.list}?{urlencode({'older': f'{at.isoformat()}_{pk}'})}"
        return lambda: self.browser.answer(address)

    def _log(self) -> None:
        # The same words from the same person would be taken for the same case.
        form = {
            "what": "missed",
            "narrative": f"A nodule behind the heart was not described: {uuid4().hex}.",
            "how_discovered": "mdt",
            "patient_action": "no",
            "department": str(self.case.department_id),
            "submission_key": str(uuid4()),
            "confidentiality": "open",
            "modality": "CT",
        }
        self.browser.answer(reverse("cases:log"), form, expected=302)

    def _timeline(self) -> None:
        with acting_as(self.actor):
            case = whole_case(self.actor, self.case.pk)
            timeline_of(self.actor, case, trail_of(self.actor, case))

    def _statements(self) -> list[str]:
        """What the list asks of the database, the look that it records included, for the bare view to repeat."""
        self.browser.answer(self.list)
        connection.ensure_connection()
        with CaptureQueriesContext(connection) as captured:
            self.browser.answer(self.list)
        said = [one["sql"] for one in captured.captured_queries]
        return [one for one in said if one.lstrip().startswith(("SELECT", "INSERT", "UPDATE"))]

    def time(self, what: str, times: int) -> float:
        """The median of so many runs after one that is not counted."""
        run = self.actions[what]
        run()
        taken = []
        for _ in range(times):
            started = perf_counter()
            run()
            taken.append(perf_counter() - started)
        return median(taken)

    def facts(self) -> dict[str, object]:
        """What the report needs to know."""
        return {
            "cases": Case.objects.count(),
            "clocks": clocks.open_clocks(),
            "sweeps": clocks.SWEEPS_IN_A_RUN,
            "can": sorted(self.actions),
            "cookie": session_cookie(self.person),
            "list": self.list,
            "statements": len(urls.STATEMENTS),
        }
