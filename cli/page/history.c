/* How training went, epoch by epoch. */
#include "page/chart.h"
#include "page/html.h"
#include "page/sections.h"

#include "memory.h"

#include <math.h>
#include <stdlib.h>

enum { LEAST_EPOCHS = 3 }; /* that make a line worth drawing, and tell whether training was long enough */

/* One number of each epoch. */
struct series {
    const char *name;
    double (*get)(const tenor_epoch *epoch);
};

static double train_loss(const tenor_epoch *epoch)
{
    return epoch->train_loss;
}

static double dev_loss(const tenor_epoch *epoch)
{
    return epoch->dev_loss;
}

static double dev_accuracy(const tenor_epoch *epoch)
{
    return epoch->dev_accuracy;
}

static double dev_macro_f1(const tenor_epoch *epoch)
{
    return epoch->dev_macro_f1;
}

static size_t best_epoch(const tenor_model *model)
{
    for (size_t i = 0; i < tenor_model_score_count(model); i++) {
        const tenor_key_value score = tenor_model_score(model, i);
        double number;
        if (tenor_str_is(score.name, "best_epoch") && text_read_number(score.value, &number) && number >= 0 &&
            number <= UINT32_MAX)
            return (size_t)number;
    }
    return 0;
}

/* Whether as many epochs were done as option 'epochs' allows. */
static bool is_limited(const tenor_model *model)
{
    double most;
    return text_read_number(tenor_model_option_value(model, "epochs"), &most) && most > 0 &&
           (double)tenor_model_epoch_count(model) >= most;
}

static void add_chart(struct text *to, const tenor_model *model, const char *id, const char *title, bool percent,
                      const struct series *series, size_t count)
{
    const size_t epochs = tenor_model_epoch_count(model);
    struct chart_point *points = memory_resize(NULL, epochs, sizeof *points);
    double from = INFINITY;
    double to_value = -INFINITY;
    for (size_t s = 0; s < count; s++)
        for (size_t i = 0; i < epochs; i++) {
            from = fmin(from, series[s].get(tenor_model_epoch(model, i)));
            to_value = fmax(to_value, series[s].get(tenor_model_epoch(model, i)));
        }
    const double step = chart_step(fmax(to_value - from, percent ? 0.01 : 0.001));
    struct chart chart;
    const struct chart_axis x = {1, fmax((double)epochs, 2), fmax(chart_step((double)epochs), 1), false, "epoch"};
    const struct chart_axis y = {floor(from / step) * step, ceil(to_value / step) * step, step, percent, title};
    chart_begin(&chart, to, id, title, "By epoch; the dotted line is the epoch whose model was kept.", x, y);
    const double best = (double)best_epoch(model);
    if (best > 0)
        chart_rule(&chart, (struct chart_point){best, y.from}, (struct chart_point){best, y.to}, "kept");
    for (size_t s = 0; s < count; s++) {
        for (size_t i = 0; i < epochs; i++) {
            const tenor_epoch *epoch = tenor_model_epoch(model, i);
            points[i] = (struct chart_point){epoch->epoch, series[s].get(epoch)};
        }
        chart_line(&chart, s, points, epochs);
    }
    chart_end(&chart);
    chart_key_begin(to);
    for (size_t s = 0; s < count; s++)
        chart_key(to, s, tenor_str_of(series[s].name));
    chart_key_end(to);
    free(points);
}

static void advise(struct page_section *section, const tenor_model *model)
{
    const size_t epochs = tenor_model_epoch_count(model);
    const size_t best = best_epoch(model);
    const double loss = dev_loss(tenor_model_epoch(model, best > 0 && best <= epochs ? best - 1 : epochs - 1));
    if (epochs > 1 && best == epochs) {
        section->urgency = PAGE_COULD;
        text_add(&section->next,
                 "Train again with more <code>--epochs</code>: the last epoch was the best, so it may not "
                 "have been the end.");
    } else if (epochs < LEAST_EPOCHS) {
        section->urgency = PAGE_COULD;
        text_add(&section->next,
                 "Training had %zu epoch%s, too few to tell whether more would help: train again with more "
                 "<code>--epochs</code>.",
                 epochs, epochs == 1 ? "" : "s");
    } else if (dev_loss(tenor_model_epoch(model, epochs - 1)) > 1.1 * loss) {
        text_add(&section->next,
                 "Nothing: later epochs only memorized the training texts, and the model of epoch "
                 "%zu was kept. More training texts would help more than longer training.",
                 best);
    } else if (is_limited(model)) {
        text_add(&section->next,
                 "Nothing: <code>--epochs</code> ended training, and the model of epoch %zu was kept, as the %zu after "
                 "it %s no better.",
                 best, epochs - best, epochs - best == 1 ? "was" : "were");
    } else {
        text_add(&section->next,
                 "Nothing: training went on until it brought no more, and the model of epoch %zu was "
                 "kept.",
                 best);
    }
}

static void add_numbers(struct text *to, const tenor_model *model)
{
    text_add(to, "<div class=wide><table><thead><tr><th scope=col>Epoch</th>"
                 "<th scope=col>Training loss</th><th scope=col>Dev loss</th><th scope=col>Dev accuracy</th>"
                 "<th scope=col>Dev macro F1</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < tenor_model_epoch_count(model); i++) {
        const tenor_epoch *e = tenor_model_epoch(model, i);
        text_add(
            to,
            "<tr><th scope=row>%u</th><td>%.3f</td><td>%.3f</td><td>%.1f\xC2\xA0%%</td><td>%.1f\xC2\xA0%%</td></tr>\n",
            (unsigned)e->epoch, e->train_loss, e->dev_loss, 100 * e->dev_accuracy, 100 * e->dev_macro_f1);
    }
    text_add(to, "</tbody></table></div>\n");
}

void page_history(struct page *page, const tenor_model *model)
{
    static const struct series losses[] = {{"training texts", train_loss}, {"texts held out (dev)", dev_loss}};
    static const struct series scores[] = {{"accuracy", dev_accuracy}, {"macro F1", dev_macro_f1}};
    if (tenor_model_epoch_count(model) == 0)
        return;
    struct page_section *section = page_add(page, "training", "How did training go?");
    struct text *to = &section->body;
    advise(section, model);
    text_add(to, "<p>Training goes over its texts again and again; each time is an epoch. After each it is measured on "
                 "texts held out, and the model of the best epoch is kept.</p>\n");
    if (tenor_model_epoch_count(model) < LEAST_EPOCHS) {
        add_numbers(to, model);
        return;
    }
    text_add(to, "<div class=\"two even\"><figure>\n");
    add_chart(to, model, "loss", "loss", false, losses, 2);
    text_add(
        to,
        "<figcaption>Loss: how far its probabilities are from the truth. Lower is better. In training "
        "parts of the network are switched off at random, so that loss may be the higher one.</figcaption></figure>\n"
        "<figure>\n");
    add_chart(to, model, "scores-by-epoch", "score on texts held out", true, scores, 2);
    text_add(to, "<figcaption>Scores on the texts held out. Higher is better.</figcaption></figure></div>\n");
    text_add(to, "<details><summary>The numbers</summary>\n");
    add_numbers(to, model);
    text_add(to, "</details>\n");
}
