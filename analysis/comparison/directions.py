"""Say which side of a metric is better, where the brief leaves no doubt; all other metrics have none.

More attention, meetings, money or refusals of one kind are means or descriptions: whether more of them is good is what
the experiments test.
"""

HIGHER = (
    "region_held",
    "trust_region",
    "trust_region_change",
    "trust_rivals",
    "trust_in_donors",
    "trust_of_donors",
    "activities_succeeded",
    "flow_interdicted",
    "policing",
    "human_security",
    "human_security_civilians_first",
    "human_security_flow_first",
    "standing",
)
LOWER = (
    "region_held_month",
    "region_meeting_month",
    "aim_meeting_month",
    "aim_top_month",
    "breaches",
    "rivalry",
    "rivalry_of_rivals",
    "assistance_wasted_share",
    "crises",
    "civilian_harm",
    "scandals",
    "collusion",
    "coercion",
)


def better(metric: str) -> int:
    """Return 1 where higher is better, -1 where lower is, 0 where neither."""
    family = metric.partition(".")[0]
    return (family in HIGHER) - (family in LOWER)
