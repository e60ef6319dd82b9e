#include "page/explanation.h"

#include "page/html.h"

#include <math.h>
#include <stdlib.h>

static void print_text(struct output *out, tenor_str text)
{
    struct text escaped = {0};
    html_add(&escaped, text);
    output_write(out, escaped.data, escaped.size);
    free(escaped.data);
}

void explanation_begin(struct output *out)
{
    output_text(out,
                "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta name=\"viewport\" content=\"width=device-width\">\n<title>Explanations</title>\n<style>\n"
                ":root { color-scheme: light dark }\n"
                "body { font: 1rem/1.6 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }\n"
                "li { margin-bottom: 1rem }\n"
                "p { margin: 0 }\n"
                "mark { color: inherit; border-radius: .2em; padding: 0 .1em }\n"
                "mark sub { font-size: .7em; margin-left: .2em; opacity: .8 }\n"
                ".odd { font-size: .75em; border: 1px solid; border-radius: .2em; opacity: .7 }\n"
                "</style>\n</head>\n<body>\n<p>Green words speak for the label, red ones against it. The number at "
                "a word is what it adds to the label's logit.</p>\n<ol>\n");
}

static void print_word(struct output *out, const struct explain_piece *piece)
{
    output_format(out, "<mark style=\"background:rgba(%s,%.2f)\">", piece->weight < 0 ? "229,57,53" : "67,160,71",
                  0.15 + 0.65 * fabs(piece->strength));
    print_text(out, piece->text);
    output_format(out, "<sub>%+.2f</sub></mark>", piece->weight);
}

static void print_counterfactual(const struct explain *explain, tenor_str text, struct output *out)
{
    const struct counterfactual *found = &explain->found;
    output_text(out, "<p>");
    if (found->count == 0)
        explain_write_none(found, out);
    for (size_t i = 0; i < found->count; i++) {
        const tenor_token_weight *token = &explain->explanation.tokens[found->tokens[i]];
        output_text(out, i == 0 ? "Without <q>" : ", <q>");
        print_text(out, (tenor_str){text.data + token->begin, token->end - token->begin});
        output_text(out, "</q>");
    }
    if (found->count > 0) {
        output_text(out, ": ");
        print_text(out, tenor_model_label(explain->model, found->label));
        output_format(out, " %.4f", (double)found->probability);
    }
    output_text(out, "</p>\n");
}

void explanation_add(const struct explain *explain, tenor_str text, const size_t *labels, size_t count,
                     struct output *out)
{
    struct explain_piece piece;
    size_t token = 0;
    size_t at = 0;
    output_text(out, "<li><p>");
    for (size_t i = 0; i < count; i++) {
        output_text(out, i == 0 ? "<b>" : ", <b>");
        print_text(out, tenor_model_label(explain->model, labels[i]));
        output_text(out, "</b>");
    }
    output_text(out, count > 0 ? "; " : "no label; ");
    output_text(out, "the words for ");
    print_text(out, tenor_model_label(explain->model, explain->explanation.label));
    output_format(out, " (%.4f):</p>\n<p dir=\"auto\">", explain->explanation.probability);
    while (explain_next(explain, text, &token, &at, &piece))
        if (piece.strength == 0)
            print_text(out, piece.text);
        else
            print_word(out, &piece);
    output_text(out, "</p>\n");
    if (explain->counterfactual)
        print_counterfactual(explain, text, out);
    output_text(out, "</li>\n");
}

void explanation_add_unread(struct output *out)
{
    output_text(out, "<li>a row that cannot be read</li>\n");
}

void explanation_end(struct output *out)
{
    output_text(out, "</ol>\n</body>\n</html>\n");
}
