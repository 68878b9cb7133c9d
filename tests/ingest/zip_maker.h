/* Zips made in memory, for tests of formats that are zips. */
#pragma once

#include "ingest/ingest.h"

typedef struct {
  const char *name, *text;
} ZipMember;

/* A zip of the members up to one without a name; the caller's. The first is stored, the others are
 * compressed. */
GBytes *zip_maker(const ZipMember *members);

/* The papers of it, read under this name. */
GPtrArray *zip_maker_read(const ZipMember *members, const char *name, bool reject_changes, GError **error);

/* Asserts the dump of its first paper. */
void zip_maker_check(const ZipMember *members, const char *name, bool reject_changes, const char *expected);

/* Asserts the styled runs of its first paragraph: "5-7:8 26-30:16(https://example.org/)", the styles as
 * numbers of DocRun. */
void zip_maker_check_runs(const ZipMember *members, const char *expected);

/* Asserts that its bytes with any few of them changed, or cut short anywhere, are read or refused with a
 * message. */
void zip_maker_damage(const ZipMember *members, const char *name);
