"""The measurements run and print every row; how fast anything is, is no test's business."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = (
    "goal 2: import of 30 cases with history / COPY alone: ",
    "goal 2 (whole): the same with readers, steps, search words and digests / COPY of the cases alone: ",
    "goal 3: list, page half-way / page 1: ",
    "goal 3: list, page nearly last / page 1: ",
    "goal 6: search, newest 25 of a common word / page 1: ",
    "goal 4: signed-in list / bare view, same ",
    "goal 5: hello-world / signed-in list, requests: ",
    "goal 14: idle fail-safe sweep / full scan, ",
    *(
        f"goal 16: {what}, "
        for what in ("list", "detail", "log", "search", "reference", "timeline", "home")
    ),
)  # fmt: skip


def test_each_goal_has_its_row(tmp_path: Path) -> None:
    here = f"sqlite:///{tmp_path / 'bench.sqlite3'}"
    sizes = [
        "--cases",
        "40",
        "--clocks",
        "120",
        "--rows",
        "30",
        "--few",
        "40",
        "--rounds",
        "1",
        "--times",
        "1",
        "--seconds",
        "0.3",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "--small", here, "--large", here, *sizes],
        cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for row in ROWS:
        assert row in done.stdout
    assert "(limit 1.5)" in done.stdout
