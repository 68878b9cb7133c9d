#!/usr/bin/env python3
"""How well tables are read: adjacency F1 on a set of PDFs with their tables as XML, as the ICDAR 2013 table
competition published it (Goebel et al. 2013; the measure is that of Goebel et al. 2012, section 4).

  bench/tables.py REDRAFT DATASET_DIR [-v]

DATASET_DIR holds NAME.pdf beside NAME-str.xml, at any depth. Each cell with words is paired with its next cell with words to
the right and below; a pair found in both the truth and the output is a hit. Text is compared without white space
and without case. A file's relations are pooled over its tables. Printed are the mean of the files' F1, and F1 over all
relations at once.
"""
import collections
import json
import re
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def normal(text):
    return re.sub(r"[^\w%£$€.,()+-]", "", unicodedata.normalize("NFKC", text)).casefold()


def relations(cells):
    """cells: (first row, first column, last row, last column, text) -> Counter of (text, text, direction)."""
    grid = {}
    for index, (r0, c0, r1, c1, _) in enumerate(cells):
        grid.update({(r, c): index for r in range(r0, r1 + 1) for c in range(c0, c1 + 1)})
    rows, columns = (max((at[i] for at in grid), default=-1) + 1 for i in (0, 1))
    found = set()

    def next_cell(index, places, direction):
        for place in places:
            other = grid.get(place)
            if other is not None and other != index and cells[other][4]:
                found.add((index, other, direction))
                return

    for index, (r0, c0, r1, c1, text) in enumerate(cells):
        if not text:
            continue
        for r in range(r0, r1 + 1):
            next_cell(index, ((r, c) for c in range(c1 + 1, columns)), "right")
        for c in range(c0, c1 + 1):
            next_cell(index, ((r, c) for r in range(r1 + 1, rows)), "below")
    return collections.Counter((cells[a][4], cells[b][4], direction) for a, b, direction in found)


def true_relations(path):
    total = collections.Counter()
    for region in ElementTree.parse(path).getroot().iter("region"):
        cells = []
        for cell in region.iter("cell"):
            r0, c0 = int(cell.get("start-row")), int(cell.get("start-col"))
            r1, c1 = int(cell.get("end-row") or r0), int(cell.get("end-col") or c0)
            cells.append((r0, c0, r1, c1, normal(cell.findtext("content") or "")))
        total += relations(cells)
    return total


def tables(blocks):
    for block in blocks:
        if block["type"] == "table":
            yield block
        yield from tables(block.get("blocks", []))
        for item in block.get("items", []):
            yield from tables(item["blocks"])


def place_cells(table):
    cells, taken = [], set()
    for r, row in enumerate(table["rows"]):
        c = 0
        for cell in row["cells"]:
            while (r, c) in taken:
                c += 1
            down, right = cell["rowspan"], cell["colspan"]
            taken.update((r + i, c + j) for i in range(down) for j in range(right))
            cells.append((r, c, r + down - 1, c + right - 1, normal(cell["text"])))
            c += right
    return cells


def read_relations(redraft, pdf):
    output = subprocess.run([redraft, "extract", "--format", "json", str(pdf)], capture_output=True, check=False).stdout
    papers = json.loads(output) if output else {"papers": []}
    total = collections.Counter()
    for paper in papers.get("papers", [papers]):
        for table in tables(paper.get("blocks", [])):
            total += relations(place_cells(table))
    return total


def f1(hits, read, true):
    return 2 * hits / (read + true) if read + true else 1.0


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    scores, sums = [], [0, 0, 0]
    for pdf in sorted(Path(sys.argv[2]).rglob("*.pdf")):
        truth = pdf.with_name(pdf.stem + "-str.xml")
        if not truth.exists():
            continue
        want, got = true_relations(truth), read_relations(sys.argv[1], pdf)
        counts = (sum((want & got).values()), sum(got.values()), sum(want.values()))
        scores.append(f1(*counts))
        sums = [a + b for a, b in zip(sums, counts)]
        if "-v" in sys.argv:
            print("%5.2f  %s: %d of %d relations, %d read" % (scores[-1], pdf.stem, counts[0], counts[2], counts[1]))
    if not scores:
        sys.exit("no PDF with a -str.xml beside it below " + sys.argv[2])
    print("%d files: mean F1 %.3f; over all relations F1 %.3f, precision %.3f, recall %.3f"
          % (len(scores), sum(scores) / len(scores), f1(*sums), sums[0] / max(sums[1], 1), sums[0] / sums[2]))


if __name__ == "__main__":
    main()
