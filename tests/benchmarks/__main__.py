"""`make bench`: fills two databases on a private PostgreSQL, measures in turns, and prints each goal."""

import argparse
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import monotonic, sleep
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks.loading import HOST, requests_per_second

ROOT = Path(__file__).resolve().parents[2]
SMALL = 1_000
console = Console(width=110)


@dataclass(frozen=True)
class Result:
    """One row: a ratio beside its goal."""

    goal: str
    what: str
    ratio: float
    limit: float
    seen: str

    @property
    def digits(self) -> int:
        """As many decimals as its limit needs."""
        return 2 if self.limit >= 1 else 4

    @property
    def is_met(self) -> bool:
        """Whether the ratio is within its goal."""
        return self.ratio <= self.limit


class Worker:
    """A process with one database."""

    def __init__(self, address: str, cases: int, clocks: int = 0) -> None:
        self.address = address
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment(address),
        )  # fmt: skip
        self.facts: dict[str, Any] = self._ask({"do": "fill", "cases": cases, "clocks": clocks})

    def _ask(self, question: dict[str, Any]) -> Any:
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("The worker has no pipes.")
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit("A measuring process ended early; its message is above.")
        return json.loads(answer)

    def time(self, what: str, times: int) -> float:
        """The median time of so many runs."""
        return float(self._ask({"do": "time", "what": what, "times": times}))

    def import_rows(self, rows: int, rounds: int) -> dict[str, float]:
        """What it costs to bring so many cases in, three ways."""
        answer: dict[str, float] = self._ask({"do": "import", "rows": rows, "rounds": rounds})
        return answer

    def stop(self) -> None:
        """Its input ends, so it does."""
        self.process.communicate()


def environment(address: str) -> dict[str, str]:
    """For a process that serves that database."""
    return {
        **os.environ,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
        "PYTHONPATH": str(ROOT),
    }


def in_turns(pairs: list[tuple[Worker, str]], rounds: int, times: int) -> tuple[list[float], list[float]]:
    """Measure A B A B; returns each one's median, and the median of each round's ratio to the first."""
    seen = [[worker.time(what, times) for worker, what in pairs] for _ in range(rounds)]
    columns = list(zip(*seen, strict=True))
    ratios = [median(row[place] / row[0] for row in seen) for place in range(len(pairs))]
    return [median(column) for column in columns], ratios


def measure(small: Worker, large: Worker, rounds: int, times: int, seconds: float, rows: int) -> Iterator[Result]:
    """Each row as it is measured."""
    yield from measure_import(large, rounds, rows)
    for place in ("half-way", "nearly last"):
        taken, ratios = in_turns([(large, "list"), (large, place)], rounds, times)
        yield Result("3", f"list, page {place} / page 1", ratios[1], 1.5, ms(taken))
    taken, ratios = in_turns([(large, "list"), (large, "search")], rounds, times)
    yield Result("6", "search, newest 25 of a common word / page 1", ratios[1], 2.5, ms(taken))
    taken, ratios = in_turns([(large, "bare"), (large, "list")], rounds, times)
    words = f"signed-in list / bare view, same {large.facts['statements']} statements and access record"
    yield Result("4", words, ratios[1], 4.0, ms(taken))
    yield serve_and_measure(large, rounds, seconds)
    yield measure_sweep(large, rounds, times)
    for what in ("list", "detail", "log", "search", "reference", "timeline", "home"):
        if what in small.facts["can"]:
            taken, ratios = in_turns([(small, what), (large, what)], rounds, times)
            sizes = f"{large.facts['cases']:,} / {small.facts['cases']:,} cases"
            yield Result("16", f"{what}, {sizes}", ratios[1], 1.5, ms(taken))


def measure_import(large: Worker, rounds: int, rows: int) -> Iterator[Result]:
    """Goal 2 as it is set, cases and their versions; and beside it everything that an import writes."""
    found = large.import_rows(rows, rounds)
    alone = found["alone"]
    words = f"import of {rows:,} cases with history / COPY alone"
    yield Result("2", words, found["with history ratio"], 2.0, ms([alone, found["with history"]]))
    words = "the same with readers, steps, search words and digests / COPY of the cases alone"
    yield Result("2 (whole)", words, found["whole ratio"], float("inf"), ms([alone, found["whole"]]))


def measure_sweep(large: Worker, rounds: int, times: int) -> Result:
    """Goal 14: what it costs to find that nothing is due, beside reading every open clock."""
    taken, ratios = in_turns([(large, "full scan"), (large, "idle sweeps")], rounds, times)
    sweeps: int = large.facts["sweeps"]
    ratio, idle = ratios[1] / sweeps, taken[1] / sweeps
    words = f"idle fail-safe sweep / full scan, {large.facts['clocks']:,} open clocks"
    return Result("14", words, ratio, 1 / 200, f"{idle * 1000:.2f} / {taken[0] * 1000:.1f} ms, 1/{1 / ratio:,.0f}")


def ms(taken: list[float]) -> str:
    """The first is what the second is held against."""
    return f"{taken[1] * 1000:.1f} / {taken[0] * 1000:.1f} ms"


def serve_and_measure(large: Worker, rounds: int, seconds: float) -> Result:
    """Goal 5 on a gunicorn of its own, with as many processes as this machine has processors."""
    with gunicorn(large.address) as port:
        seen = []
        for path, cookie in (("/bench/hello/", ""), (large.facts["list"], large.facts["cookie"])):
            requests_per_second(port, path, cookie, min(seconds, 1))
        for _ in range(rounds):
            hello = requests_per_second(port, "/bench/hello/", "", seconds)
            pages = requests_per_second(port, large.facts["list"], large.facts["cookie"], seconds)
            seen.append((hello, pages))
    words = f"{median(h for h, _p in seen):,.0f} / {median(p for _h, p in seen):,.0f} per second"
    return Result("5", "hello-world / signed-in list, requests", median(h / p for h, p in seen), 10.0, words)


@contextmanager
def gunicorn(address: str) -> Iterator[int]:
    """The product on a free port of the loopback; stopped afterwards."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-b", f"{HOST}:{port}", "-w", str(os.cpu_count() or 1)]
    server = subprocess.Popen(
        [*command, "--log-level", "warning", "learning_platform.wsgi:application"], cwd=ROOT, env=environment(address)
    )
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Until it takes connections; each process answers what waits for it once it is up."""
    until = monotonic() + 60
    while monotonic() < until and server.poll() is None:
        with socket.socket() as line:
            if line.connect_ex((HOST, port)) == 0:
                return
        sleep(0.1)
    raise SystemExit("gunicorn did not start; its message is above.")


@contextmanager
def databases(args: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """The addresses of both databases: those that were named, or new ones on a private server."""
    if args.small and args.large:
        yield args.small, args.large
        return
    sys.path.insert(0, str(ROOT / ".ci"))
    import postgres  # the launcher's own way of starting one
    import psycopg

    with postgres.private_server() as (address, _lacks):
        with psycopg.connect(address.replace("postgres://", "postgresql://"), autocommit=True) as server:
            for name in ("small", "large"):
                server.execute(f"CREATE DATABASE bench_{name}")
        base, _mark, query = address.partition("?")
        here = base.rpartition("/")[0]
        yield f"{here}/bench_small?{query}", f"{here}/bench_large?{query}"


def main() -> None:
    """Measure and print; the exit code says nothing about the goals, since machines differ."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--cases", type=int, default=int(os.environ.get("BENCH_CASES", "100000")))
    reader.add_argument("--clocks", type=int, default=int(os.environ.get("BENCH_CLOCKS", "1000000")))
    reader.add_argument("--rounds", type=int, default=5)
    reader.add_argument("--times", type=int, default=15, help="Runs in each round.")
    reader.add_argument("--seconds", type=float, default=3.0, help="Of each round over the loopback.")
    reader.add_argument("--rows", type=int, default=int(os.environ.get("BENCH_ROWS", "20000")), help="Of an import.")
    reader.add_argument("--few", type=int, default=SMALL, help="Cases in the small database.")
    reader.add_argument("--small", help="Address of a small database that is already filled.")
    reader.add_argument("--large", help="Address of a large one.")
    args = reader.parse_args()
    with ExitStack() as stack:
        small_address, large_address = stack.enter_context(databases(args))
        console.print(f"Filling {args.cases:,} cases, and {args.few:,} to hold them against.")
        workers = []
        for address, cases, clocks in ((small_address, args.few, 0), (large_address, args.cases, args.clocks)):
            workers.append(Worker(address, cases, clocks))
            stack.callback(workers[-1].stop)
        table = Table("Goal", "What", "Ratio", "Limit", "", "Seen", title="Goals for speed (medians of turns)")
        for row in measure(*workers, args.rounds, args.times, args.seconds, args.rows):
            met = "met" if row.is_met else "not met"
            ratio = f"{row.ratio:.{row.digits}f}"
            console.print(f"goal {row.goal}: {row.what}: {ratio} (limit {row.limit:g}) {met}", soft_wrap=True)
            table.add_row(row.goal, row.what, ratio, f"{row.limit:g}", met, row.seen)
        console.print(table)


if __name__ == "__main__":
    main()
