"""One row of words to pieces that can stand as evidence: sentences, and clauses of long dictation."""

import re
from collections.abc import Iterator

_END = re.compile(r"[.!?…؟۔]+[\"'”’»)\]]*(?=\s|$)|[。！？｡]+[」』”）]*|[;；](?=\s)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'])(?:e\.g|i\.e|etc|vs|mr|mrs|ms|dr|prof|inc|ltd|corp|co|approx|ca|bzw|z\.b|d\.h|u\.a|usw|nr|no|st"
    r"|jr|sr"
    r"|sra?|dña?|p\.ej|ej|env|m|mme|fig|est|min|max|dept|ext|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|mio|tsd"
    r"|[a-z]|\d{1,2})\.$",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\S+")
_STRONG = re.compile(r"but|so|because|then|anyway|however|aber|weil|dann|deshalb|pero|porque|entonces|mais|donc")
_WEAK = re.compile(
    r"and|or|while|when|where|if|until|although|plus|i|we|they|he|she|nobody|theres|und|oder|wenn|y|o|cuando|et|ou|quand"
)
_BOUND = re.compile(
    r"what|that|if|when|how|who|which|as|than|and|but|so|because|guess|think|like|said|says|the|a|to|of|i|we|he|she|they"
)
"""Words that belong to what follows them: no cut right behind one."""
_LONG = 32
_SHORTEST = 8
_AIM = 25
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_WIDE_PAUSE = re.compile("[、，；：,]")


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield spans of sentences inside `text[start:end]`; fragments of one or two words join a neighbour."""
    held: tuple[int, int] | None = None
    for span in _sentences(text, start, end):
        if held and (_words(text, held) < 3 or _words(text, span) < 3):
            held = (held[0], span[1])
            continue
        if held:
            yield held
        held = span
    if held:
        yield held


def _words(text: str, span: tuple[int, int]) -> int:
    """Count words, at most 4: only 'fewer than three' matters."""
    piece = text[span[0] : min(span[1], span[0] + 60)]
    return 4 if _WIDE.search(piece) else len(piece.split(None, 4))


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for found in _END.finditer(text, start, end):
        stop = found.end()
        if stop < end and not _ends(text, begin, found, end):
            continue
        yield begin, stop
        space = _SPACE.match(text, stop, end)
        begin = space.end() if space else stop
    if begin < end:
        yield begin, end


def _ends(text: str, begin: int, found: "re.Match[str]", end: int) -> bool:
    """Whether the mark ends a sentence: not after 'e.g.' or '12.', and '...' only before a capital."""
    mark = found[0]
    if mark[0] in ";；":
        return len(text[begin : found.start()].split(None, 8)) > 5
    if mark[0] in "!?。！？｡؟۔":
        return True
    following = text[found.end() : min(end, found.end() + 3)].lstrip("\"'“‘ (\t")[:1]
    if mark.startswith(("..", "…")):
        return following.isupper()
    return not (following.islower() and _is_abbreviated(text, begin, found)) and not _is_abbreviated(text, begin, found)


def _is_abbreviated(text: str, begin: int, found: "re.Match[str]") -> bool:
    return bool(_ABBREVIATION.search(text[max(begin, found.start() - 8) : found.start() + 1]))


def clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a sentence of more than 32 words near 25, best at a pause or before a joining word, never inside a word."""
    words = [found.span() for found in _WORD.finditer(text, start, end)]
    if len(words) * 12 < end - start and _WIDE.search(text, start, min(end, start + 400)):
        yield from _wide_clauses(text, start, end)
        return
    first = 0
    while len(words) - first > _LONG:
        cut = _best_cut(text, words, first)
        yield words[first][0], words[cut - 1][1]
        first = cut
    if first < len(words):
        yield words[first][0], words[-1][1]


def _best_cut(text: str, words: list[tuple[int, int]], first: int) -> int:
    """Index of the word that begins the next clause."""
    last = min(first + _LONG, len(words) - 4)
    best, best_score = min(first + _AIM, last), 0.0
    for at in range(first + _SHORTEST, last + 1):
        before = text[words[at - 1][1] - 1]
        word = text[words[at][0] : words[at][1]].lower().strip(".,'\"")
        weight = 4.0 if before in ",;:—–،、" or word in ("-", "–", "—", "->", "→") else 0.0
        after = text[words[at - 1][0] : words[at - 1][1]].lower()
        if not _BOUND.fullmatch(after):
            weight = max(weight, 3.0 if _STRONG.fullmatch(word) else 2.0 if _WEAK.fullmatch(word) else 0.0)
        score = weight - abs(at - first - _AIM) / 6 if weight else 0.0
        if score > best_score:
            best, best_score = at, score
    return best


def _wide_clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Scripts without spaces: cut at a pause once forty characters have gone by."""
    begin = start
    for found in _WIDE_PAUSE.finditer(text, start, end):
        if found.end() - begin >= 40 and end - found.end() >= 10:
            yield begin, found.end()
            begin = found.end()
    if begin < end:
        yield begin, end
