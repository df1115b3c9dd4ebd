/* person_each.h - every resident once, for work on the whole register.
 *
 * Ownership  A Person lives until the next one is seen.
 * Threads    As the Store.
 * Faults     FAULT_DENIED for whoever may not read persons or is not in charge of
 *            everything; the listener's; the store's.
 * Privacy    Whole people pass by: what is kept of them is the listener's care.
 */
#ifndef REGISTRY_PERSON_EACH_H
#define REGISTRY_PERSON_EACH_H

#include "registry/person.h"

/* In the order of the ids, in one transaction of the caller. False of the listener ends
 * it with his fault. */
bool person_each(const Registry *registry,
                 bool (*see)(void *listener, const Person *person, Fault *fault), void *listener,
                 Fault *fault) MUST_CHECK;

#endif
