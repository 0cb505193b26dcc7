"""What a manager takes into a conversation with a rep, or a rep into their own.

nouns      the pack: parts, points, and where each quoted word comes from
gather     what is on record of a rep and a time; who may ask
skills     what to practise for each cause (skills.md)
evidence   which words of a note are quoted
past       the last commitment, the rep's own words, what happened, one pattern
points     working, to tighten, one exercise: situation, behaviour, impact
ahead      questions, where it lies, limits, what to pass on, what to agree
compose    all of it
standing   whether a sentence worded anew still says what it said, and no more than its quote
written    the same pack in a language model's words, sentence by sentence
wordings   that work beside the screens
markdown, word, document   the same as Markdown, Word and JSON
keeping    packs that are kept and edited

Built from the records this viewer may see, and nothing else. It is for coaching; it judges nobody, and sends nothing.
"""

from app.prep.compose import prepare as prepare
from app.prep.document import document as document
from app.prep.gather import allowed as allowed
from app.prep.markdown import markdown as markdown
from app.prep.nouns import FEWEST as FEWEST
from app.prep.nouns import NOTICE as NOTICE
from app.prep.nouns import Pack as Pack
from app.prep.word import word as word
from app.prep.written import in_better_words as in_better_words
