/* main.c - turns the key. */
#include <sys/stat.h>

#include "app/wiring.h"

int main(int argc, char **argv)
{
    /* Whatever it writes may be about people: stores, exports, rejected rows. */
    (void)umask(S_IRWXG | S_IRWXO);
    return command_main(WIRING_COMMANDS, WIRING_COMMAND_LISTS, argc, argv);
}
