"""Words by which a line shows its side; `ingest.sides` knows the order of the rules."""

import re

PAIR = re.compile(r"(?P<name>[^\W\d_][\w .,'’\"-]{1,60}?)\"?\s*<(?P<mail>[\w.+'-]{1,64}@[\w.-]{1,120})>")
OUR_ROLE = re.compile(
    r"\b(?:account (?:executive|manager|director)|sales|seller|vendor|rep|ae|sdr|bdr|csm|solutions? (?:engineer"
    r"|consultant)"
    r"|pre-?sales|business development|vertrieb|ventas|comercial)\b",
    re.IGNORECASE,
)
THEIR_ROLE = re.compile(
    r"\b(?:buyer|customer|client|prospect|procurement|purchasing|buying|cfo|ceo|coo|cto|cio|ciso"
    r"|vp (?:of )?(?:operations"
    r"|finance|it)|head of (?:operations|ops|it|finance|procurement|logistics|facilities)|fleet|einkauf|compras"
    r"|operations)\b",
    re.IGNORECASE,
)
SELLER_TALK = re.compile(
    r"\b(?:our (?:pricing|platform|product|solution|roadmap|customers|clients|team will|implementation|proposal|quote)"
    r"|i(?:'ll| will|'ve| can| just)? (?:send|sent|share|shared|follow|walk you|show you|put together|get you"
    r"|get back to you)"
    r"|we(?: can|'ll| could|'d)? (?:offer|support|integrate|onboard|do you|get you|price)|share my screen|let me show"
    r"|happy to|just (?:checking|following|circling)|following up|touch(?:ing)? base|as promised|attached is"
    r"|please find"
    r"|does that make sense|any (?:thoughts|feedback|questions)|what does your|how (?:are|do) you (?:currently|handle"
    r"|manage)"
    r"|walk me through|tell me (?:more )?about|who else|your (?:team|process|current|timeline|decision)|for your time"
    r"|unser(?:e|em|en)? angebot|im anhang|nuestra propuesta|adjunto|le env[ií]o)\b",
    re.IGNORECASE,
)
BUYER_TALK = re.compile(
    r"\b(?:your (?:price|pricing|quote|proposal|product|offer|offering|solution|platform|system|tool|team (?:was|were"
    r"|has)"
    r"|demo|contract|terms|competitor)|our (?:board|cfo|ceo|coo|it|legal|procurement|budget|finance|security|current"
    r"|existing|incumbent|drivers|technicians|engineers|warehouse|depot|depots|vans|guys|lads|planners|dispatchers|own"
    r"|side|end|internal|management|auditors|works council|head|group|parent|investors)|my (?:boss|manager|director"
    r"|board)"
    r"|we(?:'ve| have)? (?:decided|chosen|gone with|signed|currently use|use|went with|opted)|we(?:'re| are) going with"
    r"|you guys|you lot|unfortunately|not (?:be )?(?:moving|going|proceeding|taking)|get back to you (?:once|when"
    r"|after)"
    r"|i(?:'d)? need to (?:run|check|take|talk|speak)|take it to|we looked at|other vendors?|other quotes?|the others"
    r"|leider|wir haben uns|nos hemos decidido|hemos decidido|lamentablemente|ihr angebot|su propuesta|su oferta)\b",
    re.IGNORECASE,
)

SPEECH = re.compile(
    r"\b(?:they|she|he|client|customer|buyer|prospect|boss|cfo|ceo|coo|cto|cio|ciso|it|legal|procurement|finance|board"
    r"|committee|champion|director|manager|owner|sie|er|ellos|ella|él"
    r"|[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?(?: \([^)]{1,40}\))?)"
    r"[’']?(?:s|d|ve|re)?,? (?:also |just |then |even |clearly |already |basically |only |kept |finally |actually )?"
    r"(?:said|says|saying|told|tells|asked|asks|asking|mentioned|mentions|admitted|replied|answered|wrote|writes"
    r"|emailed"
    r"|confirmed|complained|explained|insisted|reckons|reckoned|thinks|claimed|objected|hinted|warned|pushed back|sagte"
    r"|sagt|meinte|meint|schrieb|fragte|dijo|dice|comentó|escribió|a dit)\b"
)
THEIRS = re.compile(
    r"\b(?:they|they['’](?:re|ve|d|ll)|their|theirs|them|she|she['’]s|her|he|he['’]s|his|him|client|customer|customers"
    r"|buyer|prospect|procurement|purchasing|cfo|ceo|coo|cto|cio|ciso|board|committee|went (?:dark|quiet|silent|cold)"
    r"|ghosted|radio silence|no (?:reply|response|answer)|not interested|said no|said (?:it|that|the)|wanted"
    r"|asked (?:for|if"
    r"|whether|about)|chose|picked|dice|dijo|dicen|dijeron|sagte?|meinte?|ihr|ihre|ihrer|ihnen|kunde|kundin"
    r"|geschäftsführer|einkauf|ellos|ellas|cliente|su|sus"
    r"|gerente|le client|leur)\b",
    re.IGNORECASE,
)
OURS = re.compile(
    r"\b(?:i|i['’](?:m|ve|d|ll)|we|we['’](?:re|ve|d|ll)|my|mine|me|our|ours|us|my bad|my fault|our fault|on me|on us"
    r"|ich"
    r"|wir|mein|meine|meinen|unser|unsere|unserem|uns|mir|yo|nosotros|mi|nuestro|nuestra|nos|mandé|envié|llamé|nous|je"
    r"|notre)\b",
    re.IGNORECASE,
)
OUR_DEED = re.compile(
    r"^(?:\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?:?\s+)?(?:[^\w]*(?:then|so|and|also|never|didn['’]t|did not"
    r"|should(?:['’]?ve| have)|shoulda|could(?:['’]?ve| have)|forgot to|should have|could have"
    r"|only|finally|just|prob(?:ably)?|had to|meant to|tried to) )?(?:have )?(?:sent|send|called|rang|emailed|mailed"
    r"|chased"
    r"|chase|followed|follow|quoted|demoed|demo'd|pitched|presented|proposed|offered|promised|forgot|missed|assumed"
    r"|offered"
    r"|showed|skipped|waited|let it|left (?:a )?(?:vm|voicemail|message)|met|asked (?:him|her|them)|told (?:him|her"
    r"|them|(?-i:[A-Z]))|got back"
    r"|tried"
    r"|ask(?:ed)? (?:the|who|what|why|when|about|(?-i:[A-Z]))|booked|brought|multi-?thread|discounted"
    r"|dropped (?:the )?price|replied|answered"
    r"|took (?:too|\d)|spoke|talked|sat"
    r"|walked|spent|pushed|reached out|pinged|nudged|dialled|dialed|ran (?:a|the)|gave|mentioned)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"[\"“„«]([^\"“”„«»\n]{3,400})[\"”“»]|(?<!\w)['‘]([^'‘’\n]{12,300})['’](?!\w)")
WE_SAID = re.compile(
    r"\b(?:i|we)(?:['’]d| had)? (?:said|told|asked|replied|wrote|promised|answered|quoted|mentioned)\b", re.IGNORECASE
)
SUBJECT = re.compile(
    r"(?:^|\b(?:and|but|so|then|because|that|und|aber|y|pero)\s|[,;:–—-]\s)\W{0,3}(?P<name>[^\W\d_]{2,20})"
    r"(?=['’]s\b|\s+[a-zß-ÿ])"
)
LABELLED = re.compile(
    r"\W{0,3}(?P<name>[^\W\d_]{2,20}(?: [^\W\d_]{2,20})?)(?: \([^)]{1,40}\))?(?: to [^\W\d_]{2,20})?\s*:\s"
)
WE = frozenset({"i", "we"})
REASON_FIELD = re.compile(r"[^:=]{0,40}\b(?:reason|grund|motivo|motif|verlustgrund)\b", re.IGNORECASE)
FROM = re.compile(r"^from:[^\n]*?(?P<mail>[\w.+'-]{1,64}@[\w.-]{1,120})", re.IGNORECASE | re.MULTILINE)
TO = re.compile(r"^(?:to|cc|bcc):[^\n]*(?:\n(?:to|cc|bcc):[^\n]*)*", re.IGNORECASE | re.MULTILINE)
ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w.-]{1,120}")
FORWARD = re.compile(r"^subject:\s*(?:fwd?|wg|rv|tr)\s*:", re.IGNORECASE | re.MULTILINE)
TOLD_US = re.compile(
    r"\b(?:told|asked|emailed|called|rang|ghosted|gave|wrote|messaged|texted|pinged|let|left|wanted|got back to"
    r"|came back to"
    r"|introduced|cc'?d) (?:me|us)\b|\b(?:i|we) (?:heard|learned|learnt|found out|was told|were told|got told"
    r"|got (?:an?|the)"
    r" (?:mail|email|reply|call|note|text|message) from|got a no|kept hearing)\b",
    re.IGNORECASE,
)
