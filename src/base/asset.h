/* asset.h - files that the build put inside the binary (tools/embed.c).
 *
 * Ownership  Constants of the program.
 */
#ifndef BASE_ASSET_H
#define BASE_ASSET_H

#include "base/str.h"

typedef struct {
    Str      path; /* "programmes/hypertension.care", "web/dist/index.html" */
    Str      bytes;
    uint64_t hash; /* of the bytes (FNV-1a): another text has another one, but for bad will */
} Asset;

extern const Asset    ASSETS[]; /* sorted by path */
extern const unsigned ASSET_COUNT;

#endif
