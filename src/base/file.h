/* file.h - whole files in, whole files out.
 *
 * Ownership  What is read lives in the caller's arena.
 * Faults     FAULT_IO with the path and the system's reason; FAULT_TOO_LARGE.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/fault.h"
#include "base/str.h"

bool file_read(Str *out, Arena *arena, Str path, size_t max_bytes, Fault *fault) MUST_CHECK;

/* Written beside the path and moved onto it, so that a reader finds the old
 * file or the new one and never half of one. */
bool file_write(Str path, Str text, Fault *fault) MUST_CHECK;

bool file_is_directory(Str path);

/* The paths below `path` that end in `suffix`, sorted; or `path` itself when it
 * is a file. At most `max` of them. */
bool file_list(Str **out, uint32_t *count, Arena *arena, Str path, Str suffix, uint32_t max,
               Fault *fault) MUST_CHECK;

#endif
