#include "page/names.h"

#include "page/html.h"

enum { MOST_NAMES = 20 };

void names_add(struct names *names, tenor_str label)
{
    if (names->count++ >= MOST_NAMES)
        return;
    text_add(names->to, "%s", names->count > 1 ? ", " : "");
    html_add_label(names->to, label);
}

void names_end(const struct names *names)
{
    if (names->count == 0)
        text_add(names->to, "no label");
    else if (names->count > MOST_NAMES)
        text_add(names->to, " and %zu more", names->count - MOST_NAMES);
}

void names_of_example(struct text *to, const tenor_corpus *corpus, size_t example)
{
    struct names names = {to, 0};
    for (size_t j = 0; j < tenor_corpus_example_label_count(corpus, example); j++)
        names_add(&names, tenor_corpus_label_name(corpus, tenor_corpus_example_label(corpus, example, j)));
    names_end(&names);
}
