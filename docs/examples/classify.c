/* Classifies each of its arguments: classify MODEL TEXT... */
#include <stdio.h>
#include <stdlib.h>
#include <tenor.h>

int main(int argc, char **argv)
{
    tenor_model *model;
    tenor_session *session = NULL;
    tenor_error error;
    if (tenor_model_load(argc > 1 ? argv[1] : "", NULL, &model, &error) != TENOR_OK)
        return fprintf(stderr, "classify: %s\n", error.message), 1;
    const size_t labels = tenor_model_label_count(model);
    float *probabilities = calloc(labels, sizeof *probabilities);
    size_t *predicted = calloc(labels, sizeof *predicted);
    bool done = probabilities && predicted && tenor_session_new(model, NULL, &session) == TENOR_OK;
    for (int i = 2; done && i < argc; i++) {
        done = tenor_classify(session, tenor_str_of(argv[i]), probabilities) == TENOR_OK;
        /* One label, or any number where the model was trained on texts with several. */
        const size_t count = done ? tenor_model_prediction(model, probabilities, predicted) : 0;
        for (size_t k = 0; k < count; k++) {
            const tenor_str label = tenor_model_label(model, predicted[k]);
            printf("%.*s\t%.4f\n", (int)label.size, label.data, probabilities[predicted[k]]);
        }
    }
    if (!done)
        fprintf(stderr, "classify: out of memory\n");
    free(predicted);
    free(probabilities);
    tenor_session_free(session);
    tenor_model_free(model);
    return done ? 0 : 1;
}
