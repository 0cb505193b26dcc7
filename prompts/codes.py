"""The words the whole product agrees on: causes, outcomes, sides, control, confidence."""

from typing import Final, Literal, get_args

Cause = Literal[
    "product_gap",
    "budget_ceiling",
    "value_not_proven",
    "follow_up",
    "discovery_or_fit",
    "no_access",
    "champion_lost",
    "status_quo",
    "indecision",
    "external_timing",
    "incumbent_or_wired",
    "trust_risk",
    "effort_or_terms",
    "outsold",
    "unknown",
]
Outcome = Literal["competitor", "in_house", "no_decision", "disqualified", "unknown", "won"]
Side = Literal["buyer", "us", "unknown"]
Control = Literal["rep", "team", "company", "nobody"]
Confidence = Literal["low", "medium", "high"]
Family = Literal["timing", "execution", "product", "commercial", "trust", "none"]
Engine = Literal["builtin", "model"]

CAUSES: Final[tuple[Cause, ...]] = get_args(Cause)
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
