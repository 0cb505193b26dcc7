"""Wordings of an ending that a list of phrases cannot hold: words stand between, or only the place in the note tells.

`prompts/outcomes.md` is the list a sales leader edits; what is here needs a pattern.
"""

import re

RIVAL = r"(?P<rival>[^\n,.;:!?()\"“”]{2,60})"
_NAME = r"[A-ZÀ-Þ][\w&'’-]*(?: (?:[A-ZÀ-Þ0-9&][\w&'’-]*|\d+)){0,2}"
_BEFORE = rf"(?P<rival>{_NAME}|[a-zà-ÿ][\wà-ÿ-]{{3,}}(?: [a-z]{{2}}(?= ))?)"
_FEW = r"(?: [^\s,.;:]+){0,5}?"

CHOSEN = (
    re.compile(
        rf"\b(?i:lost{_FEW} (?:to|with|against|contra)|perd(?:id[oa]|imos|ió){_FEW} (?:con|contra|ante|frente a)"
        rf"|award(?:ed|ing)?{_FEW} to|award:?|zuschlag:?(?: an)?|winner:?(?: is| was)?|won by|ganador:?|attribué à"
        rf"|(?:closed|siguen|siguieron|sigue|firm\w+|renov\w+|cerraron) (?:con|with)|proceed(?:ing|ed)? with"
        rf"|(?:gehen|geht|ging|gegangen|weiter) (?:mit|zu|an)|(?:unterschrieben|verlängert|abgeschlossen) (?:mit|bei)"
        rf"|(?:entschieden|entscheidung{_FEW}|wahl{_FEW}) (?:für|auf)|(?:geworden ist es|wird es|ist es|macht es)"
        rf"|adjudic\w+{_FEW} a|ganó|dieron{_FEW} a|contrataron a|eligió a|signed{_FEW} with|placed{_FEW} with"
        rf"|g[ai]ve(?:n|s)? (?:it|them|the {_FEW}|us){_FEW} to|(?:they|he|she|it)(?:['’](?:ve|s))? (?:goes|go|went"
        rf"|is going|are going|(?:have |has )?gone) to|(?:lost|dead)[,:;.-]? (?:it )?(?:went|gone) to"
        rf"|sign(?:ed|s|ing)?(?: up)? (?:all (?:of )?)?\d[\d,.]*(?: \w+){{0,2}} (?:over |up )?to"
        rf"|(?:order|contract|package|deal|job|business|work|tender|bid|rest|lot) (?:goes|is going|went|has gone) to"
        rf"|(?:bought|buying|ordered|leased)(?: it| them| one| theirs)? (?:from|off)|(?:they['’]re|he['’]s"
        rf"|she['’]s) buying the"
        rf"|(?:renewed|resigned|re-?upped|extended|prolonged|stay(?:s|ed|ing)?|stick(?:s|ing)?|stuck|signed|went|go"
        rf"|gone|going)"
        rf" (?:up |again |on |over |back |by |in |all |it )?(?:wi|wit|w|by|mit|con)) {RIVAL}"
    ),
    re.compile(
        rf"(?<![\w'’]){_BEFORE} (?i:got|gets?|have|has|had|took|takes?|walked|won|wins|scooped|nicked|signed|landed"
        rf"|bagged|keeps?|bekommt|hat)"
        rf" (?i:it|this one|that one|the (?:lot|order|deal|contract|job|nod|award|business|work|tender|\d+)|them"
        rf"|den (?:auftrag|zuschlag))\b"
        rf"(?! (?:in|on|to|for|wrong|right|too|and|than|that|as|already|before|all|countersigned|from|with|at|by"
        rf"|of)\b)"
    ),
    re.compile(
        rf"(?<![\w'’])(?P<rival>{_NAME})(?:['’]s)? (?i:(?:renewal )?(?:po|order)\b (?:is|was|issued|placed|dated"
        rf"|signed|went|in\b)"
        rf"|renewal\b (?:signed|done|dated|went)|(?:was|were|been|is|has been) (?:chosen|selected|awarded|picked"
        rf"|appointed))"
    ),
    re.compile(
        rf"\b(?i:they|she|he|owner|director|board|family)(?i:['’]ve|['’]s| have| has)? (?i:took|taken) "
        rf"(?!(?:Umbrage|Stock|Leave|Ownership|Covid|Option|Plan|Phase|Offence|Over|Advice|Part|Time|Notice)\b)"
        rf"(?P<rival>{_NAME})(?=\s*(?:[.;:()!–—-]|$)|,? (?i:in the end|over us|instead|because|at \d|on price|anyway"
        rf"|after all|for (?:the|its|their|two|three|one|\d))\b)"
    ),
    re.compile(
        rf"\b(?i:with|mit|con) (?P<rival>{_NAME}) (?i:prolonged|renewed|verlängert|signed|unterschrieben|weiter)\b"
    ),
    re.compile(
        rf"(?:^|[.,;:!?] |\b(?i:but|and|that|says|said|goes) )(?i:so|result|result has come|it['’]s|its"
        rf"|it is),? (?P<rival>{_NAME})"
        rf"(?=[.!](?:\s|$)|, (?i:sorry|again|of course|we signed|they signed)|$| (?i:who|that) )"
    ),
)
"""A rival behind or before the words of the choice: 'award to Rastrea360', 'nestor ci got it', 'So Kosha.'"""

HEAD_CHOSEN = re.compile(
    rf"(?:^|[\s,.–—-])(?i:lost|gone|out|dead|closed|lost it|is out|no)(?:\s*[,.:>→–—-]+>?\s*| to )(?P<rival>{_NAME})"
    r"(?=\s*(?:[.,;()!]|$| have\b| has\b| got\b| took\b))"
    r"|(?:->|→|>)\s*(?P<to>[\w&'’-]+(?: [A-Z0-9][\w&'’-]*)?)(?=\s*(?:[.,;()!]|$))"
)
"""'LOST, Strathaird.', 'gone, Hoistline', 'lodestar auto -> forkbeam' in the first rows."""

IN_HOUSE = re.compile(
    r"\b(?:they['’]?(?:ll|re| will| are)|he['’]?(?:ll|s)|she['’]?(?:ll|s)|going to|gonna|will|to) (?:just |now "
    r"|rather )?"
    r"(?:build|do|writ|hack|mak|run|handl|keep|cod)\w*\b[^.,;]{0,40}\b(?:themsel(?:f|ves)|in[- ]house|internally"
    r"|their own)\b"
    r"|\b(?:stay\w*|stick\w*|go\w*) (?:wi|with|w/?) (?:their |his |her |our )?own\b|\bselber (?:machen|bauen)\b",
    re.IGNORECASE,
)
"""They do it with people of their own."""

TURNED_DOWN = re.compile(
    r"\b(?:(?:go|going|gone|went|head(?:ing|ed)?|move|moving|tak(?:e|en|ing)|chosen|proceed) (?:in |with "
    r"|for )?(?:another|a different|an alternative|a new|other) (?:way"
    r"|direction|route|path|option|solution)"
    r"|(?:not|won['’]?t) be (?:proceeding|moving forward|going ahead|taking (?:it|this) (?:further|forward))"
    r"|(?:unsuccessful|not been successful|not awarded|not selected|won['’]?t be (?:you|us)|not be (?:you|us))"
    r"|anderen weg|anders entschieden|nicht (?:mit uns )?weiter|otra opci[óo]n|otro camino|otra v[íi]a|autre voie"
    r"|no van a seguir)\b",
    re.IGNORECASE,
)
"""A refusal that names nobody: whom they chose, if anybody, stays open."""

ENDED = re.compile(
    r"\b(?:(?:said|says|say|saying|it['’]?s|its|is|was|got|a|the|an?) no\b|no[- ]go\b|no sale|no deal|declin\w+"
    r"|reject\w+|refus\w+|turned (?:us )?down"
    r"|cancel\w*|called off|it['’]?s off|is off\b|off the (?:board|list|table|books)|out of (?:the )?(?:race"
    r"|running)|drop(?:ped|s)? (?:us|it|the)"
    r"|resigned|clos(?:e|ed|ing) (?:it|this|off|out|for|the)|close[- ]?out|gone\b|moving on|stays?\b|stay(?:ing"
    r"|ed)\b|won['’]?t be|not (?:now|going|be|this|proceed|continue)"
    r"|no,|stop(?:ped|s)?\b|wait(?:ing|s)?\b|hold off|frozen|freeze|postpone\w*|park(?:ed|ing)|died|fell (?:over"
    r"|through)|killed|thanks but|unfortunately|regret|debrief|post[- ]?mortem"
    r"|absage\w*|abgesagt|leider|vorbei|se cay[óo]|cerr[óo]|cierro|no van|ya no)",
    re.IGNORECASE,
)
"""Signs that it is over, in notes that never say 'lost'."""

ALIVE = re.compile(
    r"\b(?:where it(?:['’]s| is)? (?:at|stands)|status for|wants us\b|we['’]?re home|booked (?:for |in )?(?:the )?\d"
    r"|\d\w* booked|due back|circulat\w+|tomorrow"
    r"|by (?:mon|tues|wednes|thurs|fri)day|pilot ends|i['’]m invited|before i forget|next (?:step|demo|visit|meeting"
    r"|call)\b|need from|shortlist\w*"
    r"|(?:second|2nd|third|3rd) (?:meeting|call|demo|visit)|(?:great|good|lovely) (?:hour|meeting|call|chat)"
    r"|still (?:very much )?(?:alive|live|going|wants?|in (?:it|play|the race|there)|open|warm|on|breathing)|alive"
    r"|(?<!go )(?<!went )live(?=[,.\n]|\s*$| \d)"
    r"|not (?:dead|lost|closed)(?: yet)?\b(?! anything)|NOT lost|no be loss|don['’]?t (?:close|remove|release|kill"
    r"|lose)|keep (?:it|this|\d+)"
    r"|update for (?:the )?(?:pipeline|pipe|fcst|forecast)|prob(?:ability)? \d+|chance (?:i put )?\d+|\d\d ?% (?:if"
    r"|i['’]d|no|in the)|(?:at|it|call it) (?:sixty|fifty|seventy|\d\d) ?(?:%|percent)"
    r"|\d\d/\d\d for us|open question|next meeting|leans? to us|trial (?:starts|closes|ends) (?:on )?(?:\w+ )?(?:mon"
    r"|tue|wed|thu|fri|the|\d)"
    r"|decision (?:is |comes )?(?:then )?(?:on|after|in the|due|expected)|votes on|(?:board|trustees|committee|vac"
    r"|directors|council) (?:meets?|reads|votes|sits|decides)"
    r"|i owe (?:it|her|him|them)|due to (?:her|him|them)|for monday meeting|noch offen|im rennen|sigue viv[oa]"
    r"|sigue abiert[oa])\b",
    re.IGNORECASE,
)
"""The deal goes on: two of these, or one in the first rows."""

WON_HEAD = re.compile(
    r"\bwon\b(?!['’]t| (?:it )?by\b| the (?:tender|scor|bid|eval|demo|bake|poc|pilot))|\bgewonnen\b|\bganad[oa]\b"
    r"|\bganamos\b|\bin our favou?r\b|\bit['’]?s ours\b|\bwe got (?:it|them)\b"
    r"|\bdon (?:win|collect)\b|🎉|🏆|(?<!feels it )(?<!thinks it )(?<!of it )(?<!of this )\bis ours\b"
    r"|(?-i:\bSIGNED\b)|\bpo (?:arrived|received|is in|in hand)"
    r"|\bsigned (?:today|yesterday|this (?:morning|evening|afternoon)|at noon)\b|\bordered,",
    re.IGNORECASE,
)
"""Says in the first rows that it is won."""
WON_SIGN = re.compile(
    r"\bsigned\b(?! (?:off|up|with|w/?|wi|by)\b)|\bgood (?:news|one)\b|\bpo\b[^.]{0,24}\b(?:in|came|received|is)\b"
    r"|\bcame in\b"
    r"|\bzusage\b|\bunterschrieben\b|\bfirmad[oa]\b",
    re.IGNORECASE,
)
"""May say so: it takes proofs further on."""
WON_PROOF = re.compile(
    r"\b(?:won|signed|sign|signs|countersigned|po|deposit|advance|contract is back|order form|kick-?off|go-?live"
    r"|install|installation|start(?:s|ing)?"
    r"|handover|mobilisation|onboarding|migration start|upfront|what (?:did it|sold (?:him|her|them)|turned it"
    r"|won it)|gewonnen|unterschr\w+|firm[aóo]\w*)\b",
    re.IGNORECASE,
)
