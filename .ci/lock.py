"""`make lock`: writes the hashed lock files from pyproject.toml; they name no download address."""

from __future__ import annotations

import subprocess
import sys

import environment

COMPILE = [
    str(environment.VENV / "bin" / "uv"), "pip", "compile", "--quiet", "--universal",
    "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate",
]  # fmt: skip

# In this order: what development adds must agree with what is served.
FILES = {
    environment.RUN_LOCK: ["pyproject.toml"],
    environment.DEV_LOCK: ["pyproject.toml", "--group", "dev", "--constraint", environment.RUN_LOCK],
    environment.POSTGRES_LOCK: ["--group", "postgres-from-pypi", "--constraint", environment.DEV_LOCK],
}


def main() -> int:
    """Write all, newest versions only when asked for with --upgrade."""
    for name, sources in FILES.items():
        command = [*COMPILE, *sources, "--output-file", name, *sys.argv[1:]]
        subprocess.run(command, cwd=environment.ROOT, check=True)
        print(f"wrote {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
