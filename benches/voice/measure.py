"""Signposts against flashtext and against one regular-expression alternation, in one run.

    python3 -m venv .work/voice && .work/voice/bin/pip install -r benches/voice/requirements.txt
    .work/voice/bin/python benches/voice/measure.py FOLDER [ROUNDS]

FOLDER holds zh_online_shopping_reviews.csv.gz and cfpb_narratives_4k.csv.gz; without it the script says so and ends
well. All three look for the same 300 forms (Chinese and English, every k-th of the lexicon) in the same 5 to 6 MB,
one text at a time; rounds are interleaved, times are processor time of one thread, and what is printed is the median
of the rounds' ratios with the least and the greatest. Then the whole lexicon, against flashtext alone.
"""

import csv
import gzip
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FORMS = 300
PASSES = 10  # of the library in one round: one would be too short to time


def rows(path):
    csv.field_size_limit(1 << 30)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        return [row[-1] for row in reader]


def texts_of(folder):
    reviews, narratives = (os.path.join(folder, name) for name in
                           ("zh_online_shopping_reviews.csv.gz", "cfpb_narratives_4k.csv.gz"))
    for path in (reviews, narratives):
        if not os.path.exists(path):
            print(f"nothing to do: there is no {path}; name the folder as the argument")
            sys.exit(0)
    # texts of NUL are none; a curly apostrophe is one more way to write a word, which the peers do not know
    texts = [text for text in rows(reviews)[::4] + rows(narratives)[::2] if text]
    return [text.replace("\0", " ") for text in texts]


SIMPLER = re.compile("[- ]+")


class Library:
    def __init__(self, binary, texts, forms, folder):
        paths = [os.path.join(folder, name) for name in ("texts", "forms")]
        for path, items in zip(paths, (texts, forms)):
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write("".join(item + "\0" for item in items))
        self.process = subprocess.Popen([binary, *paths], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def once(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        nanoseconds, found = self.process.stdout.readline().split()
        return int(nanoseconds) / 1e9, int(found)

    def round(self):
        passes = [self.once() for _ in range(PASSES)]
        return statistics.mean(seconds for seconds, _ in passes), passes[0][1]


def timed(find, texts):
    started = time.process_time()
    found = sum(len(find(text)) for text in texts)
    return time.process_time() - started, found


def flashtext(forms):
    from flashtext import KeywordProcessor
    processor = KeywordProcessor(case_sensitive=False)
    for form in forms:
        processor.add_keyword(form)
    return processor.extract_keywords


def alternation(forms):
    def bounded(form):
        left = r"(?<![A-Za-z0-9])" if form[0].isascii() else ""
        right = r"(?![A-Za-z0-9])" if form[-1].isascii() else ""
        return left + re.escape(form) + right
    longest_first = sorted(forms, key=len, reverse=True)
    return re.compile("|".join(map(bounded, longest_first)), re.IGNORECASE).findall


def spread(values):
    return f"{statistics.median(values):8.1f} ({min(values):.1f}-{max(values):.1f})"


def compare(name, library, peers, texts, size, rounds):
    times = {peer: [] for peer in peers}
    own, ratios, counts = [], {peer: [] for peer in peers}, {}
    for _ in range(rounds):
        for peer, find in peers.items():
            before, counts["tactful"] = library.round()
            seconds, counts[peer] = timed(find, texts)
            after, _ = library.round()
            own += [before, after]
            times[peer].append(seconds)
            ratios[peer].append(seconds / ((before + after) / 2))
    print(f"{name}: {size / 1e6:.2f} MB, {rounds} rounds")
    print(f"  tactful              {spread([size / 1e6 / s for s in own])} MB/s, found {counts['tactful']}")
    for peer in peers:
        print(f"  {peer:20} {spread([size / 1e6 / s for s in times[peer]])} MB/s, found {counts[peer]};"
              f" tactful is {spread(ratios[peer]).strip()} times faster")
    return ratios


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "..", "shared", "data")
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    texts = texts_of(folder)
    size = sum(len(text.encode()) for text in texts)
    build = ["cargo", "build", "--release", "--locked", "-p", "tactful-benches", "--bin", "signposts"]
    subprocess.run(build, check=True, cwd=ROOT)
    binary = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target")), "release", "signposts")
    told = subprocess.run([binary, "--forms"], check=True, capture_output=True).stdout.decode()
    # one of several ways to write a form: the library takes them for one
    every = sorted({SIMPLER.sub(" ", form.lower()) for form in told.split("\0") if form})
    chinese = [form for form in every if not form.isascii()]
    english = [form for form in every if form.isascii()]
    half = FORMS // 2
    some = [form for forms in (chinese, english) for form in forms[:: max(1, len(forms) // half)][:half]]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        library = Library(binary, texts, some, one)
        compare(f"{len(some)} forms", library, {"flashtext": flashtext(some), "one alternation": alternation(some)},
                texts, size, rounds)
        library = Library(binary, texts, every, other)
        compare(f"{len(every)} forms", library, {"flashtext": flashtext(every)}, texts, size, rounds)


if __name__ == "__main__":
    main()
