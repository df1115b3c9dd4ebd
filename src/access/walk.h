/* walk.h - for tests: walk every error path of something that writes.
 *
 * The act runs in a transaction of its own, again and again: first with its first
 * call of the store failing, then the second, until none fails and it is
 * committed. After each failure the store must be as it was.
 */
#ifndef ACCESS_WALK_H
#define ACCESS_WALK_H

#include "base/test.h"
#include "store/store.h"

typedef bool WalkAct(void *context, Fault *fault);

/* `state` asks for a number that is another one once the act is done. Returns how
 * many failures there were. */
uint32_t walk_failures(Test *test, Store *store, WalkAct *act, void *context, Sql state);

#endif
