//! `value.*`: models of repeat buying.

use super::{ask, column, column_if, number, numbers};
use serde::Serialize;
use tactful::Result;
use tactful::document::Table;
use tactful_insight::value::{
    BgNbd, BgNbdFit, BgNbdPrediction, GammaGamma, GammaGammaFit, GammaGammaPrediction, ParetoNbd,
    ParetoNbdFit, ParetoNbdPrediction, PredictedSum, RepeatBuyers,
};

/// `{x, t_x, T, mean_repeat_value?}`; the value is for the models of value.
fn buyers(request: &mut Table<'_>) -> Result<RepeatBuyers> {
    column_if(request, "mean_repeat_value")?;
    Ok(RepeatBuyers { x: column(request, "x")?, t_x: column(request, "t_x")?, t: column(request, "T")? })
}

/// `{x, mean_repeat_value}` or `{x, mean_value}`; the times are for the models of time. `filter` names what is left out in
/// any case.
fn values(request: &mut Table<'_>) -> Result<(Vec<f64>, Vec<f64>)> {
    column_if(request, "t_x")?;
    column_if(request, "T")?;
    if let Some(field) = request.optional("filter") {
        field.choice(&[("x > 0", ())])?;
    }
    let mean = match column_if(request, "mean_value")? {
        Some(mean) => mean,
        None => column(request, "mean_repeat_value")?,
    };
    Ok((column(request, "x")?, mean))
}

fn four(request: &mut Table<'_>, names: [&'static str; 4]) -> Result<[f64; 4]> {
    let field = request.required("params")?;
    let mut table = field.table()?;
    let mut params = [0.0; 4];
    for (param, name) in params.iter_mut().zip(names) {
        *param = number(&mut table, name)?;
    }
    table.finish()?;
    Ok(params)
}

fn bgnbd(request: &mut Table<'_>) -> Result<BgNbd> {
    let [r, alpha, a, b] = four(request, ["r", "alpha", "a", "b"])?;
    BgNbd::new(r, alpha, a, b)
}

fn pareto(request: &mut Table<'_>) -> Result<ParetoNbd> {
    let [r, alpha, s, beta] = four(request, ["r", "alpha", "s", "beta"])?;
    ParetoNbd::new(r, alpha, s, beta)
}

fn gamma_gamma(request: &mut Table<'_>) -> Result<GammaGamma> {
    let mut table = request.required("params")?.table()?;
    let model = (number(&mut table, "p")?, number(&mut table, "q")?, number(&mut table, "v")?);
    table.finish()?;
    GammaGamma::new(model.0, model.1, model.2)
}

/// Expectations at times.
#[derive(Debug, Serialize)]
pub(crate) struct Expectations {
    method: &'static str,
    expected: Vec<f64>,
}

ask! {
    /// `value.bgnbd_expectation {params, t}`.
    BgExpectation -> Expectations, |request| {
        let (model, t) = (bgnbd(request)?, request.required("t")?);
        let times = if t.list().is_ok() { numbers(&t)? } else { vec![t.number()?] };
        move || {
            let expected = times.iter().map(|t| model.expectation(*t)).collect::<Result<_>>()?;
            Ok(Expectations { method: "BG/NBD", expected })
        }
    }
}

ask! {
    /// `value.bgnbd_predict {params, x, t_x, T, horizon}`.
    BgPredict -> BgNbdPrediction, |request| {
        let (model, buyers, horizon) = (bgnbd(request)?, buyers(request)?, number(request, "horizon")?);
        move || model.predict(&buyers, horizon)
    }
}

ask! {
    /// `value.bgnbd_predict_sum {params, x, t_x, T, horizon}`.
    BgPredictSum -> PredictedSum, |request| {
        let (model, buyers, horizon) = (bgnbd(request)?, buyers(request)?, number(request, "horizon")?);
        move || model.predict_sum(&buyers, horizon)
    }
}

/// The logarithm of a likelihood.
#[derive(Debug, Serialize)]
pub(crate) struct Loglik {
    method: &'static str,
    n_used: usize,
    loglik: f64,
}

ask! {
    /// `value.bgnbd_loglik {params, x, t_x, T}`.
    BgLoglik -> Loglik, |request| {
        let (model, buyers) = (bgnbd(request)?, buyers(request)?);
        move || Ok(Loglik { method: "BG/NBD", n_used: buyers.x.len(), loglik: model.loglik(&buyers)? })
    }
}

ask! {
    /// `value.bgnbd_fit {x, t_x, T}`.
    BgFit -> BgNbdFit, |request| {
        let buyers = buyers(request)?;
        move || BgNbd::fit(&buyers)
    }
}

ask! {
    /// `value.pareto_nbd_predict {params, x, t_x, T, horizon}`.
    ParetoPredict -> ParetoNbdPrediction, |request| {
        let (model, buyers, horizon) = (pareto(request)?, buyers(request)?, number(request, "horizon")?);
        move || model.predict(&buyers, horizon)
    }
}

ask! {
    /// `value.pareto_nbd_loglik {params, x, t_x, T}`.
    ParetoLoglik -> Loglik, |request| {
        let (model, buyers) = (pareto(request)?, buyers(request)?);
        move || Ok(Loglik { method: "Pareto/NBD", n_used: buyers.x.len(), loglik: model.loglik(&buyers)? })
    }
}

ask! {
    /// `value.pareto_nbd_fit {x, t_x, T}`.
    ParetoFit -> ParetoNbdFit, |request| {
        let buyers = buyers(request)?;
        move || ParetoNbd::fit(&buyers)
    }
}

ask! {
    /// `value.gamma_gamma_predict {params, x, mean_value}`.
    ValuePredict -> GammaGammaPrediction, |request| {
        let (model, (x, mean)) = (gamma_gamma(request)?, values(request)?);
        move || model.predict(&x, &mean)
    }
}

ask! {
    /// `value.gamma_gamma_loglik {params, x, mean_repeat_value, filter?}`.
    ValueLoglik -> Loglik, |request| {
        let (model, (x, mean)) = (gamma_gamma(request)?, values(request)?);
        move || {
            let n_used = x.iter().zip(&mean).filter(|(x, mean)| **x > 0.0 && **mean > 0.0).count();
            Ok(Loglik { method: "Gamma-Gamma", n_used, loglik: model.loglik(&x, &mean)? })
        }
    }
}

ask! {
    /// `value.gamma_gamma_fit {x, mean_repeat_value, filter?}`.
    ValueFit -> GammaGammaFit, |request| {
        let (x, mean) = values(request)?;
        move || GammaGamma::fit(&x, &mean)
    }
}
