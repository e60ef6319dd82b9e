/* What a session tells besides probabilities. */
#ifndef TENOR_MODEL_SESSION_H
#define TENOR_MODEL_SESSION_H

#include <tenor.h>

/* Tokens of all texts classified since the session began, those after max_tokens left out; a text without tokens counts
 * none. */
uint64_t tenor__session_tokens(const tenor_session *session);

#endif
