"""Which tables were written to while a block ran, whoever wrote: in the test itself or in a server that shares its
connection (shared_server).
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

WRITES = re.compile(r'\s*(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM) "(\w+)"')


@contextmanager
def tables_written() -> Iterator[set[str]]:
    """Gives the names, which grow as the block goes on. A change that meets no row is none."""
    found: set[str] = set()

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        answer = execute(sql, params, many, context)
        written = WRITES.match(sql)
        if written and context["cursor"].rowcount != 0:
            found.add(written[1])
        return answer

    with connection.execute_wrapper(note):
        yield found
