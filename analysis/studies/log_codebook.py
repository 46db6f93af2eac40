"""Describe the columns of the log of meetings: unit and meaning, in any of its tables."""

from trustladder.sim.law.responding import COSTS

TERM = "utility"
LOG_COLUMNS: dict[str, tuple[str, str, str]] = {  # role, unit, meaning
    "replicate": ("id", "number", "future, from 0; the same number has the same luck everywhere"),
    "meeting": ("id", "number", "proposal within its future, from 0 in the order of months, forums and domains"),
    "month": ("id", "months", "month since the start, from 0"),
    "forum": ("id", "text", "forum that was due to meet"),
    "domain": ("id", "text", "ladder of cooperation on which"),
    "rung": ("id", "text", "activity that was proposed; empty where the proposer would itself accept none in reach"),
    "proposer": (
        "id",
        "text",
        "who proposed: the sponsor, or its members a year each; it comes unasked",
    ),
    "what": ("outcome", "text", "event (from outside), standing (won or lost), crisis, or scandal"),
    "subject": ("id", "text", "the event, the forum (or the region), the government, or the donor that it is about"),
    "toward": ("id", "text", "of a scandal, the government that was assisted; else empty"),
    "rung_before": ("outcome", "text", "of standing, the rung held before; empty for none"),
    "rung_after": ("outcome", "text", "of standing, the rung held now; empty for none"),
    "harm": ("outcome", "harm", "of a crisis, harm to civilians; 1 is one met with full coercion; else empty"),
    "actor": ("id", "text", "member whose answer it is; the proposer is among them"),
    "outcome": (
        "outcome",
        "text",
        "postponed: nothing was proposed; not_formed: too few said yes; failed or succeeded: the activity did",
    ),
    "lacked": (
        "outcome",
        "text",
        "what a meeting that did not form lacked first: its sponsor, governments, donors, or needed members",
    ),
    "asked": ("outcome", "members", "members that were asked, without the proposer"),
    "came": ("outcome", "flag", "in answers: whether it came; in meetings: how many of those asked did"),
    "governments": ("outcome", "members", "governments that came, the proposer among them"),
    "donors": ("outcome", "members", "donors that came, the proposer among them"),
    "inducement": ("outcome", TERM, "what joint money offered each member: a term for coming, the same for all"),
    "decided_by": (
        "outcome",
        "text",
        "agent: itself; chair: it proposed, so it comes; override: another for it",
    ),
    "reason": (
        "outcome",
        "text",
        "why it refused: either_way (acceptance 25 to 75%), against_interest (over 75%), or the largest cost of a "
        "clear refusal; empty where it came",
    ),
    "conduct": (
        "outcome",
        "text",
        "of those who came to a meeting that formed: kept, broke (and nobody found out), or caught",
    ),
    "full_gain": ("outcome", TERM, "worth among those who keep their word, B I; the gain is belief x full_gain"),
    "full_risk": ("outcome", TERM, "loss among those who do not, L S; the risk is (1 - belief) x full_risk"),
    "gain": ("outcome", TERM, "p B I: a term for coming"),
    **{cost.term: ("outcome", TERM, f"{cost.meaning}: a term against coming") for cost in COSTS},
    "risk": ("outcome", TERM, "(1 - p) L S: a term against coming"),
    "belief": ("outcome", "share", "p: its belief that the others invited will keep their word"),
    "needed": ("outcome", "share", "p*: the belief at which it would be indifferent; over 1: none would be enough"),
    "worth": ("outcome", TERM, f"U: gain - {' - '.join(cost.term for cost in COSTS)} + inducement"),
    "chance": ("outcome", "share", "chance that it would come"),
}
