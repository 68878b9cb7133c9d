/* libpng and libjpeg, loaded by the first file that may have pictures in it. poppler and cairo bring both. */
#pragma once

#include "model/library.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

extern Library late_png, late_jpeg;

#define png_image_begin_read_from_memory LIBRARY_FUNCTION(late_png, png_image_begin_read_from_memory)
#define png_image_finish_read            LIBRARY_FUNCTION(late_png, png_image_finish_read)
#define png_image_free                   LIBRARY_FUNCTION(late_png, png_image_free)

#define jpeg_CreateDecompress   LIBRARY_FUNCTION(late_jpeg, jpeg_CreateDecompress)
#define jpeg_destroy_decompress LIBRARY_FUNCTION(late_jpeg, jpeg_destroy_decompress)
#define jpeg_mem_src            LIBRARY_FUNCTION(late_jpeg, jpeg_mem_src)
#define jpeg_read_header        LIBRARY_FUNCTION(late_jpeg, jpeg_read_header)
#define jpeg_read_scanlines     LIBRARY_FUNCTION(late_jpeg, jpeg_read_scanlines)
#define jpeg_start_decompress   LIBRARY_FUNCTION(late_jpeg, jpeg_start_decompress)
#define jpeg_std_error          LIBRARY_FUNCTION(late_jpeg, jpeg_std_error)
