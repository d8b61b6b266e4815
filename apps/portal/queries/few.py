"""The first few of what waits, and how many there are; two queries, whether there is one or fifty."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)

# A section shows this many; the rest is behind its "See all".
SHOWN = 4
# Nobody counts further: the page says "99+".
COUNT_CAP = 100


@dataclass(frozen=True)
class Few(Generic[M]):
    """The first rows, and the capped count of all."""

    rows: Sequence[M]
    total: int


def few(found: QuerySet[M]) -> Few[M]:
    """The first SHOWN rows, and how many there are up to COUNT_CAP."""
    return Few(list(found[:SHOWN]), capped_count(found))


def capped_count(found: QuerySet[M]) -> int:
    """How many, counting no further than COUNT_CAP."""
    return found.order_by()[:COUNT_CAP].count()
