"""What a question wants, from its own words; where they do not tell, the nearest of a few example phrasings does."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.asking.lists import word_list
from prompts.prompt import split_front_matter

if TYPE_CHECKING:
    from ingest.embed import Embedder, Vectors

ACCOUNT: Final = (
    "last", "history", "why", "stated", "outcome", "closed", "revisit", "rival", "rep", "people", "amount", "lessons",
    "promised", "objection",
)  # fmt: skip
"""What one account's record holds, in the order in which sentences about it stand in an answer."""
_PATTERNS: Final = {
    "similar": r"(?:lost|lose|losing|beaten|burn(?:ed|t)|been|seen|had|happened|gone|forfeit\w*|fail\w*"
    r"|stumbl\w*|trip\w*"
    r"|acted|cases?|instances?|precedents?|losses|deals?)\b.{0,60}\b(?:like (?:this|that)|before|in the past|this way"
    r"|the same way|similar\w*)|similar (?:loss|deal|case)|(?:any|is there (?:a|any)|was there (?:a|any)|were there"
    r"|are there|have there been)\b.{0,25}\b(?:precedents?|cases?|deals?|loss(?:es)?|times?|occasions?|instances?"
    r"|accounts?)\b.{0,12}\b(?:where|when|that|in which|of|because)"
    r"|^(?:and )?(?:have|had|has|did) (?:we|anyone|anybody|a deal)\b.{0,20}\b(?:ever|before|previously|already)\b"
    r"|have we (?:had|lost|been|seen|acted|dropped|let|missed)",
    "count": r"\bhow (?:many|often)\b(?! (?:months?|weeks?|days?|hours?|years?)\b)|\bhow frequently\b"
    r"|\bnumber of (?:deals|losses|wins|times|accounts)"
    r"|\bcount (?:of|them|the|how)\b|\bwin rate\b|\btally\b|\bhow much (?:business|revenue)"
    r"|\b(?:which|what|list|name|show)\b.{0,20}\b(?:accounts|deals|customers|prospects|opportunities|losses|wins"
    r"|rounds"
    r"|companies|buyers|clients|ones)\b|\bwho (?:has |have )?(?:lost|won) (?:the )?most\b|\btotal number\b",
    "stated": r"\b(?:reason (?:did|do) (?:we|i|he|she|they|\w+) (?:give|put|log|enter|write|state|record)"
    r"|official(?:ly)?"
    r"|on paper|crm|dropdown|logged|put down|written down|stated|filed (?:as|under)|said (?:was|is) the reason"
    r"|claim\w*)\b",
    "why": r"\bwhy\b|\breasons?\b|\bcaused?\b|\bhow come\b|\bwhat (?:really |actually )?(?:killed|sank"
    r"|went wrong|cost us"
    r"|broke|decided|did (?:it|us) in|tipped|made (?:them|us)|stopped)|\bwhere did (?:it|we|this|that) go wrong"
    r"|\bwarum\b|\bwieso\b|\bpor qu[eé]\b|\bpourquoi\b",
    "rival": r"\b(?:compet\w+|rivals?|supplier|vendor|whom? (?:did )?(?:we|they) (?:lose|lost|sign|pick|choose"
    r"|chose|go"
    r"|went)|who (?:beat|won|got|took|picked up|walked)|lost? (?:it |this |that )?to (?:who|whom)"
    r"|instead of (?:us|ours)|(?:went|go|signed|gone) with (?:who|whom|instead)|chose instead|undercut)\b",
    "rep": r"\bwho (?:of us|on our side|from our|in our team|handled|ran|owned|worked|looked after|had (?:the"
    r"|this) (?:deal"
    r"|account))|\bwhose (?:deal|account)|\bwhich (?:of our )?reps?\b",
    "people": r"\bwho (?:was|were|is|are|did we (?:talk|speak|deal|meet|work)|do (?:i|we) (?:call|ring|talk|ask|know)"
    r"|should|can|decid\w*|sign\w*|else|had|has|holds?|approv\w*)\b|\bwith whom\b|\bcontacts?\b|\bchampion\b"
    r"|\bdecision.?maker"
    r"|\bstakeholders?\b|\bpeople (?:did we|involved|we)\b|\bspeak (?:to|with)\b|\bwhom (?:should|do|did)\b"
    r"|\bour ally\b",
    "closed": r"\bwhen (?:did (?:we|they|it|this|that)|was (?:it|that|this|the (?:last|deal)|our last)|were)\b"
    r"|\bhow long ago"
    r"|\blast (?:contact|spoke|talked|touch)|\bdate\b",
    "revisit": r"\b(?:when|how soon)\b.{0,30}\b(?:go back|come back|return|again|try|retry|reopen|revisit"
    r"|call back|get back"
    r"|pick (?:it|this) up|knock|renew\w*|next|follow up|reach out|approach|chase)\b|\bcome back\b|\bback in touch"
    r"|\brevisit\b|\breopen\b|\bgo back\b",
    "amount": r"\b(?:how (?:much|big|large)|what (?:was|is) (?:the|that|this) (?:deal|it|contract"
    r"|opportunity) worth|worth"
    r"|deal (?:size|value)|value of|amount|acv|arr)\b",
    "lessons": r"\b(?:lessons?|learn\w*|not (?:to )?repeat|do differently|avoid|next time|mistakes?|takeaways?"
    r"|should i"
    r" (?:not|avoid)|careful (?:about|with)|watch out)\b",
    "promised": r"\b(?:promis\w*|commit\w*|owe[ds]?|agreed to (?:send|do|give|deliver)|(?:said|told \w+) (?:we"
    r"|i)(?:'d| would"
    r"| will)|pledg\w*|still have to|outstanding|deliver(?:able)?s?|undertak\w*|our word)\b",
    "objection": r"\b(?:object\w*|complain\w*|push\w* back|concern\w*|worr\w*|unhappy|bother\w*|criticis\w*|dislik\w*"
    r"|did(?:n't| not) (?:they )?like|sceptic\w*|problem with|issue with|hesita\w*|reservation\w*)\b",
    "history": r"\b(?:history|all (?:the )?rounds|every round|each round|over the years|track record|whole story"
    r"|from the start"
    r"|all (?:our )?attempts|so far|timeline|chronolog\w*|how many (?:times|rounds))\b",
    "last": r"\b(?:what happened|last time|last round|latest (?:round|attempt|try)|most recent(?:ly)?"
    r"|where (?:do|did) (?:we|things"
    r"|it|our) (?:stand|leave|get|end|stop|finish)|left off|leave (?:it|things|off)|catch me up|up to speed"
    r"|fill me in|brief me|recap|summar\w+"
    r"|how did (?:it|that|this|things|our|we)|what was it|what came|went on|go down|turn(?:ed)? out|end up"
    r"|the story|status|newest|background"
    r"|what do i need to know|refresh|remind me|zuletzt|was war|wie lief|wie ging|qu[eé] pas[oó]"
    r"|la [uú]ltima vez|derni[eè]re fois"
    r"|[uú]ltima|how does it look|how do things|what's the deal)\b",
    "before": r"\b(?:before that|before then|the (?:time|round|one|attempt) before|and before|came before"
    r"|previous (?:time|round|one|attempt|try)"
    r"|earlier (?:than|one|round)"
    r"|(?:the (?:round|time|one|attempt) )?a (?:year|season) earlier"
    r"|prior (?:to that|round|one))\b|^(?:and )?(?:before|earlier|previously|prior)\??$",
}  # fmt: skip
_COMPILED: Final = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _PATTERNS.items()}
TOLD: Final = "told"
"""Last section of phrasings.md."""
SURE: Final = 0.55
"""Cosine from which an example phrasing stands for the question; chance pairs of questions lie around 0.3."""


def told(text: str) -> frozenset[str]:
    """Every intent the words name; a question may name several."""
    return frozenset(name for name, pattern in _COMPILED.items() if pattern.search(text))


@dataclass(frozen=True)
class Phrasings:
    """Example questions, each under its intent, and what notes tell, each under what it answers; as vectors."""

    intents: tuple[str, ...]
    vectors: "Vectors"
    """(len(intents), 384)."""
    answers: tuple[str, ...]
    told: "Vectors"
    """(len(answers), 384)."""

    def nearest(self, vector: "Vectors") -> tuple[str, float]:
        """The intent of the most similar example, and how similar it is."""
        scores = self.vectors @ vector
        best = int(scores.argmax())
        return self.intents[best], float(scores[best])

    def answering(self, wants: "Iterable[str]") -> "Vectors":
        """What notes tell that answers these wants, (n, 384)."""
        wanted = set(wants)
        return self.told[[row for row, name in enumerate(self.answers) if name in wanted]]


def load_phrasings(embedder: "Embedder", cache: Path | None) -> Phrasings:
    """phrasings.md beside this file. Raises PromptError when it is broken."""
    from ingest.diagnose.signals import cached_vectors

    _, body, _ = split_front_matter(Path(__file__).with_name("phrasings.md"))
    intent, asked, told = "", [], []
    for line in body.splitlines():
        if line.startswith("## "):
            intent = line[3:].strip()
        elif line.startswith("- ") and intent == TOLD:
            name, _, text = line[2:].partition(": ")
            told.append((name, text.strip()))
        elif line.startswith("- "):
            asked.append((intent, line[2:].strip()))
    vectors = cached_vectors([text for _, text in (*asked, *told)], embedder, cache)
    at = len(asked)
    return Phrasings(tuple(name for name, _ in asked), vectors[:at], tuple(name for name, _ in told), vectors[at:])


def unasked(text: str, span: object = None) -> tuple[str, ...]:
    """Words of a question that neither ask for something on record nor name a period: what makes it particular."""
    from app.asking.words import content, words

    for name, pattern in _COMPILED.items():
        if name in ACCOUNT or name == "before":
            text = pattern.sub(" ", text)
    taken = words(getattr(span, "words", ""))
    return tuple(word for word in content(text, taken) if word not in word_list("aside_words"))
