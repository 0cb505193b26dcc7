"""Which language a note is in, by its share of stop words: enough to say when the engine reads it less well."""

import re
from typing import Final

_STOP: Final = {
    "en": (
        "the and to of was he she they we it that is with for on said their not but our have had this were "
        "what from at be by you about no so if been their them just me my got would"
    ),
    "de": (
        "der die das und ist nicht wir sie ich ein eine den mit zu auf für von dem im hat auch noch er es "
        "sich war bei aber nach wird kein haben als wie dass nur schon ihm uns ihr"
    ),
    "es": (
        "el la los las que de y en no un una se por con para su del lo es al me nos pero ya más fue está le "
        "son muy porque cuando sin hay este como han ha dijo"
    ),
    "fr": (
        "le la les de des et un une est pas que nous vous ils elle avec pour dans sur qui ce au aux du ne "
        "mais je il plus par leur sont été cette très chez"
    ),
    "it": (
        "il la di che e un una non per con del sono è si ci ma da le gli ha lo anche come della nel dei più "
        "alla hanno questo loro noi"
    ),
    "nl": (
        "de het een en van is niet dat we ze op te met voor zijn maar ook er hij aan was heeft hebben ik naar "
        "om bij wel nog dan geen ons"
    ),
    "pt": (
        "o a os as que de e em não um uma se por com para do da no na mais mas foi está eles nos muito já são "
        "ele ela dos também seu sua"
    ),
}
_SETS: Final = {language: frozenset(words.split()) for language, words in _STOP.items()}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LATIN = re.compile("[A-Za-zÀ-ÖØ-öø-ÿĀ-ſ]")
_LETTER = re.compile(r"[^\W\d_]")
_ENOUGH = 0.08


def guess_language(text: str) -> str:
    """Return an ISO 639-1 code (en, de, es, fr, it, nl, pt), or 'und'."""
    sample = text[:20_000]
    letters = len(_LETTER.findall(sample))
    if letters and len(_LATIN.findall(sample)) < 0.5 * letters:
        return "und"
    words = [word.lower() for word in _WORD.findall(sample)]
    if not words:
        return "und"
    shares = {language: sum(word in stop for word in words) / len(words) for language, stop in _SETS.items()}
    best = max(shares, key=lambda language: shares[language])
    if shares[best] >= _ENOUGH:
        return best
    # Terse notes drop their little words; plain ASCII ones of that kind are English far more often than not.
    return "en" if shares["en"] >= 0.03 or (shares[best] < 0.03 and len(words) < 60 and sample.isascii()) else "und"
