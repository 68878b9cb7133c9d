#!/usr/bin/env python3
"""How far one document reads alike in all its formats: words, headings, levels, list items and tables of every pair.

  bench/agreement.py REDRAFT DIR... [-v]

Files that differ in their ending only are one document (a/old.pdf, a/old.docx; also a.old.odt in another DIR; folders
named for a format, "sources" and "groundtruth" are passed over). For each pair of formats, over all documents that have
both:

  words     F1 of the words, without case and punctuation
  runs      F1 of runs of three words: words in order
  headings  F1 of headings by number and text
  levels    share of pairs of headings in both whose levels compare alike
  items     F1 of list items by their text
  tables    F1 of adjacent cells, as bench/tables.py counts them; and how many tables each side has

-v prints each document, and the headings that only one side has.
"""
import collections
import itertools
import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from tables import f1, place_cells, relations, tables

FORMATS = {".pdf": "pdf", ".docx": "docx", ".odt": "odt", ".html": "html", ".htm": "html", ".md": "md", ".txt": "txt"}
PASSED_OVER = {"sources", "groundtruth", *FORMATS.values()}


def words(text):
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold().replace("\u00ad", ""))


def blocks_of(blocks):
    """Each block with text in reading order: (kind, words, level)."""
    for block in blocks:
        kind = block["type"]
        if kind == "section":
            heading = block["heading"]
            yield "heading", words(heading.get("number", "") + " " + heading["text"]), heading["level"]
            yield from blocks_of(block["blocks"])
        elif kind == "list":
            for item in block["items"]:
                inner = list(blocks_of(item["blocks"]))
                if inner and inner[0][0] == "paragraph":
                    label = [] if item["label"] == "o" else words(item["label"])  # a bullet
                    inner[0] = ("item", label + inner[0][1], 0)
                yield from inner
        elif kind == "table":
            for row in block["rows"]:
                for cell in row["cells"]:
                    yield "cell", words(cell["text"]), 0
        else:
            yield kind, words(block.get("label", "") + " " + block.get("text", "")), 0


class Reading:
    def __init__(self, redraft, path):
        output = subprocess.run([redraft, "extract", "--format", "json", str(path)], capture_output=True, check=False).stdout
        paper = json.loads(output) if output else {"papers": []}
        blocks = [b for p in paper.get("papers", [paper]) for b in p["blocks"]]
        flow = list(blocks_of(blocks))
        text = [w for _, ws, _ in flow for w in ws]
        found = list(tables(blocks))
        self.sets = {
            "words": collections.Counter(text),
            "runs": collections.Counter(zip(text, text[1:], text[2:])),
            "headings": collections.Counter(" ".join(ws) for kind, ws, _ in flow if kind == "heading"),
            "items": collections.Counter(" ".join(ws) for kind, ws, _ in flow if kind == "item"),
            "tables": sum((relations(place_cells(t)) for t in found), collections.Counter()),
        }
        self.levels = {" ".join(ws): level for kind, ws, level in flow if kind == "heading"}
        self.tables = len(found)


def documents(folders):
    found = collections.defaultdict(dict)
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            kind = FORMATS.get(path.suffix)
            if not kind or not path.is_file():
                continue
            parts = [p for p in path.relative_to(folder).parts[:-1] if p not in PASSED_OVER]
            name = path.stem
            while Path(name).suffix in FORMATS:
                name = Path(name).stem
            found[".".join(parts + [name])].setdefault(kind, path)
    return {name: paths for name, paths in found.items() if len(paths) > 1}


def compare_levels(a, b):
    shared = [h for h in a.levels if h in b.levels]
    sign = lambda x, y: (x > y) - (x < y)
    pairs = list(itertools.combinations(shared, 2))
    alike = sum(sign(a.levels[x], a.levels[y]) == sign(b.levels[x], b.levels[y]) for x, y in pairs)
    return alike, len(pairs)


def compare(a, b):
    """measure -> (hits, of a, of b); levels -> (alike, alike or not, the same)."""
    counts = {m: (sum((a.sets[m] & b.sets[m]).values()), sum(a.sets[m].values()), sum(b.sets[m].values())) for m in a.sets}
    alike, pairs = compare_levels(a, b)
    counts["levels"] = (alike, pairs, pairs)
    counts["count"] = (0, a.tables, b.tables)
    return counts


def line(name, counts):
    order = ("words", "runs", "headings", "levels", "items", "tables")
    scores = "  ".join("%s %.3f" % (m, f1(*counts[m])) for m in order)
    return "%-22s %s  (tables %d, %d)" % (name, scores, counts["count"][1], counts["count"][2])


def main():
    verbose = "-v" in sys.argv
    arguments = [a for a in sys.argv[1:] if a != "-v"]
    if len(arguments) < 2:
        sys.exit(__doc__)
    sums, number = {}, collections.Counter()
    for name, paths in documents(arguments[1:]).items():
        readings = {kind: Reading(arguments[0], path) for kind, path in paths.items()}
        for a, b in itertools.combinations(sorted(readings), 2):
            counts = compare(readings[a], readings[b])
            total = sums.setdefault((a, b), dict.fromkeys(counts, (0, 0, 0)))
            sums[a, b] = {m: tuple(map(sum, zip(total[m], counts[m]))) for m in counts}
            number[a, b] += 1
            if verbose:
                print(line("%s %s-%s" % (name, a, b), counts))
                for side, other in ((a, b), (b, a)):
                    only = readings[side].sets["headings"] - readings[other].sets["headings"]
                    for heading in only:
                        print("    heading of %s only: %s" % (side, heading[:90]))
    for a, b in sorted(sums):
        print(line("%s-%s (%d)" % (a, b, number[a, b]), sums[a, b]))


if __name__ == "__main__":
    main()
