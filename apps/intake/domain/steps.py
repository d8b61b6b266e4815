"""The pieces of work that an import hands to a worker."""

from enum import StrEnum


class Step(StrEnum):
    """What is to be done with the import."""

    READ = "read"
    CHECK = "check"
    IMPORT = "import"
    UNDO = "undo"
