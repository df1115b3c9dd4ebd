/* progress.h - how far a long job is, on standard error.
 *
 * On a terminal one line is redrawn a few times a second with a bar, a rate and
 * the time left; otherwise a plain line is written every ten seconds, so that a
 * log shows life too.
 *
 * Threads    One job, one thread.
 */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    const char *what;
    uint64_t    total; /* 0: not known */
    int64_t     started_us, shown_us;
    bool        quiet, terminal;
} Progress;

Progress progress_begin(const char *what, uint64_t total, bool quiet);
void     progress_show(Progress *progress, uint64_t done);
void     progress_end(Progress *progress, uint64_t done);

#endif
