#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"

static bool io_fault(Fault *fault, const char *doing, Str path)
{
    return fault_set(fault, FAULT_IO, "%s %.*s: %s", doing, (int)path.len, path.ptr,
                     strerror(errno));
}

bool file_read(Str *out, Arena *arena, Str path, size_t max_bytes, Fault *fault)
{
    bool   ok = false;
    FILE  *file = NULL;
    char  *text = NULL;
    size_t len = 0;
    size_t capacity = 1 << 16;

    if (file_is_directory(path)) {
        errno = EISDIR;
        io_fault(fault, "cannot read", path);
        goto done;
    }
    file = fopen(str_to_c(arena, path), "rb");
    if (!file) {
        io_fault(fault, "cannot open", path);
        goto done;
    }
    text = arena_alloc(arena, capacity);
    while (true) {
        len += fread(text + len, 1, capacity - len, file);
        if (len > max_bytes) {
            fault_set(fault, FAULT_TOO_LARGE, "%.*s is larger than %zu bytes", (int)path.len,
                      path.ptr, max_bytes);
            goto done;
        }
        if (len < capacity)
            break;
        char *const larger = arena_alloc(arena, capacity * 2);
        memcpy(larger, text, len);
        text = larger;
        capacity *= 2;
    }
    if (ferror(file)) {
        io_fault(fault, "cannot read", path);
        goto done;
    }
    *out = (Str){ text, len };
    ok = true;

done:
    if (file)
        (void)fclose(file);
    return ok;
}

bool file_write(Str path, Str text, Fault *fault)
{
    bool   ok = false;
    Arena *arena = arena_open();
    Str    beside = str_format(arena, "%.*s.new", (int)path.len, path.ptr);
    FILE  *file = fopen(beside.ptr, "wb");

    if (!file) {
        io_fault(fault, "cannot write", beside);
        goto done;
    }
    if (fwrite(text.ptr, 1, text.len, file) != text.len || fflush(file) != 0 ||
        fsync(fileno(file)) != 0) {
        io_fault(fault, "cannot write", beside);
        goto done;
    }
    if (rename(beside.ptr, str_to_c(arena, path)) != 0) {
        io_fault(fault, "cannot replace", path);
        goto done;
    }
    ok = true;

done:
    if (file)
        (void)fclose(file);
    if (file && !ok)
        (void)unlink(beside.ptr);
    arena_close(&arena);
    return ok;
}

bool file_is_directory(Str path)
{
    Arena      *arena = arena_open();
    struct stat status;
    bool const  is = stat(str_to_c(arena, path), &status) == 0 && S_ISDIR(status.st_mode);

    arena_close(&arena);
    return is;
}

typedef struct {
    Arena   *arena;
    Str     *paths;
    uint32_t count, capacity, max, depth;
    Str      suffix;
} Listing;

/* Directories are walked by hand, with a depth limit: a link that points to its
 * own parent must not walk for ever. */
static bool list_into(Listing *listing, Str path, Fault *fault)
{
    bool ok = false;
    DIR *directory = opendir(str_to_c(listing->arena, path));

    if (!directory)
        return io_fault(fault, "cannot list", path);
    if (++listing->depth > LIMIT_TREE_DEPTH) {
        fault_set(fault, FAULT_TOO_LARGE, "directories are nested too deeply at %.*s",
                  (int)path.len, path.ptr);
        goto done;
    }
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        if (entry->d_name[0] == '.')
            continue;
        Str const inner =
            str_format(listing->arena, "%.*s/%s", (int)path.len, path.ptr, entry->d_name);
        if (file_is_directory(inner)) {
            if (!list_into(listing, inner, fault))
                goto done;
        } else if (str_ends_with(inner, listing->suffix)) {
            if (listing->count == listing->max) {
                fault_set(fault, FAULT_TOO_LARGE, "more than %u files in %.*s", listing->max,
                          (int)path.len, path.ptr);
                goto done;
            }
            listing->paths = arena_grow(listing->arena, listing->paths, listing->count,
                                        &listing->capacity, sizeof(Str));
            listing->paths[listing->count++] = inner;
        }
    }
    ok = true;

done:
    listing->depth--;
    (void)closedir(directory);
    return ok;
}

static int compare_paths(const void *a, const void *b)
{
    return str_compare(*(const Str *)a, *(const Str *)b);
}

bool file_list(Str **out, uint32_t *count, Arena *arena, Str path, Str suffix, uint32_t max,
               Fault *fault)
{
    Listing listing = { .arena = arena, .max = max, .suffix = suffix };

    if (!file_is_directory(path)) {
        *out = arena_alloc(arena, sizeof(Str));
        **out = path;
        *count = 1;
        return true;
    }
    if (!list_into(&listing, path, fault))
        return false;
    if (listing.count)
        qsort(listing.paths, listing.count, sizeof(Str), compare_paths);
    *out = listing.paths;
    *count = listing.count;
    return true;
}
