"""One person's hard lesson becomes everybody's.

patterns  how deals are lost: causes by what they can be counted by, and where a stated reason really came from
gaps      what the product lacks, for the product team
lessons   the feed of what people shared, with thanks
health    how well the causes fit: corrections, and which page may hold two causes
digest    the week for everybody, as Markdown, an e-mail file or a webhook's JSON
hide      names of people and firms replaced in words that many will read
kit       the five-minute story of one deal
kit_markdown, kit_pptx  the same as a page and as slides
"""

from app.team.gaps import Capability, capabilities, gaps_csv
from app.team.health import CauseHealth, health
from app.team.lessons import Lesson, feed
from app.team.patterns import Grid, Patterns, grid, patterns

__all__ = [
    "Capability",
    "CauseHealth",
    "Grid",
    "Lesson",
    "Patterns",
    "capabilities",
    "feed",
    "gaps_csv",
    "grid",
    "health",
    "patterns",
]
