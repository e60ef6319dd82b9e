#include "label/asking.h"

#include "escape.h"
#include "failure.h"
#include "memory.h"
#include "input/keyboard.h"
#include "label/retraining.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char asking_keys[ASKING_LABELS + 1] = "123456789abcdefghijklmnoprtvwxyz";

enum {
    WITH_MODEL = 50,      /* texts that are asked for when nobody says how many */
    SHOWN_COLUMNS = 2000, /* of a text */
    END_OF_INPUT = 4,     /* Ctrl-D */
};

static bool is_blank(tenor_str text)
{
    size_t i = 0;
    while (i < text.size && memchr(" \t\r\n", text.data[i], 4))
        i++;
    return i == text.size;
}

struct keyed {
    tenor_str text;
    size_t index;
};

static int by_text(const void *a, const void *b)
{
    const struct keyed *left = a;
    const struct keyed *right = b;
    const int order = tenor_str_compare(left->text, right->text);
    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

/* Leaves the first of texts that are the same, in the order of the file. */
static void leave_out_copies(struct asking *asking)
{
    struct keyed *sorted = memory_resize(NULL, asking->count + 1, sizeof *sorted);
    bool *copy = memory_resize(NULL, asking->count + 1, sizeof *copy);
    size_t kept = 0;
    for (size_t i = 0; i < asking->count; i++)
        sorted[i] = (struct keyed){asking->texts.texts[asking->order[i]].text, i};
    qsort(sorted, asking->count, sizeof *sorted, by_text);
    for (size_t i = 0; i < asking->count; i++)
        copy[sorted[i].index] = i > 0 && tenor_str_equal(sorted[i].text, sorted[i - 1].text);
    for (size_t i = 0; i < asking->count; i++)
        if (!copy[i])
            asking->order[kept++] = asking->order[i];
    asking->count = kept;
    free(copy);
    free(sorted);
}

/* Which texts of the pool are none of order[0..at). */
static size_t leave_out_asked(const struct asking *asking, size_t at, size_t *rest)
{
    bool *asked = memory_resize(NULL, asking->texts.count + 1, sizeof *asked);
    size_t count = 0;
    memset(asked, 0, asking->texts.count * sizeof *asked);
    for (size_t i = 0; i < at; i++)
        asked[asking->order[i]] = true;
    for (size_t i = 0; i < asking->pool_count; i++)
        if (!asked[asking->pool[i]])
            rest[count++] = asking->pool[i];
    free(asked);
    return count;
}

/* Sets order[at..most) to what the model suggests, and count to where that ends. */
static int order_by_model(struct asking *asking, const tenor_model *model, size_t at, size_t most)
{
    const size_t wanted = most - at;
    size_t *rest = memory_resize(NULL, asking->pool_count + 1, sizeof *rest);
    tenor_str *list = memory_resize(NULL, asking->pool_count + 1, sizeof *list);
    tenor_suggestion *suggestions = memory_resize(NULL, wanted + 1, sizeof *suggestions);
    tenor_error error = {0};
    size_t found = 0;
    const size_t count = leave_out_asked(asking, at, rest);
    for (size_t i = 0; i < count; i++)
        list[i] = asking->texts.texts[rest[i]].text;
    const tenor_status status =
        tenor_suggest(model, list, count, wanted, asking->threads, NULL, suggestions, &found, &error);
    for (size_t i = 0; i < found; i++)
        asking->order[at + i] = rest[suggestions[i].text];
    if (status == TENOR_OK)
        asking->count = at + found;
    free(suggestions);
    free(list);
    free(rest);
    return status == TENOR_OK ? EXIT_DONE : fail_classifying(asking->args->command, status, &error);
}

/* The texts that have no label yet, in the order in which they are asked for. */
int asking_choose(struct asking *asking)
{
    const size_t count = asking->most;
    asking->order = memory_resize(NULL, asking->texts.count + 1, sizeof *asking->order);
    for (size_t i = 0; i < asking->texts.count; i++)
        if (!is_blank(asking->texts.texts[i].text) && !labeled_has(&asking->labeled, asking->texts.texts[i].text))
            asking->order[asking->count++] = i;
    leave_out_copies(asking);
    const size_t wanted = count > 0 ? count : asking->model ? WITH_MODEL : asking->count;
    if (asking->model) {
        asking->pool = asking->order;
        asking->pool_count = asking->count;
        asking->order = memory_resize(NULL, asking->count + 1, sizeof *asking->order);
        return order_by_model(asking, asking->model, 0, wanted < asking->count ? wanted : asking->count);
    }
    asking->count = wanted < asking->count ? wanted : asking->count;
    return EXIT_DONE;
}

static int add_label(struct asking *asking, const char *names, tenor_str label)
{
    const struct command *command = asking->args->command;
    while (label.size > 0 && label.data[0] == ' ')
        label = (tenor_str){label.data + 1, label.size - 1};
    while (label.size > 0 && label.data[label.size - 1] == ' ')
        label.size--;
    if (label.size == 0)
        return fail_usage(command, "--labels takes names with a comma between, as in --labels good,bad, not '%s'",
                          names);
    for (size_t i = 0; i < asking->label_count; i++)
        if (tenor_str_equal(asking->labels[i], label))
            return fail_usage(command, "--labels has '%.*s' twice", (int)label.size, label.data);
    if (asking->label_count == ASKING_LABELS)
        return fail_usage(command, "there are keys for %d labels at most", ASKING_LABELS);
    asking->labels[asking->label_count++] = label;
    return EXIT_DONE;
}

int asking_take_labels(struct asking *asking, const char *names)
{
    int exit_status = EXIT_DONE;
    if (!names) {
        for (size_t i = 0; i < tenor_model_label_count(asking->model) && exit_status == EXIT_DONE; i++)
            exit_status = add_label(asking, names, tenor_model_label(asking->model, i));
        return exit_status;
    }
    const char *rest = names;
    do {
        const size_t size = strcspn(rest, ",");
        exit_status = add_label(asking, names, (tenor_str){rest, size});
        rest += size;
    } while (exit_status == EXIT_DONE && *rest++ == ',');
    if (exit_status == EXIT_DONE && asking->label_count < 2)
        return fail_usage(asking->args->command, "--labels names one label; there must be two at least");
    return exit_status;
}

/* A corpus with other labels was meant for another question, or one of the names is mistyped. */
int asking_check_labels(const struct asking *asking, bool named)
{
    const struct labeled *labeled = &asking->labeled;
    for (size_t k = 0; k < labeled->label_count; k++) {
        size_t i = 0;
        while (i < asking->label_count && !tenor_str_equal(asking->labels[i], labeled->labels[k]))
            i++;
        if (i < asking->label_count)
            continue;
        char *name = escape_text(labeled->labels[k]);
        const int exit_status =
            fail_usage(asking->args->command,
                       "%s has the label '%s', which %s; name all labels with --labels, or another file with -o",
                       labeled->path, name, named ? "--labels does not name" : "the model does not have");
        free(name);
        return exit_status;
    }
    return EXIT_DONE;
}

void asking_set_training(struct asking *asking, const char *model, size_t every)
{
    if (!asking->model || every == 0)
        return;
    asking->every = every;
    for (size_t i = 0; i < tenor_model_score_count(asking->model); i++) {
        const tenor_key_value score = tenor_model_score(asking->model, i);
        if (tenor_str_equal(score.name, tenor_str_of("train_examples")))
            asking->model_examples = (size_t)strtoull(score.value.data, NULL, 10);
    }
    if (asking->labeled.count < asking->model_examples)
        warn(asking->args->command, "%s was trained on %s texts and %s has %s: another is trained when it has as many",
             model, output_grouped(asking->model_examples).text, asking->labeled.path,
             output_grouped(asking->labeled.count).text);
}

static void show(struct asking *asking, size_t at)
{
    struct output *out = asking->out;
    char *text = escape_text(asking->texts.texts[asking->order[at]].text);
    const tenor_str shown = tenor_str_fit(tenor_str_of(text), SHOWN_COLUMNS);
    output_format(out, "\n[%zu of %zu] ", at + 1, asking->count);
    output_style(out, STYLE_BOLD);
    output_str(out, shown);
    output_style(out, STYLE_PLAIN);
    output_text(out, text[shown.size] ? "...\n" : "\n");
    for (size_t i = 0; i < asking->label_count; i++) {
        char *label = escape_text(asking->labels[i]);
        output_format(out, "  %c %s", asking_keys[i], label);
        free(label);
    }
    output_text(out, "  s skip  u undo  q quit: ");
    output_flush(out);
    free(text);
}

static void answer(struct asking *asking, const char *word)
{
    output_text(asking->out, word);
    output_byte(asking->out, '\n');
    output_flush(asking->out);
}

/* Takes the step before back; *at is the text that is asked for next. */
static int take_back(struct asking *asking, size_t *at)
{
    int exit_status = EXIT_DONE;
    if (*at == 0) {
        answer(asking, "nothing to undo");
        return EXIT_DONE;
    }
    const struct asking_step step = asking->steps[*at - 1];
    if (step.at >= 0) {
        exit_status = labeled_remove(&asking->labeled, step.at);
        asking->added--;
    }
    --*at;
    answer(asking, "undo");
    return exit_status;
}

static int add(struct asking *asking, size_t at, size_t label)
{
    char *name = escape_text(asking->labels[label]);
    const int exit_status = labeled_add(&asking->labeled, asking->texts.texts[asking->order[at]].text,
                                        asking->labels[label], &asking->steps[at].at);
    asking->added += exit_status == EXIT_DONE;
    answer(asking, name);
    free(name);
    return exit_status;
}

/* Waits for a key that means something. */
static int read_key(const struct asking *asking)
{
    for (;;) {
        const int key = keyboard_read();
        if (key == END_OF_INPUT)
            return 'q';
        if (key == KEYBOARD_END)
            return key;
        const char *label = key > 0 ? strchr(asking_keys, key) : NULL;
        if (key == 'u' || key == 's' || key == 'q' || (label && (size_t)(label - asking_keys) < asking->label_count))
            return key;
    }
}

/* Trains on what is labeled, and orders what is left by that model. */
static int train_again(struct asking *asking, size_t at)
{
    struct output *out = asking->out;
    const size_t labels = asking->labeled.count + asking->added;
    tenor_model *model;
    output_format(out, "\ntraining on %s labels; a key goes on without: ", output_grouped(labels).text);
    output_flush(out);
    asking->trained = asking->added;
    int exit_status =
        retraining_run(asking->args, asking->path, asking->labeled.json, asking->threads, asking->model, &model);
    if (exit_status == EXIT_DONE && model)
        exit_status = order_by_model(asking, model, at, asking->count);
    const bool stopped = !model && keyboard_waits();
    if (exit_status == EXIT_DONE)
        answer(asking, model ? "done" : stopped ? "left out" : "too few of some label yet");
    if (stopped)
        keyboard_discard(); /* its key is no label of the next text, which nobody has seen */
    tenor_model_free(model);
    return exit_status;
}

/* A model of fewer texts than the given one may choose worse. */
static bool is_time_to_train(const struct asking *asking, size_t at)
{
    return asking->every > 0 && asking->added >= asking->trained + asking->every && at < asking->count &&
           asking->labeled.count + asking->added >= asking->model_examples;
}

static int ask(struct asking *asking)
{
    size_t at = 0;
    int exit_status = EXIT_DONE;
    while (at < asking->count && exit_status == EXIT_DONE && asking->out->error == 0) {
        show(asking, at);
        const int key = read_key(asking);
        if (key == 'q' || key == KEYBOARD_END) {
            answer(asking, key == 'q' ? "quit" : "");
            break;
        }
        if (key == 'u') {
            exit_status = take_back(asking, &at);
        } else if (key == 's') {
            asking->steps[at++].at = -1;
            answer(asking, "skip");
        } else {
            exit_status = add(asking, at, (size_t)(strchr(asking_keys, key) - asking_keys));
            at += exit_status == EXIT_DONE;
            if (exit_status == EXIT_DONE && is_time_to_train(asking, at))
                exit_status = train_again(asking, at);
        }
    }
    return exit_status;
}

int asking_run(struct asking *asking)
{
    const struct command *command = asking->args->command;
    asking->steps = memory_resize(NULL, asking->count + 1, sizeof *asking->steps);
    asking->out = memory_resize(NULL, 1, sizeof *asking->out);
    output_init(asking->out, STDOUT_FILENO, "standard output");
    if (!keyboard_begin())
        return fail(command, EXIT_IO, "the terminal does not let single keys be read");
    int exit_status = ask(asking);
    keyboard_end();
    output_format(asking->out, "\n%zu text%s added to ", asking->added, asking->added == 1 ? "" : "s");
    output_name(asking->out, asking->path);
    output_text(asking->out, "\n");
    const int written = output_finish(asking->out, command);
    keyboard_raise();
    return exit_status == EXIT_DONE ? written : exit_status;
}

void asking_free(struct asking *asking)
{
    free(asking->out);
    free(asking->steps);
    free(asking->order);
    free(asking->pool);
}
