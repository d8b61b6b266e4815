"""Stops a commit that holds a private key, an access token, a merge mark or a very large file."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

UNWANTED = {
    "a private key": re.compile(rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "an access token": re.compile(rb"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[abprs]-[A-Za-z0-9-]{20,})"),
    "a merge mark": re.compile(rb"^(?:<{7} |>{7} )", re.MULTILINE),
}


def complaints(path: Path, largest_bytes: int) -> list[str]:
    """What is wrong with one file, in words."""
    content = path.read_bytes()
    found = [f"{path}: holds {what}" for what, pattern in UNWANTED.items() if pattern.search(content)]
    if len(content) > largest_bytes:
        found.append(f"{path}: {len(content) // 1024} kB is larger than {largest_bytes // 1024} kB")
    return found


def main() -> int:
    """Check the files named on the command line; 1 when there is anything to say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest-kilobytes", type=int, default=1024)
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    found = [
        line for path in options.files if path.is_file() for line in complaints(path, options.largest_kilobytes * 1024)
    ]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
