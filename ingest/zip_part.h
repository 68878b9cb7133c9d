/* Members of a zip held in memory, read within limits: DOCX and ODT are zips of XML parts. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct ZipParts ZipParts;

/* Whether bytes begin as a zip does, and whether a file's name (or NULL) ends in one of the extensions. */
bool zip_begins(const char *data, gsize size);
bool zip_is_named(const char *name, const char *const *extensions);

/* What became of a member. DAMAGED may come with bytes: what stood before the damage. */
typedef enum {
  ZIP_PART_OK,
  ZIP_PART_MISSING,
  ZIP_PART_DAMAGED,
  ZIP_PART_TOO_LARGE,
  ZIP_PART_ENCRYPTED
} ZipPartState;

/* NULL where the bytes are no zip, it has no readable directory, or too many members; `*why` then says so in
 * a few words (static). The bytes must outlive the result. */
ZipParts *zip_parts_open(GBytes *bytes, const char **why);
void zip_parts_free(ZipParts *zip);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ZipParts, zip_parts_free)

/* Names are compared as OPC compares them, without regard to the case of ASCII (ECMA-376 part 2, 6.3.5). */
bool zip_part_exists(const ZipParts *zip, const char *name);

/* The bytes of a member, the caller's; NULL where there are none to be had, and `*state` says why. */
GBytes *zip_part_read(ZipParts *zip, const char *name, ZipPartState *state);
