// Both headers in C++: they compile, and what they declare links. Trains nothing; prints the version.
#include <tenor_search.h>
#include <tenor_train.h>

#include <cstdio>

int main()
{
    tenor_error error = {};
    tenor_model *model = nullptr;
    tenor_corpus *corpus = nullptr;
    const bool refused = tenor_model_load("", nullptr, &model, &error) != TENOR_OK && error.status != TENOR_OK;
    const bool made = tenor_corpus_new(nullptr, &corpus) == TENOR_OK && tenor_corpus_size(corpus) == 0;
    tenor_corpus_free(corpus);
    std::printf("%s\n", tenor_version());
    return refused && made && tenor_option_count() > 0 ? 0 : 1;
}
