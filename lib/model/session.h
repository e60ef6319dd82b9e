/* What a session tells besides probabilities. */
#ifndef TENOR_MODEL_SESSION_H
#define TENOR_MODEL_SESSION_H

#include <tenor.h>

/* A session for one call with `count` texts: on no more threads than are of use for them; 0 threads: as many as the
 * process has processors. */
tenor_status tenor__session_new_for(const tenor_model *model, size_t count, size_t threads, const tenor_alloc *alloc,
                                    tenor_session **out);

/* Tokens of all texts classified since the session began, those after max_tokens left out; a text without tokens counts
 * none. */
uint64_t tenor__session_tokens(const tenor_session *session);

#endif
