"""Finds cases by words: the same answers on PostgreSQL (an index of words) and on SQLite (a scan)."""

import re
import unicodedata
from collections.abc import Iterable

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from apps.cases.models import Case
from apps.cases.models.search import CaseSearchText

LONGEST_WORD = 40
# What somebody types is cut to this many words: each one costs a look into the index.
MOST_WORDS = 8
# Shorter words match whole: "ct" is a modality, not the beginning of something.
WHOLE_UP_TO = 2
# What every reference begins with; as a beginning it would gather every case there is before the number is looked at.
IN_EVERY_REFERENCE = "rlp"

_WORD = re.compile(r"[^\W_]+")


def words_of(*texts: str) -> str:
    """The distinct words of these texts, ready to be stored: lower case, no accents, a space on either side."""
    words = dict.fromkeys(word for text in texts for word in _words(text))
    return f" {' '.join(words)} " if words else ""


def search_text_of(reference: str, texts: Iterable[str]) -> str:
    """The stored words of a case. Its number is also found without the leading noughts."""
    return words_of(reference, reference.rpartition("-")[2].lstrip("0"), *texts)


def _words(text: str) -> list[str]:
    if text.isascii():  # most texts: no accent to take off
        return [word[:LONGEST_WORD] for word in _WORD.findall(text.lower())]
    plain = unicodedata.normalize("NFKD", text)
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return [word[:LONGEST_WORD] for word in _WORD.findall(kept.lower())]


def matching(cases: QuerySet[Case], words: str) -> QuerySet[Case]:
    """Narrow `cases` to those that hold every word, or a word that begins with it; plurals find the singular.

    Nothing typed raises: what is not a letter or a digit only separates words. Words were typed but none is left
    (a row of emoji): nothing matches. The order stays the caller's, so the newest 25 of many cost no more than of few.
    """
    if not words.strip():
        return cases
    wanted = list(dict.fromkeys(_stem(word) for word in _words(words[:2_000])))[:MOST_WORDS]
    if not wanted:
        return cases.none()
    if connection.vendor == "postgresql":
        return cases.filter(_by_index(wanted))
    found = Q()
    for word in wanted:
        found &= Q(search_text__text__contains=f" {word} " if _is_whole(word) else f" {word}")
    return cases.filter(found)


def _by_index(wanted: list[str]) -> Q:
    query = " & ".join(f"'{word}'" if _is_whole(word) else f"'{word}':*" for word in wanted)
    # Only letters and digits reach the query (`_words`), and they travel as a parameter all the same.
    table = CaseSearchText._meta.db_table
    found = RawSQL(f'SELECT "case_id" FROM "{table}" WHERE "words" @@ %s::tsquery', [query])  # noqa: S608, S611 - only our own table's name is put in
    return Q(pk__in=found)


def _is_whole(word: str) -> bool:
    """Whether a word is looked for as it stands; numbers are, so that a reference is one quick look."""
    return len(word) <= WHOLE_UP_TO or word == IN_EVERY_REFERENCE or any(char.isdigit() for char in word)


def _stem(word: str) -> str:
    """The part of a word that its singular and plural share; matching goes by beginnings."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us")):
        return word
    for ending in ("ies", "es"):
        if word.endswith(ending) and len(word) > 5:
            return word.removesuffix(ending)
    return word.removesuffix("s")
