"""The policy with pandas: facts are grouped by customer, and what they come to is decided in numpy."""

import numpy as np
import pandas as pd
import with_numpy
from policy import CHANNELS, NOW_SECONDS, RULES
from with_numpy import I32, LONG_AGO, Folded
from workload import CODES, NONE

NAME = "pandas groups, numpy decides"


class Peer:
    def __init__(self, work):
        self.work = work
        columns = ("customer", "kind", "at", "channel", "case")
        self.facts = pd.DataFrame({name: getattr(work, name) for name in columns})

    def fold(self):
        everybody = pd.RangeIndex(self.work.customers)
        facts = self.facts

        def dense(series):
            """By customer, in seconds from NOW on."""
            return (series - NOW_SECONDS).astype(I32).reindex(everybody, fill_value=LONG_AGO).to_numpy()

        def last(rows):
            # sorted by instant: the last is the latest
            return dense(rows.drop_duplicates("customer", keep="last").set_index("customer")["at"])

        def of_kind(kind):
            return facts[facts["kind"] == CODES[kind]]

        contacts = of_kind("contact")
        kinds = ["purchase", "delivered", "inquiry", "feedback", "benefit_realised", "service_act"]
        latest = {kind: last(of_kind(kind)) for kind in kinds} | {"last_touch": last(contacts)}

        newest_first = contacts.groupby("customer", sort=False)["at"].cumcount(ascending=False)
        bound = np.zeros(self.work.customers, dtype=I32)
        for at_most, per in RULES.caps:
            binding = contacts[newest_first == at_most - 1].set_index("customer")["at"]
            bound = np.maximum(bound, dense(binding) + I32(per))
        gaps = [
            last(contacts[contacts["channel"] == place]) + I32(RULES.gaps[channel])
            for place, channel in enumerate(CHANNELS)
        ]

        def by_channel(rows):
            of_all = last(rows[rows["channel"] == NONE])
            return [np.maximum(last(rows[rows["channel"] == place]), of_all) for place in range(len(CHANNELS))]

        given, withdrawn = by_channel(of_kind("consent_given")), by_channel(of_kind("consent_withdrawn"))
        consents = np.array([yes > no for yes, no in zip(given, withdrawn)])

        opened = of_kind("complaint_opened").groupby("case").agg(customer=("customer", "last"), at=("at", "last"))
        closed = of_kind("complaint_closed").groupby("case")["at"].last().reindex(opened.index, fill_value=0)
        complaint = np.zeros(self.work.customers, dtype=bool)
        complaint[opened["customer"][opened["at"] >= closed]] = True
        return Folded(latest, np.maximum(gaps, bound), consents, complaint)

    def run(self):
        return with_numpy.decide(self.fold(), self.work)

    def answers(self, decided):
        verdicts, instants = decided
        return verdicts.T, instants.T
