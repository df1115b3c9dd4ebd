/* embed.c - turn files into C, so that one binary holds all it needs.
 *
 * usage: embed DIRECTORY...
 * Writes `const Asset ASSETS[]` (src/base/asset.h): each file's path as given,
 * its bytes and their hash. Files whose name begins with a dot are left out. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILES_MAX = 4096 };

static char    *paths[FILES_MAX];
static uint64_t hashes[FILES_MAX];
static int      count;

static void collect(const char *path)
{
    struct stat status;

    if (stat(path, &status) != 0) {
        perror(path);
        exit(1);
    }
    if (!S_ISDIR(status.st_mode)) {
        if (count == FILES_MAX) {
            fputs("embed: too many files\n", stderr);
            exit(1);
        }
        paths[count++] = strdup(path);
        return;
    }
    DIR *const directory = opendir(path);
    if (!directory) {
        perror(path);
        exit(1);
    }
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        char inner[4096];

        if (entry->d_name[0] == '.')
            continue;
        snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        collect(inner);
    }
    closedir(directory);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void print_bytes(int index)
{
    FILE *const file = fopen(paths[index], "rb");
    int         column = 0;
    uint64_t    hash = 0xCBF29CE484222325u; /* FNV-1a, 64 bits */

    if (!file) {
        perror(paths[index]);
        exit(1);
    }
    printf("static const unsigned char BYTES_%d[] = {", index);
    for (int byte = fgetc(file); byte != EOF; byte = fgetc(file)) {
        printf("%s%d,", column++ % 32 ? "" : "\n", byte);
        hash = (hash ^ (uint64_t)byte) * 0x100000001B3u;
    }
    printf("0 };\n");
    hashes[index] = hash;
    fclose(file);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        collect(argv[i]);
    qsort(paths, (size_t)count, sizeof paths[0], by_path);
    printf("#include \"base/asset.h\"\n");
    for (int i = 0; i < count; i++)
        print_bytes(i);
    printf("const Asset ASSETS[] = {\n");
    for (int i = 0; i < count; i++)
        printf("    { { \"%s\", %zu }, { (const char *)BYTES_%d, sizeof BYTES_%d - 1 }, %lluu },\n",
               paths[i], strlen(paths[i]), i, i, (unsigned long long)hashes[i]);
    printf("    { { \"\", 0 }, { \"\", 0 }, 0 },\n};\nconst unsigned ASSET_COUNT = %d;\n", count);
    return 0;
}
