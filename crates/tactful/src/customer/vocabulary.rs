//! The words of facts: kinds, purposes, intents, outcomes. Closed lists, so that a misspelt word is noticed.

use crate::words::words;

words! {
    /// Why a contact is made, from the strictest on; mixed content counts as the strictest of its purposes.
    Purpose {
        /// Offers and advertising.
        Marketing = "marketing";
        /// Asking for an opinion.
        Survey = "survey";
        /// Keeping the relationship: greetings, thanks, news.
        Relationship = "relationship";
        /// Money owed.
        Collections = "collections";
        /// Help with what the customer has or is to get.
        Service = "service";
        /// What a deal itself needs: receipts, delivery notes.
        Transactional = "transactional";
    }
}

words! {
    /// Whom a contact serves (F2).
    Intent {
        /// The customer.
        Give = "give";
        /// The company: buy, consider, give us.
        Ask = "ask";
        /// What is owed anyway.
        Service = "service";
    }
}

words! {
    /// Who began a contact.
    Direction {
        /// We did.
        Out = "out";
        /// The customer did; never counted in caps and gaps.
        In = "in";
    }
}

words! {
    /// What came of a contact.
    Outcome {
        /// It went out.
        Sent = "sent";
        /// It arrived.
        Arrived = "arrived";
        /// The customer read it.
        Read = "read";
        /// The customer answered.
        Answered = "answered";
        /// There was a conversation.
        Conversation = "conversation";
        /// The customer said no.
        Refused = "refused";
        /// Nobody answered.
        NoAnswer = "no_answer";
        /// It came back.
        Bounced = "bounced";
        /// It could not be sent.
        Failed = "failed";
    }
}

impl Outcome {
    /// Outcomes with which a contact has not reached the customer, so that a give was not completed (F11).
    pub(crate) const MISSED: u64 = Self::NoAnswer.bit() | Self::Bounced.bit() | Self::Failed.bit();
}

words! {
    /// What kind of fact it is. Kinds of a host's own are declared in the policy (`own_facts`).
    Kind {
        /// The customer bought something.
        Purchase = "purchase";
        /// Goods or service were delivered.
        Delivered = "delivered";
        /// Goods were sent back.
        Returned = "returned";
        /// An order was cancelled.
        OrderCancelled = "order_cancelled";
        /// The product showed what it is worth (F4).
        BenefitRealised = "benefit_realised";
        /// A contact, by us or by the customer.
        Contact = "contact";
        /// The customer asked about an offer.
        Inquiry = "inquiry";
        /// The customer gave an opinion.
        Feedback = "feedback";
        /// A complaint was made.
        ComplaintOpened = "complaint_opened";
        /// A complaint was closed.
        ComplaintClosed = "complaint_closed";
        /// A closed complaint was taken up again.
        ComplaintReopened = "complaint_reopened";
        /// A promise was made.
        CommitmentMade = "commitment_made";
        /// A promise was kept.
        CommitmentKept = "commitment_kept";
        /// A promise was broken.
        CommitmentBroken = "commitment_broken";
        /// The customer agreed to contacts.
        ConsentGiven = "consent_given";
        /// The customer took the agreement back.
        ConsentWithdrawn = "consent_withdrawn";
        /// The customer refused to agree.
        ConsentRefused = "consent_refused";
        /// No contact whatever.
        DoNotContact = "do_not_contact";
        /// The customer took that back.
        DoNotContactLifted = "do_not_contact_lifted";
        /// The customer has died.
        Deceased = "deceased";
        /// Contact is suspended until an instant.
        Suppressed = "suppressed";
        /// Somebody else looks after the customer.
        OwnerChanged = "owner_changed";
        /// A relationship level was assigned (R1).
        LevelAssigned = "level_assigned";
        /// A day of joy or sorrow (R6).
        Occasion = "occasion";
        /// A service was rendered (R7).
        ServiceAct = "service_act";
        /// Something learnt of the customer.
        Note = "note";
        /// Something about the company.
        Company = "company";
        /// Something about the market.
        Market = "market";
        /// An earlier fact was wrong: the facts have to be folded again.
        Corrected = "corrected";
        /// An earlier fact is to be forgotten: the facts have to be folded again.
        Erased = "erased";
    }
}
