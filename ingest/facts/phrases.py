"""The editable list of outcome phrases (prompts/outcomes.md), as patterns."""

import re
from functools import lru_cache
from pathlib import Path

import prompts
from prompts.errors import PromptError

SECTIONS = ("competitor", "in_house", "no_decision", "disqualified", "won", "open")
RIVAL = "{rival}"
_ADVERB = re.compile(
    r"\s(?:yesterday|today|just|now|only|finally|already|all|both|ayer|hoy|ya|ahora|gestern|heute|jetzt|hier"
    r"|déjà)(?=\s)",
    re.IGNORECASE,
)
_SLOT = r"(?P<rival>[^\n,.;:!?()\"“”]{2,60})"
_SLOT_BEFORE = r"(?P<rival>[^\W\d_][\w&'’.-]*(?: [A-Z0-9&][\w&'’.-]*){0,3})"


def without_adverbs(words: str) -> str:
    """Drop what may stand between the words of any phrase: 'firmaron ayer con' -> 'firmaron con'."""
    return _ADVERB.sub("", words)


def outcomes_file() -> Path:
    """The file as shipped; a sales leader edits it in place."""
    return Path(next(iter(prompts.__path__))) / "outcomes.md"


@lru_cache(maxsize=4)
def load_phrases(path: Path | None = None) -> dict[str, tuple["re.Pattern[str]", ...]]:
    """Read the phrases and compile them, at most two patterns a section. Raises PromptError naming file and line."""
    path = path or outcomes_file()
    phrases = _read(path)
    return {section: tuple(_patterns(phrases[section])) for section in SECTIONS}


def _read(path: Path) -> dict[str, list[str]]:
    try:
        rows = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{path.name} cannot be read: {error}. Put the shipped file back.") from error
    phrases: dict[str, list[str]] = {}
    section = ""
    for number, row in enumerate(rows, 1):
        if row.startswith("## "):
            section = row[3:].strip()
            if section not in SECTIONS:
                raise PromptError(
                    f"{path.name}, line {number}: {section!r} is no outcome; use one of {', '.join(SECTIONS)}."
                )
            phrases[section] = []
        elif row.startswith("- ") and section:
            phrase = " ".join(row[2:].lower().split())
            if phrase.count(RIVAL) > 1 or ("{" in phrase.replace(RIVAL, "")) or not phrase.replace(RIVAL, "").strip():
                raise PromptError(
                    f"{path.name}, line {number}: {row!r} needs words and at most one {RIVAL}, no other slot."
                )
            phrases[section].append(phrase)
    missing = [name for name in SECTIONS if not phrases.get(name)]
    if missing:
        raise PromptError(f"{path.name} has no phrases under '## {missing[0]}'; add at least one bullet line.")
    return phrases


def _patterns(phrases: list[str]) -> list["re.Pattern[str]"]:
    """Three families, each one alternation: plain, name behind, name before (longest phrases first)."""
    plain = [p for p in phrases if RIVAL not in p]
    before = [p.removeprefix(RIVAL).strip() for p in phrases if p.startswith(RIVAL)]
    around = [p for p in phrases if RIVAL in p and not p.startswith(RIVAL)]
    out = [re.compile(rf"(?<!\w)(?:{_any(plain)})(?!\w)", re.IGNORECASE)] if plain else []
    closed = [p for p in around if not p.endswith(RIVAL)]
    behind = [p.removesuffix(RIVAL).strip() for p in around if p.endswith(RIVAL)]
    if behind:
        out.append(re.compile(rf"(?<!\w)(?i:{_any(behind)})(?:\s+|(?<=/)){_SLOT}"))
    for phrase in closed:
        head, _, tail = phrase.partition(RIVAL)
        out.append(re.compile(rf"(?<!\w)(?i:{_words(head)})\s*{_SLOT_BEFORE}\s*(?i:{_words(tail)})(?!\w)"))
    if before:
        out.append(re.compile(rf"(?<![\w'’]){_SLOT_BEFORE}\s+(?i:{_any(before)})(?!\w)"))
    return out


def _any(phrases: list[str]) -> str:
    return "|".join(_words(phrase) for phrase in sorted(phrases, key=len, reverse=True))


def _words(phrase: str) -> str:
    return r"\s+".join(_word(word) for word in phrase.split())


def _word(word: str) -> str:
    return r"w(?:ith\b|\b/?)" if word == "with" else re.escape(word).replace("'", "['’]?")
