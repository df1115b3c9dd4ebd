/* harness.h - for tests, also of modules to the right: definitions that are right. */
#ifndef CATALOG_HARNESS_H
#define CATALOG_HARNESS_H

#include "base/test.h"
#include "catalog/catalog.h"

/* NULL, and the test has failed, when they are not. */
const Catalog *harness_catalog(Test *test, Arena *arena, Str definitions);

#endif
