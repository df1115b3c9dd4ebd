/* access_private.h - what accounts and sessions share. */
#ifndef ACCESS_ACCESS_PRIVATE_H
#define ACCESS_ACCESS_PRIVATE_H

#include "access/actor.h"
#include "base/buf.h"
#include "store/store.h"

/* A login as it is kept: without blanks around it, in lower case. */
Str login_normalise(Arena *arena, Str login);

/* FAULT_DAMAGED when the store has a role that no account may have. */
bool role_read(Role *out, Str name, Fault *fault) MUST_CHECK;

/* A fresh encoding of an account's password, made at sign-in with today's cost. */
bool account_store_password(Store *store, int64_t account_id, Str encoded, Fault *fault) MUST_CHECK;

#endif
