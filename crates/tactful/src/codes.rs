//! The one table of codes. C constants, Python enums, messages and the code reference all come from it.
//!
//! Numbers are never reused. Ranges: 1–99 verdicts, 100–199 what blocks, 200–299 warnings,
//! 300–399 states of clocks and cases, 400–499 phrases, 500–539 findings of `check` and of grants, 540–547 findings of a
//! review of the organisation, 548–559 findings of `check` on complaints, 560–579 findings of an audit, 700–719 findings on programmes, 720–739 findings on relationships, 1000–1099 time and calendars, 1100–1199 documents and policies, 1200–1299 facts and
//! decisions, 1300–1399 the doors, 1400–1429 complaint clocks, 1430–1449 talk, 1450–1489 cases and authority,
//! 1490–1519 many cases and the organisation for complaints, 1600–1629 what data teaches.

use std::fmt;

/// What a code speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CodeKind {
    /// The answer of a decision.
    Verdict,
    /// A rule that stands against a contact.
    Block,
    /// Something the reader of an answer should know.
    Warning,
    /// The state of a service clock.
    State,
    /// An input that was refused.
    Error,
    /// Something that `check` finds in a policy, or a review in what a house does.
    Finding,
    /// A phrase of an explanation; `{…}` are filled in.
    Phrase,
}

macro_rules! codes {
    ($($kind:ident { $($variant:ident = $number:literal $name:literal $en:literal $zh:literal;)* })*) => {
        /// A stable code: a number for C, a name for everything else, a sentence in English and Chinese.
        ///
        /// ```
        /// use tactful::Code;
        /// assert_eq!(Code::from_name("quiet_hours"), Some(Code::QuietHours));
        /// assert_eq!(Code::QuietHours.as_str(), "quiet_hours");
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u16)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $en] $variant = $number,)*)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Code] = &[$($(Code::$variant,)*)*];

            /// The name used in documents, in JSON and in Python.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($(Code::$variant => $name,)*)* }
            }

            /// What the code speaks of.
            #[must_use]
            pub const fn kind(self) -> CodeKind {
                match self { $($(Code::$variant => CodeKind::$kind,)*)* }
            }

            /// The sentence in English.
            #[must_use]
            pub const fn english(self) -> &'static str {
                match self { $($(Code::$variant => $en,)*)* }
            }

            /// The sentence in Chinese.
            #[must_use]
            pub const fn chinese(self) -> &'static str {
                match self { $($(Code::$variant => $zh,)*)* }
            }
        }
    };
}

codes! {
    Verdict {
        Allow = 1 "allow" "contact is welcome now" "现在可以联系";
        Wait = 2 "wait" "not now, but at a known time" "现在不宜，稍后可以";
        Hold = 3 "hold" "something has to happen first" "须先有某事发生";
        Never = 4 "never" "there is no suitable time before the reason closes" "在理由失效前没有合适的时间";
        Expired = 5 "expired" "the reason has gone stale" "理由已经过时";
        NotApplicable = 6 "not_applicable" "the reason does not apply to this customer" "此理由不适用于该客户";
    }
    Block {
        QuietHours = 100 "quiet_hours" "it is quiet time where the customer is" "客户当地正处于免打扰时段";
        DayNotAllowed = 101 "day_not_allowed" "this weekday is not allowed" "该星期日期不允许联系";
        OutsideBusinessHours = 102 "outside_business_hours" "the office is closed" "不在工作时间内";
        RollingCap = 103 "rolling_cap" "as many contacts as allowed were made in this period" "该时段内的联系次数已达上限";
        MinGap = 104 "min_gap" "the last contact is too recent" "距上次联系时间太短";
        DayCap = 105 "day_cap" "as many contacts as allowed were made this day" "当天的联系次数已达上限";
        WeekCap = 106 "week_cap" "as many contacts as allowed were made this week" "本周的联系次数已达上限";
        MonthCap = 107 "month_cap" "as many contacts as allowed were made this month" "本月的联系次数已达上限";
        MinGapDays = 108 "min_gap_days" "too few days have passed since the last contact" "距上次联系的天数不足";
        NotBefore = 109 "not_before" "the time has not come" "时间未到";
        QuietDates = 110 "quiet_dates" "no contact on this date" "该日期不联系";
        SendWindow = 111 "send_window" "outside the hours in which we may write or call" "不在允许联系的时段内";
        CoolingOff = 112 "cooling_off" "the customer is left in peace after what happened" "事后冷静期内不打扰客户";
        Consent = 113 "consent" "the customer has not agreed" "客户尚未同意";
        DoNotContact = 114 "do_not_contact" "the customer does not want to be contacted" "客户要求不再联系";
        Deceased = 115 "deceased" "the customer has died" "客户已经去世";
        Suppressed = 116 "suppressed" "contact is suspended for a time" "联系已暂停一段时间";
        ComplaintOpen = 117 "complaint_open" "a complaint is open" "有投诉尚未解决";
        ComplaintRecovery = 118 "complaint_recovery" "a complaint was closed only recently" "投诉刚刚解决，尚在恢复期";
        GiveBeforeAsk = 119 "give_before_ask" "something of value is owed before the next request" "在提出请求之前应先有所给予";
        Silence = 120 "silence" "after so long a silence, something of value comes first" "沉默已久，应先给予有价值的东西";
        ReasonWindow = 121 "reason_window" "the time for this reason has not come" "此理由的时机未到";
        Once = 122 "once" "this was done already" "此事已经做过";
        Rhythm = 123 "rhythm" "the rhythm of this reason asks for more time" "按此理由的节奏，时间未到";
        Needs = 124 "needs" "a fact that this reason needs is missing" "缺少此理由所需的事实";
        BlockedBy = 125 "blocked_by" "a fact rules this reason out" "已有事实排除此理由";
        HistoryShort = 126 "history_short" "the history does not reach back far enough" "历史记录不够长";
        HistoryTruncated = 127 "history_truncated" "older facts were pushed out of the standing" "较早的事实已被挤出客户状况";
        NotApplicableYet = 128 "stage" "the customer is at another stage or level" "客户处于其他阶段或级别";
        Capacity = 129 "capacity" "there is no room for it that day" "当天名额已满";
        AgainstStatedTimes = 130 "against_stated_times" "the customer stated other times" "客户说明的时间不在此时";
    }
    Warning {
        ZoneAssumed = 200 "zone_assumed" "the customer's time zone is assumed" "客户时区为假定值";
        HistoryAssumed = 201 "history_assumed" "the history is taken as complete" "历史记录被视为完整";
        CalendarEnds = 202 "calendar_ends" "a calendar's dates run out before the answer" "日历日期不足以覆盖该结果";
        ZoneDataEnds = 203 "zone_data_ends" "the data of a zone runs out before the answer" "时区数据不足以覆盖该结果";
        BeyondHolidays = 204 "beyond_holidays" "beyond the years of the listed holidays" "超出已列节假日的年份";
        HorizonReached = 205 "horizon_reached" "the search ended at the horizon" "搜索已到达时间范围末端";
        CannotClearInTime = 206 "cannot_clear_in_time" "even if the fact came now, the reason would close first" "即使现在满足条件，理由也会先失效";
        NoOverlap = 207 "no_overlap" "the rules leave no instant before the reason closes" "各规则在理由失效前没有共同的时间";
        IdsMissing = 208 "ids_missing" "facts without id: equal copies count once" "事实缺少标识：相同的副本只计一次";
        PendingFacts = 209 "pending_facts" "facts after now do not count yet" "晚于当前时间的事实暂不计入";
        HolidayAndWorking = 210 "holiday_and_working" "a date is listed as holiday and as working; it is closed" "某日期同时列为假日和工作日，按休息处理";
        ClockNeverDue = 211 "clock_never_due" "the calendar never opens again" "日历不再开放";
        Conditional = 212 "conditional" "holds if the planned contacts before it are made" "以先前计划的联系已完成为前提";
        FactsNotUsed = 213 "facts_not_used" "facts recorded after the given knowledge date were left out" "晚于指定认知日期记录的事实未计入";
        NoticeTooLate = 240 "notice_too_late" "a notice of extension came after the time had run out" "延期通知晚于时限，不生效";
        ApprovalMissing = 241 "approval_missing" "an extension lacks the approval that it needs" "延期缺少所需的批准";
        FrozenAtClose = 242 "frozen_at_close" "what was recorded after the close about the time before it does not count" "结案后补记的结案前事项不计入";
        DueOutOfRange = 243 "due_out_of_range" "the end lies beyond the year 9999" "到期时间超出公元9999年";
        MetBeforeStart = 244 "met_before_start" "what would meet the clock lies before its start" "完成事项早于起算时间";
        WordingEscalates = 250 "wording_escalates" "wording that makes the customer angrier" "措辞可能激化矛盾";
        LegalOrThreat = 251 "legal_or_threat" "the customer speaks of law, authorities or consequences" "客户提到法律、监管或后果";
        OwnerWithoutStake = 260 "owner_without_stake" "the owner of the case has no stake in sales" "投诉负责人没有销售责任";
        ConductLapse = 261 "conduct_lapse" "the customer was contradicted, left uncared for, or met without calm" "曾与客户争辩、不够关心或不够冷静";
        UnknownWords = 262 "unknown_words" "words that today's policy does not know were passed over" "已略过当前策略未知的词语";
        NoRoute = 270 "no_route" "no row of the routing table fits; the unit that was asked keeps the case" "没有匹配的路由；由被询问的部门继续负责";
        UnitNotListed = 271 "unit_not_listed" "the unit is not one of the policy's departments" "该部门不在策略的部门列表中";
        LaterThanNow = 272 "later_than_now" "entries later than now were left out" "晚于当前时间的条目未计入";
        TooFewToTell = 273 "too_few_to_tell" "too few to tell" "数量太少，无法判断";
        OwnersUnknown = 274 "owners_unknown" "who else owns the product was not told" "未提供拥有该产品的其他客户";
        CasesLeftOut = 275 "cases_left_out" "cases that lack what they are compared by were left out" "缺少比较依据的案例未计入";
        AnsweredBeforeAsked = 276 "answered_before_asked" "an answer that is older than the complaint was left out" "早于投诉的答复未计入";
        ReasonAfterDue = 277 "reason_after_due" "the reason was recorded after the due time" "理由在到期之后才记录";
        UnknownTouchpoint = 278 "unknown_touchpoint" "no catalogue, or more than one, has this touchpoint" "没有目录或不止一个目录包含此触点";
        ConstantDriver = 280 "constant_driver" "a driver has one value only and explains nothing" "某因素只有一个取值，无法解释任何变化";
        CollinearDrivers = 281 "collinear_drivers" "drivers are combinations of each other and share what they explain" "若干因素互为组合，共同分摊所解释的部分";
        Separated = 282 "separated" "the drivers tell the outcomes apart, so that no estimate exists" "因素已将结果完全分开，估计值不存在";
        NoSpread = 283 "no_spread" "all values are equal, so that nothing can be tested" "所有取值相同，无法检验";
        CovariateConstant = 284 "covariate_constant" "the covariate has one value only; the estimate is unadjusted" "协变量只有一个取值，估计未作调整";
        Rescaled = 285 "rescaled" "shares or weights were rescaled to their sum" "份额或权重已按总和折算";
        GroupMissing = 286 "group_missing" "nobody gave a low, or nobody gave a high rating" "没有低分或没有高分评价";
        UnexpectedSign = 287 "unexpected_sign" "an effect points the other way than expected" "效应方向与预期相反";
        NothingToShare = 288 "nothing_to_share" "all values are zero, so that nobody has a share" "所有取值为零，无法计算份额";
        BeyondExact = 289 "beyond_exact" "too many drivers for every subset; relative weights stand instead" "因素过多，改用相对权重";
        RanksMissing = 290 "ranks_missing" "ranks are missing: those come after the others, by id" "缺少分数：排在其他人之后，按标识排序";
        GroupsJoinAll = 291 "groups_join_all" "overlapping groups join everybody into one" "重叠的群组把所有人连成一体";
        BeyondWatched = 292 "beyond_watched" "a figure lies beyond the last time that anybody was watched, and is that of then" "该数值超出最后观察时间，以当时为准";
    }
    State {
        Running = 300 "running" "the clock runs" "计时中";
        Paused = 301 "paused" "the clock is paused" "已暂停";
        Closed = 302 "closed" "the clock has stopped" "已结束";
        NotStarted = 310 "not_started" "what starts the clock has not happened" "尚未开始计时";
        Waiting = 311 "waiting" "the clock waits for another one to be met" "等待另一时限先行达成";
        Met = 312 "met" "what is owed was done in time" "已按时完成";
        MetLate = 313 "met_late" "what is owed was done, but too late" "已完成，但超过时限";
        Breached = 314 "breached" "the time is over and what is owed was not done" "已超过时限，仍未完成";
        Waived = 315 "waived" "an early exit was taken; this is owed no more" "已提前了结，不再要求";
        Ended = 316 "ended" "this is owed no more" "不再要求";
        CaseNew = 330 "case_new" "nothing has been done for the complaint yet" "投诉尚未受理";
        CaseOpen = 331 "case_open" "the complaint is being dealt with" "投诉正在处理";
        CasePending = 332 "case_pending" "the customer's answer is awaited" "等待客户答复";
        CaseOnHold = 333 "case_on_hold" "others are awaited" "等待其他方";
        CaseSolved = 334 "case_solved" "what was promised is done; the customer's word is awaited" "承诺已经兑现，等待客户确认";
        CaseClosed = 335 "case_closed" "the complaint is closed" "投诉已经结案";
        CaseReopened = 336 "case_reopened" "the complaint was taken up again" "投诉已重新受理";
        EndedSatisfied = 337 "ended_satisfied" "closed on the customer's word" "客户表示满意后结案";
        EndedUnreached = 338 "ended_unreached" "closed because the customer could not be reached" "因无法联系客户而结案";
        EndedWithdrawn = 339 "ended_withdrawn" "the customer took the complaint back" "客户撤回投诉";
        EndedOutside = 340 "ended_outside" "closed with the matter in other hands" "转由外部处理后结案";
        EndedExhausted = 341 "ended_exhausted" "closed with a last word after every offer was refused" "各项方案均被拒绝，最终答复后结案";
        WithinAuthority = 342 "within_authority" "within what this person may decide" "在授权范围之内";
        NeedsApproval = 343 "needs_approval" "beyond what this person may decide; somebody else can approve it" "超出授权范围，须由他人批准";
        PutForward = 344 "put_forward" "beyond the limit, and it saved the core moment: to be rewarded, not blamed" "超出授权但挽救了关键时刻：应予奖励，不予责备";
        NoRepeatYet = 350 "no_repeat_yet" "has bought once and not come back yet" "仅购买过一次，尚未回购";
        Repeating = 351 "repeating" "has come back at least once" "已有回购";
        NotYet = 352 "not_yet" "it is not due yet" "尚未到期";
        Due = 353 "due" "it is due" "现在应做";
        Overdue = 354 "overdue" "it was due and is still owed" "已逾期，仍应补做";
    }
    Finding {
        EntryReplaced = 500 "entry_replaced" "an entry of a document below is replaced" "下层文件中的条目被替换";
        RepeatsForEver = 501 "repeats_for_ever" "nothing limits how often the reason is used" "此理由的使用次数没有限制";
        ReachesProspects = 502 "reaches_prospects" "what is for customers only can reach prospects" "客户专属的内容可能传到潜在客户那里";
        AskWithoutGive = 503 "ask_without_give" "no rule asks for something of value before this request" "此请求之前没有规则要求先给予";
        TranslationMissing = 504 "translation_missing" "a text is missing in one of the languages" "缺少某种语言的文本";
        CapUnreachable = 505 "cap_unreachable" "a gap keeps contacts so far apart that the cap is never reached" "间隔规则使该上限永远不会达到";
        ChannelNeverOpens = 506 "channel_never_opens" "the reason can never use this channel" "此理由永远无法使用该渠道";
        DatesEnd = 507 "dates_end" "dates run out within the horizon" "日期在时间范围内用尽";
        RepeatedGrants = 520 "repeated_grants" "the same person grants the same customer something again and again" "同一人多次给予同一客户好处";
        JustUnderLimit = 521 "just_under_limit" "the same person grants again and again what lies just under the limit" "同一人多次给予略低于限额的好处";
        OwnerWithoutSales = 540 "owner_without_sales" "the owner has no stake in sales; give it to somebody who has" "负责人不承担销售责任；应交给承担销售责任的人";
        OwnerStakeUnknown = 541 "owner_stake_unknown" "whether the owner has a stake in sales is not known" "不清楚负责人是否承担销售责任";
        OwnerMissing = 542 "owner_missing" "nobody owns it" "无人负责";
        Veto = 543 "veto" "a task between departments went past its due time without a recorded reason" "跨部门任务逾期且没有记录理由";
        HopsExceeded = 544 "hops_exceeded" "the task was passed on more often than allowed" "任务转交次数超过上限";
        ReliefDue = 545 "relief_due" "whoever listens has had enough for now; let somebody else take over" "倾听者已承受过多；请由他人接替";
        DutyWithoutDepartment = 546 "duty_without_department" "no row of the routing table takes this duty" "路由表中没有承担此职责的行";
        PowerMissing = 547 "power_missing" "the department that the table names may not do what is needed" "路由表所列部门没有所需的权限";
        EscalationToNobody = 548 "escalation_to_nobody" "a clock escalates to somebody whom nothing else of the policy names" "计时的升级对象在政策中别处未出现";
        ClockWithoutEscalation = 549 "clock_without_escalation" "nobody hears of it when this clock is late" "此计时逾期时无人得知";
        PowerWithoutGrantor = 550 "power_without_grantor" "nobody may use this power, and nobody can approve it" "无人有此权限，也无人可以批准";
        ReportWithoutClock = 551 "report_without_clock" "no clock reminds of the report on a use of authority" "没有计时提醒提交授权使用报告";
        WarningAtStart = 552 "warning_at_start" "the warning comes as soon as the clock starts" "计时一开始就发出预警";
        Right = 560 "right" "the contact was welcome then" "联系恰当";
        TooEarly = 561 "too_early" "the contact came too early" "联系过早";
        TooLate = 562 "too_late" "the contact came too late" "联系过晚";
        InQuietHours = 563 "in_quiet_hours" "the contact came at an hour or on a day that is kept quiet" "在不宜打扰的时段或日期联系";
        OverCap = 564 "over_cap" "the contact was one too many" "联系过于频繁";
        WithoutConsent = 565 "without_consent" "the customer had not agreed to the contact" "未经客户同意的联系";
        DuringComplaint = 566 "during_complaint" "the contact came during a complaint" "在投诉处理期间联系";
        AskBeforeGive = 567 "ask_before_give" "a request came before something of value" "未先给予便提出请求";
        DidNotApply = 568 "did_not_apply" "the reason of the contact did not apply to the customer" "联系的理由不适用于该客户";
        WrongChannel = 569 "wrong_channel" "the contact went through a channel that its reason does not use" "联系使用了其理由不采用的渠道";
        CannotTell = 570 "cannot_tell" "what was told does not say whether the contact was right" "现有信息不足以判断联系是否恰当";
        PeersTogether = 700 "peers_together" "peers get it on one day" "同事同级应同批";
        RankRespected = 701 "rank_respected" "among peers nobody of a lower rank goes first" "同级之间分数低者不得先于分数高者";
        BeforeDate = 702 "before_date" "everything arrives before the gift loses its meaning" "须在礼品失去意义之前全部送达";
        Supply = 703 "supply" "no more goes out than suppliers deliver" "发放不得超过供应商的供货量";
        PlannedInTime = 704 "planned_in_time" "the programme begins in time" "规划须及时开始";
        NoSupply = 705 "no_supply" "nothing is supplied on any day" "没有任何一天有供货";
        NoPacking = 706 "no_packing" "there is enough in all, but not for whole groups" "总量足够，但无法按整组分批";
        NoPlanFound = 707 "no_plan_found" "no plan was found, and none was excluded" "未找到方案，也未能证明不存在";
        LeftOut = 708 "left_out" "somebody gets nothing" "有人未获安排";
        LessThanAssigned = 720 "less_than_assigned" "the assigned level is not lived" "所定级别未能做到";
        LessThanWished = 721 "less_than_wished" "the customer wishes for more than is lived" "客户希望的关系高于实际";
        MoreThanWished = 722 "more_than_wished" "the customer wishes for less than is lived" "客户希望的关系低于实际";
        AssignedNotWished = 723 "assigned_not_wished" "the customer wishes for another level than the assigned one" "客户希望的级别与所定级别不同";
        LargestCustomerOver = 724 "largest_customer_over" "too much depends on one customer" "对单一客户依赖过大";
        TradeOver = 725 "trade_over" "too much depends on one trade" "对单一行业依赖过大";
        PromisingOver = 726 "promising_over" "too many small customers with potential are in one trade" "同一行业的潜力小客户过多";
        StrategicOver = 727 "strategic_over" "too many new customers are taken for their strategic meaning" "战略性新客户过多";
        Signal = 730 "signal" "there are signs of it" "已有迹象";
        NoSignal = 731 "no_signal" "there is no sign of it" "没有迹象";
    }
    Phrase {
        SayAllow = 400 "say_allow" "{reason} by {channel}: welcome now, until {until}." "{reason}（{channel}）：现在可以联系，截止{until}。";
        SayAllowOpen = 401 "say_allow_open" "{reason} by {channel}: welcome now; nothing ends it in sight." "{reason}（{channel}）：现在可以联系，近期没有截止时间。";
        SayWait = 402 "say_wait" "{reason} by {channel}: not now, but from {from} until {until}." "{reason}（{channel}）：现在不宜，可在{from}至{until}之间联系。";
        SayWaitOpen = 403 "say_wait_open" "{reason} by {channel}: not now, but from {from} on." "{reason}（{channel}）：现在不宜，{from}起可以联系。";
        SayHold = 404 "say_hold" "{reason} by {channel}: not until something has happened: {fact}." "{reason}（{channel}）：暂缓，须先有：{fact}。";
        SayNever = 405 "say_never" "{reason} by {channel}: no; there is no suitable time before the reason closes." "{reason}（{channel}）：不可以；理由失效前没有合适的时间。";
        SayNeverBecause = 423 "say_never_because" "{reason} by {channel}: no; {why}." "{reason}（{channel}）：不可以；{why}。";
        SayExpired = 406 "say_expired" "{reason} by {channel}: no; the reason has gone stale." "{reason}（{channel}）：不可以；理由已经过时。";
        SayNotApplicable = 407 "say_not_applicable" "{reason} by {channel}: the reason does not apply to this customer." "{reason}（{channel}）：此理由不适用于该客户。";
        SayAnchor = 408 "say_anchor" "Counted from {at}." "起算时间：{at}。";
        SayBlocks = 409 "say_blocks" "What stands against it now:" "目前的障碍：";
        SayBlock = 410 "say_block" "- {rule}: {why}" "- {rule}：{why}";
        SayBinding = 411 "say_binding" "- {rule}: {why} (this one binds)" "- {rule}：{why}【决定性】";
        SaySince = 412 "say_since" "; since {at}" "；始于{at}";
        SayClears = 413 "say_clears" "; clears {at}" "；{at}解除";
        SayClearsWith = 414 "say_clears_with" "; clears with: {fact}" "；需要：{fact}";
        SayClearsNever = 415 "say_clears_never" "; does not clear in sight" "；近期不会解除";
        SayThen = 416 "say_then" "Then also: {rules}." "其后还有：{rules}。";
        SayValue = 417 "say_value" "What the customer has of it: {value}" "对客户的价值：{value}";
        SayFirst = 418 "say_first" "Say first: {says}" "开场先说：{says}";
        SayRevisit = 419 "say_revisit" "The answer holds until {at}, if nothing new happens." "若无新情况，此结论有效至{at}。";
        SayForGood = 420 "say_for_good" "The answer holds until something new happens." "除非有新情况，此结论一直有效。";
        SayWarning = 421 "say_warning" "Note: {what}." "注意：{what}。";
        SayNobody = 422 "say_nobody" "nothing that can be named" "无";
        SayJudged = 424 "say_judged" "{customer}, {at}: {reason} by {channel}: {finding}." "{customer}，{at}：{reason}（{channel}）：{finding}。";
        SayJudgedBlock = 425 "say_judged_block" "- {rule}: {why}" "- {rule}：{why}";
        SayWelcomeFrom = 426 "say_welcome_from" "It would have been welcome from {from}." "自{from}起联系才合适。";
        SayAuditTotal = 427 "say_audit_total" "{right} of {all} contacts were right under the one policy, {other} under the other." "按原策略，{all}次联系中有{right}次恰当；按另一策略，{other}次恰当。";
        SayAuditChange = 428 "say_audit_change" "{finding}: {before} under the one policy, {after} under the other ({change})." "{finding}：按原策略{before}次，按另一策略{after}次（{change}）。";
        SayAuditSame = 429 "say_audit_same" "Both policies judge every contact alike." "两个策略对每次联系的判断相同。";
        SayAuditBad = 435 "say_audit_bad" "{count} entries could not be used." "有{count}条记录无法使用。";
        SayNoRoom = 436 "say_no_room" "{customer}: {reason} by {channel} is welcome on {day}, but there is no room." "{customer}：{reason}（{channel}）可在{day}联系，但名额已满。";
        SayRoomFrom = 437 "say_room_from" "There would be room from {at}." "{at}起将有名额。";
        SayRoomNever = 438 "say_room_never" "It is not welcome any more when there is room again." "再有名额时已不宜联系。";
        FactConsent = 430 "fact_consent" "the customer's consent" "客户的同意";
        FactComplaintClosed = 431 "fact_complaint_closed" "the complaint is closed" "投诉得到解决";
        FactGive = 432 "fact_give" "something of value is given" "先给予有价值的东西";
        FactTouch = 433 "fact_touch" "a contact that asks for nothing" "一次不提要求的联系";
        SayClock = 440 "say_clock" "{clock}: within {span} of {starts}, by {met}." "{clock}：自{starts}起{span}内，以{met}完成。";
        SayClockEndOfDay = 441 "say_clock_end_of_day" "It ends with the day." "到当日结束为止。";
        SayClockCloseOfBusiness = 442 "say_clock_close_of_business" "It ends with the close of business." "到当日营业结束为止。";
        SayClockLaw = 443 "say_clock_law" "It is owed to the law." "此为法定时限。";
        SayClockAfter = 444 "say_clock_after" "It waits for {clock}." "须先完成{clock}。";
        SayClockEvery = 445 "say_clock_every" "Then again every {span}." "此后每{span}一次。";
        SayClockPause = 446 "say_clock_pause" "It stands still from {from} until {until}." "自{from}至{until}期间暂停计时。";
        SayClockTargets = 447 "say_clock_targets" "By priority: {targets}." "按优先级：{targets}。";
        SayClockEscalates = 448 "say_clock_escalates" "If it is late, {who} hears of it." "逾期时告知{who}。";
        SayLaterOf = 449 "say_later_of" "the later of {spans}" "{spans}中较晚者";
        SayEarlierOf = 450 "say_earlier_of" "the earlier of {spans}" "{spans}中较早者";
        Soothe = 460 "soothe" "I am sorry for what you have been through. I am listening." "让您受委屈了，非常抱歉，我在认真听您说。";
        AskTime = 461 "ask_time" "When did it happen?" "请问是什么时候发生的？";
        AskPlace = 462 "ask_place" "Where did it happen?" "请问是在哪里发生的？";
        AskEvent = 463 "ask_event" "What happened?" "请问具体发生了什么？";
        AskPerson = 464 "ask_person" "Who was involved?" "请问当时有哪些人在场或经手？";
        AskExpectation = 465 "ask_expectation" "What would put it right for you?" "您希望我们怎样处理，才算真正解决了您的问题？";
        SayHazard = 470 "say_hazard" "There was a risk: {what}." "存在的隐患：{what}。";
        SayHazardRemoved = 471 "say_hazard_removed" "There was a risk: {what}. It is removed: {how}." "存在的隐患：{what}；已经这样解除：{how}。";
        SaySafety = 472 "say_safety" "You can rely on this: {what}." "请您放心：{what}。";
        SayGain = 473 "say_gain" "For you we add: {what}." "另外为您做到：{what}。";
        SayRecognition = 474 "say_recognition" "{what}: thank you." "{what}，谢谢您。";
        InsteadOfDenial = 480 "instead_of_denial" "say what should not happen, and that it is looked into; do not say that it did not" "不说没有这回事，而说不应该有这样的事，并马上查明";
        InsteadOfCounterAttack = 481 "instead_of_counter_attack" "the anger is at the product, not at you: listen, do not defend the company" "客户气的是产品，不是你：先倾听，不为公司辩护";
        InsteadOfSarcasm = 482 "instead_of_sarcasm" "thank the customer for saying it, and say what is done now" "感谢客户提出，并说明现在怎么做";
        InsteadOfPowerless = 483 "instead_of_powerless" "take it on, settle it with whoever can decide, and name the time of the answer" "由自己接下来，与能决定的人确认，并约定答复时间";
        InsteadOfBatchExcuse = 484 "instead_of_batch_excuse" "name the day for this customer, and check on it" "说出这位客户的具体日期，并按时跟进";
        InsteadOfBlame = 485 "instead_of_blame" "look for the cause together, and show how it is put right" "与客户一起找原因，并演示如何解决";
        InsteadOfRule = 486 "instead_of_rule" "say what can be done, and let the customer choose" "说能做什么，让客户选择";
        InsteadOfImpatience = 487 "instead_of_impatience" "say it once more in other words; the tenth time gets the care of the first" "换个说法再说一遍，第十次也像第一次一样用心";
        AskMeaning = 490 "ask_meaning" "What do you mean by “{word}”?" "您所说的“{word}”具体指什么？";
        AskMeaningOpen = 491 "ask_meaning_open" "What do you mean by that?" "您指的具体是什么？";
        AskAct = 492 "ask_act" "What was done that made you feel so?" "当时做了哪些事，使您有这样的感觉？";
        FactOther = 434 "fact_other" "a fact `{kind}`" "事实“{kind}”";
    }
    Error {
        UnknownTz = 1000 "unknown_tz" "the time zone is not known" "未知时区";
        InvalidTime = 1001 "invalid_time" "not a time, date or instant" "时间格式无效";
        InvalidInterval = 1002 "invalid_interval" "an interval must end after it starts" "时段的结束须晚于开始";
        OverlappingIntervals = 1003 "overlapping_intervals" "intervals overlap" "时段重叠";
        EmptyCalendar = 1004 "empty_calendar" "the calendar has no open time" "日历没有开放时间";
        NeverOpen = 1005 "never_open" "the calendar has no open time on that side" "日历在该方向上没有开放时间";
        NaiveTime = 1006 "naive_time" "an instant needs its offset or zone" "时间缺少时区";
        OutOfRange = 1007 "out_of_range" "beyond the years 1 to 9999" "超出公元1至9999年";
        EventsNotSorted = 1008 "events_not_sorted" "events must be sorted by time" "事件须按时间排序";
        InvalidQuiet = 1009 "invalid_quiet" "a quiet window must not start and end at the same time" "免打扰时段的起止不可相同";
        InvalidSpan = 1010 "invalid_span" "not a span of time with its unit" "时长或单位无效";
        InvalidTzif = 1011 "invalid_tzif" "not the data of a time zone" "时区数据无效";
        InvalidEvents = 1012 "invalid_events" "these events do not make a clock" "这些事件无法构成计时";
        InvalidDocument = 1100 "invalid_document" "not a well-formed document" "文档格式无效";
        DuplicateKey = 1101 "duplicate_key" "a key is given twice" "键重复";
        UnknownField = 1102 "unknown_field" "a field that is not known" "未知字段";
        MissingField = 1103 "missing_field" "a field is missing" "缺少字段";
        WrongType = 1104 "wrong_type" "a value of the wrong kind" "值的类型不符";
        InvalidValue = 1105 "invalid_value" "a value that is not possible here" "值无效";
        TooDeep = 1106 "too_deep" "nested too deeply" "嵌套过深";
        TooLarge = 1107 "too_large" "more than the library takes" "超过允许的规模";
        UnknownReason = 1108 "unknown_reason" "a reason that the policy does not know" "策略中没有此理由";
        UnknownRule = 1109 "unknown_rule" "a rule that the policy does not know" "策略中没有此规则";
        UnknownCalendar = 1110 "unknown_calendar" "a calendar that the policy does not know" "策略中没有此日历";
        UnknownPolicy = 1111 "unknown_policy" "a document that is not known by this name and version" "没有此名称和版本的策略";
        ZeroCap = 1112 "zero_cap" "a cap must allow at least one contact" "上限至少为一次";
        EmptyWindow = 1113 "empty_window" "a window must not start and end at the same time" "时段的起止不可相同";
        NoValue = 1114 "no_value" "a reason names its value for the customer" "理由须说明对客户的价值";
        SentimentCondition = 1115 "sentiment_condition" "a review request must not depend on satisfaction" "评论请求不得以满意度为条件";
        LawConflict = 1116 "law_conflict" "laws contradict each other here" "法规在此相互冲突";
        InvalidUtf8 = 1117 "invalid_utf8" "not valid UTF-8" "不是有效的UTF-8";
        ExampleFailed = 1118 "example_failed" "an example of the policy does not hold" "策略示例不成立";
        NeverOpens = 1119 "never_opens" "the reason can never open" "此理由永远不会开启";
        UnknownCode = 1120 "unknown_code" "a name that is not in the table" "表中没有此名称";
        ChannelNotListed = 1200 "channel_not_listed" "the reason does not use this channel" "此理由不使用该渠道";
        UnknownChannel = 1201 "unknown_channel" "a channel that the policy does not know" "策略中没有此渠道";
        AsOfNeedsFacts = 1202 "as_of_needs_facts" "an answer for an earlier time needs the facts" "查询更早的时间需要提供事实";
        RebuildNeeded = 1203 "rebuild_needed" "a correction: fold the customer's facts again" "有更正：须重新汇总该客户的事实";
        StandingShape = 1204 "standing_shape" "the standing was folded for another policy" "客户状况由另一策略汇总";
        FactConflict = 1205 "fact_conflict" "one id was given to two different facts" "同一标识对应不同的事实";
        UnknownOrder = 1206 "unknown_order" "an order that the customer's facts do not name" "客户的事实中没有此订单";
        InvalidStanding = 1207 "invalid_standing" "not the bytes of a standing" "不是有效的客户状况数据";
        UnknownCustomer = 1208 "unknown_customer" "a customer who is not in the list of customers" "客户列表中没有此客户";
        UnknownTeam = 1209 "unknown_team" "a team that no limit names" "没有任何限额提到此团队";
        ClaimWithoutFact = 1430 "claim_without_fact" "a claim names no fact of the case" "说法没有引用案件事实";
        ClaimUnknownFact = 1431 "claim_unknown_fact" "a claim names a fact that the case does not have" "说法引用的事实不在案件中";
        OutlinePartMissing = 1432 "outline_part_missing" "a part of the outline is missing" "提纲缺少一个部分";
        OutlineTooLong = 1433 "outline_too_long" "longer than can be said in thirty seconds" "超过三十秒能说完的长度";
        WordTwice = 1434 "word_twice" "one form is given to two words" "同一词形属于两个词条";
        InvalidWord = 1435 "invalid_word" "a form that could never be found" "词形无效";
        UnknownOp = 1300 "unknown_op" "an operation that does not exist" "没有此操作";
        Internal = 1301 "internal" "an error of the library; please report it" "库内部错误，请报告";
        NullArgument = 1302 "null_argument" "a pointer is null that must point to something" "指针不可为空";
        WrongSize = 1303 "wrong_size" "a structure of a size that is not known" "结构体大小无效";
        TooSmall = 1304 "too_small" "the room for the answer is too small" "结果空间不足";
        PauseOnRegulatory = 1400 "pause_on_regulatory" "a regulatory clock does not wait for anybody" "法定时限不得因等待而中止";
        UnknownEvent = 1401 "unknown_event" "an event that the policy does not know" "策略中没有此事件";
        UnknownClock = 1402 "unknown_clock" "a clock that the policy does not know" "策略中没有此时限";
        ClockCycle = 1403 "clock_cycle" "clocks wait for each other" "时限之间互相等待";
        InvalidClock = 1404 "invalid_clock" "these settings do not make a clock" "这些设置无法构成时限";
        UnknownWord = 1405 "unknown_word" "a priority, topic or role that the policy does not know" "策略中没有此优先级、主题或角色";
        ExtensionNotLater = 1406 "extension_not_later" "an extension must lead to a later end" "延期后的时限须晚于原时限";
        LawWaived = 1407 "law_waived" "a clock of the law cannot be waived by a house" "内部规则不得免除法定时限";
        UnknownCase = 1450 "unknown_case" "the event is not of this case" "事件不属于此投诉";
        CaseConflict = 1451 "case_conflict" "the case has moved on since it was read" "投诉在读取之后已有变化";
        ActOutOfOrder = 1452 "act_out_of_order" "an act that comes before this one is missing" "此前应做的步骤尚未完成";
        ApologyFirst = 1453 "apology_first" "the apology comes first, then listening" "先致歉，再聆听";
        NoRebuttal = 1454 "no_rebuttal" "the customer is not contradicted" "不得与客户争辩";
        RemedyWithoutCause = 1455 "remedy_without_cause" "the cause is found before a remedy is named" "先查明原因，再谈补救";
        RemedyDoesNotFit = 1456 "remedy_does_not_fit" "the remedy does not fit the cause" "补救方式与原因不符";
        RemedyBeside = 1457 "remedy_beside" "this goes beside a remedy, never in its place" "此项只能附于补救之外，不能代替补救";
        NoRemedy = 1458 "no_remedy" "what is agreed names at least one remedy" "协商结果须写明至少一种补救方式";
        CommitmentIncomplete = 1459 "commitment_incomplete" "a commitment names the act, its owner and its due time" "承诺须写明行动、负责人和期限";
        CommitmentOpen = 1460 "commitment_open" "something that was promised is still to be done" "尚有承诺未兑现";
        UnknownCommitment = 1461 "unknown_commitment" "no such commitment is open in this part of the case" "此部分没有这项未兑现的承诺";
        SilenceIsNotSatisfaction = 1462 "silence_is_not_satisfaction" "only the customer's word after the last act closes a case as satisfied" "客户在最后行动之后亲口认可，方可按满意结案";
        AttemptsMissing = 1463 "attempts_missing" "too few attempts to reach the customer are on record" "联系客户的尝试记录不足";
        OffersMissing = 1464 "offers_missing" "too few offers were made for a last word" "提出的方案不足以作最终答复";
        NotReferred = 1465 "not_referred" "the matter was not referred to anybody outside" "此事尚未转交外部";
        CaseIsClosed = 1466 "case_is_closed" "the case, or this part of it, is closed" "投诉或其此部分已经结案";
        CaseIsOpen = 1467 "case_is_open" "the case, or this part of it, is open already" "投诉或其此部分已在处理中";
        UnknownPart = 1468 "unknown_part" "the case has no such part" "投诉没有此部分";
        PartExists = 1469 "part_exists" "the case has a part of this name already" "投诉已有同名部分";
        EventOutOfOrder = 1470 "event_out_of_order" "the event lies before the latest one of the case" "事件早于投诉的最近事件";
        EventExists = 1471 "event_exists" "an event with this id is in the case already" "投诉中已有此标识的事件";
        NotWaiting = 1472 "not_waiting" "nobody is being waited for" "目前不在等待中";
        WrongRole = 1473 "wrong_role" "this is for somebody in another role to do" "此事应由其他角色办理";
        NegativeMoney = 1474 "negative_money" "an amount of money must not be negative" "金额不可为负";
        MixedCurrencies = 1475 "mixed_currencies" "amounts in different currencies cannot be added" "不同货币的金额不能相加";
        InvalidCurrency = 1476 "invalid_currency" "a currency is three capital letters" "货币代码须为三个大写字母";
        BeyondAuthority = 1477 "beyond_authority" "beyond what this person may decide" "超出此人的授权范围";
        BeyondEveryApprover = 1478 "beyond_every_approver" "beyond what anybody may approve" "超出所有人的批准权限";
        UnknownApprover = 1479 "unknown_approver" "an approver that the policy does not know" "策略中没有此批准人";
        RemedyOfAnotherPower = 1481 "remedy_of_another_power" "this remedy is granted under another power" "此补救措施属于另一项授权";
        UnknownGrant = 1480 "unknown_grant" "no such use of authority is in the case" "投诉中没有这次授权使用";
        SectionMissing = 1490 "section_missing" "the policy says nothing of this" "策略中没有相关内容";
        UnknownDepartment = 1491 "unknown_department" "a department that the policy does not know" "策略中没有此部门";
        HopLimit = 1492 "hop_limit" "the task was passed on as often as it may be" "任务转交次数已达上限";
        WeightBelowOthers = 1493 "weight_below_others" "who returns goods or complains may not weigh less than others" "退货或投诉的客户权重不得低于其他客户";
        TooFewCases = 1494 "too_few_cases" "too few cases for this question" "案例太少，无法回答此问题";
        HistoryTooShort = 1495 "history_too_short" "the history is too short for this question" "历史记录太短，无法回答此问题";
        UnknownSkill = 1496 "unknown_skill" "a skill that the policy does not know" "策略中没有此技能";
        TaskDone = 1497 "task_done" "the task is done" "任务已经完成";
        DuplicateId = 1498 "duplicate_id" "one id is given to two entries" "两个条目使用了同一标识";
        EndsBeforeStart = 1499 "ends_before_start" "something ends before it starts" "结束早于开始";
        HandedToSelf = 1500 "handed_to_self" "the unit has the task already" "该部门已持有此任务";
        ConstantColumn = 1600 "constant_column" "a column has one value only" "某列只有一个取值";
        CollinearColumns = 1601 "collinear_columns" "columns are combinations of each other" "若干列互为组合";
        TooFewRows = 1602 "too_few_rows" "too few complete rows for this question" "完整的行太少";
        TooManyDrivers = 1603 "too_many_drivers" "too many drivers for an exact answer" "因素过多，无法精确计算";
        OneClass = 1604 "one_class" "the outcome has one class only" "结果只有一类";
        NotFinite = 1605 "not_finite" "a number is not finite" "数值不是有限数";
        UnequalLengths = 1606 "unequal_lengths" "columns of different length" "各列长度不同";
        NotACorrelation = 1607 "not_a_correlation" "not a matrix of correlations" "不是相关矩阵";
        NoConvergence = 1608 "no_convergence" "the search for the best fit came to no end" "拟合未收敛";
        OutsideScale = 1609 "outside_scale" "an answer outside its scale" "回答超出量表范围";
        EmptyGroup = 1610 "empty_group" "a group without anybody in it" "某组没有成员";
        UndefinedFigure = 1611 "undefined_figure" "the figure does not exist for this input" "此输入下该指标不存在";
        UnknownColumn = 1612 "unknown_column" "a column that is not in the table" "表中没有此列";
    }
}

impl Code {
    /// The number used in C.
    #[must_use]
    pub const fn number(self) -> u16 {
        self as u16
    }

    /// The code with this name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
