#include "base/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/instant.h"

enum { BAR_WIDTH = 30, REDRAW_US = 200000, LOG_US = 10000000 };

Progress progress_begin(const char *what, uint64_t total, bool quiet)
{
    int64_t const now = instant_monotonic_us();

    return (Progress){
        .what = what,
        .total = total,
        .started_us = now,
        .shown_us = now,
        .quiet = quiet,
        .terminal = isatty(STDERR_FILENO) != 0,
    };
}

static void draw(const Progress *progress, uint64_t done, int64_t now, const char *ending)
{
    double const seconds = (double)(now - progress->started_us) / 1e6;
    double const rate = seconds > 0 ? (double)done / seconds : 0;

    (void)fprintf(stderr, "%s%s: ", progress->terminal ? "\r\033[K" : "", progress->what);
    if (progress->total) {
        double const share = done < progress->total ? (double)done / (double)progress->total : 1;

        if (progress->terminal) {
            for (int i = 0; i < BAR_WIDTH; i++)
                (void)fputs((i + 1) <= (int)(share * BAR_WIDTH) ? "█" : "░", stderr);
            (void)fputc(' ', stderr);
        }
        (void)fprintf(stderr, "%3d %%, ", (int)(share * 100));
    }
    (void)fprintf(stderr, "%llu, %.0f/s", (unsigned long long)done, rate);
    if (progress->total > done && rate > 0)
        (void)fprintf(stderr, ", %.0f s left", (double)(progress->total - done) / rate);
    (void)fputs(ending, stderr);
}

void progress_show(Progress *progress, uint64_t done)
{
    int64_t const now = instant_monotonic_us();

    if (progress->quiet || now - progress->shown_us < (progress->terminal ? REDRAW_US : LOG_US))
        return;
    progress->shown_us = now;
    draw(progress, done, now, progress->terminal ? "" : "\n");
}

void progress_end(Progress *progress, uint64_t done)
{
    if (!progress->quiet)
        draw(progress, done, instant_monotonic_us(), "\n");
}
