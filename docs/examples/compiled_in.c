/* A model compiled into the program, which then needs no file: compiled_in TEXT...
 *
 * packed_model.inc holds the bytes of a packed model of two labels as numbers separated by commas. */
#include <stdalign.h>
#include <stdio.h>
#include <tenor.h>

/* Aligned for floats, the weights are used where they lie, in the program's own read-only pages. */
static const alignas(float) unsigned char packed_model[] = {
#include "packed_model.inc"
};

int main(int argc, char **argv)
{
    tenor_model *model;
    tenor_session *session = NULL;
    tenor_error error;
    if (tenor_model_load_memory(packed_model, sizeof packed_model, NULL, &model, &error) != TENOR_OK)
        return fprintf(stderr, "compiled_in: %s\n", error.message), 1;
    bool done = tenor_model_label_count(model) == 2 && tenor_session_new(model, NULL, &session) == TENOR_OK;
    for (int i = 1; done && i < argc; i++) {
        float probabilities[2] = {0, 0};
        done = tenor_classify(session, tenor_str_of(argv[i]), probabilities) == TENOR_OK;
        size_t predicted[2];
        const size_t count = done ? tenor_model_prediction(model, probabilities, predicted) : 0;
        for (size_t k = 0; k < count; k++) {
            const tenor_str label = tenor_model_label(model, predicted[k]);
            printf("%.*s\t%.4f\n", (int)label.size, label.data, probabilities[predicted[k]]);
        }
    }
    if (!done)
        fprintf(stderr, "compiled_in: not a model of two labels, or out of memory\n");
    tenor_session_free(session);
    tenor_model_free(model);
    return done ? 0 : 1;
}
