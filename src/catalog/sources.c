#include "catalog/sources.h"

#include "base/asset.h"
#include "base/file.h"
#include "base/limits.h"

static bool is_known(const Source *sources, uint32_t count, Str path)
{
    for (uint32_t i = 0; i < count; i++)
        if (str_equal(sources[i].path, path))
            return true;
    return false;
}

bool sources_read(Source **out, uint32_t *count, Arena *arena, const Str *paths,
                  uint32_t path_count, Fault *fault)
{
    Source *const sources = arena_array(arena, LIMIT_SOURCE_FILES, sizeof(Source));

    *count = 0;
    for (uint32_t i = 0; i < path_count; i++) {
        Str     *files = NULL;
        uint32_t file_count = 0;

        if (!file_list(&files, &file_count, arena, paths[i], SV(".care"), LIMIT_SOURCE_FILES,
                       fault))
            return false;
        for (uint32_t j = 0; j < file_count; j++) {
            if (is_known(sources, *count, files[j]))
                continue;
            if (*count == LIMIT_SOURCE_FILES)
                return fault_set(fault, FAULT_TOO_LARGE, "more than %d files of definitions",
                                 LIMIT_SOURCE_FILES);
            sources[*count].path = files[j];
            if (!file_read(&sources[*count].text, arena, files[j], LIMIT_SOURCE_BYTES, fault))
                return false;
            (*count)++;
        }
    }
    if (*count == 0)
        return fault_set(fault, FAULT_NOT_FOUND, "no *.care files there");
    *out = sources;
    return true;
}

void sources_built_in(Source **out, uint32_t *count, Arena *arena)
{
    Source *const sources = arena_array(arena, ASSET_COUNT, sizeof(Source));

    *count = 0;
    for (uint32_t i = 0; i < ASSET_COUNT; i++)
        if (str_ends_with(ASSETS[i].path, SV(".care")))
            sources[(*count)++] = (Source){ ASSETS[i].path, ASSETS[i].bytes };
    *out = sources;
}
