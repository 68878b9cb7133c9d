/* An archive of papers: a zip whose members are read one after another, within limits. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct ZipArchive ZipArchive;

/* NULL where its directory cannot be read or is too long; `*why` then says so in a few words (static). The
 * password is for encrypted members, NULL none. The bytes must outlive the result. */
ZipArchive *zip_archive_open(GBytes *bytes, const char *password, const char **why);
void zip_archive_free(ZipArchive *archive);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ZipArchive, zip_archive_free)

guint zip_archive_count(const ZipArchive *archive);

/* Its path within the archive, in UTF-8, fit to be shown; a folder's ends in a slash. Caller frees. */
char *zip_archive_name(const ZipArchive *archive, guint index);

/* The bytes of a member, the caller's. NULL where they cannot be had, and `*why` says so in a few words
 * (static). */
GBytes *zip_archive_read(ZipArchive *archive, guint index, const char **why);
