#include "label/asking.h"

#include "escape.h"
#include "failure.h"
#include "memory.h"
#include "input/keyboard.h"

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

static int order_by_model(struct asking *asking, size_t wanted)
{
    tenor_str *list = memory_resize(NULL, asking->count + 1, sizeof *list);
    tenor_suggestion *suggestions = memory_resize(NULL, wanted + 1, sizeof *suggestions);
    tenor_error error = {0};
    size_t found = 0;
    for (size_t i = 0; i < asking->count; i++)
        list[i] = asking->texts.texts[asking->order[i]].text;
    const tenor_status status =
        tenor_suggest(asking->model, list, asking->count, wanted, asking->threads, NULL, suggestions, &found, &error);
    size_t *order = memory_resize(NULL, found + 1, sizeof *order);
    for (size_t i = 0; i < found; i++)
        order[i] = asking->order[suggestions[i].text];
    free(asking->order);
    asking->order = order;
    asking->count = found;
    free(suggestions);
    free(list);
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
    if (asking->model)
        return order_by_model(asking, wanted < asking->count ? wanted : asking->count);
    asking->count = wanted < asking->count ? wanted : asking->count;
    return EXIT_DONE;
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
        if (key == KEYBOARD_END || key == END_OF_INPUT)
            return 'q';
        const char *label = key > 0 ? strchr(asking_keys, key) : NULL;
        if (key == 'u' || key == 's' || key == 'q' || (label && (size_t)(label - asking_keys) < asking->label_count))
            return key;
    }
}

static int ask(struct asking *asking)
{
    size_t at = 0;
    int exit_status = EXIT_DONE;
    while (at < asking->count && exit_status == EXIT_DONE && asking->out->error == 0) {
        show(asking, at);
        const int key = read_key(asking);
        if (key == 'q') {
            answer(asking, "quit");
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
    return exit_status == EXIT_DONE ? written : exit_status;
}

void asking_free(struct asking *asking)
{
    free(asking->out);
    free(asking->steps);
    free(asking->order);
}
