//! What a customer is worth, what they say, and how long they stay (R5).

mod bgnbd;
mod clv;
mod concentration;
mod gamma_gamma;
mod incidence;
mod pareto_nbd;
mod profit;
mod repeat;
mod rfm;
mod scores;
mod shifted_beta;
mod survival;
mod traits;
mod transactions;

pub use bgnbd::{BgNbd, BgNbdFit, BgNbdPrediction};
pub use clv::{RetentionValue, retention_value};
pub use concentration::{Gini, ParetoShare, gini, pareto_share};
pub use gamma_gamma::{GammaGamma, GammaGammaFit, GammaGammaPrediction};
pub use incidence::{Incidence, IncidencePoint, Shares, cumulative_incidence};
pub use pareto_nbd::{ParetoNbd, ParetoNbdFit, ParetoNbdPrediction};
pub use profit::{Composition, Profit, profit_composition};
pub use repeat::{PredictedSum, RepeatBuyers};
pub use rfm::{Rfm, RfmRow, frequency_scores, rfm_scores};
pub use scores::{Nps, NpsOfScores, Satisfaction, nps, nps_of_scores, satisfaction};
pub use shifted_beta::{ShiftedBeta, ShiftedBetaFit};
pub use survival::{CurvePoint, Group, KaplanMeier, kaplan_meier};
pub use traits::{
    MEANING, POTENTIAL, TraitEvidence, TraitLimits, ValueFacts, ValueType, ValueTypes, value_types,
};
pub use transactions::{Purchase, Summaries, Summary, TimeUnit, summaries};

pub(crate) use incidence::incidence_curve;
