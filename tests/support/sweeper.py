"""A process that sweeps and may be killed: `python -m tests.support.sweeper '{"at": ..., "place": ..., "seed": ...}'`.

It kills itself as a machine does that loses power: no exception, no clean-up, no answer.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any


def killer(asked: dict[str, Any]) -> Callable[[Any], None]:
    """Kills this process at a named checkpoint, or at each one with a chance of one in so many."""
    chance = Random(asked.get("seed"))  # noqa: S311 - a repeatable accident, not a secret

    def watcher(place: Any) -> None:
        if place == asked.get("place") or (asked.get("one_in") and chance.randrange(asked["one_in"]) == 0):
            os.kill(os.getpid(), signal.SIGKILL)

    return watcher


def main() -> None:
    """Sweep at the moment that was asked for, until nothing is due."""
    asked = json.loads(sys.argv[1])
    import django

    django.setup()
    from apps.alerts.domain.checkpoints import watched_by
    from apps.alerts.domain.sweeping import sweep
    from apps.core import clock
    from apps.core.actor import command_actor

    with clock.at(datetime.fromisoformat(asked["at"])), watched_by(killer(asked)):
        sweep(actor=command_actor("sweeper"))


if __name__ == "__main__":
    main()
