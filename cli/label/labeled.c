#define _GNU_SOURCE /* flock */
#include "label/labeled.h"

#include "failure.h"
#include "memory.h"
#include "output/json.h"
#include "path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* More than there are keys for: one of them is unknown. */
enum { LABELS_NOTED = 40 };

static const char head[] = "text,label\n";

static int fail_system(const struct labeled *labeled, const char *verb)
{
    return fail(labeled->command, EXIT_IO, "cannot %s %s: %s", verb, labeled->path, strerror(errno));
}

static tenor_str trim(tenor_str text)
{
    static const char blanks[] = " \t\r\n";
    while (text.size > 0 && memchr(blanks, text.data[0], sizeof blanks - 1)) {
        text.data++;
        text.size--;
    }
    while (text.size > 0 && memchr(blanks, text.data[text.size - 1], sizeof blanks - 1))
        text.size--;
    return text;
}

static int compare(const void *a, const void *b)
{
    const tenor_str *left = a;
    const tenor_str *right = b;
    return tenor_str_compare(*left, *right);
}

/* As it stands in the file: zero bytes and invalid UTF-8, which no text file may have, become U+FFFD. */
static struct text clean(tenor_str field)
{
    static const char replacement[] = "\xef\xbf\xbd";
    struct text out = {0};
    text_write(&out, "", 0);
    while (field.size > 0) {
        const size_t valid = tenor_str_valid_prefix(field);
        const char *zero = valid > 0 ? memchr(field.data, '\0', valid) : NULL;
        const size_t size = zero ? (size_t)(zero - field.data) : valid;
        text_write(&out, field.data, size);
        if (size < field.size)
            text_write(&out, replacement, sizeof replacement - 1);
        field.data += size + (size < field.size);
        field.size -= size + (size < field.size);
    }
    return out;
}

void labeled_add_key(struct labeled *labeled, tenor_str text, struct text *key)
{
    struct text whole = clean(text);
    const tenor_str trimmed = trim((tenor_str){whole.data, whole.size});
    if (!labeled->tokens && tenor_tokens_new(NULL, &labeled->tokens) != TENOR_OK)
        memory_check(NULL);
    if (tenor_tokens_split(labeled->tokens, NULL, trimmed) != TENOR_OK)
        memory_check(NULL);
    const size_t count = tenor_tokens_count(labeled->tokens);
    for (size_t i = 0; i < count; i++) {
        const tenor_token token = tenor_tokens_get(labeled->tokens, i);
        text_write(key, token.text.data, token.text.size);
        text_write(key, " ", 1);
    }
    if (count == 0)
        text_write(key, trimmed.data, trimmed.size);
    free(whole.data);
}

bool labeled_has(struct labeled *labeled, tenor_str text)
{
    struct text whole = {0};
    labeled_add_key(labeled, text, &whole);
    const tenor_str key = {whole.data, whole.size};
    const bool has =
        labeled->count > 0 && bsearch(&key, labeled->keys, labeled->count, sizeof *labeled->keys, compare) != NULL;
    free(whole.data);
    return has;
}

static void note_label(struct labeled *labeled, tenor_str label)
{
    for (size_t i = 0; i < labeled->label_count; i++)
        if (tenor_str_equal(labeled->labels[i], label))
            return;
    if (labeled->label_count > LABELS_NOTED)
        return;
    char *copy = memory_resize(NULL, label.size + 1, 1);
    memcpy(copy, label.data, label.size);
    labeled->labels = memory_resize(labeled->labels, labeled->label_count + 1, sizeof *labeled->labels);
    labeled->labels[labeled->label_count++] = (tenor_str){copy, label.size};
}

static int read_rows(struct labeled *labeled, tenor_rows *rows)
{
    const tenor_row *row;
    tenor_error error = {0};
    tenor_status status;
    size_t *ends = NULL;
    size_t capacity = 0;
    int exit_status = EXIT_DONE;
    while ((status = tenor_rows_next(rows, &row, &error)) == TENOR_OK && row && exit_status == EXIT_DONE) {
        if (row->fault != TENOR_ROW_GOOD) {
            exit_status = fail(labeled->command, EXIT_BAD_INPUT, "%s, line %llu, cannot be read: mend or remove it",
                               labeled->path, (unsigned long long)row->line);
            break;
        }
        for (size_t i = 0; i < row->label_count; i++)
            note_label(labeled, row->labels[i]);
        if (labeled->count == capacity) {
            capacity = 2 * capacity + 256;
            ends = memory_resize(ends, capacity, sizeof *ends);
        }
        labeled_add_key(labeled, row->text, &labeled->bytes);
        ends[labeled->count++] = labeled->bytes.size;
    }
    if (status != TENOR_OK)
        exit_status = fail_with(labeled->command, status, &error);
    labeled->keys = memory_resize(NULL, labeled->count + 1, sizeof *labeled->keys);
    for (size_t i = 0, begin = 0; i < labeled->count; begin = ends[i++])
        labeled->keys[i] = (tenor_str){labeled->bytes.data + begin, ends[i] - begin};
    qsort(labeled->keys, labeled->count, sizeof *labeled->keys, compare);
    free(ends);
    return exit_status;
}

static int read_file(struct labeled *labeled)
{
    const char *const settings[][2] = {
        {"format", labeled->json ? "jsonl" : "csv"}, {"text", "text"}, {"label", "label"}, {"encoding", "utf-8"}};
    tenor_options *options;
    tenor_rows *rows;
    tenor_error error = {0};
    tenor_status status = tenor_options_new(NULL, &options);
    for (size_t i = 0; i < sizeof settings / sizeof *settings && status == TENOR_OK; i++)
        status = tenor_options_set(options, settings[i][0], settings[i][1], &error);
    if (status == TENOR_OK)
        status = tenor_rows_open(labeled->path, options, TENOR_ROWS_LABELED, NULL, &rows, &error);
    int exit_status = status == TENOR_OK ? read_rows(labeled, rows) : fail_with(labeled->command, status, &error);
    if (status == TENOR_OK)
        tenor_rows_free(rows);
    tenor_options_free(options);
    return exit_status;
}

/* All of it, or nothing. */
static int append(struct labeled *labeled, const char *data, size_t size, off_t *at)
{
    *at = lseek(labeled->descriptor, 0, SEEK_END);
    if (*at < 0)
        return fail_system(labeled, "write");
    size_t done = 0;
    while (done < size) {
        const ssize_t written = write(labeled->descriptor, data + done, size - done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            break;
        done += (size_t)written;
    }
    if (done == size && fsync(labeled->descriptor) == 0)
        return EXIT_DONE;
    const int exit_status = fail_system(labeled, "write");
    if (ftruncate(labeled->descriptor, *at) != 0)
        warn(labeled->command, "%s: its last line is not whole; remove it", labeled->path);
    return exit_status;
}

/* A new file gets its head, and a last line that somebody wrote without its end gets that. */
static int prepare(struct labeled *labeled, off_t size)
{
    char start[sizeof head - 1];
    char last = '\n';
    off_t at;
    if (size == 0)
        return labeled->json ? EXIT_DONE : append(labeled, head, sizeof head - 1, &at);
    if (!labeled->json && (pread(labeled->descriptor, start, sizeof start, 0) != (ssize_t)sizeof start ||
                           memcmp(start, head, sizeof start) != 0))
        return fail_usage(labeled->command,
                          "%s does not begin with the line text,label, so that nothing is added to "
                          "it; name another file with -o",
                          labeled->path);
    if (pread(labeled->descriptor, &last, 1, size - 1) != 1)
        return fail_system(labeled, "read");
    int exit_status = last == '\n' ? EXIT_DONE : append(labeled, "\n", 1, &at);
    if (exit_status == EXIT_DONE && (labeled->json || size > (off_t)sizeof head - 1))
        exit_status = read_file(labeled);
    return exit_status;
}

int labeled_open(struct labeled *labeled, const struct command *command, const char *path)
{
    struct stat info;
    *labeled = (struct labeled){
        .command = command, .path = path, .json = path_ends_in(path, strlen(path), ".jsonl"), .descriptor = -1};
    if (!labeled->json && !path_ends_in(path, strlen(path), ".csv"))
        return fail_usage(command,
                          "-o %s: what is written is CSV or JSON Lines; give the file the suffix .csv or "
                          ".jsonl",
                          path);
    labeled->descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    int exit_status = EXIT_DONE;
    if (labeled->descriptor < 0 || fstat(labeled->descriptor, &info) != 0)
        exit_status = fail_system(labeled, "write");
    else if (!S_ISREG(info.st_mode))
        exit_status = fail(command, EXIT_IO, "cannot write %s: it is not a regular file", path);
    else if (flock(labeled->descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        exit_status = fail(command, EXIT_IO, "another tenor label is writing to %s: name another file with -o", path);
    else
        exit_status = prepare(labeled, info.st_size);
    if (exit_status != EXIT_DONE)
        labeled_close(labeled);
    return exit_status;
}

void labeled_close(struct labeled *labeled)
{
    if (labeled->descriptor >= 0)
        close(labeled->descriptor);
    labeled->descriptor = -1;
    free(labeled->keys);
    tenor_tokens_free(labeled->tokens);
    free(labeled->bytes.data);
    for (size_t i = 0; i < labeled->label_count; i++)
        free((char *)labeled->labels[i].data);
    free(labeled->labels);
    labeled->labels = NULL;
    labeled->label_count = 0;
    labeled->keys = NULL;
    labeled->tokens = NULL;
    labeled->bytes.data = NULL;
}

static void add_field(struct text *line, const struct text *field)
{
    text_write(line, "\"", 1);
    for (size_t i = 0; i < field->size; i++)
        text_write(line, field->data[i] == '"' ? "\"\"" : &field->data[i], field->data[i] == '"' ? 2 : 1);
    text_write(line, "\"", 1);
}

int labeled_add(struct labeled *labeled, tenor_str text, tenor_str label, off_t *at)
{
    struct text line = {0};
    struct text fields[] = {clean(text), clean(label)};
    if (labeled->json) {
        text_add(&line, "{\"text\":");
        json_write_string(&line, (tenor_str){fields[0].data, fields[0].size});
        text_add(&line, ",\"label\":");
        json_write_string(&line, (tenor_str){fields[1].data, fields[1].size});
        text_add(&line, "}\n");
    } else {
        add_field(&line, &fields[0]);
        text_add(&line, ",");
        add_field(&line, &fields[1]);
        text_add(&line, "\n");
    }
    const int exit_status = append(labeled, line.data, line.size, at);
    free(line.data);
    free(fields[0].data);
    free(fields[1].data);
    return exit_status;
}

int labeled_remove(struct labeled *labeled, off_t at)
{
    return ftruncate(labeled->descriptor, at) == 0 && fsync(labeled->descriptor) == 0 ? EXIT_DONE
                                                                                      : fail_system(labeled, "write");
}
