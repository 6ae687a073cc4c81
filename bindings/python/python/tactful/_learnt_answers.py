"""What the operations of `insight`, `experiment` and `value` answer: the fields of :meth:`tactful.Learnt.to_dict`."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

#: A lower and an upper end.
Interval = list[float]


class CoreMoment(TypedDict):
    name: str
    next: str | None
    dominance_ratio: float | None
    times_mean_of_others: float | None


class Intervals(TypedDict):
    method: str
    level: float
    seed: int
    replicates: int
    failed: int
    names: list[str]
    r2: Interval
    importance: list[Interval]
    share: list[Interval]
    first_place: list[float]


class _Importance(TypedDict):
    method: str
    convention: str
    names: list[str]
    n_used: int
    n_dropped: int
    r2: float
    lmg: list[float] | None
    lmg_share: list[float] | None
    rank: list[int]
    first: list[float]
    last: list[float]
    beta: list[float | None]
    betasq: list[float | None]
    pratt: list[float | None]
    johnson_raw: list[float] | None
    core: CoreMoment | None
    constant: list[str]
    collinear: list[str]
    warnings: list[str]


class Segment(TypedDict):
    segment: str
    rows: int
    importance: _Importance | None
    refused: str | None


class BySegment(TypedDict):
    method: str
    segments: list[Segment]
    n_without_segment: int


class Importance(_Importance, total=False):
    intervals: Intervals
    by_segment: BySegment


class Dominance(TypedDict):
    method: str
    names: list[str]
    n_used: int
    n_dropped: int
    r2: float
    beta: list[float | None]
    general: list[float]
    conditional: list[list[float]]
    complete: list[list[float]]
    johnson_raw: list[float] | None
    core: CoreMoment | None
    warnings: list[str]


class RelativeWeights(TypedDict):
    method: str
    names: list[str]
    n_used: int
    n_dropped: int
    r2: float
    raw: list[float]
    share: list[float] | None
    rank: list[int]
    core: CoreMoment | None
    warnings: list[str]


class Pseudo(TypedDict):
    total: float
    shapley: list[float]
    conditional: list[list[float]]


class LogisticImportance(TypedDict):
    method: str
    default_measure: str
    names: list[str]
    n_used: int
    n_dropped: int
    n_events: int
    coef: dict[str, float] | None
    loglik: float
    loglik_null: float
    separation: Literal["none", "quasi", "complete"]
    mcfadden: Pseudo
    cox_snell: Pseudo
    nagelkerke: Pseudo
    estrella: Pseudo
    rank: list[int]
    core: CoreMoment | None
    warnings: list[str]


class Pair(TypedDict):
    name: str
    correlation: float | None
    n_used: int
    n_dropped: int


class Correlations(TypedDict):
    method: str
    drivers: list[Pair]


class Step(TypedDict):
    rating: float
    n: int
    mean: float
    added: float | None


class Steps(TypedDict):
    name: str
    ratings: list[Step]
    largest_step_from: float | None


class RatingSteps(TypedDict):
    drivers: list[Steps]


class FocusEntry(TypedDict):
    customer: str
    segment: str
    score: float
    known: float
    because_of: str


class FocusList(TypedDict):
    method: str
    customers: list[FocusEntry]
    left_out: list[str]


class PenaltyReward(TypedDict):
    method: str
    n_used: int
    n_dropped: int
    intercept: float
    r2: float
    n_low: dict[str, int]
    n_high: dict[str, int]
    attributes: dict[str, dict[str, Any]]
    warnings: list[str]


class Quadrants(TypedDict):
    method: str
    crosshair: Literal["mean", "given"]
    n_used: int
    attributes: list[str]
    importance: list[float]
    performance: list[float]
    quadrant: list[str]
    cross: list[float]
    mean_cross: list[float]
    quadrant_mean: list[str]
    median_cross: list[float]
    quadrant_median: list[str]
    quadrant_scale_2_5: list[str]


class CoffeeStain(TypedDict):
    name: str
    stated: float
    derived: float
    cost: float
    effect_per_cost: float


class CoffeeStains(TypedDict):
    method: str
    n_used: int
    stated_below: float
    derived_at_least: float
    stains: list[CoffeeStain]
    by_effect_per_cost: list[CoffeeStain]


class OverService(TypedDict):
    method: str
    n_used: int
    n_dropped: int
    slope: float
    p: float
    rank_correlation: float | None
    too_much_above: float | None
    means: list[float] | None
    p_fall: float | None
    over_service: bool


class Period(TypedDict):
    n: int
    mean: float | None
    variance: float | None


class Drift(TypedDict):
    method: str
    n_used: int
    n_dropped: int
    periods: list[Period]
    trend: float
    p_trend: float | None
    variance_ratio: float | None
    p_variance: float | None
    drifts: bool
    uneven: bool


class TouchpointGap(TypedDict):
    touchpoint: str
    branch: str
    n: int
    execution: float | None
    perception: float | None
    total: float | None
    delivered_variance: float | None


class ServiceGaps(TypedDict):
    method: str
    n_used: int
    gaps: list[TouchpointGap]


class EffortShare(TypedDict):
    name: str
    effort: float
    importance: float
    gap: float


class Effort(TypedDict):
    method: str
    touchpoints: list[EffortShare]
    misplaced: float


class Rival(TypedDict):
    name: str
    mean: float
    n: int
    ahead: float
    interval: Interval | None
    beaten: bool


class Rivals(TypedDict):
    method: str
    own_mean: float
    n_used: int
    rivals: list[Rival]
    beaten: bool
    n_dropped: int
    warnings: list[str]


class SilentTouchpoint(TypedDict):
    touchpoint: str
    customers: int
    silent: list[str]
    silent_share: float
    silent_below: float | None


class SilentTouchpoints(TypedDict):
    method: str
    n_used: int
    touchpoints: list[SilentTouchpoint]


class WithoutStandard(TypedDict):
    without_standard: list[str]


class Detail(TypedDict):
    segment: str | None
    question: str
    detail: str
    customers: int
    asked: int
    share: float
    lower: float
    upper: float
    state: str


class Emergence(TypedDict):
    method: str
    level: float
    moment_from: float
    n_used: int
    n_dropped: int
    details: list[Detail]


class Decided(TypedDict):
    question: str
    tag: str
    detail: str
    customers: int


class Lure(TypedDict):
    detail: str
    acquires: float
    retains: float
    acquires_at_least: float
    retains_at_most: float


class DecisionTags(TypedDict):
    method: str
    n_used: int
    decisions: list[Decided]
    lures: list[Lure]


class Change(TypedDict):
    by: Literal["tier", "need"]
    value: str
    touchpoint: str
    driver: str | None
    before_per_mille: int
    after_per_mille: int


class AttentionDocument(TypedDict):
    method: str
    document: str
    changes: list[Change]


class Stratum(TypedDict):
    stratum: dict[str, str]
    counts: dict[str, int]


class Assignment(TypedDict):
    method: str
    n_used: int
    assignment: dict[str, str]
    counts: dict[str, int]
    strata: list[Stratum]


class Balance(TypedDict):
    method: str
    n_used: int
    n_dropped: int
    smd: float | None
    variance_ratio: float | None
    smd_binary: float | None
    alarm: bool
    warnings: list[str]


class Mismatch(TypedDict):
    method: str
    n_used: int
    chi2: float
    df: int
    p: float
    alarm: bool
    warnings: list[str]


class Welch(TypedDict):
    method: str
    n_used: int
    n_dropped: int
    diff: float
    se: float
    t: float | None
    df: float | None
    p: float | None
    lower: float | None
    upper: float | None
    level: float
    warnings: list[str]


class Cuped(TypedDict):
    method: str
    n_used: int
    n_dropped: int
    theta: float
    rho: float | None
    adjusted_mean_control: float
    adjusted_mean_treatment: float
    variance_ratio: float | None
    unadjusted: Welch
    adjusted: Welch
    warnings: list[str]


class Difference(TypedDict):
    method: str
    n_used: int
    diff: float
    lower: float
    upper: float
    wald: Interval
    agresti_caffo: Interval
    level: float


class TwoProportions(TypedDict):
    method: str
    n_used: int
    z: float | None
    chi2: float | None
    p: float | None
    relative_lift: float | None
    ratio_lower: float | None
    ratio_upper: float | None
    level: float
    warnings: list[str]


class LagArm(TypedDict):
    arm: str
    n: int
    n_ripe: int
    benefited: int
    share: float | None
    interval: Interval | None
    realised: float | None
    churned: float | None


class LagReadout(TypedDict):
    method: str
    lag_days: float
    n_used: int
    n_too_early: int
    arms: list[LagArm]


class Adjusted(TypedDict):
    method: str
    n_used: int
    bh: list[float]
    holm: list[float]
    bonferroni: list[float]
    rejected_bh: int
    rejected_holm: int
    rejected_bonferroni: int


class Rfm(TypedDict):
    method: str
    n_used: int
    ids: list[str]
    R: list[int]
    F: list[int]
    M: list[int]
    cell: list[str]


class Gini(TypedDict):
    method: str
    n_used: int
    n_dropped: int
    gini: float | None
    gini_unbiased: float | None
    lorenz: list[float] | None
    warnings: list[str]


class ParetoShare(TypedDict):
    method: str
    n_used: int
    n_dropped: int
    gini: float | None
    top_20pct_share: float | None
    top_20pct_n: int
    customers_for_80pct: int | None
    share_of_customers_for_80pct: float | None
    warnings: list[str]


class Nps(TypedDict):
    n: int
    n_dropped: int
    promoters: int
    passives: int
    detractors: int
    method: str
    n_used: int
    nps: float
    se: float
    wald: Interval
    adjusted_wald: Interval
    adjusted_wald_unclipped: Interval
    level: float


class Satisfaction(TypedDict):
    method: str
    csat_n: int
    csat_dropped: int
    csat_pct: float | None
    csat_mean: float | None
    csat_wilson95: Interval | None
    ces_n: int
    ces_dropped: int
    ces_mean: float | None
    ces_agree_pct: float | None
    ces_wilson95: Interval | None


class Gaps(TypedDict):
    method: str
    n_used: int
    n_dropped: int
    gap_by_dimension: dict[str, float]
    gap_by_item: list[float | None]
    unweighted: float
    weighted: float | None
    servperf_by_dimension: dict[str, float]
    servperf: float
    warnings: list[str]


class CurvePoint(TypedDict):
    time: float
    n_risk: int
    n_event: int
    survival: float
    cumhaz: float
    cumhaz_se: float
    se: float | None
    log_ci: Interval | None
    loglog_ci: Interval | None


class KaplanMeier(TypedDict):
    method: str
    n_used: int
    n_events: int
    curves: dict[str, list[CurvePoint]]
    median: dict[str, float | None]
    rmst: dict[str, float]
    tau: float
    logrank_chi2: float | None
    logrank_df: int | None
    logrank_p: float | None
    event_share_by: dict[str, dict[str, float]]
    level: float
    warnings: list[str]


class IncidencePoint(TypedDict):
    time: float
    realised: float
    churned: float
    still_open: float


class Incidence(TypedDict):
    method: str
    n_used: int
    table: list[IncidencePoint]
    by_30: dict[str, float]
    naive_1_minus_km_by_30: float
    warnings: list[str]


class Summaries(TypedDict):
    absent: list[str]


class BgNbdFit(TypedDict):
    method: str
    n_used: int
    no_repeat_yet: int
    params: dict[str, float]
    loglik: float


class BgNbdPrediction(TypedDict):
    method: str
    n_used: int
    expected_transactions: list[float]
    p_alive: list[float]
    state: list[str]


class ParetoNbdFit(TypedDict):
    method: str
    n_used: int
    no_repeat_yet: int
    params: dict[str, float]
    loglik: float


class ParetoNbdPrediction(TypedDict):
    method: str
    n_used: int
    expected_transactions: list[float]
    p_alive: list[float]
    state: list[str]
    loglik_each: list[float]
    population_expectation: float


class GammaGammaFit(TypedDict):
    method: str
    n_used: int
    n_dropped: int
    params: dict[str, float]
    loglik: float


class GammaGammaPrediction(TypedDict):
    method: str
    n_used: int
    expected_mean_value: list[float | None]
    population_mean: float | None


class ShiftedBetaFit(TypedDict):
    method: str
    n_used: float
    params: dict[str, float]
    loglik: float
    retention_year_1_to_12: list[float]
    survival_year_1_to_12: list[float]
    survival_year_12: float
    warnings: list[str]
