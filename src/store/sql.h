/* sql.h - SQL is not a string.
 *
 * It is written as a literal, or built by sqlgen.h from checked names; values
 * only ever go in through statement_bind_*. There is no way from a char * that
 * came from outside to an Sql. */
#ifndef STORE_SQL_H
#define STORE_SQL_H

typedef struct {
    const char *text;
} Sql;

#define SQL(literal) ((Sql){ "" literal "" })

#endif
