"""Everything that happens by the clock, on one page; beat reads this table."""

from typing import Any

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {}
