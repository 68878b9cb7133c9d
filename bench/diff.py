#!/usr/bin/env python3
"""How exactly and how fast changes are told: redraft and its peers on the same pairs in one run.

  bench/diff.py REDRAFT [--seed N] [--count N]      pairs made of invented papers (bench/invented.py), each in one layout
                                                    and in two, and 5 MB of prose; prints the table of the README
  bench/diff.py REDRAFT --pairs DIR                 pairs of a folder: truth.json with edits beside old.EXT and new.EXT
  bench/diff.py REDRAFT --series DIR...             drafts without a truth: words marked against wdiff on the same text,
                                                    for all pairs of a folder that share half of their words

Precision is the share of marked words that an edit touched, recall the share of touched words that were marked, as bags
of words; a label or number of a part is no word. Times are seconds of processor, user and system, of the whole program
with what it starts, so that a busy machine counts for nobody; with --verbose every pair is a line. A peer is one
function that gives the deleted and inserted texts, and one row of PEERS; one that is not installed is left out.
"""
import argparse
import collections
import itertools
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

import invented

LABEL = re.compile(r"^[(\[]?([0-9]{1,3}(\.[0-9]+)*|[a-z]|[ivxlc]{1,5})[.)\]]$|^[•◦▪·–\-o*|]$")
TIMEOUT_S = 120
SHARED_MIN = 0.5
MARKED_MAX = 1.1


def words(text):
    text = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    return [w for token in text.split() if not LABEL.match(token) for w in re.findall(r"\w+", token.casefold())]


def bag(texts):
    return collections.Counter(word for text in texts for word in words(text))


# ---- peers: (old file, new file) -> deleted texts, inserted texts, moved texts

REDRAFT = "redraft"
SPENT = {}  # seconds of the program that ran last


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(command):
    with tempfile.TemporaryFile() as out:
        start = cpu_seconds()
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        try:
            child.wait(TIMEOUT_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            raise
        SPENT["seconds"] = cpu_seconds() - start
        out.seek(0)
        return out.read().decode("utf-8", "replace")


def redraft(old, new):
    deleted, inserted, moved = [], [], []
    for change in json.loads(run([REDRAFT, "diff", "--format", "json", old, new]))["changes"]:
        if change["moved"]:
            moved.append(change["new"]["text"])
        if change.get("words"):
            deleted += [w["text"] for w in change["words"] if w["op"] == "delete"]
            inserted += [w["text"] for w in change["words"] if w["op"] == "insert"]
        elif change["kind"] == "delete":
            deleted.append(change["old"]["text"])
        elif change["kind"] == "insert":
            inserted.append(change["new"]["text"])
    return deleted, inserted, moved


def marked_in_brackets(out):
    return re.findall(r"\[-(.*?)-\]", out, re.S), re.findall(r"\{\+(.*?)\+\}", out, re.S), []


def wdiff(old, new):
    return marked_in_brackets(run(["wdiff", old, new]))


def dwdiff(old, new):
    return marked_in_brackets(run(["dwdiff", "-P", old, new]))


def git(algorithm):
    def compare(old, new):
        out = run(["git", "diff", "--no-index", f"--diff-algorithm={algorithm}", "--word-diff=porcelain", "-U100000", old,
                   new]).split("\n")
        body = out[next((i for i, line in enumerate(out) if line.startswith("@@")), len(out)):]
        return [x[1:] for x in body if x.startswith("-")], [x[1:] for x in body if x.startswith("+")], []
    return compare


def lowdown(old, new):
    out = run(["lowdown-diff", "-thtml", old, new])
    plain = [[re.sub(r"<[^>]+>", " ", x) for x in re.findall(f"<{tag}>(.*?)</{tag}>", out, re.S)] for tag in ("del", "ins")]
    return plain[0], plain[1], []


PEERS = {  # name: (function, program that must be there)
    "redraft": (redraft, None),
    "wdiff": (wdiff, "wdiff"),
    "dwdiff": (dwdiff, "dwdiff"),
    "git --word-diff (myers)": (git("myers"), "git"),
    "git --word-diff (histogram)": (git("histogram"), "git"),
    "lowdown-diff": (lowdown, "lowdown-diff"),
}


def peers(names):
    for name, (compare, program) in PEERS.items():
        if names and not any(wanted in name for wanted in names):
            continue
        if not program or shutil.which(program):
            yield name, compare


def tell_missing():
    for name, (_, program) in PEERS.items():
        if program and not shutil.which(program):
            print(f"left out: {name}, as there is no {program} here", file=sys.stderr)


# ---- accuracy

class Score:
    def __init__(self):
        self.hit = self.marked = self.true = self.moves = self.found = 0
        self.seconds, self.failed = 0.0, 0

    def add(self, edits, told):
        deleted, inserted = (bag(text for e in edits for text in e.get(key, [])) for key in ("deleted", "inserted"))
        said = bag(told[0]), bag(told[1])
        hit = sum((said[0] & deleted).values()) + sum((said[1] & inserted).values())
        self.hit += hit
        self.marked += sum(said[0].values()) + sum(said[1].values())
        self.true += sum(deleted.values()) + sum(inserted.values())
        moved = bag(told[2])
        for edit in edits:
            if "moved" in edit:
                need = bag(edit["moved"] if isinstance(edit["moved"], list) else [edit["moved"]])
                self.moves += 1
                self.found += sum((moved & need).values()) >= 0.8 * sum(need.values())
        self.seconds += SPENT["seconds"]

    def row(self, name):
        precision = self.hit / self.marked if self.marked else 1.0
        recall = self.hit / self.true if self.true else 1.0
        return f"| {name} | {precision:.3f} | {recall:.3f} | {self.found} of {self.moves} | {self.seconds:.1f} s |"


HEAD = "| {} | precision | recall | moves found | time |\n|---|---|---|---|---|"


def measure(cases, names, verbose):
    """cases: (name, old file, new file, edits)."""
    for name, compare in peers(names):
        score = Score()
        for title, old, new, edits in cases:
            before = score.hit, score.marked, score.true
            try:
                score.add(edits, compare(old, new))
            except (subprocess.TimeoutExpired, json.JSONDecodeError):
                score.failed += 1
            if verbose:
                print(f"  {name} {title}: hit {score.hit - before[0]}, marked {score.marked - before[1]}, "
                      f"true {score.true - before[2]}", file=sys.stderr)
        print(score.row(name) + (f" {score.failed} failed" if score.failed else ""))


def write(folder, name, text):
    path = os.path.join(folder, name)
    Path(path).write_text(text)
    return path


def generated(seed, count, names, verbose, folder):
    same, other = [], []
    for i in range(seed, seed + count):
        old, new, edits = invented.pair(i)
        a, b = (write(folder, f"{i}-{side}.md", invented.as_markdown(x)) for side, x in (("old", old), ("new", new)))
        c = write(folder, f"{i}-old.txt", invented.as_text(old, 72, 44))
        d = write(folder, f"{i}-new.txt", invented.as_text(new, 96, 60))
        same.append((i, a, b, edits))
        other.append((i, c, d, edits))
    print(f"{count} pairs of invented papers, seeds {seed} to {seed + count - 1}\n")
    print(HEAD.format("both unwrapped"))
    measure(same, names, verbose)
    print("\n" + HEAD.format("wrapped and paged anew"))
    measure(other, names, verbose)


def recorded(folder, names, verbose):
    cases = []
    for truth in sorted(Path(folder).rglob("truth.json")):
        edits = json.loads(truth.read_text())["edits"]
        for edit in edits:
            if "moved" in edit and isinstance(edit["moved"], str):
                edit["moved"] = [edit["moved"]]
        old = sorted(truth.parent.glob("old.*"))
        new = sorted(truth.parent.glob("new.*"))
        if old and new:
            cases.append((truth.parent.name, str(old[0]), str(new[0]), edits))
    print(f"{len(cases)} pairs of {Path(folder).name}; peers get the text of redraft extract\n")
    print(HEAD.format("pairs"))
    with tempfile.TemporaryDirectory() as work:
        plain = [(n, write(work, f"{n}-o.txt", text_of(a)), write(work, f"{n}-n.txt", text_of(b)), e)
                 for n, a, b, e in cases]
        for name, _ in list(peers(names)):
            measure(cases if name == "redraft" else plain, [name], verbose)


# ---- series

def text_of(path, cache={}):
    if path not in cache:
        cache[path] = run([REDRAFT, "extract", "--format", "text", path])
    return cache[path]


def count(texts):
    return sum(len(words(text)) for text in texts)


def series(folders, verbose, work):
    rows = []
    for folder in folders:
        groups = collections.defaultdict(list)
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix in (".txt", ".pdf", ".md", ".html", ".docx", ".odt") and path.stat().st_size:
                groups[path.parent, path.suffix].append(str(path))
        for a, b in (pair for group in groups.values() for pair in itertools.combinations(group, 2)):
            x, y = bag([text_of(a)]), bag([text_of(b)])
            if 2 * sum((x & y).values()) < SHARED_MIN * sum((x + y).values()) or not x or not y:
                continue
            told = redraft(a, b)
            flat = wdiff(write(work, "a", text_of(a)), write(work, "b", text_of(b)))
            rows.append((count(told[0] + told[1]), count(flat[0] + flat[1]), os.path.basename(a), os.path.basename(b)))
    rows.sort(key=lambda row: -row[0] / max(row[1], 1))
    over = sum(ours > MARKED_MAX * theirs for ours, theirs, _, _ in rows)
    for ours, theirs, a, b in rows if verbose else rows[:10]:
        print(f"{ours / max(theirs, 1):5.2f}  redraft {ours:6} wdiff {theirs:6}  {a}  {b}")
    ours, theirs = sum(row[0] for row in rows), sum(row[1] for row in rows)
    print(f"{len(rows)} pairs: redraft {ours}, wdiff {theirs}, {ours / max(theirs, 1):.3f} in sum; {over} above {MARKED_MAX}")


# ---- speed

def peak_megabytes(command):
    """Of a run of its own: the greatest resident size of the program and what it starts."""
    out = subprocess.run(["/usr/bin/env", "python3", "-c",
                          "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL);"
                          "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)", *command],
                         capture_output=True, text=True).stdout
    return int(out) / 1024


def speed(seed, paragraphs, names, folder):
    old, new, true = invented.prose(seed, paragraphs)
    a, b = write(folder, "long-old.txt", "\n\n".join(old) + "\n"), write(folder, "long-new.txt", "\n\n".join(new) + "\n")
    megabytes = os.path.getsize(a) / 1e6
    print(f"\n{megabytes:.1f} MB of prose, {paragraphs} paragraphs, {true // 2} one-word edits, {paragraphs // 2000} blocks "
          f"moved, seed {seed}; {peak_megabytes([REDRAFT, 'diff', a, b]):.0f} MB of memory at most for redraft\n")
    print("| one long pair | marked words for each true one | time | times wdiff's |\n|---|---|---|---|")
    base = None
    for name, compare in sorted(peers(names), key=lambda peer: peer[0] != "wdiff"):
        try:
            told = compare(a, b)
        except subprocess.TimeoutExpired:
            print(f"| {name} | - | over {TIMEOUT_S} s | - |")
            continue
        base = base or SPENT["seconds"]
        print(f"| {name} | {count(told[0] + told[1]) / true:.2f} | {SPENT['seconds']:.2f} s | {SPENT['seconds'] / base:.1f} |")


def main():
    global REDRAFT
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("redraft")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--paragraphs", type=int, default=20000)
    parser.add_argument("--pairs")
    parser.add_argument("--series", nargs="+")
    parser.add_argument("--peers", nargs="+", help="only those whose name has one of these")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    REDRAFT = os.path.abspath(options.redraft)
    tell_missing()
    with tempfile.TemporaryDirectory() as folder:
        if options.pairs:
            recorded(options.pairs, options.peers, options.verbose)
        elif options.series:
            series(options.series, options.verbose, folder)
        else:
            generated(options.seed, options.count, options.peers, options.verbose, folder)
            if options.paragraphs:
                speed(options.seed, options.paragraphs, options.peers, folder)


if __name__ == "__main__":
    main()
