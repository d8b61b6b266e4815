"""What was published from a case, as its submitter may read it who holds no account."""

from apps.cases.models import Case
from apps.learning.enums import SummaryStatus
from apps.learning.models import LearningSummary
from apps.learning.queries.about import meetings_that_discussed


def published_from(case: Case) -> list[tuple[str, list[str]]]:
    """Title and learning points of each published summary, of the case and of its meetings; none that is withdrawn.

    A meeting's summary draws on several cases, so that of it only the title is given.
    """
    published = LearningSummary.objects.filter(status=SummaryStatus.PUBLISHED).select_related("document")
    own = [one for one in published.filter(case=case.pk) if _is_open(one)]
    meetings = [one for one in published.filter(meeting__in=meetings_that_discussed(case.pk)) if _is_open(one)]
    return [(str(one), [str(point) for point in one.content.get("learning_points", ())]) for one in own] + [
        (str(one), []) for one in meetings
    ]


def _is_open(summary: LearningSummary) -> bool:
    return summary.document is not None and not summary.document.is_withdrawn
