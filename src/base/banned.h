/* banned.h - functions that this house does not use, made into compile errors.
 *
 * Each of them has lost somebody's data: no bounds (strcpy, sprintf), hidden
 * state (strtok, localtime), or errors that look like values (atoi). Included
 * on the compiler's command line, after the system headers were seen. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat strtok strtok_r sprintf vsprintf gets
#pragma GCC poison atoi atol atoll atof localtime gmtime ctime asctime            alloca

#endif
