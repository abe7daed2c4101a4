//! A sweep for people.

use lexdr_scenario::{Method, Millis};
use lexdr_verdict::{Bounds, duration_exact, range};

use crate::sweep::PhaseSummary;
use crate::{Distribution, IntervalCost, Spent, Sweep, Theory, WINDOW_DAYS, histogram};

impl Sweep {
    /// Tables and a histogram, of at most 100 columns.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!(
            "{}: {} times, the fault at as many moments of the interval of {}\n",
            self.scenario,
            self.samples,
            time(self.interval),
        );
        if self.without_failover > 0 {
            text.push_str(&format!(
                "in {} of them the route never left the faulty region\n",
                self.without_failover
            ));
        }
        for phase in &self.phases {
            text.push('\n');
            text.push_str(&self.phase(phase));
        }
        if let Some(total) = self.shown() {
            text.push_str(&format!(
                "\n{}\n{}",
                total.name,
                histogram(&total.durations)
            ));
        }
        text.push_str(&self.what_it_means());
        text
    }

    /// The phase worth a picture: what callers wait for.
    fn shown(&self) -> Option<&PhaseSummary> {
        let named = |name| self.phases.iter().find(|phase| phase.name == name);
        named("failover.total").or_else(|| named("lost"))
    }

    fn phase(&self, phase: &PhaseSummary) -> String {
        let Distribution {
            n,
            min,
            p50,
            p95,
            p99,
            max,
        } = phase.measured;
        let mut text = format!("{} (n = {n})\n", phase.name);
        for (name, measured, percent) in [
            ("min", min, 0),
            ("p50", p50, 50),
            ("p95", p95, 95),
            ("p99", p99, 99),
            ("max", max, 100),
        ] {
            let row = format!(
                "  {name}  {:<28} {}",
                range(measured),
                predicted(phase.theory.as_ref(), percent)
            );
            text.push_str(row.trim_end());
            text.push('\n');
        }
        text
    }

    fn what_it_means(&self) -> String {
        let Self { meaning, .. } = self;
        let rate = meaning.calls_per_minute;
        let (typical, worst) = self.calls_lost;
        let mut text = format!(
            "\nWhat it means\n  Callers come {} apart, and bounds are as wide as that at both ends.\n  \
             At {rate} calls a minute a failover loses up to {typical:.0} calls in the median and \
             {worst:.0} at worst.\n",
            time(self.caller_every),
        );
        for spent in &self.spent {
            text.push_str(&format!("  {}\n", budget(spent)));
        }
        text.push_str(&format!(
            "\nOther intervals, by theory (uniform wait, the check takes {})\n  {:>8}  {:>17}  {:>17}  \
             {:>26}  {:>12}\n",
            time(self.check),
            "interval",
            "unserved p50, max",
            "calls lost",
            "budget 99.9, 99.95, 99.99",
            "checks, USD",
        ));
        for cost in &meaning.intervals {
            text.push_str(&row(cost));
        }
        text.push_str(&self.assumptions());
        text
    }

    fn assumptions(&self) -> String {
        let prices = &self.meaning.prices;
        let lex = match self.meaning.method {
            Method::SendMessage => format!("PostText {} USD", prices.lex_text_request),
            Method::PutSession => "PutSession free".to_owned(),
        };
        format!(
            "  Budgets are the share that the longest outage spends of what {WINDOW_DAYS} days allow. \
             Prices are\n  assumptions, for the checks of {WINDOW_DAYS} days: {lex}; Lambda {} USD a \
             million\n  requests, {} USD a GB-second at {} MB; DynamoDB {} USD a million reads,\n  \
             {} USD a million writes. Options change them.\n",
            per_million(prices.lambda_request),
            prices.lambda_gb_second,
            prices.lambda_memory_mb,
            per_million(prices.dynamodb_read),
            per_million(prices.dynamodb_write),
        )
    }
}

fn per_million(price: f64) -> String {
    let text = format!("{:.4}", price * 1_000_000.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn row(cost: &IntervalCost) -> String {
    let unserved = format!("{}, {}", whole(cost.typical), whole(cost.worst));
    let calls = format!("{:.0}, {:.0}", cost.calls_typical, cost.calls_worst);
    let budgets: Vec<_> = cost
        .spent
        .iter()
        .map(|spent| format!("{:.1} %", spent.worst * 100.0))
        .collect();
    format!(
        "  {:>8}  {unserved:>17}  {calls:>17}  {:>26}  {:>12.2}\n",
        whole(cost.interval),
        budgets.join(", "),
        cost.monthly,
    )
}

fn budget(spent: &Spent) -> String {
    format!(
        "{} over {WINDOW_DAYS} days allows {}: {:.1} % of it in the median, {:.1} % at worst.",
        target(spent.target),
        whole(spent.allowed),
        spent.typical * 100.0,
        spent.worst * 100.0,
    )
}

fn target(thousandths: u64) -> String {
    let text = format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000);
    format!("{} %", text.trim_end_matches('0'))
}

fn predicted(theory: Option<&Theory>, percent: u64) -> String {
    theory.map_or_else(String::new, |theory| {
        format!("theory {}", time(theory.percentile(percent)))
    })
}

fn time(ms: Millis) -> String {
    range(Bounds::at(signed(ms)))
}

/// Rounded to seconds, for tables of estimates.
fn whole(ms: Millis) -> String {
    duration_exact(signed(Millis(ms.0.saturating_add(500) / 1_000 * 1_000))).replace(".0s", "s")
}

fn signed(ms: Millis) -> i64 {
    i64::try_from(ms.0).unwrap_or(i64::MAX)
}
