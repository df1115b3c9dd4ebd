/* key_file.h - public keys as a file, for whoever verifies without this store.
 *
 * JSON with all of them and their times, or one key as PEM for other programs. Both
 * are read again, by `barefoot card verify --key`.
 *
 * Ownership  Keys live in the arena.
 * Threads    Pure functions.
 * Faults     FAULT_INVALID for a file that is none.
 */
#ifndef CARD_KEY_FILE_H
#define CARD_KEY_FILE_H

#include "base/buf.h"
#include "card/key.h"

enum { CARD_KEY_FILE_BYTES_MAX = 1 << 20 };

void card_key_file_write(Buf *out, const CardKey *keys, uint32_t count, Arena *arena);

/* Either form. A PEM file has no times: its key is good whenever. */
bool card_key_file_read(const CardKey **out, uint32_t *count, Arena *arena, Str text,
                        Fault *fault) MUST_CHECK;

#endif
