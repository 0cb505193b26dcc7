"""Where names of people stand in a note: the patterns of `ingest.facts.people`."""

import re

from ingest.facts.names import NAME, ROLE

SAYS = (
    r"(?:said|says|told|asked|asks|thinks|thought|mentioned|admitted|replied|answered|answers|wrote|writes|rang"
    r"|called|emailed|confirmed"
    r"|explained|insisted|reckons|claimed|objected|warned|agreed|promised|refused|goes|laughed|fought|resigned|quit"
    r"|apologi[sz]ed|nodded"
    r"|sagte|sagt|meinte|meint|schrieb|fragte|dijo|dice|pregunt[óo]|escribi[óo]|coment[óo])"
)
DOES = (
    r"(?:wanted|wants|needs|needed|likes?|liked|loved|loves|preferred|decided|signed|left|moved|went|took|has|had|is"
    r"|was|will|would|can't"
    r"|couldn't|won't|doesn't|didn't|who|runs|does|knows|came|comes|started|corrected|noted|sat|stopped|will|wollte"
    r"|hat|quiere|quería|still|also|just|too|herself|himself|as)"
)
_NO_ROLE = (
    r"(?!it\b(?! (?:dir|man|mgr|lead|head|guy|admin|support))"
    r"|(?i:finance|compliance|payroll|treasury|it|security|procurement|purchasing|legal|ops|operations|hr|dispatch"
    r"|planning|logistics|engineering|service|accounts|board)"
    r"\s+(?!who|and|at|from|in|said|says|is|was|told|asked|director|manager|mgr|lead|head|officer|counsel|member"
    r"|chief|partner|engineer|analyst|buyer|clerk|assistant|controller|coordinator|supervisor|specialist|boss|guy|lady"
    r"|chair|secretary|administrator|admin|support|team|dept|department)[a-z])"
)
"""Behind 'Name,' no role: 'Corvane, it is dearer', 'Corvane, legal took ages'."""
SURE = (
    re.compile(rf"(?P<name>{NAME})\s*(?:\((?P<role>[^()\n]{{2,60}})\)|\[(?P<role2>[^\]\n]{{2,60}})\])"),
    re.compile(rf"(?P<name>{NAME})\s*(?:=|,|\s[-–—]\s)\s*{_NO_ROLE}(?P<role>(?i:{ROLE}))(?![\w-])"),
    re.compile(rf"(?P<name>{NAME})\s+(?:is|was)\s+(?P<role>(?i:(?:the|their|our|a|an)\s+{ROLE}))(?![\w-])"),
    re.compile(
        rf"(?P<name>{NAME})\s+(?:from|in|who runs|who does|runs|von|aus|de)\s+(?:the |der "
        rf"|dem )?(?P<role>(?i:{ROLE}))(?![\w-])"
    ),
    re.compile(rf"(?<![\w-])(?P<role>(?i:{ROLE}))(?:\s|,\s|:\s|\s?\(|\s=\s)\s*(?P<name>{NAME})"),
)
"""Patterns that give a role; the role must read as one."""
TITLED = re.compile(rf"(?<!\w)(?P<name>(?:Mr|Mrs|Ms|Dr|Prof|Hr|Fr|Herrn?|Frau|Sra?|Señora?|Don|Doña|Mme)\.?\s+{NAME})")
FEELS = re.compile(
    rf"(?P<name>{NAME})\s+(?:felt|retired|resigned|laughed|nodded|shrugged|apologi[sz]ed|was (?:(?:all|always)\s)?"
    r"(?:for us|on our side|our (?:champion|sponsor|supporter|ally)|on (?:leave|holiday|maternity leave)|off sick"
    r"|promoted|let go|made redundant)|(?:pushed|fought|pleaded|spoke up) for us|backed us)\b"
)
"""What only a person does."""
LABEL = re.compile(rf"(?:^|[.;,!?]\s+|[-*•]\s+)(?P<name>{NAME})\s*:\s")
OURSELVES = re.compile(
    r"(?<=\bI, )[A-ZÀ-Þ][a-zß-ÿ]+(?=,)|(?<=\bI \()[A-ZÀ-Þ][a-zß-ÿ]+(?=\))"
    r"|(?:\A|(?<=\AHi )|(?<=\AHi, ))[A-ZÀ-Þ][a-zß-ÿ]+(?= here\b)"
)
"""Who wrote the note: 'I, Birgit, was ill'."""
STRONG = (
    re.compile(rf"(?P<name>{NAME})\s+(?:\w+ly\s+|also\s+|just\s+|then\s+)?(?={SAYS}\b)"),
    re.compile(
        rf"(?:\b(?i:spoke|speak|talked|call(?:ed)?|meeting|met|lunch|chat|demo(?:ed)?|coffee|chasing|rode"
        rf"|sat)\s+(?i:with|w|to|mit|con|und)?\s*|\bw/?\s+|w/)(?P<name>{NAME})"
    ),
    LABEL,
    re.compile(
        rf"\b(?i:told|asked|rang|emailed|mailed|pinged|chased|ring|ask|thank you|thanks|dear|hi|hello|hallo|hola"
        rf"|bonjour|liebe[r]?)\s+(?P<name>{NAME})"
    ),
    re.compile(rf"(?P<name>{NAME})\s+(?:from|at|von|de)\s+[A-Z]"),
)
WEAK = (
    re.compile(
        rf"(?:\b(?i:with|to|from|by|and|saw|showed|gave|except|via|mit|con|und|y|avec|because|but|so|that|if|when"
        rf"|until|then|for|said)|&|\+)\s+(?P<name>{NAME})"
    ),
    re.compile(rf"(?P<name>{NAME})(?:'s)?\s+(?={DOES}\b)"),
    re.compile(rf"(?P<name>{NAME})['’]s\s+(?=[a-z\d])"),
)
"""Patterns that firms and things fit as well: they count when another sign agrees or they come twice."""
FROM_FIRM = re.compile(r"\b[A-ZÀ-Þ][\w'’-]+ (?:from|at|von) (?P<firm>[A-ZÀ-Þ][\w-]{3,})")
FIRM_BEFORE = re.compile(
    r"\b(?:on|at|under|vs\.?|versus|against|than|chose|bought|leaves?|leaving|extend(?:ing)?|us(?:e|es|ing)|over"
    r"|run(?:ning|s)?|looked at|out of|into|near"
    r"|signed with|went with|going with|in)\s+(?:[A-Z]\w+ (?:and|or|&) )?\Z"
)
FIRM_AFTER = re.compile(
    r"\b(?:['’]s)?\s+(?:quoted?|contract|pricing|price|demo|quote"
    r"|offer(?:ed)?|licen[cs]e|board|app|system|deal|thing|logo|renewal|basic|came in at"
    r"|(?:had|has|came (?:in |back )?with) (?:a|the) (?:low|cheap|nice|bett|best|short|small|bigg)\w*|undercut"
    r"|matched (?:it|us|our)"
    r"|is (?:cheaper|dearer|in)|was in|has the|account|release|attachment|bill|FSM|GmbH|Ltd|Inc|AG)"
)
"""What stands right before or right behind the name of a firm or a thing."""
LOWER = re.compile(
    r"(?:\b(?:with|w|to|met|rang|from)\s+"
    r"|w/\s*)(?P<name>[a-zà-ÿ]{3,12}(?: [a-zà-ÿ]{3,14})?)(?:\s+(?:\((?P<role>[^()]{2,40})\)|(?:he['’]?s|she['’]?s|the"
    r"|who is|whos)\s+(?:the\s+)?(?P<role2>"
    + ROLE
    + r")\b))|\b(?P<name2>[a-zà-ÿ]{3,12})['’]?s?\s+(?:said|says|told|asked|rang|goes|replied|emailed|admitted"
    r"|reckons|whispered|laughed)\b"
    r"|\b(?:spoke (?:w|with|to)|talked to|talking to|call w|call with|rang)\s+(?P<name4>[a-zà-ÿ]{4,12})(?=[,.:;]"
    r"| (?:and|today|again|yesterday|who|on)\b)"
    r"|(?:^|[.:;,]\s+)(?P<name5>[a-zà-ÿ]{4,12})(?=: [\"“]|\s(?:came back|rang|called|wrote|said|from))"
    r"|\b(?P<name3>[a-zà-ÿ]{3,12} [a-zà-ÿ]{3,14})\s*[,(]\s*(?P<role3>" + ROLE + r")\s*\)?(?!\w)"
)
SIGN_OFF = re.compile(
    r"(?:best(?: wishes| regards)?|(?:kind|warm|many)? ?regards|cheers|thanks(?: again)?|many thanks|thank you"
    r"|sincerely|all the best|good luck[^\n]{0,40}|mit freundlichen grüßen|viele grüße"
    r"|(?:liebe |beste |schöne )?grüße|saludos(?: cordiales)?|un saludo|cordialmente|cordialement|vg|lg|mfg|br"
    r"|groeten|met vriendelijke groet),?\s*\n[>\s]*(?P<name>" + NAME + r")[ \t]*(?:\n[>\s]*(?P<role>[^\n]{2,60}))?",
    re.IGNORECASE,
)
CAPITALS = re.compile(rf"(?<![\w'’])(?P<name>{NAME})")
WORDS = re.compile(r"(?<![\w'’@.])[a-zà-ÿ]{4,14}(?=['’]?s?\b)(?![\w.]*@)")
