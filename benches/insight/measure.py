"""Importance against numpy, and repeat buying against lifetimes, each in one run.

    cargo xtask bench insight [ROUNDS]

LMG of 14 drivers over 130,000 made rows, from columns to shares. The peer does what a careful user of numpy would:
one Gram matrix, then R squared of every subset from it, all subsets of one size in one stacked solve. Then 20 drivers
alone, exactly. Then BG/NBD: a fit of 20,000 made customers, and predictions for a million, against `lifetimes`. What both say is
compared first. Rounds are interleaved, times are processor time of one thread, and what is printed is the median of the
rounds' ratios with the least and the greatest.
"""

import itertools
import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

import math
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

import lifetimes
import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROWS = 130_000
HORIZON = 39.0


class Library:
    """The program of this library, which reads its columns once."""

    def __init__(self, binary, folder, what, columns, *arguments):
        path = os.path.join(folder, what)
        with open(path, "wb") as file:
            for column in columns:
                file.write(np.ascontiguousarray(column, dtype="<f8").tobytes())
        command = [binary, what, path, *arguments]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        nanoseconds, *figures = self.process.stdout.readline().split()
        return int(nanoseconds) / 1e9, [float(figure) for figure in figures]


def survey(drivers, rows):
    """Ratings from 1 to 5 that hang together, and an outcome that some of them make."""
    draw = np.random.default_rng(7)
    common = draw.normal(size=rows)
    ratings = [np.clip(np.round(3 + 0.7 * common + 0.9 * draw.normal(size=rows)), 1, 5) for _ in range(drivers)]
    outcome = sum(rating * weight for rating, weight in zip(ratings, draw.uniform(0, 1, drivers)))
    return np.array([*ratings, outcome + 2 * draw.normal(size=rows)])


def lmg(columns):
    """LMG on the Gram matrix: the gain in R squared, averaged over all orders."""
    centred = columns - columns.mean(axis=1, keepdims=True)
    gram = centred @ centred.T
    p = len(gram) - 1
    explained = np.zeros(1 << p)
    for size in range(1, p + 1):
        subsets = np.array(list(itertools.combinations(range(p), size)))
        among = gram[subsets[:, :, None], subsets[:, None, :]]
        with_outcome = gram[subsets, p]
        solved = np.linalg.solve(among, with_outcome[..., None])[..., 0]
        explained[(1 << subsets).sum(axis=1)] = (solved * with_outcome).sum(axis=1) / gram[p, p]
    masks = np.arange(1 << p)
    sizes = np.array([bin(mask).count("1") for mask in range(1 << p)])
    weights = np.array([1.0 / (p * math.comb(p - 1, size)) for size in range(p)])
    shares = []
    for driver in range(p):
        without = masks[(masks >> driver) & 1 == 0]
        shares.append(((explained[without | 1 << driver] - explained[without]) * weights[sizes[without]]).sum())
    return shares


def buyers(count):
    """Customers as BG/NBD has them, from a seed."""
    draw = np.random.default_rng(11)
    rate, leaving = draw.gamma(0.9, 1 / 6.0, count), draw.beta(0.8, 2.4, count)
    length = draw.uniform(26, 78, count)
    x, last, now, alive = np.zeros(count), np.zeros(count), np.zeros(count), np.ones(count, dtype=bool)
    while alive.any():
        now[alive] += draw.exponential(1 / rate[alive])
        alive &= now < length
        x[alive] += 1
        last[alive] = now[alive]
        alive[alive] = draw.uniform(size=alive.sum()) >= leaving[alive]
    return x, last, length


def timed(work):
    started = time.process_time()
    found = work()
    return time.process_time() - started, found


def spread(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def compare(name, ours, peer, rounds, same):
    own, its, ratios = [], [], []
    for _ in range(rounds):
        before, figures = ours()
        seconds, found = timed(peer)
        after, _ = ours()
        same(figures, found)
        own += [before, after]
        its.append(seconds)
        ratios.append(seconds / ((before + after) / 2))
    print(f"{name}: tactful {spread([1e3 * s for s in own])} ms, peer {spread([1e3 * s for s in its])} ms;")
    print(f"    tactful is {spread(ratios)} times faster, {rounds} rounds", flush=True)


def close(figures, found, tolerance):
    assert np.allclose(figures, found, rtol=tolerance, atol=1e-9), (figures, found)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    build = ["cargo", "build", "--release", "--locked", "--quiet", "-p", "tactful-benches", "--bin", "insight"]
    subprocess.run(build, check=True, cwd=ROOT)
    binary = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target")), "release", "insight")
    print(f"numpy {np.__version__}, lifetimes {lifetimes.__version__}, Python {sys.version.split()[0]}, one thread")
    with tempfile.TemporaryDirectory() as folder:
        columns = survey(14, ROWS)
        library = Library(binary, folder, "survey", columns, "14")
        compare(
            f"LMG, 14 drivers, {ROWS:,} rows, numpy on the Gram matrix",
            lambda: library.ask("lmg"),
            lambda: lmg(columns),
            rounds,
            lambda figures, found: close(figures, found, 1e-9),
        )
    with tempfile.TemporaryDirectory() as folder:
        library = Library(binary, folder, "survey", survey(20, ROWS), "20")
        seconds = [library.ask("lmg")[0] for _ in range(rounds)]
        print(f"LMG, 20 drivers, {ROWS:,} rows, exact: {spread([1e3 * s for s in seconds])} ms")
    with tempfile.TemporaryDirectory() as folder:
        x, last, length = buyers(20_000)
        library = Library(binary, folder, "buyers", (x, last, length))

        def fitted():
            return lifetimes.BetaGeoFitter().fit(x, last, length)

        def same_fit(figures, found):
            model = [found.params_[name] for name in ("r", "alpha", "a", "b")]
            # the likelihood first: its peak is flat
            weights = np.ones(len(x))
            ours, theirs = (
                found._negative_log_likelihood(np.log(params), x, last, length, weights, 0)
                for params in (figures[:4], model)
            )
            assert ours <= theirs + 1e-9, (figures, found)
            close(figures[:4], model, 0.02)

        compare("BG/NBD, fit, 20,000 customers, lifetimes", lambda: library.ask("fit"), fitted, rounds, same_fit)
        params = library.ask("fit")[1][:4]
    with tempfile.TemporaryDirectory() as folder:
        x, last, length = buyers(1_000_000)
        library = Library(binary, folder, "buyers", (x, last, length))
        fitter = lifetimes.BetaGeoFitter()
        fitter.params_ = pd.Series(dict(zip(("r", "alpha", "a", "b"), params)))
        fitter.predict = fitter.conditional_expected_number_of_purchases_up_to_time

        def predicted():
            return fitter.predict(HORIZON, x, last, length), fitter.conditional_probability_alive(x, last, length)

        def same_sums(figures, found):
            expected, alive = (np.asarray(one) for one in found)
            close(figures, [expected.sum(), expected[0], alive.sum()], 1e-6)

        line = " ".join(["predict", *(repr(float(value)) for value in params), str(HORIZON)])
        compare("BG/NBD, a million predictions, lifetimes", lambda: library.ask(line), predicted, rounds, same_sums)


if __name__ == "__main__":
    main()
