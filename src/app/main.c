/* main.c - turns the key. */
#include "app/wiring.h"

int main(int argc, char **argv)
{
    return command_main(WIRING_COMMANDS, WIRING_COMMAND_LISTS, argc, argv);
}
