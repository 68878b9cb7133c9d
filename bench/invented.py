"""Invented committee papers and edits of them, with every word that an edit takes out or puts in on record. The same
seed makes the same papers and edits.

A paper is a list of blocks: ("heading", text), ("para", [sentence]), ("item", text), ("row", [cell]). Headings are
numbered when a paper is written, so a section that moves renumbers the others, as in life.
"""
import copy
import random
import textwrap

SUBJECTS = ["The board", "The committee", "The working group", "The county", "The scrutiny panel", "The district",
            "The joint service", "The steering group", "The port authority", "The drainage board"]
VERBS = ["has agreed to review", "will publish", "may extend", "is expected to fund", "must report on", "should delay",
         "noted", "has not yet approved", "intends to close", "is required to inspect"]
THINGS = ["the ferry timetable", "the harbour wall", "the winter grit store", "the mobile library", "the allotment rents",
          "the school bus contract", "the flood defence scheme", "the market square", "the rural broadband grant",
          "the footpath survey", "the swimming pool roof", "the cemetery extension", "the licensing backlog",
          "the bridge inspection", "the tree planting plan", "the youth theatre lease"]
TAILS = ["before the end of {month}", "at a cost of £{money}", "as set out in Appendix {letter}", "by {day} {month} {year}",
         "with a contribution of {percent}% from reserves", "after talks with {name}", "in {number} of the {total} wards",
         "subject to a further report", "although residents of {place} have objected", "for the year {year}/{next}"]
NAMES = ["Marian Holt", "Stephen Arkle", "Joanna Tebay", "Priya Nair", "Owen Pritchard", "Ruth Calder", "Tom Ashby"]
PLACES = ["Dunmarsh", "Netherby", "Coldharrow", "Tarrow Vale", "Ellen Bridge", "Saltwick", "Upper Marl", "Fenwick"]
MONTHS = ["January", "February", "April", "June", "July", "September", "October", "November"]
HEADINGS = ["Introduction", "Background", "Progress since the last meeting", "Financial position", "Risks and controls",
            "Consultation", "Staffing", "Property matters", "Legal advice", "Next steps", "Performance", "Equalities"]
NUMBERS = ["two", "three", "four", "five", "six", "seven"]


class Writer:
    def __init__(self, rand):
        self.rand, self.count = rand, 0

    def sentence(self):
        """No two are alike: each names a file number that no other has."""
        r = self.rand
        self.count += 1
        tail = r.choice(TAILS).format(
            month=r.choice(MONTHS), money=f"{r.randint(2, 900)},{r.randint(0, 9)}00", letter=r.choice("ABCDEFGH"),
            day=r.randint(1, 28), year=2024, next=25, percent=r.randint(2, 60), name=r.choice(NAMES),
            number=r.choice(NUMBERS), total="eight", place=r.choice(PLACES))
        return f"{r.choice(SUBJECTS)} {r.choice(VERBS)} {r.choice(THINGS)} near {r.choice(PLACES)} {tail} (file {1000 + self.count})."

    def paragraph(self):
        return [self.sentence() for _ in range(self.rand.randint(2, 5))]

    def paper(self, sections):
        r, blocks = self.rand, []
        for heading in r.sample(HEADINGS, sections):
            blocks.append(("heading", heading))
            blocks += [("para", self.paragraph()) for _ in range(r.randint(2, 4))]
            if r.random() < 0.4:
                blocks += [("item", self.sentence()) for _ in range(r.randint(2, 4))]
            if r.random() < 0.4:
                blocks.append(("row", ["Service", "2023/24", "2024/25"]))
                blocks += [("row", [f"{thing[4:].capitalize()}", f"£{r.randint(10, 99)},000", f"£{r.randint(10, 99)},500"])
                           for thing in r.sample(THINGS, 4)]
        return blocks


def pick(rand, blocks, kind):
    at = [i for i, block in enumerate(blocks) if block[0] == kind]
    return rand.choice(at) if at else None


def edit_word(w, blocks):
    at = pick(w.rand, blocks, "para")
    number = w.rand.randrange(len(blocks[at][1]))
    words = blocks[at][1][number].split(" ")
    i = w.rand.randrange(2, len(words) - 2)
    old, new = words[i], w.rand.choice(["provisionally", "Hexworth", "£1,234,500", "nineteen", "shall"])
    words[i] = new
    blocks[at][1][number] = " ".join(words)
    return {"deleted": [old], "inserted": [new]}


def edit_sentence_in(w, blocks):
    sentences, text = blocks[pick(w.rand, blocks, "para")][1], w.sentence()
    sentences.insert(w.rand.randint(0, len(sentences)), text)
    return {"inserted": [text]}


def edit_sentence_out(w, blocks):
    sentences = blocks[pick(w.rand, blocks, "para")][1]
    if len(sentences) < 2:
        return None
    return {"deleted": [sentences.pop(w.rand.randrange(len(sentences)))]}


def edit_paragraph_in(w, blocks):
    new = w.paragraph()
    blocks.insert(pick(w.rand, blocks, "para") + 1, ("para", new))
    return {"inserted": new}


def edit_paragraph_out(w, blocks):
    return {"deleted": blocks.pop(pick(w.rand, blocks, "para"))[1]}


def edit_paragraph_moved(w, blocks):
    """Into another section: of two neighbours that change places either may be said to have moved."""
    at = pick(w.rand, blocks, "para")
    block = blocks.pop(at)
    to = pick(w.rand, blocks, "para") + 1
    low, high = sorted((at, to))
    if all(kind != "heading" for kind, _ in blocks[low:high]):
        return None
    blocks.insert(to, block)
    return {"moved": block[1]}


def edit_section_moved(w, blocks):
    starts = [i for i, block in enumerate(blocks) if block[0] == "heading"] + [len(blocks)]
    k = w.rand.randrange(len(starts) - 2)
    section, after = blocks[starts[k]:starts[k + 1]], blocks[starts[k + 1]:starts[k + 2]]
    blocks[starts[k]:starts[k + 2]] = after + section
    return {"swapped": True}


def edit_cell(w, blocks):
    at = pick(w.rand, blocks, "row")
    if at is None or blocks[at][1][0] == "Service":
        return None
    old, new = blocks[at][1][2], f"£{w.rand.randint(100, 999)},700"
    blocks[at][1][2] = new
    return {"deleted": [old], "inserted": [new]}


def edit_row_in(w, blocks):
    at = pick(w.rand, blocks, "row")
    if at is None:
        return None
    row = [f"Reserve {w.rand.randint(10, 99)}", f"£{w.rand.randint(10, 99)},250", f"£{w.rand.randint(10, 99)},750"]
    blocks.insert(at + 1, ("row", row))
    return {"inserted": row}


def edit_split(w, blocks):
    at = pick(w.rand, blocks, "para")
    if len(blocks[at][1]) < 3:
        return None
    blocks[at:at + 1] = [("para", blocks[at][1][:2]), ("para", blocks[at][1][2:])]
    return {}


EDITS = [edit_word, edit_word, edit_sentence_in, edit_sentence_out, edit_paragraph_in, edit_paragraph_out,
         edit_paragraph_moved, edit_section_moved, edit_cell, edit_row_in, edit_split]


def pair(seed):
    """Old blocks, new blocks, edits. No part is edited twice: what was put in is not taken out again."""
    rand = random.Random(seed)
    writer = Writer(rand)
    old = writer.paper(rand.randint(4, 7))
    new, edits = copy.deepcopy(old), []
    for _ in range(rand.randint(0, 8)):
        before = copy.deepcopy(new)
        edit = rand.choice(EDITS)(writer, new)
        if edit is None or touches_earlier(edit, edits):
            new = before
        else:
            edits.append(edit)
    return old, new, edits


def touches_earlier(edit, edits):
    made = " ".join(text for e in edits for key in ("inserted", "moved") for text in e.get(key, []))
    return any(text in made for key in ("deleted", "moved") for text in edit.get(key, []))


def numbered(blocks):
    section = 0
    for kind, what in blocks:
        if kind == "heading":
            section += 1
            yield kind, f"{section}. {what}"
        else:
            yield kind, " ".join(what) if kind == "para" else what


def as_markdown(blocks):
    out, before = ["# Quarterly report of the harbour office", ""], None
    for kind, what in numbered(blocks):
        if before in ("item", "row") and kind != before:
            out.append("")
        if kind == "heading":
            out += ["## " + what, ""]
        elif kind == "para":
            out += [what, ""]
        elif kind == "item":
            out.append("- " + what)
        else:
            out.append("| " + " | ".join(what) + " |")
            if before != "row":
                out.append("|" + "---|" * len(what))
        before = kind
    return "\n".join(out) + "\n"


def as_text(blocks, width, page_lines):
    """As a word processor writes text: wrapped, with a head and a number on every page."""
    lines, before = ["QUARTERLY REPORT OF THE HARBOUR OFFICE", ""], None
    for kind, what in numbered(blocks):
        if before in ("item", "row") and kind != before:
            lines.append("")
        if kind == "row":
            lines.append("".join(cell.ljust(28) for cell in what).rstrip())
        elif kind == "item":
            lines += textwrap.wrap("* " + what, width, subsequent_indent="  ")
        else:
            lines += textwrap.wrap(what, width) + [""]
        before = kind
    pages = [lines[i:i + page_lines] for i in range(0, len(lines), page_lines)]
    return "\f".join("\n".join(["Harbour office", ""] + page + ["", str(n + 1).rjust(width // 2)]) + "\n"
                     for n, page in enumerate(pages))


def prose(seed, paragraphs):
    """A long text as old and new paragraphs, and how many words were edited: one word in every fortieth paragraph, and
    a block in every two thousand moved."""
    rand = random.Random(seed)
    syllables = [c + v for c in "bcdfghlmnprstvw" for v in "aeiou"]
    words = sorted({"".join(rand.choices(syllables, k=rand.randint(1, 4))) + rand.choice(["", "n", "s", "r", "t"])
                    for _ in range(9000)})
    rand.shuffle(words)
    weights = [1 / (i + 1) for i in range(len(words))]
    old = []
    for _ in range(paragraphs):
        chosen = rand.choices(words, weights, k=rand.randint(24, 38))
        starts = [word.capitalize() if i % 13 == 0 else word for i, word in enumerate(chosen)]
        old.append([word + "." if i % 13 == 12 or i + 1 == len(starts) else word for i, word in enumerate(starts)])
    new = [list(p) for p in old]
    edited = rand.sample(range(paragraphs), paragraphs // 40)
    for i in edited:
        new[i][rand.choice([k for k in range(2, len(new[i]) - 2) if k % 13 not in (0, 12)])] = f"edited{i}"
    for _ in range(paragraphs // 2000):
        new.insert(rand.randrange(paragraphs), new.pop(rand.randrange(paragraphs)))
    return [" ".join(p) for p in old], [" ".join(p) for p in new], 2 * len(edited)
