"""Real processes, really killed: at each point by name, and at random points while two of them sweep."""

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

from apps.alerts.domain.checkpoints import Checkpoint
from apps.alerts.domain.sweeping import LEASE
from apps.alerts.enums import AttemptOutcome, ClockState
from apps.alerts.models import AlertAttempt, AlertClock
from apps.core.clock import now
from tests.factories import alerts
from tests.support.mail_server import Mailbox, mail_server
from tests.support.worlds import world

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[3]
OF_THE_SWEEP = [one for one in Checkpoint if one not in (Checkpoint.BEFORE_RAISE_COMMIT, Checkpoint.RAISED)]
KILLED = -9


class Sweepers:
    """Starts sweeping processes on the database of the test."""

    def __init__(self, folder: Path, port: int) -> None:
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "learning_platform.settings.local",
            "DATABASE_URL": address_of_the_database(),
            "EMAIL_URL": f"smtp://127.0.0.1:{port}?tls=0",
            "VAR_ROOT": str(folder),
            "PYTHONPATH": str(ROOT),
        }
        self.moment = now() + timedelta(seconds=1)

    def start(self, **asked: Any) -> "subprocess.Popen[bytes]":
        """One process."""
        said = json.dumps({"at": self.moment.isoformat(), **asked})
        command = [sys.executable, "-m", "tests.support.sweeper", said]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL)

    def lease_runs_out(self) -> datetime:
        """The next ones start when whatever the last ones held is free again."""
        self.moment += LEASE + timedelta(seconds=1)
        return self.moment


def address_of_the_database() -> str:
    """The test's own database, for another process."""
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    return f"postgres://{held['USER']}@/{held['NAME']}?host={quote(str(held['HOST']), safe='')}"


def raise_many(count: int) -> set[str]:
    """So many alerts, each with one letter that is due; returns the message ids."""
    built = world()
    kind = alerts.category(built, alerts.switched_on(built), limit_amount=None, limit_unit="")
    for _one in range(count):
        alerts.alert(built, kind)
    return set(AlertClock.objects.values_list("message_id", flat=True))


def nothing_dropped_and_nothing_silently_doubled(box: Mailbox, expected: set[str]) -> None:
    """Every letter arrived; one that arrived twice came from an attempt that reads "may have been sent"."""
    arrived = Counter(one.message_id for one in box.letters)
    assert set(arrived) == expected
    assert set(AlertClock.objects.values_list("state", flat=True)) == {ClockState.DONE}
    for step in AlertClock.objects.all():
        attempts = list(AlertAttempt.objects.filter(clock=step))
        cut_short = [one for one in attempts if one.ended_at is None]
        assert all(one.outcome == AttemptOutcome.NOT_KNOWN for one in cut_short)
        assert len(attempts) - len(cut_short) == 1
        assert arrived[step.message_id] <= len(attempts)


def test_killed_at_each_point_by_name(tmp_path: Path) -> None:
    expected = raise_many(10)
    with mail_server() as (box, port):
        sweepers = Sweepers(tmp_path, port)
        for place in OF_THE_SWEEP:
            assert sweepers.start(place=place.value).wait() == KILLED, place
            sweepers.lease_runs_out()
        assert sweepers.start().wait() == 0

        nothing_dropped_and_nothing_silently_doubled(box, expected)
        assert len(box.letters) > len(expected), "one of them was killed after its letter had left"


def test_killed_at_random_points_under_load(tmp_path: Path) -> None:
    expected = raise_many(24)
    with mail_server() as (box, port):
        sweepers = Sweepers(tmp_path, port)
        seed, killed, ended = 2026, 0, False
        while not ended:
            pair = [sweepers.start(seed=seed + place, one_in=30) for place in range(2)]
            codes = [one.wait() for one in pair]
            killed += codes.count(KILLED)
            ended = codes == [0, 0]
            assert set(codes) <= {0, KILLED}
            sweepers.lease_runs_out()
            seed += 2

        assert killed > 0
        nothing_dropped_and_nothing_silently_doubled(box, expected)
