"""The words of two names, set side by side: equal, initials, shortened, mistyped, written together. No I/O."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA

from ingest.lines.lists import word_list


@cache
def is_general(word: str) -> bool:
    """A word many firms have in their names: "foods", "group"."""
    return word in word_list("name_designators") or word in word_list("firm_words")


@cache
def is_ordinary(word: str) -> bool:
    """A word of everyday language, which needs more than itself to be a name."""
    return word in word_list("question_words") or word in word_list("common_words")


def same_word(one: str, other: str) -> bool:
    """One word, but for a plural s."""
    return one == other or _plural(one, other)


def _plural(one: str, other: str) -> bool:
    if one[:3] != other[:3] or abs(len(one) - len(other)) > 2:
        return False
    short, long = sorted((one, other), key=len)
    endings = (short + "s", short + "es", short + "en", short.removesuffix("y") + "ies")
    return len(short) > 2 and long in endings and not short.endswith("s")


def typos(asked: str, known: str, most: int = 2) -> int | None:
    """Letters that differ, a swap counting one; None when too many for words of this length."""
    shorter = min(len(asked), len(known))
    allowed = min(most, 0 if shorter < 4 else 1 if shorter < 7 else 2)
    # Few mistype a first letter; looking for those as well costs most of the time and finds other words.
    if not allowed or known[0] not in asked[:2]:
        return None
    found = OSA.distance(asked, known, score_cutoff=allowed)
    return found if found <= allowed else None


@dataclass(slots=True)
class Found:
    """What became of the words of two names."""

    matched: dict[int, int]
    """Word of the known name, by its number: word of the asked one."""
    extra: list[int]
    typos: int = 0
    shortened: int = 0


_Rate = Callable[[str, tuple[str, ...], Found], tuple[int, ...]]


def aligned(asked: tuple[str, ...], known: tuple[str, ...]) -> tuple[Found, tuple[str, ...]]:
    """Which words of two names, folded, go together; and the known ones."""
    found = Found({}, [])
    open_words = [number for number in range(len(asked))]
    for rate in (_exactly, _initials, _abbreviated):
        open_words = _matched(asked, known, found, open_words, rate)
    open_words = _joined_pairs(asked, known, found, open_words)
    found.extra = _matched(asked, known, found, open_words, _mistyped)
    return found, known


def _matched(asked: tuple[str, ...], known: tuple[str, ...], found: Found, left: list[int], rate: "_Rate") -> list[int]:
    """Match what can be matched this way; returns the words that are left."""
    rest: list[int] = []
    for number in left:
        hit = rate(asked[number], known, found)
        found.matched |= dict.fromkeys(hit, number)
        rest += [] if hit else [number]
    return rest


def free_words(known: tuple[str, ...], found: Found) -> list[int]:
    """Words of the known name that nothing was matched with, by number."""
    return [index for index in range(len(known)) if index not in found.matched]


def _exactly(word: str, known: tuple[str, ...], found: Found) -> tuple[int, ...]:
    return next(((index,) for index in free_words(known, found) if same_word(word, known[index])), ())


def _initials(word: str, known: tuple[str, ...], found: Found) -> tuple[int, ...]:
    """Take "CC" for the two words that follow "Halden" in "Halden Cold Chain"."""
    size = len(word)
    if not 2 <= size <= 4 or not found.matched:
        return ()
    free = free_words(known, found)
    for start in range(len(free) - size + 1):
        run = free[start : start + size]
        if run[-1] - run[0] == size - 1 and "".join(known[index][0] for index in run) == word:
            found.shortened += 1
            return tuple(run)
    return ()


def _abbreviated(word: str, known: tuple[str, ...], found: Found) -> tuple[int, ...]:
    """Take "Tech" for "Technologies", never as the first word of the name."""
    for index in free_words(known, found):
        if index and 2 <= len(word) <= 4 and known[index].startswith(word) and len(known[index]) > len(word):
            found.shortened += 1
            return (index,)
    return ()


def _mistyped(word: str, known: tuple[str, ...], found: Found) -> tuple[int, ...]:
    """A slip; but a word which is right as it stands ("foods") is not another one misspelt ("woods")."""
    if is_general(word) or is_ordinary(word):
        return ()
    rated = [(distance, i) for i in free_words(known, found) if (distance := typos(word, known[i])) is not None]
    if not rated:
        return ()
    distance, index = min(rated)
    found.typos += distance
    return (index,)


def _joined_pairs(asked: tuple[str, ...], known: tuple[str, ...], found: Found, left: list[int]) -> list[int]:
    """Take "Quill Feather" for "Quillfeather", and the other way round."""
    for one, two in zip(list(left), list(left)[1:], strict=False):
        if two == one + 1 and one in left and two in left:
            pair = asked[one] + asked[two]
            hit = _exactly(pair, known, found) or (_mistyped(pair, known, found) if len(pair) > 7 else ())
            if hit:
                found.matched[hit[0]] = one
                left = [number for number in left if number not in (one, two)]
    for number in list(left):
        free = free_words(known, found)
        for index in free:
            if index + 1 in free and same_word(asked[number], known[index] + known[index + 1]):
                found.matched |= {index: number, index + 1: number}
                left = [other for other in left if other != number]
                break
    return left
