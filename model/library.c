/* Foreign libraries that not every run needs, by dlopen and dlsym. */
#include "model/library.h"

#include <dlfcn.h>

const char *library_load(Library *library) {
  if (g_atomic_pointer_get(&library->handle)) return NULL;
  void *handle = dlopen(library->soname, RTLD_LAZY | RTLD_LOCAL);
  if (!handle) return g_intern_string(dlerror());
  if (!g_atomic_pointer_compare_and_exchange(&library->handle, NULL, handle)) dlclose(handle);
  return NULL;
}

void *library_function(Library *library, const char *name) {
  const char *failure = library_load(library);
  if (failure) g_error("%s", failure);
  void *function = dlsym(library->handle, name);
  if (!function) g_error("%s: it has no %s", library->soname, name);
  return function;
}
