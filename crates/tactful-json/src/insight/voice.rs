//! `insight.*`: what customers say.

use super::{ask, level, number_if, texts};
use serde::Serialize;
use tactful::Result;
use tactful::document::{Field, Table};
use tactful::explain::Language;
use tactful_insight::voice::{
    Answer, Chain, ChainEnd, DecisionTags, Emergence, Filed, Probe, Question, Statement, Tag, decision_tags,
    emergence,
};

/// A chain as far as it has come.
#[derive(Debug, Serialize)]
pub(crate) struct Ladder {
    question: Question,
    filed_under: Filed,
    answers: Vec<Answer>,
    reached: bool,
    next_probe: Option<Probe>,
    next_words: Option<String>,
}

ask! {
    /// `insight.ladder {question, answers: [text], language?}` (T5).
    Ladders -> Ladder, |request| {
        let question = request.required("question")?.choice(Question::ALL)?;
        let answers = texts(&request.required("answers")?)?;
        let language = request.optional("language").map(|field| field.choice(Language::ALL)).transpose()?;
        move || {
            let mut chain = Chain::new(question);
            answers.iter().for_each(|answer| chain.answer(answer));
            Ok(Ladder {
                question,
                filed_under: question.filed(),
                answers: chain.answers().to_vec(),
                reached: chain.end().is_some(),
                next_probe: chain.next_probe(),
                next_words: chain.next_words(language),
            })
        }
    }
}

fn text(table: &mut Table<'_>, name: &'static str) -> Result<String> {
    Ok(table.required(name)?.text()?.to_owned())
}

fn end(field: &Field<'_>) -> Result<(String, String, Question, Option<String>)> {
    let mut table = field.table()?;
    let end = (
        text(&mut table, "customer")?,
        table
            .optional("segment")
            .map(|field| field.text().map(str::to_owned))
            .transpose()?
            .unwrap_or_default(),
        table.required("question")?.choice(Question::ALL)?,
        table.optional("detail").map(|field| field.text().map(str::to_owned)).transpose()?,
    );
    table.finish()?;
    Ok(end)
}

ask! {
    /// `insight.emergence {chains: [{customer, segment?, question, detail?}], level?, moment_from?}` (T6).
    Emerging -> Emergence, |request| {
        let ends = request.required("chains")?.list()?.iter().map(end).collect::<Result<Vec<_>>>()?;
        let (level, from) = (level(request)?, number_if(request, "moment_from")?.unwrap_or(0.1));
        move || {
            let ends = ends.iter().map(|(customer, segment, question, detail)| ChainEnd {
                customer,
                segment,
                question: *question,
                detail: detail.as_deref(),
            });
            emergence(&ends.collect::<Vec<_>>(), level, from)
        }
    }
}

fn statement(field: &Field<'_>) -> Result<(String, Question, Tag, String)> {
    let mut table = field.table()?;
    let statement = (
        text(&mut table, "customer")?,
        table.required("question")?.choice(Question::ALL)?,
        table.required("tag")?.choice(Tag::ALL)?,
        text(&mut table, "detail")?,
    );
    table.finish()?;
    Ok(statement)
}

ask! {
    /// `insight.decision_tags {statements: [{customer, question, tag, detail}], level?}` (T17).
    Deciding -> DecisionTags, |request| {
        let statements = request.required("statements")?.list()?;
        let statements = statements.iter().map(statement).collect::<Result<Vec<_>>>()?;
        let level = level(request)?;
        move || {
            let statements = statements.iter().map(|(customer, question, tag, detail)| Statement {
                customer,
                question: *question,
                tag: *tag,
                detail,
            });
            decision_tags(&statements.collect::<Vec<_>>(), level)
        }
    }
}
