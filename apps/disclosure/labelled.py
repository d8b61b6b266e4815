"""Reads labelled sentences and the identifiers known beside them from a folder."""

import json
from pathlib import Path

from apps.disclosure.domain.measuring import Label, Sentence
from apps.disclosure.enums import ScreenKind
from apps.disclosure.identifiers import KnownIdentifiers

SETS = ("tuning", "held_out")


def read_known(folder: Path) -> KnownIdentifiers:
    """`known.json`: lists named as the fields of KnownIdentifiers."""
    lists = json.loads((folder / "known.json").read_text(encoding="utf-8"))
    return KnownIdentifiers(**{name: frozenset(values) for name, values in lists.items()})


def read_sentences(path: Path) -> tuple[Sentence, ...]:
    """One JSON object a line: `text`, and `spans` with `kind`, `start`, `end` and `text`.

    Raises ValueError when a span's text is not what stands at its place.
    """
    sentences = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line:
            row = json.loads(line)
            sentences.append(Sentence(row["text"], tuple(_label(row["text"], span) for span in row["spans"])))
    return tuple(sentences)


def _label(text: str, span: dict[str, str | int]) -> Label:
    start, end = int(span["start"]), int(span["end"])
    if text[start:end] != span["text"]:
        raise ValueError(f"The label {span} does not fit the sentence {text!r}")
    return Label(ScreenKind(str(span["kind"])), start, end)
