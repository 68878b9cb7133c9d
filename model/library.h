/* Foreign libraries that not every run needs, loaded when they are first called.
 *
 * A program that is linked with a library loads it, and all that it brings, at every start: libgit2 with TLS, SSH and
 * Kerberos takes 5 ms, which is half of what reading a short paper costs. So the folder that uses such a library keeps
 * the names that it calls in one header, late_NAME.h, which turns each into a look-up:
 *
 *     extern Library late_zip;
 *     #define zip_open LIBRARY_FUNCTION(late_zip, zip_open)
 *
 * The library's own header still declares them, so the compiler checks calls as ever. Only functions can be had so,
 * no variables. From any thread.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
  const char *soname; /* as the system's loader knows it: "libzip.so.5" */
  void *handle;       /* NULL until it is loaded */
} Library;

/* Loads it where it is not yet. NULL, else the reason, which stays valid. */
const char *library_load(Library *library);

/* Its function of that name. The program ends with a message where there is none, or no library: call library_load
 * first where that is to be told. */
void *library_function(Library *library, const char *name);

/* Each place in the source looks once. */
#define LIBRARY_FUNCTION(library, function)                                                                  \
  ({                                                                                                         \
    static void *at_;                                                                                        \
    if (!g_atomic_pointer_get(&at_)) g_atomic_pointer_set(&at_, library_function(&library, #function));      \
    (__typeof__(&function))g_atomic_pointer_get(&at_);                                                       \
  })
