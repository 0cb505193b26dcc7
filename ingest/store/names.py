"""Keys by which two spellings are one account or one person."""

import re
import unicodedata
from functools import lru_cache

UNNAMED = "Unnamed account"
"""Where a review goes whose note and rep name no account."""

_NOT_WORDS = re.compile(r"[^\w]+")


def person_key(name: str) -> str:
    """NFKC, casefolded, single spaces: "maya  LINDQVIST" is Maya Lindqvist."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


@lru_cache(maxsize=4_096)
def account_key(name: str) -> str:
    """As `person_key`, without punctuation and legal form: "Halden, Inc." and "HALDEN" are one account.

    A name that is nothing but a legal form or punctuation keeps its words, so that it still has a key.
    """
    from cleanco import basename  # type: ignore[import-untyped]

    plain = unicodedata.normalize("NFKC", name).casefold().strip()
    return _words(basename(plain)) or _words(plain) or plain


def _words(text: str) -> str:
    return " ".join(_NOT_WORDS.sub(" ", text.replace("'", "").replace("’", "")).split())
