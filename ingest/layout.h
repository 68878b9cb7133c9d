/* Page-based sources (PDF, plain text) before they are a paper: pages of lines of words, with their boxes.
 *
 *     reader -> Layout -> ruled tables, lines, furniture, tables -> blocks -> headings -> DocBuilder
 *
 * Every step is a pure function over these arrays in a file of its own, and can be tested with tables of numbers.
 * Lengths are points, y runs down; a plain text's characters are TEXT_CELL_PT wide and TEXT_LINE_PT high. */
#pragma once

#include "ingest/labels.h"
#include "ingest/scratch.h"
#include "model/builder.h"

#define TEXT_CELL_PT 6.0f
#define TEXT_LINE_PT 12.0f

/* A stretch of characters without white space, in one style. A file has millions of them: 40 bytes. */
typedef struct {
  const char *text;
  DocBox box;
  float size_pt;
  uint16_t font;      /* a number for the family, the same number for the same family */
  unsigned style : 8; /* DOC_STRONG ... */
  bool glued : 1;     /* it touches the word before */
  unsigned underline : 2; /* of plain text, drawn below its line: 1 with "-", 2 with "=" */
  signed int
      turned : 2; /* set upwards (1) or downwards (-1); then a whole line, spaces and all, is one word */
  uint16_t note;  /* of a reference in the text, or the number before a footnote: which footnote, from 1 */
  uint16_t link;  /* its address in `links`, from 1; 0 none */
  uint32_t grid;  /* of a word that stands in for a ruled table: its number from 1; 0 for real words */
} LayoutWord;
G_STATIC_ASSERT(sizeof(LayoutWord) <= 40);

typedef enum {
  LINE_BODY,
  LINE_FURNITURE, /* running head or foot, page number, stamp */
  LINE_CELL,      /* of a ruled table */
  LINE_ASIDE,     /* beside the text: set upwards or downwards, or in a box */
  LINE_NOTE,      /* of a footnote */
} LineRole;

/* Why a line is furniture. */
typedef enum {
  FURNITURE_REPEATED, /* the same words at the same place of several pages */
  FURNITURE_COUNTS,   /* the same but for a number that counts as pages do */
  FURNITURE_NUMBER,   /* the page's own number, apart from the text */
  FURNITURE_BESIDE,   /* on the row of that number */
  FURNITURE_MARK,     /* "DRAFT", "OFFICIAL": says nothing of the paper's matter */
  FURNITURE_SECTION,  /* the words of a heading, in lesser type, at the head of several pages */
  FURNITURE_HEAD,     /* alone above the text */
} FurnitureSign;

/* Words that stand on one baseline with no wide gap between: a line of a paragraph, or a cell's part of a
 * row. */
typedef struct {
  uint32_t page; /* index into pages */
  uint32_t first_word, word_count;
  const char *text; /* its words with a space where two do not touch; NULL before layout_blocks */
  DocBox box;
  float size_pt;  /* that most of its characters have */
  unsigned style; /* styles that all its words share */
  uint16_t font;
  uint32_t row;      /* lines of one page on one baseline share the number */
  float left, right; /* of the column it stands in */
  LineRole role;
  FurnitureSign sign; /* of furniture; and the pages that it stands on, of those with words */
  uint32_t on_pages;
  uint32_t note;  /* of a footnote's line: which one, from 1 in the file */
  uint32_t frame; /* of a line in a box beside the text: which one, from 1 in the file; else 0 */
} LayoutLine;

/* A line drawn on a page, or the edge of a filled area: level where y0 == y1, else upright. */
typedef struct {
  float x0, y0, x1, y1;
} LayoutRule;

/* A picture, or an area of lines and fills that may be a chart, on a page. */
typedef struct {
  uint32_t page; /* index into pages */
  DocBox box;
  const char *hash, *look; /* as of a DocFigure */
  bool drawn;              /* it is no figure unless a caption says so */
} LayoutPicture;

typedef struct {
  uint32_t number; /* in the file, from 1 */
  float width, height;
  uint32_t first_word, word_count;
  uint32_t first_line, line_count;
  uint32_t first_rule, rule_count;
} LayoutPage;

/* A cell of a table: its place in the grid, and its lines in reading order. */
typedef struct {
  uint32_t row, column, rowspan, colspan;
  DocBox box;    /* of a ruled one; else empty */
  GArray *lines; /* uint32_t */
} LayoutCell;

typedef struct {
  float left, right;
} LayoutColumn;

/* A table: the lines first_line .. last_line are its own. */
typedef struct {
  uint32_t page;
  uint32_t first_line, last_line; /* inclusive; first > last: none */
  DocBox box;                     /* of a ruled one */
  GArray *columns;                /* LayoutColumn, from left to right */
  GArray *cells;                  /* LayoutCell, by row, then column */
  uint32_t rows;
} LayoutTable;

/* Rows, first_row .. end_row (exclusive) as lines number them, that white parts into columns: `borders` (float) are the
 * places x between these, from left to right. */
typedef struct {
  uint32_t first_row, end_row;
  GArray *borders;
} LayoutRun;

/* A ruled box with words in it, and others beside it. */
typedef struct {
  uint32_t page;
  DocBox box;
} LayoutFrame;

typedef struct {
  GArray *pages;    /* LayoutPage */
  ScratchArray *lines; /* LayoutLine, in reading order within a page */
  ScratchArray *words; /* LayoutWord, by line */
  Scratch *scratch;    /* where words and lines lie; NULL in memory */
  GArray *rules;    /* LayoutRule, by page */
  GArray *frames;   /* LayoutFrame: boxes of text beside text, by page */
  GArray *pictures; /* LayoutPicture, by page */
  GArray *grids;    /* LayoutTable: the ruled tables, in reading order once layout_lines has run */
  GArray *runs;     /* LayoutRun, by row */
  GPtrArray *links; /* addresses, char * */
  GPtrArray *rows;  /* by page: what layout_page_rows keeps, or NULL */
  GStringChunk *strings;
  char *text;     /* of plain text, all of it: its words are cut out of it in place */
  bool is_text;   /* plain text: no fonts, and blank lines are weak evidence */
  bool has_pages; /* page numbers mean something */
  float body_size_pt;
} Layout;

/* Words and lines lie in the scratch file, which outlives the layout; in memory where that is NULL. */
Layout *layout_new(Scratch *scratch);

/* A plain text's, with room for its words; takes the text over. */
Layout *layout_new_text(char *text);

/* Makes room in a new layout for the words of so many pages. The room costs address space until it is used: to grow would
 * copy what is there, and hold it twice. */
void layout_expect(Layout *layout, unsigned pages);

/* For passes over all pages, on their way: this is where they are, and words in a scratch file that they had before may go
 * from memory. Pointers to them stay valid. */
void layout_rest(const Layout *layout, uint32_t page);

/* Gives back the memory of words that nobody asks for any more, first .. end (exclusive). */
void layout_forget_words(Layout *layout, uint32_t first, uint32_t end);

/* Gives back what passes over a long file have freed. */
void layout_trim(const Layout *layout);

void layout_free(Layout *layout);
void layout_stream_clear(gpointer run);
void layout_rows_free(gpointer rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Layout, layout_free)

static inline LayoutLine *layout_line(const Layout *layout, uint32_t i) {
  return &g_array_index(layout->lines, LayoutLine, i);
}
static inline LayoutPage *layout_page(const Layout *layout, uint32_t i) {
  return &g_array_index(layout->pages, LayoutPage, i);
}
static inline LayoutWord *layout_word(const Layout *layout, uint32_t i) {
  return &g_array_index(layout->words, LayoutWord, i);
}

/* Whether a line reads as one of a program or of data. */
bool layout_is_code(const Layout *layout, const LayoutLine *line);

/* "49,644", "(1.2)", "\302\243432k", "12 %": whether a line is an amount, which does not go on in a line of its own. */
bool layout_is_amount(const Layout *layout, const LayoutLine *line);

/* Compares two floats, for sorting. */
gint layout_by_value(gconstpointer a, gconstpointer b);

/* Appends words from .. to (exclusive), each after a space where it begins nothing and touches none before it. */
void layout_append_words(const Layout *layout, uint32_t from, uint32_t to, GString *out);

/* The words of a line with a space where two do not touch. Caller frees. */
char *layout_line_text(const Layout *layout, const LayoutLine *line);

/* The size that most of a line's characters have; with very many sizes, among those of its first words. */
float layout_line_size(const Layout *layout, const LayoutLine *line);

/* Adds a page, and a word or a rule to the page last added. Rows and lines are made of the words by
 * layout_lines. */
void layout_add_page(Layout *layout, uint32_t number, float width, float height);
void layout_add_word(Layout *layout, const LayoutWord *word);
void layout_add_rule(Layout *layout, const LayoutRule *rule);

/* Adds a picture to the page last added; the strings are copied. */
void layout_add_picture(Layout *layout, const LayoutPicture *picture);

/* What a word that links to an address has as its `link`. */
uint16_t layout_add_link(Layout *layout, const char *address);

/* Whether a level rule at a height from top to bottom runs along most of left .. right: along a row of a
 * table, that is, and not under a word. */
bool layout_has_rule(const Layout *layout, uint32_t page, float top, float bottom, float left, float right);

/* Whether a rule runs under all words of a line, but for the first where that may be a label, and no farther. */
bool layout_is_underlined(const Layout *layout, const LayoutLine *line);

/* Whether the words of the page last added stand as those of a table might: worth looking for rules. */
bool layout_looks_tabular(const Layout *layout);

/* Whether a word of the page last added has white before it, so that it begins a line. */
bool layout_starts_line(const Layout *layout, uint32_t word);

/* Takes a watermark off the page last added, whose words are in, and records it with the builder. */
void layout_take_watermark(Layout *layout, DocBuilder *b);

/* Whether a text is a mark that says nothing of the paper's matter: "DRAFT", "OFFICIAL - SENSITIVE". */
bool layout_is_mark(const char *text);

/* ---- the passes, in this order */

/* Pages whose text is set sideways are turned, so that it reads from left to right. */
void layout_turn(Layout *layout);
bool layout_has_turned_words(const Layout *layout, const LayoutPage *page);

/* Rules that cross -> ruled tables with their cells, in `grids`; and boxes, in `frames`. */
void layout_grids(Layout *layout);

/* The same for tables that plain text draws with characters, which are no words any more; and what it underlines. */
void layout_drawn(Layout *layout);

/* Words of each page -> lines in reading order: rows by baseline, parted at wide gaps, columns one after the
 * other; the words in a ruled table by cell. */
void layout_lines(Layout *layout);
/* Of plain text, after it: columns end where the text was wrapped. */
void layout_wrap(Layout *layout);

/* The middles of two lines of a page are nearer than the first is high. */
bool layout_same_row(const LayoutLine *a, const LayoutLine *b);

/* Marks furniture, and records it with the builder. */
void layout_furniture(Layout *layout, DocBuilder *b);
/* Of it, running heads that are not repeated; once the others are marked. */
void layout_heads(Layout *layout);

/* Sets how wide the columns are that lines stand in, by their text alone. */
void layout_widths(Layout *layout);

/* All tables in reading order, the ruled ones among them: a GArray of LayoutTable, which clears them; the
 * caller's. The layout's grids are empty after it. Tables without uprights have no cells yet. */
GArray *layout_tables(Layout *layout);
void layout_table_clear(gpointer table);
void layout_cell_clear(gpointer cell);

/* Outside of tables, lines on one baseline become one again. Shifts the line numbers, also those in
 * `tables`. */
void layout_merge_rows(Layout *layout, GArray *tables);

/* Rows and cells of the tables that have none; and rows within the cells of ruled tables. */
void layout_cells(const Layout *layout, GArray *tables);
void layout_split_rows(const Layout *layout, LayoutTable *table);

/* Finds footnotes at the feet of pages, and the references to them in the text. */
void layout_notes(Layout *layout);

typedef enum { BLOCK_PARAGRAPH, BLOCK_HEADING, BLOCK_ITEM, BLOCK_TABLE, BLOCK_NOTE } LayoutBlockKind;

/* What parted a block from the line above. */
typedef enum {
  PARTED_NOT,
  PARTED_FIRST,  /* the first, or after a table */
  PARTED_COLUMN, /* begins a column or page, and the sentence above does not go on */
  PARTED_LABEL,
  PARTED_BULLET, /* a bullet that was lost: indented after a colon */
  PARTED_GAP,
  PARTED_SIZE,
  PARTED_WEIGHT,
  PARTED_KEY, /* "Key:" and a gap */
  PARTED_CENTRED,
  PARTED_INDENT,
  PARTED_ROOM, /* its first word would have fitted above */
} LayoutParting;

/* What a heading differs in from the text. */
enum {
  SIGN_LARGER = 1,
  SIGN_BOLD = 2,
  SIGN_CAPITALS = 4,
  SIGN_NUMBERED = 8,
  SIGN_ALONE = 16,
  SIGN_UNDERLINED = 32
};

/* The evidence for a block, kept by the passes for those who ask; layout_explain puts it into words. */
typedef struct {
  LayoutParting parted;
  float gap_em, usual_em; /* distance of the lines there and within blocks, in font sizes */
  uint32_t neighbour;     /* of a label: the line, from 1, whose label is next to it in a sequence; 0 none */
  unsigned signs;         /* of a heading: SIGN_LARGER ... */
  unsigned rank, ranks;   /* of a heading's style, 1 the highest, among those of the paper's headings */
} LayoutWhy;

typedef struct {
  LayoutBlockKind kind;
  uint32_t table;  /* of a table: index into the tables */
  GArray *lines;   /* uint32_t: its lines in reading order */
  unsigned level;  /* of a heading, from 1; of an item, its nesting from 0 */
  unsigned skip;   /* bytes of the first line's text that are its label */
  char *label;     /* of an item, heading or note, or NULL */
  Label mark;      /* what the label is; kind LABEL_NONE where there is none */
  float left;      /* where its first line begins; of an item, its label */
  float text_left; /* where its words begin */
  bool continues;  /* a further paragraph of the item before */
  uint32_t note;   /* of a footnote: which one, from 1 */
  LayoutWhy why;
} LayoutBlock;

void layout_block_clear(gpointer block);

/* Lines -> paragraphs, items, headings, tables: a GArray of LayoutBlock that clears them, the caller's. */
GArray *layout_blocks(const Layout *layout, const GArray *tables);

/* Tables that a page break cut become one block and one table; a head row repeated on the new page is
 * recorded as furniture. */
void layout_join_tables(const Layout *layout, GArray *tables, GArray *blocks, DocBuilder *b);

/* Finds which paragraphs are headings and gives them levels: size and style clusters, then the depth of
 * numbers. From there on the body's size is that of prose. */
void layout_headings(Layout *layout, GArray *blocks);

/* Why a block is what it is, in words. Caller frees. */
char *layout_explain(const Layout *layout, const GArray *tables, const LayoutBlock *block);

/* The pictures that are figures, each with the block that it stands before (their count: behind the last), by
 * block: a GArray of LayoutFigure, the caller's. */
typedef struct {
  uint32_t before;  /* index of a block */
  uint32_t picture; /* index into pictures */
} LayoutFigure;
GArray *layout_figures(Layout *layout, const GArray *tables, const GArray *blocks);

/* Blocks and figures -> builder. */
void layout_emit(const Layout *layout, const GArray *tables, const GArray *blocks, const GArray *figures,
                 DocBuilder *b);

/* All passes: what a reader calls once its words are in. */
void layout_build(Layout *layout, DocBuilder *b);
