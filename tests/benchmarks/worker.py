"""A process for one database: `python -m tests.benchmarks.worker`; a JSON question a line in, an answer a line out."""

import json
import os
import sys
from random import Random
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")


def fill(count: int) -> None:
    """Migrate an empty database and fill it."""
    from django.core.management import call_command

    from apps.cases.models import Case
    from apps.core.actor import acting_as, command_actor
    from apps.demo.mass import add_mass
    from apps.demo.network import build_network

    call_command("migrate", verbosity=0)
    if Case.objects.exists():
        return
    with acting_as(command_actor("bench")):
        build_network(Random(2026))  # noqa: S311 - repeatable, not secret
    add_mass(count, 2026)


def _measured(measures: Any, asked: dict[str, Any]) -> object:
    """A time, or what an import of so many rows costs."""
    if asked["do"] == "import":
        from tests.benchmarks.importing import measured

        return measured(asked["rows"], asked["rounds"])
    return measures.time(asked["what"], asked["times"])


def main() -> None:
    """Answer until the input ends."""
    import django

    # The answers have standard output to themselves.
    answers, sys.stdout = sys.stdout, sys.stderr
    django.setup()
    measures = None
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["do"] == "fill":
            fill(asked["cases"])
            from tests.benchmarks.clocks import fill_clocks

            fill_clocks(asked.get("clocks", 0))
            from tests.benchmarks.measures import Measures

            measures = Measures()
            answer: object = measures.facts()
        else:
            if measures is None:
                raise SystemExit("Fill first.")
            answer = _measured(measures, asked)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
