/* libzip, loaded by the first file that is a zip. A worker in its jail can load nothing: the pool does before it starts
 * one. */
#pragma once

#include "model/library.h"

#include <zip.h>

extern Library late_zip;

#define zip_discard              LIBRARY_FUNCTION(late_zip, zip_discard)
#define zip_error_code_zip       LIBRARY_FUNCTION(late_zip, zip_error_code_zip)
#define zip_error_fini           LIBRARY_FUNCTION(late_zip, zip_error_fini)
#define zip_error_init           LIBRARY_FUNCTION(late_zip, zip_error_init)
#define zip_fclose               LIBRARY_FUNCTION(late_zip, zip_fclose)
#define zip_fopen_index          LIBRARY_FUNCTION(late_zip, zip_fopen_index)
#define zip_fread                LIBRARY_FUNCTION(late_zip, zip_fread)
#define zip_get_error            LIBRARY_FUNCTION(late_zip, zip_get_error)
#define zip_get_name             LIBRARY_FUNCTION(late_zip, zip_get_name)
#define zip_get_num_entries      LIBRARY_FUNCTION(late_zip, zip_get_num_entries)
#define zip_name_locate          LIBRARY_FUNCTION(late_zip, zip_name_locate)
#define zip_open_from_source     LIBRARY_FUNCTION(late_zip, zip_open_from_source)
#define zip_set_default_password LIBRARY_FUNCTION(late_zip, zip_set_default_password)
#define zip_source_buffer_create LIBRARY_FUNCTION(late_zip, zip_source_buffer_create)
#define zip_source_free          LIBRARY_FUNCTION(late_zip, zip_source_free)
#define zip_stat_index           LIBRARY_FUNCTION(late_zip, zip_stat_index)
