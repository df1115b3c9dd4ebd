/* limits.h - every bound of the house, with its reason.
 *
 * What a user can grow is bounded where it enters, so that memory running out
 * is a defect of the machine and never the work of an input. A limit is met
 * with FAULT_TOO_LARGE (or a diagnostic) that names it. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

enum {
    /* One Care file is read by people; the longest form of the norms is 15 KB. */
    LIMIT_SOURCE_BYTES = 1 << 20,
    LIMIT_SOURCE_FILES = 512,
    /* Nesting of an expression, and of blocks: recursion depth of the parser. */
    LIMIT_NESTING = 64,
    /* Operators in a row (a or b or c ...): depth of the tree the checker walks. */
    LIMIT_CHAIN = 256,
    /* Through definitions and derived values an expression reaches much further down
     * than it is written: depth of what the checker walks in all. */
    LIMIT_CHECK_DEPTH = 1024,
    /* Diagnostics kept in one compilation; what comes after is only counted. */
    LIMIT_DIAGNOSTICS = 200,
    /* Instructions and registers of one expression. */
    LIMIT_INSTRUCTIONS = 4096,
    LIMIT_REGISTERS = 128,
    /* Values of one code set; a multi-valued field is a 64-bit set of them. */
    LIMIT_CODE_VALUES = 2000,
    LIMIT_CODE_CHOICES = 63,
    /* A code must fit a 64-bit word, so that comparing codes is comparing ints. */
    LIMIT_CODE_BYTES = 8,
    LIMIT_FORM_FIELDS = 400,
    LIMIT_LIST_ROWS = 200,
    LIMIT_NAME_BYTES = 48,
    /* PostgreSQL cuts longer names of tables off, without a word. */
    LIMIT_TABLE_BYTES = 63,
    LIMIT_TEXT_CHARS = 4000,

    /* One request body: a form of 400 fields with its lists is under 100 KB. */
    LIMIT_BODY_BYTES = 1 << 20,
    /* An uploaded import file, streamed but kept in one temporary file. */
    LIMIT_UPLOAD_BYTES = 1 << 30,
    /* An Idempotency-Key: a UUID has 36. */
    LIMIT_KEY_BYTES = 100,
    LIMIT_JSON_DEPTH = 16,
    LIMIT_JSON_NODES = 20000,
    LIMIT_CSV_FIELD_BYTES = 1 << 16,
    LIMIT_CSV_COLUMNS = 512,
    /* A line without an end is no table, but perhaps a spreadsheet under a false name. */
    LIMIT_CSV_ROW_BYTES = 1 << 20,
    LIMIT_PAGE_ROWS = 500,
    LIMIT_RESPONSE_BYTES = 64 << 20,

    /* A request line with its headers; a cookie and a long search are under 4 KB. */
    LIMIT_HTTP_HEAD_BYTES = 32 << 10,
    LIMIT_HTTP_HEADERS = 64,
    LIMIT_HTTP_SEGMENTS = 16, /* of a path */
    LIMIT_HTTP_PAIRS = 64,    /* of a query, or cookies */
    /* Open connections: one of a browser each, for every clinic of a county. */
    LIMIT_HTTP_CONNECTIONS = 2000,
    /* Bodies held in memory by all requests together, and uploads on disk at once. */
    LIMIT_HTTP_BODIES_BYTES = 256 << 20,
    LIMIT_HTTP_UPLOADS = 8,
    /* A client has this long for a request's head, and as long for its body plus a
     * second for every so many bytes; the same when it takes the answer. Village
     * lines are slow, but slower than a modem is somebody who holds us up. */
    LIMIT_HTTP_HEAD_MS = 30000,
    LIMIT_HTTP_BYTES_PER_S = 4096,
    /* What one step of a streamed answer may hold. */
    LIMIT_HTTP_CHUNK_BYTES = 256 << 10,

    /* Writes waiting for one commit; above it new ones are told to come back. */
    LIMIT_WRITE_QUEUE = 4096,
    LIMIT_WRITE_BATCH = 512,

    /* Depth of the organisation and region trees. */
    LIMIT_TREE_DEPTH = 12,
    LIMIT_ORGANISATIONS = 200000,
    /* Rows of a plan of a reorganisation: a prefecture at once. */
    LIMIT_REORGANISATION_STEPS = 1000,

    /* Every village of the country. */
    LIMIT_REGIONS = 1000000,
    /* What is wrong with one entry; who has made more mistakes mends these first. */
    LIMIT_PROBLEMS = 200,
    /* Logins whose failures are remembered: more than an attacker can hide among,
     * fewer than would fill a disk. */
    LIMIT_SIGN_IN_FAILURES = 100000,

    /* Lanes of a vector: 256 words of 8 bytes keep 32 registers in 64 KB. */
    LIMIT_LANES = 256,
};

#endif
