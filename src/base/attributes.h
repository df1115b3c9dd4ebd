/* attributes.h - what the compiler is asked to check for us. */
#ifndef BASE_ATTRIBUTES_H
#define BASE_ATTRIBUTES_H

/* Ignoring this function's result is a warning, and warnings are errors. */
#define MUST_CHECK __attribute__((warn_unused_result))

/* Check a printf-like format against its arguments. */
#define PRINTF_LIKE(format_at, arguments_at)                                                       \
    __attribute__((format(printf, format_at, arguments_at)))

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
