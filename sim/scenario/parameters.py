"""The registry: every parameter of the law declared once, with symbol, default, range, unit, role, meaning and source.

Validation, `--set`, sweeps, sliders, the ODD's tables and the JSON Schema all read these lines. Roles follow XLRM
(Lempert, Popper and Bankes 2003): X is an exogenous uncertainty, L a lever, R a choice of structure; "fixed" is a
constant of the law that no sweep varies by default. The range is what is allowed, and what a sweep covers.
A source is the literature, the brief or a figure; "judgement" means that the range is the honest statement.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from trustladder.sim.scenario.errors import UNPRINTABLE
from trustladder.sim.scenario.limits import LARGEST_SEED

Number = float | int
Seed = Annotated[int, Field(ge=0, le=LARGEST_SEED)]
Amount = Annotated[float, Field(ge=-1e300, le=1e300)]  # a number whose own range is stated elsewhere, or none


def printable(text: str) -> str:
    """Refuse control characters, which would change the look of a terminal.

    Lines and tabs of a longer text may stay.
    """
    if UNPRINTABLE.search(text.replace("\n", " ").replace("\t", " ")):
        raise PydanticCustomError("printable", "text without control characters")
    return text


def single_line(text: str) -> str:
    """Refuse a name of several lines."""
    if UNPRINTABLE.search(text):
        raise PydanticCustomError("printable", "one line of text without control characters")
    return text


Label = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(single_line)]
Title = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(printable)]  # which may have several lines
Remark = Annotated[str, Field(max_length=2000), AfterValidator(printable)]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One line of the registry."""

    path: str  # where a scenario file sets it, e.g. uncertainties.omega or actors.*.secrecy
    symbol: str
    default: Number | str | bool | None
    low: Number | None
    high: Number | None
    choices: tuple[str, ...]
    unit: str
    role: str
    meaning: str
    source: str

    @property
    def allowed(self) -> str:
        """The range or choices in words."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.low is None:
            return "true or false"
        return f"{self.low:g} to {self.high:g}"


class Table(BaseModel):
    """A table of a scenario file: unknown keys, wrong types and non-finite numbers are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Yield the fields that differ from their defaults, by name."""
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if field.is_required() or value != field.get_default(call_default_factory=True):
                yield name, value


def declared(
    role: str, symbol: str, default: Any, low: Number, high: Number, unit: str, meaning: str, source: str = "judgement"
) -> Any:
    """Return a number in a table, with its line of the registry."""
    extra: dict[str, Any] = {"symbol": symbol, "unit": unit, "role": role, "source": source, "low": low, "high": high}
    return Field(default=default, ge=low, le=high, description=meaning, json_schema_extra=extra)


def _x(*line: Any) -> Any:
    return declared("X", *line)


def _fixed(*line: Any) -> Any:
    return declared("fixed", *line)


def _lever(symbol: str, low: float, high: float, meaning: str, source: str) -> Any:
    return declared("L", symbol, None, low, high, "share", meaning, source)


def _choice(symbol: str, default: Any, meaning: str, source: str = "judgement") -> Any:
    extra: dict[str, Any] = {"symbol": symbol, "unit": "choice", "role": "R", "source": source}
    return Field(default=default, description=meaning, json_schema_extra=extra)


GONE = {  # numbers of an earlier law: what to write instead
    "suspension_level": "suspension_rivalry, the rivalry of two donors in a forum above which it keeps to the first rung",
    "suspension": "suspension_rivalry alone: a suspension lasts while the rivalry is above it",
    "region_successes": "successes of each rung of the domain aimed at",
}


# fmt: off
class Uncertainties(Table):
    """X: what nobody chooses and nobody knows well."""

    # Responding
    omega: float = _x("omega", 0.7, 0.0, 1.0, "share", "weight of the mean trust in those invited against the least trusted of them")
    precision: float = _x("lambda", 8.0, 2.0, 15.0, "1/utility", "how strictly actors choose what is worth more", "quantal response: McKelvey and Palfrey 1995")
    dulling: float = _x("delta_c", 0.2, 0.0, 1.0, "share", "how far full collusion dulls the interest in a corruptible domain")
    concern_response: float = _x("e_d", 0.5, 0.0, 1.0, "share", "how far concern about drugs follows the flow that gets through; 0 is the null")
    concern_half_life: float = _fixed("h_d", 36.0, 6.0, 120.0, "months", "half-life with which it is noticed that the flow has changed")
    rival_aversion: float = _x("zeta", 0.5, 0.0, 2.0, "utility", "what sitting with a full rival costs a donor")
    pressure: float = _x("pi", 0.5, 0.0, 2.0, "utility", "what full pressure of an outside patron costs a government")
    influence: float = _x("i", 0.1, 0.0, 0.3, "utility", "influence that a donor gives up by giving all of its money jointly")
    inducement: float = _x("iota", 10.0, 0.0, 60.0, "utility/money", "worth of one unit of joint money a month to a guest")
    load_cost: float = _x("g_o", 0.12, 0.0, 0.3, "utility", "what a load of one meeting a month costs; 0 is that meetings cost nothing")
    load_half_life: float = _fixed("h_o", 6.0, 1.0, 24.0, "months", "half-life with which the load of meetings eases")
    host_comfort: float = _x("h", 0.6, 0.0, 1.0, "share", "how far a neutral seminar with an experienced host spares secrets", "brief: seminars on best practices in the UK, Saudi Arabia or the USA")
    asset_benefit: float = _x("beta_a", 0.3, 0.0, 1.0, "share", "how much sharing an asset adds to benefit")
    asset_exposure: float = _x("lambda_a", 0.3, 0.0, 1.0, "share", "how much sharing an asset adds to exposure")
    # Conduct
    temptation: float = _x("tau", 0.12, 0.0, 0.4, "share", "temptation of an honest government to break a commitment of full evidence weight, where it names none")
    temptation_powers: float = _x("tau_p", 0.15, 0.0, 0.4, "share", "the same of donors")
    temptation_neutral: float = _x("tau_n", 0.02, 0.0, 0.4, "share", "the same of neutral bodies and hosts")
    temptation_collusion: float = _x("c_t", 1.0, 0.0, 2.0, "factor", "how much full collusion adds to a government's temptation in a corruptible domain")
    detection: float = _x("d", 0.5, 0.0, 1.0, "share", "chance that a breach is found")
    reliability: float = _x("rho", 0.85, 0.5, 1.0, "share", "chance that an activity works out when all else is well")
    undermining: float = _x("chi", 0.4, 0.0, 1.0, "share", "share of reliability that full rivalry in the room destroys", "brief: effectiveness is undermined by perceived rivalry")
    kept_share: float = _fixed("k", 0.75, 0.5, 1.0, "share", "share of the attenders who must keep their word for a success")
    thaw: float = _x("theta", 0.05, 0.0, 0.3, "share", "share of their rivalry that two donors lose by a joint success of full evidence weight")
    # Learning
    prior_trust: float = _x("a", 0.4, 0.05, 0.95, "share", "trust before any evidence, where an actor names none")
    evidence_weight: float = _x("w", 1.0, 0.0, 1.5, "factor", "scales what every activity teaches; 0 is no learning")
    phi: float = _fixed("phi", 2.25, 1.0, 5.0, "factor", "weight of a breach against a word kept", "loss aversion 2.25: Tversky and Kahneman 1992; asymmetry: Slovic 1993")
    memory_half_life: float = _x("h_m", 48.0, 12.0, 240.0, "months", "half-life of evidence")
    backlash: float = _x("w_b", 1.0, 0.0, 2.0, "factor", "breach evidence toward a proposer from who clearly refuses, by the exposure of what was proposed; 0 is none")
    absent_discount: float = _x("delta_a", 0.3, 0.0, 1.0, "share", "how much members who stayed away learn of what they would have seen")
    ceiling_start: float = _x("c_0", 0.7, 0.3, 1.0, "share", "trust above which the first rung stops teaching; 0.15 higher a rung")
    bilateral_evidence: float = _x("b", 0.0, 0.0, 2.0, "1/money", "evidence from one unit of bilateral training; 0 is the brief's view")
    kydd_trustworthy: float = _x("k_a", 0.9, 0.8, 0.95, "share", "chance that a trustworthy type keeps its word (rule kydd)", "Kydd 2005")
    kydd_untrustworthy: float = _x("k_b", 0.3, 0.1, 0.5, "share", "chance that an untrustworthy type keeps its word (rule kydd)", "Kydd 2005")
    linear_gain: float = _x("g_up", 0.1, 0.02, 0.3, "share", "share of the way to full trust after a success (rule linear)", "Jonker and Treur 1999")
    linear_loss: float = _x("g_down", 0.3, 0.1, 0.6, "share", "share of the way to no trust after a breach (rule linear)", "Jonker and Treur 1999")
    linear_loyal: float = _x("w_up", 0.8, 0.5, 1.0, "share", "trust above which a breach is forgiven (rule linear)", "Marsh 1994")
    linear_wary: float = _x("w_down", 0.15, 0.0, 0.3, "share", "trust below which a success does not convince (rule linear)", "Marsh 1994")
    # Attention, assistance, playing off
    reform: float = _x("q_r", 0.05, 0.0, 0.3, "share/month", "how fast a fully attentive donor moves its mix to a lever", "brief: other priorities make change difficult")
    matching: float = _x("m", 0.5, 0.0, 1.5, "share", "how far a donor raises a plan where rivals give")
    play_off: float = _x("psi", 0.5, 0.0, 2.0, "factor", "scales how often governments play donors off; 0 is never", "brief: local leaders play off outside powers")
    premium: float = _x("mu", 0.15, 0.0, 0.5, "share", "rise of both gifts when two donors are played off")
    heat: float = _x("eta", 0.02, 0.0, 0.1, "share", "share of the way to full rivalry that one round of playing off adds")
    contest_scale: float = _x("x_0", 0.1, 0.02, 0.5, "money", "contest over a government at which half of the playing off happens")
    # Stocks
    stock_half_life: float = _x("h_s", 60.0, 24.0, 180.0, "months", "half-life of trained forces and equipment")
    policing_gain: float = _x("g_p", 0.03, 0.0, 0.3, "1/money", "policing from one unit of police training a month")
    coercion_gain: float = _x("g_c", 0.015, 0.0, 0.3, "1/money", "coercion from one unit of arms or special-forces training of weight 1 a month")
    joint_yield: float = _x("y_j", 1.0, 0.0, 2.0, "factor", "policing from joint money, over that from bilateral police training; 0 is the null")
    border_gain: float = _x("g_b", 0.04, 0.0, 0.4, "1/money", "border technology from one unit of scanners a month")
    misuse: float = _x("m_0", 0.2, 0.0, 0.5, "share", "share of police training that feeds coercion all the same", "brief: trained forces have been implicated already")
    arms_weight: float = _x("w_a", 0.6, 0.2, 1.4, "factor", "weight of arms in what a gift adds to coercion; 1 for both is the null", "judgement; arms raise repression: Sullivan, Blanken and Rice 2020")
    special_weight: float = _x("w_s", 0.8, 0.2, 1.4, "factor", "weight of special-forces training in what a gift adds to coercion; 1 for both is the null", "judgement; training empowers forces: Savage and Caverley 2017")
    cleaning: float = _x("g_k", 0.05, 0.0, 0.5, "1/money", "share of collusion above its floor that one unit of anti-corruption money a month removes")
    collusion_floor: float = _x("f_k", 0.6, 0.2, 0.95, "share", "share of its first value under which collusion never falls", "brief: initiatives will not eliminate corruption")
    rent_pull: float = _x("g_r", 0.005, 0.0, 0.03, "share/month", "share of the way to full collusion that a full flow's rents add a month")
    # Convening and standing
    entry_window: int = _fixed("t_e", 24, 1, 120, "months", "how long a new forum tries its entry rung and nothing else")
    closure: int = _x("t_c", 3, 1, 24, "months", "how long a new forum's domain is closed after its meeting did not form")
    gate_share: float = _fixed("s_g", 0.8, 0.0, 1.0, "share", "share of a forum's governments that must sit in a forum that holds the gate's rung")
    idle_limit: int = _x("t_i", 60, 24, 120, "months", "months without a success on a rung, or above it, that lose it")
    suspension_rivalry: float = _x("z_s", 0.66, 0.58, 1.0, "share", "rivalry of two donors in a forum above which it proposes nothing above the first rung; 1 is never", "NATO-Russia Council, suspended from August 2008 to March 2009: somewhere within 0.58 to 0.68")
    region_share: float = _x("s_r", 0.8, 0.6, 1.0, "share", "share of the governments that makes an activity region-wide (four of five)")
    region_window: int = _x("t_r", 36, 24, 60, "months", "months within which a forum must have a rung's number of region-wide successes to reach it region-wide")
    # Drift
    rivalry_half_life: float = _x("h_z", 36.0, 6.0, 240.0, "months", "half-life of a departure from usual rivalry")
    calm: float = _x("c", 0.3, 0.0, 1.0, "share", "how far fading attention calms rivalry")
    # Human security
    policing_effect: float = _x("e_p", 0.12, 0.0, 0.4, "share", "flow that full policing stops", "scale: 1-6 percent of the heroin flow around 2010 (UNODC 2012)")
    border_effect: float = _x("e_b", 0.08, 0.0, 0.4, "share", "flow that full border technology stops", "scale: 1-6 percent of the heroin flow around 2010 (UNODC 2012)")
    cooperation_effect: float = _x("e_c", 0.2, 0.0, 0.4, "share", "flow that cooperation on the highest rung stops", "scale: 1-6 percent of the heroin flow around 2010 (UNODC 2012)")
    wastefulness: float = _x("q", 1.0, 0.0, 2.0, "exponent", "how sharply collusion wastes interdiction; 0 is not at all", "brief: smuggling is sanctioned by officials")
    crisis_base: float = _x("h_0", 0.01, 0.0, 0.05, "1/month", "hazard of a crisis in a fully unstable country without forces", "scale: five crises with civilian harm in five states, 1997-2013")
    coercion_unrest: float = _x("b_1", 0.5, -1.5, 2.0, "log hazard", "what full coercion adds to the log hazard of a crisis")
    policing_calm: float = _x("b_2", 0.5, -1.5, 2.0, "log hazard", "what full policing takes off the log hazard of a crisis")
    restraint: float = _x("b_3", 0.4, 0.0, 0.8, "share", "share of the harm in a crisis that full policing spares", "judgement; brief: training for policing work, handling of crowds")
    unrest_gain: float = _x("g_u", 0.5, 0.0, 1.5, "share", "instability that one unit of harm adds; 0 is the null", "judgement; violent repression may raise dissent: Davenport 2007")
    unrest_half_life: float = _fixed("h_u", 18.0, 6.0, 60.0, "months", "half-life of the unrest that harm leaves")
    scandal_half_life: float = _x("h_x", 24.0, 6.0, 120.0, "months", "half-life of the cut after a scandal")
    scandal_evidence: float = _x("s_x", 0.5, 0.0, 3.0, "weight", "breach evidence between donor and government after a scandal")

    def region_governments(self, governments: int) -> int:
        """Return how many of so many governments must act together for cooperation to count as the region's."""
        return math.ceil(self.region_share * governments - 1e-9)


class Levers(Table):
    """L: what policy chooses. A share that is left out stays as each donor's own."""

    training_share: float | None = _lever("l_t", 0.0, 1.0, "training in bilateral assistance; the rest is equipment", "brief: emphasize training")
    policing_share: float | None = _lever("l_p", 0.0, 1.0, "police in training; the rest is special forces", "brief: from special forces units to policing work")
    border_share: float | None = _lever("l_b", 0.0, 1.0, "border technology in equipment; the rest is arms", "brief: scanners and other detection equipment")
    joint_share: float | None = _lever("l_j", 0.0, 1.0, "assistance given through common forums", "brief: coordination among assistance-providing states")
    anti_corruption_share: float | None = _lever("l_a", 0.0, 1.0, "bilateral assistance spent against corruption", "brief: corruption-reduction initiatives")
    attention_floor: float = declared("L", "l_f", 0.0, 0.0, 1.0, "share", "attention under which donors do not let themselves fall", "brief: attention is likely to fade")
    assistance: float = declared("L", "l_m", 1.0, 0.0, 3.0, "factor", "scales every donor's budget", "brief: assistance is likely to decline")
    step: int = declared("L", "l_s", 1, 1, 6, "rungs", "how many rungs a forum founded after the start tries at once", "brief: this effort should begin slowly")


class Structure(Table):
    """R: which form of a relationship is believed."""

    trust_rule: Literal["beta", "kydd", "linear", "none"] = _choice("R_t", "beta", "how evidence becomes trust; none is the null", "Josang and Ismail 2002; Kydd 2005; Jonker and Treur 1999")
    response_rule: Literal["quantal", "threshold", "random"] = _choice("R_r", "quantal", "how worth becomes an answer; random is the null", "McKelvey and Palfrey 1995")
    gate: bool = _choice("R_g", True, "whether a gated domain waits for its gate", "brief: if cooperation on counternarcotics is successful")
    transfer: float = declared("R", "R_x", 0.5, 0.0, 1.0, "share", "scales how much evidence from one domain counts in another", "spillover: Haas 1958; brief")
    standing_scope: Literal["forum", "region"] = _choice("R_s", "forum", "whether each forum climbs by itself or all share one ladder")
    ceiling: bool = _choice("R_c", True, "whether cheap interaction stops teaching at some trust")
    climbing: bool = _choice("R_k", True, "whether forums may try a rung above the one they stand on")
    dyads: Literal["own", "shuffled"] = _choice("R_d", "own", "whether experience is credited to whom it concerns; shuffled is the null")
# fmt: on

PARAMETERS: dict[str, type[Table]] = {"uncertainties": Uncertainties, "levers": Levers, "structure": Structure}


def line(path: str, field: FieldInfo) -> Parameter | None:
    """Return the registry line of one field, or None for a field that is no parameter."""
    extra = field.json_schema_extra
    if not isinstance(extra, dict) or "role" not in extra:
        return None
    choices = getattr(field.annotation, "__args__", ()) if field.annotation is not bool else ()
    words = tuple(choice for choice in choices if isinstance(choice, str))
    known: dict[str, Any] = dict(extra)
    default = None if field.default_factory is not None else getattr(field.default, "value", field.default)
    return Parameter(
        path, known["symbol"], default, known.get("low"), known.get("high"), words,
        known["unit"], known["role"], field.description or "", known["source"],
    )  # fmt: skip


def lines_of(prefix: str, table: type[BaseModel]) -> Iterator[Parameter]:
    """Yield the registry lines of one table, in the order in which they are declared."""
    for name, field in table.model_fields.items():
        found = line(f"{prefix}.{name}", field)
        if found is not None:
            yield found
