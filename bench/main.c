/* bench - one measurement a run; bench/run.sh puts them together. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/register.h"

int main(int argc, char **argv)
{
    const char *const command = argc > 1 ? argv[1] : "";

    if (argc == 4 && strcmp(command, "make") == 0)
        bench_make(argv[2], (uint32_t)strtoul(argv[3], NULL, 10));
    else if (argc == 3 && strcmp(command, "rebuild") == 0)
        bench_rebuild(argv[2]);
    else if (argc == 3 && strcmp(command, "figures") == 0)
        bench_figures(argv[2]);
    else if (argc == 3 && strcmp(command, "cards") == 0)
        bench_cards(argv[2]);
    else if (argc == 3 && strcmp(command, "merges") == 0)
        bench_merges(argv[2]);
    else if (argc == 4 && strcmp(command, "writes") == 0)
        bench_writes(argv[2], argv[3]);
    else if (argc == 4 && strcmp(command, "register") == 0)
        bench_make_register(argv[2], (uint32_t)strtoul(argv[3], NULL, 10));
    else if (argc == 4 && strcmp(command, "match") == 0)
        bench_match(argv[2], (uint32_t)strtoul(argv[3], NULL, 10));
    else if (argc == 4 && strcmp(command, "search") == 0)
        bench_search(argv[2], (uint32_t)strtoul(argv[3], NULL, 10));
    else {
        (void)fputs(
            "bench make STORE RESIDENTS | rebuild STORE | figures STORE |"
            " cards STORE | merges STORE | writes STORE RAW_STORE | register STORE RESIDENTS |"
            " search STORE RESIDENTS | match STORE RESIDENTS\n",
            stderr);
        return 2;
    }
    return 0;
}
