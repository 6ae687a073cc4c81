//! A reason and a channel, looked up once: what is asked of many customers need not be searched by name each time.

use crate::{Code, Engine, Error, Result};

/// A reason and one of its channels, looked up once in an engine; 8 bytes, plain data.
///
/// It belongs to the engine that gave it. Another engine refuses indices that it does not know, but cannot tell
/// what was meant by those that it does: after a change of policy, look questions up again.
///
/// ```
/// use tactful::Engine;
/// let engine = Engine::house()?;
/// let question = engine.question("check-in", "email")?;
/// assert_eq!((question.reason(&engine), question.channel(&engine)), ("check-in", "email"));
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Question {
    pub(crate) reason: u32,
    pub(crate) channel: u8,
}

impl Question {
    /// The id of the reason; empty if the engine is not the one that gave the question and has fewer reasons.
    #[must_use]
    pub fn reason(self, engine: &Engine) -> &str {
        engine.reasons.get(self.reason as usize).map_or("", |reason| &reason.id)
    }

    /// The channel; empty if the engine is not the one that gave the question and has fewer channels.
    #[must_use]
    pub fn channel(self, engine: &Engine) -> &str {
        engine.channels.get(usize::from(self.channel)).map_or("", String::as_str)
    }

    /// The place of the reason among [`Engine::reasons`], from 0.
    #[must_use]
    pub const fn reason_index(self) -> u32 {
        self.reason
    }

    /// The place of the channel among [`Engine::channels`], from 0.
    #[must_use]
    pub const fn channel_index(self) -> u32 {
        self.channel as u32
    }
}

impl Engine {
    /// Looks a question up by the names of its reason (also a former one) and its channel.
    ///
    /// # Errors
    /// [`Code::UnknownReason`], [`Code::UnknownChannel`], [`Code::ChannelNotListed`] (KERNEL section 5: a channel
    /// that the reason does not list is refused).
    ///
    /// ```
    /// use tactful::{Code, Engine};
    /// let engine = Engine::house()?;
    /// assert!(engine.question("check-in", "email").is_ok());
    /// assert_eq!(engine.question("check-inn", "email").unwrap_err().code(), Code::UnknownReason);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn question(&self, reason: &str, channel: &str) -> Result<Question> {
        let reason = self.reason(reason)?;
        let channel = self.channel(channel)?;
        self.listed(Question { reason: reason as u32, channel })
    }

    /// Every reason, in the order of the policy, through each of its channels, the preferred first; with a channel,
    /// every reason that lists it through that one. The order is that of [`Engine::decide_all`].
    ///
    /// # Errors
    /// [`Code::UnknownChannel`].
    ///
    /// ```
    /// use tactful::Engine;
    /// let engine = Engine::house()?;
    /// let by_mail = engine.questions(Some("email"))?;
    /// assert!(by_mail.iter().all(|question| question.channel(&engine) == "email"));
    /// assert!(by_mail.len() < engine.questions(None)?.len());
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn questions(&self, channel: Option<&str>) -> Result<Vec<Question>> {
        let only = channel.map(|name| self.channel(name)).transpose()?;
        let each = |(index, reason): (usize, &crate::policy::Reason)| {
            let channels = reason.order.clone().into_iter();
            channels.map(move |channel| Question { reason: index as u32, channel })
        };
        let all = self.reasons.iter().enumerate().flat_map(each);
        Ok(all.filter(|question| only.is_none_or(|only| only == question.channel)).collect())
    }

    /// The question at these places among [`Engine::reasons`] and [`Engine::channels`]; both count from 0.
    ///
    /// # Errors
    /// [`Code::UnknownReason`], [`Code::UnknownChannel`] beyond the last, [`Code::ChannelNotListed`].
    ///
    /// ```
    /// use tactful::Engine;
    /// let engine = Engine::house()?;
    /// let question = engine.question("check-in", "email")?;
    /// assert_eq!(engine.question_at(question.reason_index(), question.channel_index())?, question);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn question_at(&self, reason_index: u32, channel_index: u32) -> Result<Question> {
        let channel = u8::try_from(channel_index).unwrap_or(u8::MAX);
        self.listed(Question { reason: reason_index, channel })
    }

    /// The question, if it is one of this engine.
    pub(crate) fn listed(&self, question: Question) -> Result<Question> {
        let Some(reason) = self.reasons.get(question.reason as usize) else {
            return Err(Error::new(
                Code::UnknownReason,
                "the policy has fewer reasons; look the question up again",
            ));
        };
        if usize::from(question.channel) >= self.channels.len() {
            return Err(Error::new(
                Code::UnknownChannel,
                "the policy has fewer channels; look the question up again",
            ));
        }
        if reason.channels >> question.channel & 1 == 0 {
            return Err(Error::new(Code::ChannelNotListed, "the reason does not list this channel"));
        }
        Ok(question)
    }
}
