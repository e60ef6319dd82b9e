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
    bool done = probabilities && tenor_session_new(model, NULL, &session) == TENOR_OK;
    for (int i = 2; done && i < argc; i++) {
        done = tenor_classify(session, tenor_str_of(argv[i]), probabilities) == TENOR_OK;
        size_t best = 0;
        for (size_t k = 1; k < labels; k++)
            best = probabilities[k] > probabilities[best] ? k : best;
        const tenor_str label = tenor_model_label(model, best);
        if (done)
            printf("%.*s\t%.4f\n", (int)label.size, label.data, probabilities[best]);
    }
    if (!done)
        fprintf(stderr, "classify: out of memory\n");
    free(probabilities);
    tenor_session_free(session);
    tenor_model_free(model);
    return done ? 0 : 1;
}
