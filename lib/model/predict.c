#include "base/error.h"
#include "model/session.h"

tenor_status tenor_predict(const tenor_model *model, const tenor_str *texts, size_t count, size_t threads,
                           const tenor_alloc *alloc, float *probabilities, tenor_error *error)
{
    if (!model || (count > 0 && (!texts || !probabilities)))
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "model, texts and probabilities must not be NULL");
    tenor_session *session;
    tenor_status status = tenor__session_new_for(model, count, threads, alloc, &session);
    if (status == TENOR_OK)
        status = tenor_classify_batch(session, texts, count, probabilities);
    tenor_session_free(session);
    if (status == TENOR_NOT_FINITE)
        return tenor__error_set(error, status, "the model's values overflow: train it again, at a lower learning rate");
    return status == TENOR_OK ? TENOR_OK : tenor__error_set_memory(error);
}
