#include "label/prompt.h"

#include "escape.h"
#include "failure.h"
#include "memory.h"
#include "input/keyboard.h"
#include "label/retraining.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char prompt_keys[PROMPT_LABELS + 1] = "123456789abcdefghijklmnoprtvwxyz";

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
    tenor_str key;
    size_t index;
};

static int by_key(const void *a, const void *b)
{
    const struct keyed *left = a;
    const struct keyed *right = b;
    const int order = tenor_str_compare(left->key, right->key);
    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

/* Leaves the first of texts that are copies, in the order of the file. */
static void leave_out_copies(struct prompt *prompt)
{
    struct keyed *sorted = memory_resize(NULL, prompt->count + 1, sizeof *sorted);
    bool *copy = memory_resize(NULL, prompt->count + 1, sizeof *copy);
    size_t *ends = memory_resize(NULL, prompt->count + 1, sizeof *ends);
    struct text bytes = {0};
    size_t kept = 0;
    for (size_t i = 0; i < prompt->count; i++) {
        labeled_add_key(&prompt->labeled, prompt->texts.texts[prompt->order[i]].text, &bytes);
        ends[i] = bytes.size;
    }
    for (size_t i = 0, begin = 0; i < prompt->count; begin = ends[i++])
        sorted[i] = (struct keyed){{bytes.data + begin, ends[i] - begin}, i};
    qsort(sorted, prompt->count, sizeof *sorted, by_key);
    for (size_t i = 0; i < prompt->count; i++)
        copy[sorted[i].index] = i > 0 && tenor_str_equal(sorted[i].key, sorted[i - 1].key);
    for (size_t i = 0; i < prompt->count; i++)
        if (!copy[i])
            prompt->order[kept++] = prompt->order[i];
    prompt->count = kept;
    free(bytes.data);
    free(ends);
    free(copy);
    free(sorted);
}

/* Which texts of the pool are none of order[0..at). */
static size_t leave_out_asked(const struct prompt *prompt, size_t at, size_t *rest)
{
    bool *asked = memory_resize(NULL, prompt->texts.count + 1, sizeof *asked);
    size_t count = 0;
    memset(asked, 0, prompt->texts.count * sizeof *asked);
    for (size_t i = 0; i < at; i++)
        asked[prompt->order[i]] = true;
    for (size_t i = 0; i < prompt->pool_count; i++)
        if (!asked[prompt->pool[i]])
            rest[count++] = prompt->pool[i];
    free(asked);
    return count;
}

static bool no_key_waits(size_t done, size_t all, void *user)
{
    (void)done;
    (void)all;
    (void)user;
    return !keyboard_waits();
}

/* Sets order[at..most) to what the model suggests, and count to where that ends. Where stopped is not NULL, a key stops
 * it and sets *stopped, and the order stays. */
static int order_by_model(struct prompt *prompt, const tenor_model *model, size_t at, size_t most, bool *stopped)
{
    const size_t wanted = most - at;
    size_t *rest = memory_resize(NULL, prompt->pool_count + 1, sizeof *rest);
    tenor_str *list = memory_resize(NULL, prompt->pool_count + 1, sizeof *list);
    tenor_suggestion *suggestions = memory_resize(NULL, wanted + 1, sizeof *suggestions);
    tenor_error error = {0};
    size_t found = 0;
    const size_t count = leave_out_asked(prompt, at, rest);
    for (size_t i = 0; i < count; i++)
        list[i] = prompt->texts.texts[rest[i]].text;
    const tenor_status status = tenor_suggest(model, list, count, wanted, prompt->threads,
                                              stopped ? no_key_waits : NULL, NULL, NULL, suggestions, &found, &error);
    for (size_t i = 0; i < found; i++)
        prompt->order[at + i] = rest[suggestions[i].text];
    if (status == TENOR_OK)
        prompt->count = at + found;
    free(suggestions);
    free(list);
    free(rest);
    if (stopped && status == TENOR_INTERRUPTED)
        *stopped = true;
    else if (status != TENOR_OK)
        return fail_classifying(prompt->args->command, status, &error);
    return EXIT_DONE;
}

/* The texts that have no label yet, in the order in which they are asked for. */
int prompt_choose(struct prompt *prompt)
{
    const size_t count = prompt->most;
    prompt->order = memory_resize(NULL, prompt->texts.count + 1, sizeof *prompt->order);
    for (size_t i = 0; i < prompt->texts.count; i++)
        if (!is_blank(prompt->texts.texts[i].text) && !labeled_has(&prompt->labeled, prompt->texts.texts[i].text))
            prompt->order[prompt->count++] = i;
    leave_out_copies(prompt);
    const size_t wanted = count > 0 ? count : prompt->model ? WITH_MODEL : prompt->count;
    if (prompt->model) {
        prompt->pool = prompt->order;
        prompt->pool_count = prompt->count;
        prompt->order = memory_resize(NULL, prompt->count + 1, sizeof *prompt->order);
        return order_by_model(prompt, prompt->model, 0, wanted < prompt->count ? wanted : prompt->count, NULL);
    }
    prompt->count = wanted < prompt->count ? wanted : prompt->count;
    return EXIT_DONE;
}

static int add_label(struct prompt *prompt, const char *names, tenor_str label)
{
    const struct command *command = prompt->args->command;
    while (label.size > 0 && label.data[0] == ' ')
        label = (tenor_str){label.data + 1, label.size - 1};
    while (label.size > 0 && label.data[label.size - 1] == ' ')
        label.size--;
    if (label.size == 0)
        return fail_usage(command, "--labels takes names with a comma between, as in --labels good,bad, not '%s'",
                          names);
    for (size_t i = 0; i < prompt->label_count; i++)
        if (tenor_str_equal(prompt->labels[i], label))
            return fail_usage(command, "--labels has '%.*s' twice", (int)label.size, label.data);
    if (prompt->label_count == PROMPT_LABELS)
        return fail_usage(command, "there are keys for %d labels at most", PROMPT_LABELS);
    prompt->labels[prompt->label_count++] = label;
    return EXIT_DONE;
}

int prompt_take_labels(struct prompt *prompt, const char *names)
{
    int exit_status = EXIT_DONE;
    if (!names) {
        for (size_t i = 0; i < tenor_model_label_count(prompt->model) && exit_status == EXIT_DONE; i++)
            exit_status = add_label(prompt, names, tenor_model_label(prompt->model, i));
        return exit_status;
    }
    const char *rest = names;
    do {
        const size_t size = strcspn(rest, ",");
        exit_status = add_label(prompt, names, (tenor_str){rest, size});
        rest += size;
    } while (exit_status == EXIT_DONE && *rest++ == ',');
    if (exit_status == EXIT_DONE && prompt->label_count < 2)
        return fail_usage(prompt->args->command, "--labels names one label; there must be two at least");
    return exit_status;
}

/* A corpus with other labels was meant for another question, or one of the names is mistyped. */
int prompt_check_labels(const struct prompt *prompt, bool named)
{
    const struct labeled *labeled = &prompt->labeled;
    for (size_t k = 0; k < labeled->label_count; k++) {
        size_t i = 0;
        while (i < prompt->label_count && !tenor_str_equal(prompt->labels[i], labeled->labels[k]))
            i++;
        if (i < prompt->label_count)
            continue;
        char *name = escape_text(labeled->labels[k]);
        const int exit_status =
            fail_usage(prompt->args->command,
                       "%s has the label '%s', which %s; name all labels with --labels, or another file with -o",
                       labeled->path, name, named ? "--labels does not name" : "the model does not have");
        free(name);
        return exit_status;
    }
    return EXIT_DONE;
}

void prompt_set_training(struct prompt *prompt, const char *model, size_t every)
{
    if (!prompt->model || every == 0)
        return;
    prompt->every = every;
    for (size_t i = 0; i < tenor_model_score_count(prompt->model); i++) {
        const tenor_key_value score = tenor_model_score(prompt->model, i);
        if (tenor_str_equal(score.name, tenor_str_of("train_examples")))
            prompt->model_examples = (size_t)strtoull(score.value.data, NULL, 10);
    }
    if (prompt->labeled.count < prompt->model_examples)
        warn(prompt->args->command, "%s was trained on %s text%s and %s has %s: another is trained when it has as many",
             model, output_grouped(prompt->model_examples).text, prompt->model_examples == 1 ? "" : "s",
             prompt->labeled.path, output_grouped(prompt->labeled.count).text);
}

static void show(struct prompt *prompt, size_t at)
{
    struct output *out = prompt->out;
    char *text = escape_text(prompt->texts.texts[prompt->order[at]].text);
    const tenor_str shown = tenor_str_fit(tenor_str_of(text), SHOWN_COLUMNS);
    output_format(out, "\n[%zu of %zu] ", at + 1, prompt->count);
    output_style(out, STYLE_BOLD);
    output_str(out, shown);
    output_style(out, STYLE_PLAIN);
    output_text(out, text[shown.size] ? "...\n" : "\n");
    for (size_t i = 0; i < prompt->label_count; i++) {
        char *label = escape_text(prompt->labels[i]);
        output_format(out, "  %c %s", prompt_keys[i], label);
        free(label);
    }
    output_text(out, "  s skip  u undo  q quit: ");
    output_flush(out);
    free(text);
}

static void answer(struct prompt *prompt, const char *word)
{
    output_text(prompt->out, word);
    output_byte(prompt->out, '\n');
    output_flush(prompt->out);
}

/* Takes the step before back; *at is the text that is asked for next. */
static int take_back(struct prompt *prompt, size_t *at)
{
    int exit_status = EXIT_DONE;
    if (*at == 0) {
        answer(prompt, "nothing to undo");
        return EXIT_DONE;
    }
    const struct prompt_step step = prompt->steps[*at - 1];
    if (step.at >= 0) {
        exit_status = labeled_remove(&prompt->labeled, step.at);
        prompt->added--;
    }
    --*at;
    answer(prompt, "undo");
    return exit_status;
}

static int add(struct prompt *prompt, size_t at, size_t label)
{
    char *name = escape_text(prompt->labels[label]);
    const int exit_status = labeled_add(&prompt->labeled, prompt->texts.texts[prompt->order[at]].text,
                                        prompt->labels[label], &prompt->steps[at].at);
    prompt->added += exit_status == EXIT_DONE;
    answer(prompt, name);
    free(name);
    return exit_status;
}

/* Waits for a key that means something. */
static int read_key(const struct prompt *prompt)
{
    for (;;) {
        const int key = keyboard_read();
        if (key == END_OF_INPUT)
            return 'q';
        if (key == KEYBOARD_END)
            return key;
        const char *label = key > 0 ? strchr(prompt_keys, key) : NULL;
        if (key == 'u' || key == 's' || key == 'q' || (label && (size_t)(label - prompt_keys) < prompt->label_count))
            return key;
    }
}

/* why is NULL where a key stopped it. */
static void answer_training(struct prompt *prompt, const tenor_error *why)
{
    struct text message = {0};
    if (!why || why->status == TENOR_OK) {
        answer(prompt, why ? "done" : "left out");
        return;
    }
    text_add(&message, "not yet: ");
    text_add_dashes(&message, why->message);
    char *shown = escape_text((tenor_str){message.data, message.size});
    answer(prompt, shown);
    free(shown);
    free(message.data);
}

/* Trains on what is labeled, and orders what is left by that model. */
static int train_again(struct prompt *prompt, size_t at)
{
    struct output *out = prompt->out;
    const size_t labels = prompt->labeled.count + prompt->added;
    tenor_model *model;
    tenor_error why = {0};
    output_format(out, "\ntraining on %s label%s; a key goes on without: ", output_grouped(labels).text,
                  labels == 1 ? "" : "s");
    output_flush(out);
    prompt->trained = prompt->added;
    int exit_status =
        retraining_run(prompt->args, prompt->path, prompt->labeled.json, prompt->threads, prompt->model, &model, &why);
    bool stopped = why.status == TENOR_INTERRUPTED;
    if (exit_status == EXIT_DONE && model)
        exit_status = order_by_model(prompt, model, at, prompt->count, &stopped);
    if (exit_status == EXIT_DONE)
        answer_training(prompt, stopped ? NULL : &why);
    if (stopped)
        keyboard_discard(); /* its key is no label of the next text, which nobody has seen */
    tenor_model_free(model);
    return exit_status;
}

/* A model of fewer texts than the given one may choose worse. */
static bool is_time_to_train(const struct prompt *prompt, size_t at)
{
    return prompt->every > 0 && prompt->added >= prompt->trained + prompt->every && at < prompt->count &&
           prompt->labeled.count + prompt->added >= prompt->model_examples;
}

static int ask(struct prompt *prompt)
{
    size_t at = 0;
    int exit_status = EXIT_DONE;
    while (at < prompt->count && exit_status == EXIT_DONE && prompt->out->error == 0) {
        show(prompt, at);
        const int key = read_key(prompt);
        if (key == 'q' || key == KEYBOARD_END) {
            answer(prompt, key == 'q' ? "quit" : "");
            break;
        }
        if (key == 'u') {
            exit_status = take_back(prompt, &at);
        } else if (key == 's') {
            prompt->steps[at++].at = -1;
            answer(prompt, "skip");
        } else {
            exit_status = add(prompt, at, (size_t)(strchr(prompt_keys, key) - prompt_keys));
            at += exit_status == EXIT_DONE;
            if (exit_status == EXIT_DONE && is_time_to_train(prompt, at))
                exit_status = train_again(prompt, at);
        }
    }
    return exit_status;
}

int prompt_run(struct prompt *prompt)
{
    const struct command *command = prompt->args->command;
    prompt->steps = memory_resize(NULL, prompt->count + 1, sizeof *prompt->steps);
    prompt->out = memory_resize(NULL, 1, sizeof *prompt->out);
    output_init(prompt->out, STDOUT_FILENO, "standard output");
    if (!keyboard_begin())
        return fail(command, EXIT_IO, "the terminal does not let single keys be read");
    int exit_status = ask(prompt);
    keyboard_end();
    output_format(prompt->out, "\n%zu text%s added to ", prompt->added, prompt->added == 1 ? "" : "s");
    output_name(prompt->out, prompt->path);
    output_text(prompt->out, "\n");
    const int written = output_finish(prompt->out, command);
    keyboard_raise();
    return exit_status == EXIT_DONE ? written : exit_status;
}

void prompt_free(struct prompt *prompt)
{
    free(prompt->out);
    free(prompt->steps);
    free(prompt->order);
    free(prompt->pool);
}
