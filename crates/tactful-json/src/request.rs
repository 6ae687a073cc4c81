//! The one table of operations.

#[cfg(feature = "insight")]
use crate::insight::{attention, experiment, factors, importance, repeat, value, voice as words};
use crate::{
    audit, base64, calendar, campaign, clock, codes, complaint, followup, policy, relationship, touchpoint,
    voice, window, workload,
};
use serde::Serialize;
use std::sync::{Arc, OnceLock};
use tactful::document::{Field, Table, nearest};
use tactful::time::Zones;
use tactful::voice::Voice;
use tactful::{Code, Engine, Result};

/// What a request refers to without carrying it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting<'a> {
    /// The zones that it may name.
    pub(crate) zones: &'a Arc<Zones>,
    /// The engine of requests without a policy; none: the house policy.
    pub(crate) engine: Option<&'a Arc<Engine>>,
    /// The request brings zones that this engine does not have.
    pub(crate) newer_zones: bool,
    /// The library's own words, once somebody has asked for them.
    pub(crate) voice: &'a OnceLock<Arc<Voice>>,
}

/// A request of one kind: how it is read, and what it answers.
pub(crate) trait Operation: Sized {
    /// What it answers.
    type Answer: Serialize;

    /// Reads the fields of the request; what it does not ask for is refused afterwards.
    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self>;

    /// Answers.
    fn run(&self) -> Result<Self::Answer>;
}

macro_rules! operations {
    ($(#[$attribute:meta] { $($name:literal $variant:ident $request:ty;)* })*) => {
        /// The name of every operation.
        ///
        /// ```
        /// assert!(tactful_json::OPERATIONS.contains(&"calendar.add"));
        /// ```
        pub const OPERATIONS: &[&str] = &[$($(#[$attribute] $name,)*)*];

        /// Any request.
        #[derive(Debug)]
        pub(crate) enum Request {
            $($(#[$attribute] $variant($request),)*)*
        }

        /// Any answer.
        #[derive(Debug, Serialize)]
        #[serde(untagged)]
        pub(crate) enum Response {
            $($(#[$attribute] $variant(<$request as Operation>::Answer),)*)*
        }

        impl Request {
            fn of(op: &str, table: &mut Table<'_>, setting: &Setting<'_>) -> Option<Result<Self>> {
                Some(match op {
                    $($(#[$attribute] $name => <$request>::read(table, setting).map(Self::$variant),)*)*
                    _ => return None,
                })
            }

            /// Answers.
            pub(crate) fn run(&self) -> Result<Response> {
                match self {
                    $($(#[$attribute] Self::$variant(request) => request.run().map(Response::$variant),)*)*
                }
            }
        }
    };
}

operations! {
    #[cfg(all())]
    {
        "calendar.validate" CalendarValidate calendar::Validate;
        "calendar.is_open" CalendarIsOpen calendar::IsOpen;
        "calendar.next_open" CalendarNextOpen calendar::NextOpen;
        "calendar.prev_open_end" CalendarPrevOpenEnd calendar::PrevOpenEnd;
        "calendar.elapsed" CalendarElapsed calendar::Elapsed;
        "calendar.add" CalendarAdd calendar::Add;
        "calendar.sub" CalendarSub calendar::Sub;
        "calendar.add_days" CalendarAddDays calendar::AddDays;
        "calendar.date_add" CalendarDateAdd calendar::DateAdd;
        "calendar.days_between" CalendarDaysBetween calendar::DaysBetween;
        "calendar.is_business_day" CalendarIsBusinessDay calendar::IsBusinessDay;
        "clock.read" ClockRead clock::Read;
        "complaint.assessment" ComplaintAssessment complaint::organisation::Assess;
        "complaint.clocks" ComplaintClocks complaint::clocks::Clocks;
        "complaint.clusters" ComplaintClusters complaint::clusters::Clusters;
        "complaint.evenness" ComplaintEvenness complaint::organisation::Even;
        "complaint.gantt" ComplaintGantt complaint::gantt::Chart;
        "complaint.hand_over" ComplaintHandOver complaint::HandOver;
        "complaint.owner" ComplaintOwner complaint::organisation::OwnerCheck;
        "complaint.relief" ComplaintRelief complaint::organisation::Relieve;
        "complaint.route" ComplaintRoute complaint::organisation::Route;
        "complaint.skills" ComplaintSkills complaint::organisation::Skills;
        "complaint.tasks" ComplaintTasks complaint::Review;
        "complaint.weigh" ComplaintWeigh complaint::organisation::Weigh;
        "contact.window" ContactWindow window::Window;
        "codes.list" CodesList codes::List;
        "complaint.replay" ComplaintReplay complaint::case::Replay;
        "complaint.act" ComplaintAct complaint::case::ActOn;
        "complaint.authority" ComplaintAuthority complaint::case::Authority;
        "complaint.report" ComplaintReport complaint::case::ReportOn;
        "complaint.abuse" ComplaintAbuse complaint::case::AbuseIn;
        "followup.audit" FollowupAudit audit::Look;
        "followup.decide" FollowupDecide followup::Decide;
        "followup.decide_all" FollowupDecideAll followup::DecideAll;
        "followup.agenda" FollowupAgenda followup::Plans;
        "followup.agenda_many" FollowupAgendaMany workload::PlansMany;
        "followup.fold" FollowupFold followup::Fold;
        "policy.describe" PolicyDescribe policy::Describe;
        "policy.check" PolicyCheck policy::Check;
        "campaign.check" CampaignCheck campaign::Checks;
        "campaign.plan" CampaignPlan campaign::Plans;
        "relationship.advice" RelationshipAdvice relationship::levels::Advice;
        "relationship.churn" RelationshipChurn relationship::signals::Churn;
        "relationship.classes" RelationshipClasses relationship::levels::Classes;
        "relationship.courtesy" RelationshipCourtesy relationship::feelings::Courteous;
        "relationship.feelings" RelationshipFeelings relationship::feelings::Felt;
        "relationship.levels" RelationshipLevels relationship::levels::Three;
        "relationship.lists" RelationshipLists relationship::feelings::Lists;
        "relationship.notes" RelationshipNotes relationship::feelings::Noted;
        "relationship.obligations" RelationshipObligations relationship::levels::Obligations;
        "relationship.occasions" RelationshipOccasions relationship::feelings::Occasions;
        "relationship.portfolio" RelationshipPortfolio relationship::portfolio::Look;
        "relationship.scenes" RelationshipScenes relationship::signals::Scenes;
        "relationship.service" RelationshipService relationship::feelings::Service;
        "touchpoint.attention" TouchpointAttention touchpoint::Attends;
        "touchpoint.catalogues" TouchpointCatalogues touchpoint::Catalogues;
        "touchpoint.tie" TouchpointTie touchpoint::Ties;
        "voice.signposts" VoiceSignposts voice::Signposts;
        "voice.frames" VoiceFrames voice::Frames;
        "voice.outline" VoiceOutline voice::Outline;
        "voice.wording" VoiceWording voice::CheckWording;
    }
    #[cfg(feature = "insight")]
    {
        "insight.linear_importance" InsightLinear importance::Linear;
        "insight.linear_importance_from_correlation" InsightLinearFrom importance::LinearFromCorrelation;
        "insight.dominance" InsightDominance importance::DominanceOfRows;
        "insight.dominance_from_correlation" InsightDominanceFrom importance::DominanceFromCorrelation;
        "insight.relative_weights" InsightRelativeWeights importance::Weights;
        "insight.logistic_importance" InsightLogistic importance::Logistic;
        "insight.correlations" InsightCorrelations importance::PairwiseCorrelations;
        "insight.rating_steps" InsightRatingSteps importance::StepsOfRatings;
        "insight.focus_list" InsightFocusList importance::Focus;
        "insight.penalty_reward" InsightPenaltyReward factors::Penalty;
        "insight.importance_performance" InsightImportancePerformance factors::Ipa;
        "insight.coffee_stains" InsightCoffeeStains factors::Coffee;
        "insight.over_service" InsightOverService factors::Over;
        "insight.drift" InsightDrift factors::Drifting;
        "insight.service_gaps" InsightServiceGaps factors::ServiceGaps;
        "insight.effort" InsightEffort factors::Effort;
        "insight.rivals" InsightRivals factors::Rivals;
        "insight.silent_touchpoints" InsightSilentTouchpoints factors::Silent;
        "insight.without_standard" InsightWithoutStandard factors::Standards;
        "insight.attention_document" InsightAttention attention::Document;
        "insight.ladder" InsightLadder words::Ladders;
        "insight.emergence" InsightEmergence words::Emerging;
        "insight.decision_tags" InsightDecisionTags words::Deciding;
        "experiment.sample_size_two_proportions" ExperimentSizeOfProportions experiment::SizeOfProportions;
        "experiment.power_two_proportions" ExperimentPowerOfProportions experiment::PowerOfProportions;
        "experiment.power_two_proportions_arcsine" ExperimentPowerByArcsine experiment::PowerByArcsine;
        "experiment.mde_two_proportions" ExperimentSmallestEffect experiment::SmallestEffect;
        "experiment.sample_size_two_means" ExperimentSizeOfMeans experiment::SizeOfMeans;
        "experiment.power_two_means" ExperimentPowerOfMeans experiment::PowerOfMeans;
        "experiment.welch_t" ExperimentWelch experiment::WelchOfValues;
        "experiment.welch_t_summary" ExperimentWelchSummary experiment::WelchOfSummaries;
        "experiment.wilson_interval" ExperimentWilson experiment::WilsonInterval;
        "experiment.diff_proportions_interval" ExperimentDifference experiment::DifferenceInterval;
        "experiment.two_proportion_test" ExperimentTwoProportions experiment::TwoProportionTest;
        "experiment.srm" ExperimentSrm experiment::Srm;
        "experiment.cuped" ExperimentCuped experiment::CupedReadout;
        "experiment.balance" ExperimentBalance experiment::BalanceOfGroups;
        "experiment.stratified_assignment" ExperimentAssignment experiment::StratifiedAssignment;
        "experiment.p_adjust" ExperimentAdjust experiment::Adjust;
        "experiment.cost_per_effect" ExperimentCost experiment::Cost;
        "experiment.lag_readout" ExperimentLag experiment::Lag;
        "value.nps" ValueNps value::NpsOfCounts;
        "value.nps_from_scores" ValueNpsFromScores value::NpsFromScores;
        "value.csat_ces" ValueCsatCes value::CsatCes;
        "value.rfm_scores" ValueRfm value::RfmScores;
        "value.rfm_scores_ties" ValueRfmTies value::FrequencyScores;
        "value.gini" ValueGini value::GiniOfValues;
        "value.pareto_share" ValuePareto value::Pareto;
        "value.servqual" ValueServqual factors::Servqual;
        "value.kaplan_meier" ValueKaplanMeier value::Survival;
        "value.cumulative_incidence" ValueIncidence value::CumulativeIncidence;
        "value.clv_retention" ValueClvRetention value::ClvRetention;
        "value.sbg_fit" ValueSbgFit value::SbgFit;
        "value.transactions_to_summary" ValueSummary value::TransactionSummary;
        "value.profit_composition" ValueProfit value::ProfitParts;
        "value.value_types" ValueTypes value::Types;
        "value.bgnbd_expectation" ValueBgExpectation repeat::BgExpectation;
        "value.bgnbd_predict" ValueBgPredict repeat::BgPredict;
        "value.bgnbd_predict_sum" ValueBgPredictSum repeat::BgPredictSum;
        "value.bgnbd_loglik" ValueBgLoglik repeat::BgLoglik;
        "value.bgnbd_fit" ValueBgFit repeat::BgFit;
        "value.gamma_gamma_predict" ValueGammaGammaPredict repeat::ValuePredict;
        "value.gamma_gamma_loglik" ValueGammaGammaLoglik repeat::ValueLoglik;
        "value.gamma_gamma_fit" ValueGammaGammaFit repeat::ValueFit;
        "value.pareto_nbd_predict" ValueParetoPredict repeat::ParetoPredict;
        "value.pareto_nbd_loglik" ValueParetoLoglik repeat::ParetoLoglik;
        "value.pareto_nbd_fit" ValueParetoFit repeat::ParetoFit;
    }
}

impl Request {
    /// Reads the request that the field `op` names.
    pub(crate) fn read(request: &Field<'_>, setting: &Setting<'_>) -> Result<Self> {
        let mut table = request.table()?;
        let newer = match table.optional("zones") {
            Some(field) => Some(Arc::new(newer_zones(&field, Zones::clone(setting.zones))?)),
            None => None,
        };
        let setting = &Setting {
            zones: newer.as_ref().unwrap_or(setting.zones),
            engine: setting.engine,
            newer_zones: newer.is_some(),
            voice: setting.voice,
        };
        let op = table.required("op")?;
        let Some(read) = Self::of(op.text()?, &mut table, setting) else {
            let message = match nearest(op.text()?, OPERATIONS) {
                Some(name) => format!("unknown operation; did you mean `{name}`?"),
                None => "unknown operation; write one such as `calendar.add`".to_owned(),
            };
            return Err(op.error(Code::UnknownOp, message));
        };
        let read = read?;
        table.finish()?;
        Ok(read)
    }
}

/// The zones, some of them replaced or added by those that the request carries.
fn newer_zones(field: &Field<'_>, mut zones: Zones) -> Result<Zones> {
    for (name, bytes) in field.table()?.entries() {
        let decoded = bytes.parse_with(base64::decode)?;
        zones = bytes.locate(zones.with_tzif(&name.name, &decoded))?;
    }
    Ok(zones)
}
