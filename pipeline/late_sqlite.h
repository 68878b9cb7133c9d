/* SQLite, loaded by the first search. */
#pragma once

#include "model/library.h"

#include <sqlite3.h>

extern Library late_sqlite;

#define sqlite3_bind_int          LIBRARY_FUNCTION(late_sqlite, sqlite3_bind_int)
#define sqlite3_bind_int64        LIBRARY_FUNCTION(late_sqlite, sqlite3_bind_int64)
#define sqlite3_bind_text         LIBRARY_FUNCTION(late_sqlite, sqlite3_bind_text)
#define sqlite3_busy_timeout      LIBRARY_FUNCTION(late_sqlite, sqlite3_busy_timeout)
#define sqlite3_close             LIBRARY_FUNCTION(late_sqlite, sqlite3_close)
#define sqlite3_column_int        LIBRARY_FUNCTION(late_sqlite, sqlite3_column_int)
#define sqlite3_column_int64      LIBRARY_FUNCTION(late_sqlite, sqlite3_column_int64)
#define sqlite3_column_text       LIBRARY_FUNCTION(late_sqlite, sqlite3_column_text)
#define sqlite3_db_readonly       LIBRARY_FUNCTION(late_sqlite, sqlite3_db_readonly)
#define sqlite3_errcode           LIBRARY_FUNCTION(late_sqlite, sqlite3_errcode)
#define sqlite3_errmsg            LIBRARY_FUNCTION(late_sqlite, sqlite3_errmsg)
#define sqlite3_exec              LIBRARY_FUNCTION(late_sqlite, sqlite3_exec)
#define sqlite3_finalize          LIBRARY_FUNCTION(late_sqlite, sqlite3_finalize)
#define sqlite3_last_insert_rowid LIBRARY_FUNCTION(late_sqlite, sqlite3_last_insert_rowid)
#define sqlite3_open_v2           LIBRARY_FUNCTION(late_sqlite, sqlite3_open_v2)
#define sqlite3_prepare_v2        LIBRARY_FUNCTION(late_sqlite, sqlite3_prepare_v2)
#define sqlite3_reset             LIBRARY_FUNCTION(late_sqlite, sqlite3_reset)
#define sqlite3_step              LIBRARY_FUNCTION(late_sqlite, sqlite3_step)
