//! The words of the chart, in English and Chinese.

use super::{BarKind, By};
use crate::complaint::ACTS;
use crate::explain::Language;

/// The words of the chart in one language (C11).
///
/// ```
/// use tactful::{complaint::gantt::{BarKind, By, Words}, explain::Language};
/// let words = Words(Language::English);
/// assert_eq!(words.title(By::Customer), "Complaints by customer");
/// assert_eq!(words.bar(BarKind::OnHold), "on hold");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Words(pub Language);

/// The acts, in the order of [`ACTS`].
const ENGLISH_ACTS: [&str; 13] = [
    "apologise",
    "listen",
    "acknowledge",
    "record",
    "read back",
    "find the cause",
    "negotiate",
    "commit",
    "act",
    "track",
    "the customer is right",
    "show concern",
    "keep calm",
];
const CHINESE_ACTS: [&str; 13] = [
    "道歉",
    "聆听",
    "承认问题",
    "记录",
    "复述确认",
    "查明原因",
    "协商",
    "承诺",
    "行动",
    "跟踪",
    "客户是对的",
    "关心",
    "镇静",
];

impl Words {
    const fn pick(self, english: &'static str, chinese: &'static str) -> &'static str {
        match self.0 {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }

    /// The title of the chart.
    #[must_use]
    pub const fn title(self, by: By) -> &'static str {
        match by {
            By::Customer => self.pick("Complaints by customer", "客户投诉进度"),
            By::Team => self.pick("Complaints by team", "各团队投诉进度"),
        }
    }

    /// The title of the time axis; `{zone}` is to be filled in.
    #[must_use]
    pub const fn time(self) -> &'static str {
        self.pick("local time, {zone}", "当地时间 {zone}")
    }

    /// The line of a case, as against those of its clocks.
    #[must_use]
    pub const fn case(self) -> &'static str {
        self.pick("case", "案例")
    }

    /// What stands where no team is known.
    #[must_use]
    pub const fn no_team(self) -> &'static str {
        self.pick("no team", "未分配团队")
    }

    /// The rule of the present.
    #[must_use]
    pub const fn now(self) -> &'static str {
        self.pick("now", "现在")
    }

    /// The title of the legend.
    #[must_use]
    pub const fn legend(self) -> &'static str {
        self.pick("state", "状态")
    }

    /// The word for the acts.
    #[must_use]
    pub const fn acts(self) -> &'static str {
        self.pick("acts", "处理步骤")
    }

    /// What a bar shows.
    #[must_use]
    pub const fn bar(self, kind: BarKind) -> &'static str {
        match kind {
            BarKind::Open => self.pick("case open", "处理中"),
            BarKind::Pending => self.pick("waits for the customer", "等待客户"),
            BarKind::OnHold => self.pick("on hold", "暂挂"),
            BarKind::Met => self.pick("clock met", "按时完成"),
            BarKind::Running => self.pick("clock running", "计时中"),
            BarKind::Due => self.pick("time left", "剩余时间"),
            BarKind::Breached => self.pick("breached", "已超时"),
        }
    }

    /// An act by its code; what is no act of the list stays as it is.
    #[must_use]
    pub fn act(self, code: &str) -> &str {
        match ACTS.iter().position(|act| *act == code) {
            Some(place) => self.pick(ENGLISH_ACTS[place], CHINESE_ACTS[place]),
            None => code,
        }
    }
}
