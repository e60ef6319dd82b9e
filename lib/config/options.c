#include "config/options.h"

#include "base/alloc.h"
#include "base/convert.h"
#include "base/error.h"
#include "config/option.h"
#include "text/label.h"

#include <stddef.h>
#include <string.h>

char tenor__options_byte(const char *text)
{
    return strcmp(text, "tab") == 0 || strcmp(text, "\\t") == 0 ? '\t' : text[0];
}

static const char *check_delimiter(const char *text)
{
    const unsigned char byte = (unsigned char)tenor__options_byte(text);
    const bool one = byte == '\0' || byte == '\t' || text[1] == '\0';
    return one && byte != '"' && byte != '\n' && byte != '\r' && byte < 0x80
               ? NULL
               : "one ASCII byte other than a quote or line end, or the word tab";
}

static const char *check_quote(const char *text)
{
    const unsigned char byte = (unsigned char)text[0];
    const bool one = byte == '\0' || text[1] == '\0' || strcmp(text, "none") == 0;
    return one && byte != '\n' && byte != '\r' && byte < 0x80
               ? NULL
               : "one ASCII byte other than a line end, or the word none";
}

static const char *check_encoding(const char *text)
{
    return strcmp(text, "auto") == 0 || tenor__convert_knows(text)
               ? NULL
               : "auto, or an encoding of the C library (iconv -l lists them)";
}

static const char *check_label_prefix(const char *text)
{
    return strpbrk(text, " \t\n\v\f\r") == NULL ? NULL : "a word without white space";
}

static const char *check_separator(const char *text)
{
    return text[0] == '\0' || strcmp(text, "auto") == 0 ? NULL : tenor__label_check_separator(tenor_str_of(text));
}

/* Reads a width, up to a comma or the end of text. Returns 0 if there is none. */
static size_t read_width(const char **text)
{
    size_t width = 0;
    while (**text >= '0' && **text <= '9' && width <= TENOR__LARGEST_HIDDEN)
        width = width * 10 + (size_t)(*(*text)++ - '0');
    return width;
}

static const char *check_dense(const char *text)
{
    static const char what[] = "none, or at most 4 widths from 1 to 4096 separated by commas";
    _Static_assert(TENOR__MOST_DENSE == 4 && TENOR__LARGEST_HIDDEN == 4096, "the message above");
    if (strcmp(text, "none") == 0)
        return NULL;
    for (size_t count = 1; count <= TENOR__MOST_DENSE; count++) {
        size_t width = read_width(&text);
        if (width < 1 || width > TENOR__LARGEST_HIDDEN)
            return what;
        if (*text == '\0')
            return NULL;
        if (*text++ != ',')
            return what;
    }
    return what;
}

void tenor__options_dense(const char *text, size_t widths[TENOR__MOST_DENSE], size_t *count)
{
    *count = 0;
    if (strcmp(text, "none") == 0)
        return;
    do {
        widths[(*count)++] = read_width(&text);
    } while (*text++ == ',');
}

/* A row of the table: the public descriptor, and the offset of the value. */
typedef struct row {
    tenor_option_info info;
    size_t offset;
} row;

#define PLACE(field) offsetof(tenor__option_values, field)
#define ROW(...)     sizeof(tenor_option_info), __VA_ARGS__
#define SWITCH_ROW(field, name, group, help)                                                                           \
    {{ROW(name, group, TENOR_OPTION_SWITCH, 0, 0, NULL, "false", NULL, help, NULL, NULL, false)}, PLACE(field)},
#define INTEGER_ROW(field, name, group, minimum, maximum, value, value_name, help)                                     \
    {{ROW(name, group, TENOR_OPTION_INTEGER, minimum, maximum, NULL, #value, value_name, help, NULL, NULL, false)},    \
     PLACE(field)},
#define NUMBER_ROW(field, name, group, minimum, maximum, value, value_name, help)                                      \
    {{ROW(name, group, TENOR_OPTION_NUMBER, minimum, maximum, NULL, #value, value_name, help, NULL, NULL, false)},     \
     PLACE(field)},
#define CHOICE_ROW(field, name, group, choices, value, value_name, help)                                               \
    {{ROW(name, group, TENOR_OPTION_CHOICE, 0, 0, choices, value, value_name, help, NULL, NULL, false)}, PLACE(field)},
#define TEXT_ROW(field, name, group, check, value, value_name, help)                                                   \
    {{ROW(name, group, TENOR_OPTION_TEXT, 0, 0, NULL, value, value_name, help, check, NULL, false)}, PLACE(field)},
#define LIST_ROW(field, name, group, check, value, value_name, help)                                                   \
    {{ROW(name, group, TENOR_OPTION_TEXT, 0, 0, NULL, value, value_name, help, check, NULL, true)}, PLACE(field)},
#define BARE_ROW(field, name, group, check, bare, value_name, help)                                                    \
    {{ROW(name, group, TENOR_OPTION_TEXT, 0, 0, NULL, "", value_name, help, check, bare, false)}, PLACE(field)},

static const row rows[TENOR__OPTIONS] = {
    TENOR__OPTION_MAP(SWITCH_ROW, INTEGER_ROW, NUMBER_ROW, CHOICE_ROW, TEXT_ROW, LIST_ROW, BARE_ROW)};

size_t tenor_option_count(void)
{
    return TENOR__OPTIONS;
}

const tenor_option_info *tenor_option(size_t i)
{
    return i < TENOR__OPTIONS ? &rows[i].info : NULL;
}

/* The index of an option; TENOR__OPTIONS if there is none of that name, or it is NULL. */
static size_t find_option(const char *name)
{
    size_t i = 0;
    while (name && i < TENOR__OPTIONS && strcmp(rows[i].info.name, name) != 0)
        i++;
    return name ? i : TENOR__OPTIONS;
}

static tenor_status fail_unknown(const char *name, tenor_error *error)
{
    char quoted[64];
    const char *names[TENOR__OPTIONS];
    for (size_t i = 0; i < TENOR__OPTIONS; i++)
        names[i] = rows[i].info.name;
    const char *nearest = tenor_option_nearest(name, names, TENOR__OPTIONS);
    tenor__error_quote(quoted, sizeof quoted, tenor_str_of(name));
    if (!nearest)
        return tenor__error_set(error, TENOR_UNKNOWN_OPTION, "there is no option \"%s\"", quoted);
    return tenor__error_set(error, TENOR_UNKNOWN_OPTION, "there is no option \"%s\"; did you mean \"%s\"?", quoted,
                            nearest);
}

static void store(tenor_options *options, size_t index, tenor_option_value value)
{
    static const size_t sizes[] = {
        [TENOR_OPTION_SWITCH] = sizeof value.on,     [TENOR_OPTION_INTEGER] = sizeof value.integer,
        [TENOR_OPTION_NUMBER] = sizeof value.number, [TENOR_OPTION_CHOICE] = sizeof value.choice,
        [TENOR_OPTION_TEXT] = sizeof value.text,
    };
    memcpy((char *)&options->values + rows[index].offset, &value, sizes[rows[index].info.type]);
}

tenor_status tenor_options_new(const tenor_alloc *alloc, tenor_options **out)
{
    *out = NULL;
    tenor_alloc hook = tenor__alloc_of(alloc);
    tenor_options *options = tenor__alloc_zeroed(&hook, 1, sizeof *options);
    if (!options)
        return TENOR_OUT_OF_MEMORY;
    options->alloc = hook;
    for (size_t i = 0; i < TENOR__OPTIONS; i++) {
        tenor_option_value value = {0};
        tenor_option_parse(&rows[i].info, rows[i].info.default_value, &value, NULL);
        store(options, i, value);
    }
    *out = options;
    return TENOR_OK;
}

void tenor_options_free(tenor_options *options)
{
    if (!options)
        return;
    for (size_t i = 0; i < TENOR__OPTIONS; i++)
        tenor__alloc_free(&options->alloc, options->texts[i]);
    tenor_alloc hook = options->alloc;
    tenor__alloc_free(&hook, options);
}

/* Sets a valid value and keeps a copy of its text. */
static tenor_status set(tenor_options *options, size_t index, tenor_option_value value, tenor_error *error)
{
    char buffer[TENOR_NUMBER_SIZE];
    const tenor_str written = tenor__option_write(&rows[index].info, value, buffer);
    char *text = tenor__alloc_array(&options->alloc, written.size + 1, 1);
    if (!text)
        return tenor__error_set_memory(error);
    memcpy(text, written.data, written.size);
    text[written.size] = '\0';
    tenor__alloc_free(&options->alloc, options->texts[index]);
    options->texts[index] = text;
    if (rows[index].info.type == TENOR_OPTION_TEXT)
        value.text = text;
    if (index == TENOR__OPTION_vectors)
        options->vectors = (tenor_str){NULL, 0};
    store(options, index, value);
    return TENOR_OK;
}

tenor_status tenor_options_set(tenor_options *options, const char *name, const char *value, tenor_error *error)
{
    tenor_option_value parsed;
    if (!options || !name || !value)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "options, name and value must not be NULL");
    const size_t index = find_option(name);
    if (index == TENOR__OPTIONS)
        return fail_unknown(name, error);
    TENOR_TRY(tenor_option_parse(&rows[index].info, value, &parsed, error));
    return set(options, index, parsed, error);
}

static tenor_status set_typed(tenor_options *options, const char *name, tenor_option_type type,
                              tenor_option_value value, tenor_error *error)
{
    if (!options || !name)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "options and name must not be NULL");
    const size_t index = find_option(name);
    if (index == TENOR__OPTIONS)
        return fail_unknown(name, error);
    if (rows[index].info.type != type)
        return tenor__error_option(
            error, rows[index].info.name,
            tenor__error_set(error, TENOR_INVALID_ARGUMENT, "option '%s' has another type", rows[index].info.name));
    TENOR_TRY(tenor__option_check(&rows[index].info, value, error));
    return set(options, index, value, error);
}

tenor_status tenor_options_set_switch(tenor_options *options, const char *name, bool value, tenor_error *error)
{
    return set_typed(options, name, TENOR_OPTION_SWITCH, (tenor_option_value){.on = value}, error);
}

tenor_status tenor_options_set_integer(tenor_options *options, const char *name, int64_t value, tenor_error *error)
{
    return set_typed(options, name, TENOR_OPTION_INTEGER, (tenor_option_value){.integer = value}, error);
}

tenor_status tenor_options_set_number(tenor_options *options, const char *name, double value, tenor_error *error)
{
    return set_typed(options, name, TENOR_OPTION_NUMBER, (tenor_option_value){.number = value}, error);
}

tenor_status tenor_options_set_vectors(tenor_options *options, tenor_str data, const char *name, tenor_error *error)
{
    if (!name || name[0] == '\0')
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the vectors must have a name");
    TENOR_TRY(tenor_options_set(options, rows[TENOR__OPTION_vectors].info.name, name, error));
    options->vectors = (tenor_str){data.data ? data.data : "", data.size};
    return TENOR_OK;
}

tenor_status tenor_options_set_unlabeled(tenor_options *options, const tenor_str *texts, size_t count,
                                         tenor_error *error)
{
    if (!options || (count > 0 && !texts))
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "options and texts must not be NULL");
    if (count > INT32_MAX)
        return tenor__error_set(error, TENOR_TOO_LARGE, "there are more than 2^31 texts without labels");
    options->unlabeled = texts;
    options->unlabeled_count = count;
    return TENOR_OK;
}

/* The value of an option of that type, or NULL if there is no such option. */
static const void *find_value(const tenor_options *options, const char *name, tenor_option_type type)
{
    const size_t index = find_option(name);
    const bool found = index < TENOR__OPTIONS && rows[index].info.type == type;
    return found ? (const char *)&options->values + rows[index].offset : NULL;
}

bool tenor_options_get_switch(const tenor_options *options, const char *name)
{
    const bool *value = find_value(options, name, TENOR_OPTION_SWITCH);
    return value && *value;
}

int64_t tenor_options_get_integer(const tenor_options *options, const char *name)
{
    const int64_t *value = find_value(options, name, TENOR_OPTION_INTEGER);
    return value ? *value : 0;
}

double tenor_options_get_number(const tenor_options *options, const char *name)
{
    const double *value = find_value(options, name, TENOR_OPTION_NUMBER);
    return value ? *value : 0;
}

const char *tenor_options_get(const tenor_options *options, const char *name)
{
    size_t index = find_option(name);
    return index < TENOR__OPTIONS ? tenor__options_text(options, (tenor__option_index)index) : NULL;
}

const char *tenor__options_text(const tenor_options *options, tenor__option_index index)
{
    return options->texts[index] ? options->texts[index] : rows[index].info.default_value;
}

bool tenor_options_given(const tenor_options *options, const char *name)
{
    const size_t index = find_option(name);
    return index < TENOR__OPTIONS && tenor__options_given(options, (tenor__option_index)index);
}

_Static_assert((int)TENOR_WORK_READING == (int)TENOR__WORK_READING &&
                   (int)TENOR_WORK_TOKENIZING == (int)TENOR__WORK_TOKENIZING &&
                   (int)TENOR_WORK_NGRAMS == (int)TENOR__WORK_NGRAMS,
               "the kinds are the same");

static void on_work(tenor__work_kind kind, uint64_t done, uint64_t all, const void *user)
{
    const tenor_options *options = user;
    const tenor_work now = {(tenor_work_kind)kind, done, all};
    options->watch(&now, options->watch_user);
}

void tenor_options_watch(tenor_options *options, tenor_work_fn watch, void *user)
{
    options->watch = watch;
    options->watch_user = user;
    options->watcher = watch ? (tenor__watcher){on_work, options} : (tenor__watcher){NULL, NULL};
}

tenor_status tenor__options_copy(const tenor_options *from, const tenor_alloc *alloc, tenor_options **out)
{
    TENOR_TRY(tenor_options_new(alloc, out));
    for (size_t i = 0; from && i < TENOR__OPTIONS; i++) {
        if (from->texts[i] && tenor_options_set(*out, rows[i].info.name, from->texts[i], NULL) != TENOR_OK) {
            tenor_options_free(*out);
            *out = NULL;
            return TENOR_OUT_OF_MEMORY;
        }
    }
    if (from) {
        (*out)->vectors = from->vectors;
        (*out)->unlabeled = from->unlabeled;
        (*out)->unlabeled_count = from->unlabeled_count;
    }
    return TENOR_OK;
}

tenor_status tenor__options_copy_watched(const tenor_options *from, const tenor_alloc *alloc, tenor_options **out)
{
    TENOR_TRY(tenor__options_copy(from, alloc, out));
    if (from)
        (*out)->watcher = from->watcher;
    return TENOR_OK;
}
