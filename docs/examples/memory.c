/* Trains without a file, packs the model to memory and loads it from there: memory TEXT... */
#include <stdio.h>
#include <stdlib.h>
#include <tenor_train.h>

static const char reviews[] = "text,label\n"
                              "a wonderful film,good\n"
                              "a wonderful story,good\n"
                              "such a great film,good\n"
                              "such a great story,good\n"
                              "a terrible film,bad\n"
                              "a terrible story,bad\n"
                              "such a boring film,bad\n"
                              "such a boring story,bad\n";

/* Four words of two numbers, as in a file of GloVe. */
static const char vectors[] = "wonderful 0.9 0.1\ngreat 0.8 0.2\nterrible -0.9 0.1\nboring -0.8 0.2\n";

/* The packed model, *size bytes at *packed, which the caller frees. */
static tenor_status train(void **packed, size_t *size, tenor_error *error)
{
    tenor_options *options;
    tenor_corpus *corpus = NULL;
    tenor_trainer *trainer = NULL;
    tenor_model *model = NULL;

    tenor_status status = tenor_options_new(NULL, &options);
    if (status == TENOR_OK)
        status = tenor_options_set_vectors(options, tenor_str_of(vectors), "example vectors", error);
    if (status == TENOR_OK)
        status = tenor_corpus_parse(tenor_str_of(reviews), "reviews.csv", options, NULL, &corpus, error);
    if (status == TENOR_OK)
        status = tenor_trainer_new(options, corpus, NULL, NULL, &trainer, error);
    if (status == TENOR_OK)
        status = tenor_trainer_run(trainer, NULL, NULL, error);
    if (status == TENOR_OK)
        status = tenor_trainer_model(trainer, &model, error);
    if (status == TENOR_OK)
        status = tenor_model_save_memory(model, NULL, packed, size, error);

    tenor_model_free(model);
    tenor_trainer_free(trainer);
    tenor_corpus_free(corpus);
    tenor_options_free(options);
    return status;
}

int main(int argc, char **argv)
{
    tenor_error error = {.status = TENOR_OUT_OF_MEMORY, .message = "out of memory"};
    void *packed = NULL;
    size_t size;
    tenor_model *model = NULL;
    tenor_status status = train(&packed, &size, &error);
    if (status == TENOR_OK)
        status = tenor_model_load_memory(packed, size, NULL, &model, &error); /* which uses packed where it lies */
    for (int i = 1; status == TENOR_OK && i < argc; i++) {
        const tenor_str text = tenor_str_of(argv[i]);
        float probabilities[2];
        size_t labels[2];
        status = tenor_predict(model, &text, 1, 1, NULL, probabilities, &error);
        if (status == TENOR_OK && tenor_model_prediction(model, probabilities, labels) > 0) {
            const tenor_str label = tenor_model_label(model, labels[0]);
            printf("%.*s\t%.4f\n", (int)label.size, label.data, probabilities[labels[0]]);
        }
    }
    if (status != TENOR_OK)
        fprintf(stderr, "memory: %s\n", error.message);
    tenor_model_free(model);
    free(packed);
    return status == TENOR_OK ? 0 : 1;
}
