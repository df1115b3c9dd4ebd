/* sources.h - where definitions come from: files, or the program itself.
 *
 * Ownership  Texts live in the arena, or in the program.
 * Limits     LIMIT_SOURCE_BYTES a file, LIMIT_SOURCE_FILES files.
 */
#ifndef CATALOG_SOURCES_H
#define CATALOG_SOURCES_H

#include "base/fault.h"
#include "catalog/diagnostic.h"

/* The *.care files at or below each path, sorted, each once. */
bool sources_read(Source **out, uint32_t *count, Arena *arena, const Str *paths,
                  uint32_t path_count, Fault *fault) MUST_CHECK;

/* The national programmes that came with the program. */
void sources_built_in(Source **out, uint32_t *count, Arena *arena);

#endif
