//! The words of cases. Closed lists, so that a misspelt word is noticed.

use crate::Code;
use crate::words::words;

words! {
    /// The acts of complaint handling, in the order that guards enforce (C1).
    ///
    /// ```
    /// use tactful::complaint::Act;
    /// let order: Vec<&str> = Act::ALL.iter().map(|(word, _)| *word).collect();
    /// assert_eq!(order[..3], ["apologise", "listen", "acknowledge"]);
    /// ```
    Act {
        /// A sincere apology for the trouble, before anything else (C2).
        Apologise = "apologise";
        /// The customer's account is heard, before any judgement.
        Listen = "listen";
        /// It is accepted that the customer complains. No admission: [`Liability`] is a field of its own.
        Acknowledge = "acknowledge";
        /// It is taken down.
        Record = "record";
        /// It was read back, and the customer confirmed it.
        Confirm = "confirm";
        /// It was found out what the complaint is about (C3).
        Cause = "cause";
        /// A solution was proposed or asked for, and agreed.
        Negotiate = "negotiate";
        /// It was said what will be done, by whom and until when.
        Commit = "commit";
        /// It was begun.
        Act = "act";
        /// The customer was asked how it is, and said so.
        Track = "track";
    }
}

words! {
    /// What can happen to a case. The first ten are the [`Act`]s.
    EventKind {
        /// The act of that name.
        Apologise = "apologise";
        /// The act of that name.
        Listen = "listen";
        /// The act of that name; `liability` may be given.
        Acknowledge = "acknowledge";
        /// The act of that name. What is recorded anew is to be confirmed anew.
        Record = "record";
        /// The act of that name.
        Confirm = "confirm";
        /// The act of that name; needs `cause`. Another cause undoes what was agreed.
        Cause = "cause";
        /// The act of that name; needs `agreed`, and `remedies` if it was.
        Negotiate = "negotiate";
        /// The act of that name; needs `commitment`, `what`, `owner` and `due`.
        Commit = "commit";
        /// The act of that name.
        Act = "act";
        /// The act of that name; needs `word`.
        Track = "track";
        /// The complaint was made.
        Opened = "opened";
        /// Something promised is done; needs `commitment`.
        Fulfil = "fulfil";
        /// Something promised was not done; needs `commitment`. An apology and another commitment are owed.
        Break = "break";
        /// The customer wrote or called.
        Message = "message";
        /// We tried to reach the customer, and could not.
        Attempt = "attempt";
        /// We wait; needs `wait`.
        Wait = "wait";
        /// The waiting is over. Any act ends it as well.
        Resume = "resume";
        /// Somebody else takes the case; needs `to`.
        HandOver = "hand_over";
        /// The matter goes to somebody outside; needs `to`.
        Refer = "refer";
        /// A part of the matter goes its own way; needs `part`, its name.
        Split = "split";
        /// What holds throughout was not kept; needs `conduct`. An apology is owed.
        Lapse = "lapse";
        /// The customer is to be contradicted: always refused (C2, C1).
        Rebut = "rebut";
        /// Authority is used; needs `power` (C7).
        Grant = "grant";
        /// The six-item report on a use of authority was filed; needs `grant` (C8).
        Report = "report";
        /// The manager answered it; needs `grant` (C8).
        Answer = "answer";
        /// The customer takes the complaint back.
        Withdraw = "withdraw";
        /// The case, or this part of it, ends; needs `ending`.
        Close = "close";
        /// A closed case, or part of it, is taken up again.
        Reopen = "reopen";
        /// Something worth knowing.
        Note = "note";
    }
}

impl EventKind {
    /// Whether the customer was reached by it: attempts before it no longer count.
    pub(super) const fn reaches(self, by: Role) -> bool {
        let spoken = matches!(
            self,
            Self::Listen | Self::Confirm | Self::Negotiate | Self::Track | Self::Message | Self::Reopen
        );
        spoken || matches!(by, Role::Customer)
    }

    /// The act that it is, if it is one of the ten.
    #[must_use]
    pub fn act(self) -> Option<Act> {
        Act::ALL.get(self as usize).map(|&(_, act)| act)
    }
}

words! {
    /// What holds throughout a case, whatever is done (C1).
    Conduct {
        /// The customer is right: nobody disputes.
        Right = "right";
        /// Concern is shown.
        Care = "care";
        /// Everybody keeps calm; words are chosen.
        Calm = "calm";
    }
}

words! {
    /// Where a case stands, in the words of the field. Earlier ones win where parts differ.
    Status {
        /// Taken up again after it was closed; nothing done since.
        Reopened = "reopened";
        /// Opened; nothing done yet.
        New = "new";
        /// Being dealt with.
        Open = "open";
        /// Others are awaited.
        OnHold = "on_hold";
        /// The customer is awaited.
        Pending = "pending";
        /// All that was promised is done; the customer's word is awaited.
        Solved = "solved";
        /// Ended.
        Closed = "closed";
    }
}

impl Status {
    /// The code of the status, with its sentence in both languages.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Status::Reopened => Code::CaseReopened,
            Status::New => Code::CaseNew,
            Status::Open => Code::CaseOpen,
            Status::OnHold => Code::CaseOnHold,
            Status::Pending => Code::CasePending,
            Status::Solved => Code::CaseSolved,
            Status::Closed => Code::CaseClosed,
        }
    }
}

words! {
    /// How a case, or a part of it, ended. Earlier ones stand for the case where parts differ.
    Ending {
        /// Every reasonable offer was refused; the customer had a last word from us, and was told where else to turn.
        Exhausted = "exhausted";
        /// The customer could not be reached. Never counts as satisfied.
        Unreached = "unreached";
        /// Somebody outside deals with it.
        Outside = "outside";
        /// The customer took it back.
        Withdrawn = "withdrawn";
        /// The customer said so.
        Satisfied = "satisfied";
    }
}

impl Ending {
    /// Whether the customer has nothing left to ask for: put right on the customer's word, or taken back.
    #[must_use]
    pub const fn is_content(self) -> bool {
        matches!(self, Ending::Satisfied | Ending::Withdrawn)
    }

    /// The code of the ending, with its sentence in both languages.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Ending::Exhausted => Code::EndedExhausted,
            Ending::Unreached => Code::EndedUnreached,
            Ending::Outside => Code::EndedOutside,
            Ending::Withdrawn => Code::EndedWithdrawn,
            Ending::Satisfied => Code::EndedSatisfied,
        }
    }
}

words! {
    /// What a complaint is about (C3).
    Cause {
        /// The product is at fault.
        ProductFault = "product_fault";
        /// The service is at fault.
        ServiceFault = "service_fault";
        /// Both sides misunderstood each other.
        Misunderstanding = "misunderstanding";
        /// The customer's own mistake, or wrong use.
        OwnMistake = "own_mistake";
    }
}

words! {
    /// What puts it right (C3).
    Remedy {
        /// Money back.
        Refund = "refund";
        /// The goods go back.
        ReturnGoods = "return_goods";
        /// Another one.
        Exchange = "exchange";
        /// It is repaired.
        Repair = "repair";
        /// The damage is made good free of charge.
        MakingGood = "making_good";
        /// The service is changed.
        Adjustment = "adjustment";
        /// It is explained.
        Explanation = "explanation";
        /// Product or service are made better.
        Improvement = "improvement";
        /// A small gift beside the remedy.
        ComfortGift = "comfort_gift";
        /// The customer is taught how to use it.
        Teaching = "teaching";
        /// Parts are supplied.
        Parts = "parts";
        /// Every owner is visited, goods are replaced, the top apologises (C12).
        MassRemedy = "mass_remedy";
    }
}

words! {
    /// Who acts. The first three are the front line (C7).
    Role {
        /// Directly responsible: sells, serves, keeps in touch.
        Direct = "direct";
        /// Assists: product, engineering, technical staff called in.
        Assisting = "assisting";
        /// Whoever the customer happens to ask.
        ByChance = "by_chance";
        /// Manages them and approves.
        Manager = "manager";
        /// The customer.
        Customer = "customer";
        /// A program. It cannot apologise, and cannot speak for the customer.
        System = "system";
        /// Somebody outside: an ombudsman, a maker, an insurer.
        Outside = "outside";
    }
}

words! {
    /// What the front line may be given power over (C7).
    Power {
        /// Quantities and sums of money.
        QuantityAmount = "quantity_amount";
        /// Return, exchange, repair.
        ReturnExchangeRepair = "return_exchange_repair";
        /// Rescue, added value, a lift for relatives.
        CaringService = "caring_service";
    }
}

words! {
    /// How a solution was brought up.
    Mode {
        /// We proposed it.
        Proposed = "proposed";
        /// We asked what the customer wishes.
        Asked = "asked";
    }
}

words! {
    /// Whether we answer for what happened; apart from acknowledging that the customer complains.
    Liability {
        /// We do.
        Admitted = "admitted";
        /// In part.
        Partial = "partial";
        /// We do not.
        Denied = "denied";
        /// It is not known yet.
        Open = "open";
    }
}

words! {
    /// What the customer says when asked how it is.
    Word {
        /// It is truly put right.
        Satisfied = "satisfied";
        /// It is not: we negotiate anew.
        Unsatisfied = "unsatisfied";
        /// It is on its way.
        Patient = "patient";
    }
}

words! {
    /// For whom we wait.
    Wait {
        /// For the customer: pending.
        Customer = "customer";
        /// For others: on hold.
        Others = "others";
    }
}

words! {
    /// The stages of ISO 10002 (clause on operation). `communication` lies before every case, `tracking` runs beside
    /// it from first to last; no state of a case maps to these two.
    IsoStage {
        /// How to complain is made known.
        Communication = "communication";
        /// The complaint comes in.
        Receipt = "receipt";
        /// It is followed all the way.
        Tracking = "tracking";
        /// The customer is told that it has come in.
        Acknowledgement = "acknowledgement";
        /// How severe, how complex, how urgent?
        InitialAssessment = "initial_assessment";
        /// What happened?
        Investigation = "investigation";
        /// An offer.
        Response = "response";
        /// The customer is told what was decided.
        CommunicatingDecision = "communicating_decision";
        /// It is carried out, recorded and, once accepted, closed.
        Closing = "closing";
    }
}
