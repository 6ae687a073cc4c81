//! Several complaints at once weigh more than each by itself (C12): clusters across customers, what every owner is
//! owed for a common fault, and what the weekly review should look at.
//!
//! # The method
//! A cell is a value of one feature, or of several together: a product, a cause, a product with a cause. The policy
//! names the features. Time is cut into windows of equal length, backwards from now; in each window a customer counts
//! once per cell, so that one who writes ten times is no cluster.
//!
//! *Now.* The last window is compared with those before it: if complaints came at an even rate, then of the `n`
//! customers of a cell in all `B + 1` windows, each falls into the last with probability `1 / (B + 1)`, whatever the
//! rate is. This is the conditional test of two Poisson counts (Przyborowski and Wilenski, *Biometrika* 31, 1940).
//! It needs no estimate of a rate and no simulation.
//!
//! *Before.* A cluster that is over is looked for with a window that slides over all the time looked at. If the `n`
//! are spread evenly, the chance that the window which begins with one complaint holds `k` customers is at most that
//! of `k - 1` successes of `n - 1`; over all complaints it is at most their number times that. The bound is the first
//! moment of the scan statistic; where customers come again it is larger still, since then counts vary less.
//!
//! *Many cells.* The p-value of a cell is adjusted by the sum, over all cells of the same features, of the greatest
//! p-value that each could have had up to it: Bonferroni's inequality for counts, which cannot take every value
//! (Westfall and Wolfinger, *The American Statistician* 51, 1997). Cells that are too small to matter cost nothing.
//! Between kinds of cells the level is divided beforehand: a feature by itself gets eight times what several together
//! get, since what several share stands out by itself; nine tenths go to *now*, one tenth to *before*. So a scan of
//! data without clusters raises an alarm at most as often as the policy's `level` says, whatever the cells have to do
//! with each other.
//!
//! What it supposes: that customers complain independently of each other, at a rate that does not change of itself.
//! After a launch the rate of a product does change; then the alarm is right, but no fault.

mod remedy;
mod scan;

pub use remedy::{ImprovementItem, Owned, OwnerRemedy, Remedy};
pub use scan::{Cell, Cluster, ClusterReport, ClusterRequest, Place};
