"""Brings the database of `make run` up to date in one process; prints the demonstration's sign-ins."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NO_DEMONSTRATION = "No demonstration data (DEMO=0). How to make the first administrator: docs/deployment/."
sys.path.insert(0, str(ROOT))


def main() -> None:
    """Migrate, compile words, load the demonstration once, print the sign-ins."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    unfinished = Path(settings.VAR_ROOT) / "demonstration-unfinished"
    with contextlib.redirect_stdout(sys.stderr):
        forget_half_a_demonstration(unfinished)
        compile_words()
        call_command("migrate", interactive=False, verbosity=0)
        if settings.DEMO:
            load_demonstration(unfinished)
    if settings.DEMO:
        call_command("demo_sign_ins")
    else:
        print(NO_DEMONSTRATION)


def load_demonstration(unfinished: Path) -> None:
    """Load it once; the mark stands while loading, so that a run cut short is not taken for a loaded one."""
    from django.core.management import call_command

    from apps.accounts.models import Trust

    if not Trust.objects.exists():
        print("Loading the demonstration data (once; one to two minutes)", flush=True)
        unfinished.touch()
    call_command("seed_demo", once=True)
    unfinished.unlink(missing_ok=True)


def forget_half_a_demonstration(unfinished: Path) -> None:
    """Start from nothing when loading was cut short: the database was empty before, so nobody loses anything."""
    from django.db import connection

    if not unfinished.exists():
        return
    if connection.vendor != "sqlite":
        sys.exit("Loading the demonstration was cut short. Empty the database of DATABASE_URL, then run make again.")
    print("Loading the demonstration was cut short last time: starting again.")
    database = Path(connection.settings_dict["NAME"])
    for path in (database, database.with_name(f"{database.name}-wal"), database.with_name(f"{database.name}-shm")):
        path.unlink(missing_ok=True)


def compile_words() -> None:
    """Compile each catalogue of words that is newer than its compiled form."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as words, compiled.open("wb") as target:
            write_mo(target, read_po(words))


if __name__ == "__main__":
    main()
