/* Texts of papers that were read from the store lately: the agendas of one body are looked at again with each that
 * comes. The oldest go first. */
#include "pipeline/pipeline_priv.h"

/* A node comes to some 300 bytes with its text: about 100 MB. */
enum { NODES_MAX = 350000 };

typedef struct {
  char *commit;
  Doc *doc;
  GArray *bag;
  RecentText shown;
} Text;

struct Recent {
  GHashTable *texts; /* commit -> Text, owned */
  GQueue order;      /* of Text, the oldest first */
  guint64 nodes;
};

static void text_free(gpointer data) {
  Text *text = data;
  g_free(text->commit);
  doc_free(text->doc);
  g_array_unref(text->bag);
  g_free(text);
}

Recent *recent_new(void) {
  Recent *recent = g_new0(Recent, 1);
  recent->texts = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, text_free);
  g_queue_init(&recent->order);
  return recent;
}

void recent_free(Recent *recent) {
  if (!recent) return;
  g_queue_clear(&recent->order);
  g_hash_table_unref(recent->texts);
  g_free(recent);
}

static void forget_oldest(Recent *recent) {
  Text *text = g_queue_pop_head(&recent->order);
  recent->nodes -= doc_count(text->doc);
  g_hash_table_remove(recent->texts, text->commit);
}

const RecentText *recent_read(Recent *recent, Store *store, const StorePaper *paper, GError **error) {
  const StoreVersion *version = store_latest(paper);
  Text *text = g_hash_table_lookup(recent->texts, version->text_commit);
  if (text) return &text->shown;
  Doc *doc = store_read_paper(store, paper, version, error);
  if (!doc) return NULL;
  text = g_new0(Text, 1);
  *text = (Text){.commit = g_strdup(version->text_commit), .doc = doc, .bag = word_bag_new(doc)};
  text->shown = (RecentText){doc, text->bag};
  g_hash_table_insert(recent->texts, text->commit, text);
  g_queue_push_tail(&recent->order, text);
  recent->nodes += doc_count(doc);
  while (recent->nodes > NODES_MAX && recent->order.length > 1) forget_oldest(recent);
  return &text->shown;
}
