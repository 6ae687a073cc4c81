//! A compiled policy: what an engine is made of.

use crate::customer::of_question;
use crate::errors::{Fault, Res};
use crate::instant::{Clock, text, zones};
use crate::policy::Document;
use crate::python;
use pyo3::prelude::*;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex};
use tactful::Code;
use tactful::customer::{Fact, FactKind, Kind};
use tactful::document::nearest;
use tactful::followup::Question;
use tactful::policy::Library;
use tactful::time::Instant;

/// A compiled policy with the documents that it was made of.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) engine: Arc<tactful::Engine>,
    pub(crate) document: Arc<Document>,
    pub(crate) documents: Vec<Arc<Document>>,
    /// Every reason through each of its channels; by channel.
    questions: Vec<Question>,
    by_channel: Vec<(String, Vec<Question>)>,
    recent: Mutex<Option<Recent>>,
}

/// The `now` of the last question: a host asks about many customers with one object.
#[derive(Debug)]
struct Recent {
    now: Py<PyAny>,
    at: Instant,
    tzinfo: Py<PyAny>,
}

impl Core {
    /// What the last question found for this very object.
    pub(crate) fn recent(&self, now: &Bound<'_, PyAny>) -> Option<(Instant, Clock)> {
        let recent = self.recent.try_lock().ok()?;
        let recent = recent.as_ref().filter(|recent| recent.now.is(now))?;
        Some((recent.at, Clock::Given(recent.tzinfo.clone_ref(now.py()))))
    }

    /// Keeps what was found for a datetime that always means the same.
    pub(crate) fn keep_recent(&self, now: &Bound<'_, PyAny>, at: Instant, clock: &Clock) -> PyResult<()> {
        let py = now.py();
        if let Clock::Given(tzinfo) = clock
            && now.get_type().is(python::datetime_class(py)?)
            && python::never_changes(tzinfo.bind(py))?
        {
            let recent = Recent { now: now.clone().unbind(), at, tzinfo: tzinfo.clone_ref(py) };
            // what was kept before is dropped after the lock is free: it may run code of Python's
            let before = self.recent.try_lock().ok().and_then(|mut slot| slot.replace(recent));
            drop(before);
        }
        Ok(())
    }

    /// Compiles a document with others that it may extend.
    pub(crate) fn compile(document: Arc<Document>, documents: Vec<Arc<Document>>) -> tactful::Result<Self> {
        let mut library = Library::new().with_zones(Arc::clone(zones()));
        documents.iter().for_each(|document| library.add_policy(document.policy.clone()));
        let policy = library.resolve(document.policy.clone())?;
        let engine = tactful::Engine::compile(policy, Arc::clone(zones()))?;
        let questions = engine.questions(None)?;
        let of_channel = |name: &str| Ok((name.to_owned(), engine.questions(Some(name))?));
        let by_channel = engine.channels().map(of_channel).collect::<tactful::Result<_>>()?;
        Ok(Self {
            engine: Arc::new(engine),
            document,
            documents,
            questions,
            by_channel,
            recent: Mutex::new(None),
        })
    }

    /// Whether both were made of the same texts.
    pub(crate) fn same(&self, other: &Self) -> bool {
        let texts = |core: &Self| -> Vec<String> {
            core.documents.iter().map(|document| document.text.clone()).collect()
        };
        std::ptr::eq(self, other)
            || (self.document.text == other.document.text && texts(self) == texts(other))
    }

    pub(crate) fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.document.text.hash(&mut hasher);
        self.documents.iter().for_each(|document| document.text.hash(&mut hasher));
        hasher.finish()
    }

    /// Refuses facts of kinds that neither the library nor the policy knows.
    pub(crate) fn knows_kinds(&self, facts: &[Fact]) -> Res<()> {
        let own = &self.engine.policy().own_facts;
        for (place, fact) in facts.iter().enumerate() {
            if let FactKind::Own(kind) = &fact.kind
                && !own.contains(kind)
            {
                let mut known: Vec<&str> = Kind::ALL.iter().map(|(word, _)| *word).collect();
                known.extend(own.iter().map(String::as_str));
                let near =
                    nearest(kind, &known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                let message =
                    format!("not a kind of fact that the library or the policy's `own_facts` know{near}");
                return Err(Fault::new(Code::InvalidValue, message).at(&format!("facts[{place}].kind")));
            }
        }
        Ok(())
    }

    /// All questions, or those through a channel.
    pub(crate) fn questions(&self, channel: Option<&Bound<'_, PyAny>>) -> Res<&[Question]> {
        let Some(channel) = channel.filter(|channel| !channel.is_none()) else { return Ok(&self.questions) };
        let name = text(channel).map_err(|fault| fault.at("channel"))?;
        match self.by_channel.iter().find(|(known, _)| known == name) {
            Some((_, questions)) => Ok(questions),
            None => match self.engine.questions(Some(name)) {
                Err(error) => Err(of_question(error).into()),
                Ok(_) => Ok(&[]),
            },
        }
    }
}
