/* dedupe_private.h - what the files of `barefoot dedupe` share. */
#ifndef CLI_DEDUPE_PRIVATE_H
#define CLI_DEDUPE_PRIVATE_H

#include "base/command.h"
#include "base/map.h"
#include "linkage/dedupe.h"
#include "linkage/synthetic.h"

/* The records of one run, wherever they come from. */
typedef struct {
    LinkageSchema      schema;
    LinkageRecords     records;
    LinkageCharacters *characters;
    Pinyin            *pinyin;
    uint32_t          *truth;  /* who each record is, or NULL */
    uint32_t          *errors; /* of people who were made up: what went wrong, or NULL */
    uint32_t          *lines;  /* of files: where each record stands, or NULL */
    int64_t           *ids;    /* of the register: the persons, or NULL */
    uint32_t           capacity;
    int64_t            read_us, cpu_us; /* reading; the processors' for all that followed */
} DedupeSet;

/* Add the records of a file; its columns are those of the schema, and `truth` when it
 * is not empty. `persons` numbers the values of that column, of both files. */
bool dedupe_read_csv(DedupeSet *set, const CommandLine *line, Str path, Str truth, NameMap *persons,
                     Fault *fault) MUST_CHECK;

/* All persons of the store. */
bool dedupe_read_store(DedupeSet *set, const CommandLine *line, Fault *fault) MUST_CHECK;

typedef struct {
    uint64_t queued, refreshed; /* new in the queue; in it already */
    uint64_t decided;           /* by somebody before, or one person by now */
    uint64_t merged;
} DedupeStored;

/* Every pair from the review threshold on into the queue of pairs; before that, when
 * `merge` says so, merge those that need no asking. */
bool dedupe_store_pairs(DedupeStored *out, const CommandLine *line, const DedupeSet *set,
                        const LinkageResult *result, bool merge, Fault *fault) MUST_CHECK;

int64_t dedupe_cpu_us(void); /* of this process, all threads */

void dedupe_print(const CommandLine *line, const DedupeSet *set, const LinkageResult *result);
void dedupe_print_json(const CommandLine *line, const DedupeSet *set, const LinkageResult *result);

#endif
