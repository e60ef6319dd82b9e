/* A folder with a folder a label, and a text in each file of those: aclImdb/train/pos/0_9.txt. The order is that of the
 * names' bytes. Names that begin with a point are left aside, and so are the folders that people keep texts without
 * labels in. All files have one encoding, which their bytes tell together. */
#include "base/alloc.h"
#include "base/file.h"
#include "base/error.h"
#include "base/unicode.h"
#include "source/encoding.h"
#include "rows/rows.h"
#include "source/text_file.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

enum { LOOKED_AT = 1 << 18 /* bytes of lines beyond ASCII, to find the encoding */ };

typedef struct names {
    char **names;
    size_t count;
    size_t capacity;
} names;

typedef struct folder {
    tenor__arena arena;
    names labels;
    names files; /* of the current label */
    char *path;  /* of its folder */
    size_t label;
    size_t file;
} folder;

static bool is_without_labels(const char *name)
{
    static const char *const usual[] = {"unsup", "unlabeled", "unlabelled"};
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        if (strcmp(name, usual[i]) == 0)
            return true;
    return false;
}

static void sift_down(names *list, size_t at, size_t count)
{
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        child += child + 1 < count && strcmp(list->names[child], list->names[child + 1]) < 0;
        if (strcmp(list->names[at], list->names[child]) >= 0)
            return;
        char *name = list->names[at];
        list->names[at] = list->names[child];
        list->names[child] = name;
    }
}

/* Heap sort: libc's qsort would allocate past the hook. */
static void sort(names *list)
{
    for (size_t i = list->count / 2; i-- > 0;)
        sift_down(list, i, list->count);
    for (size_t end = list->count; end-- > 1;) {
        char *name = list->names[0];
        list->names[0] = list->names[end];
        list->names[end] = name;
        sift_down(list, 0, end);
    }
}

static tenor_status add_name(folder *f, names *list, const char *name)
{
    void *grown = list->names;
    if (!tenor__alloc_grow(&f->arena.alloc, &grown, &list->capacity, list->count + 1, sizeof *list->names))
        return TENOR_OUT_OF_MEMORY;
    list->names = grown;
    const tenor_str copy = tenor__arena_copy(&f->arena, tenor_str_of(name));
    list->names[list->count] = (char *)(uintptr_t)copy.data;
    list->count += copy.data != NULL;
    return copy.data ? TENOR_OK : TENOR_OUT_OF_MEMORY;
}

/* The names of the folders, or of the files, in a folder, sorted. */
static tenor_status list_folder(folder *f, const char *path, bool folders, names *out, tenor_error *error)
{
    tenor_status status = TENOR_OK;
    DIR *open = opendir(path);
    out->count = 0;
    if (!open)
        return tenor__error_set_system(error, errno, "read", path);
    for (const struct dirent *entry; status == TENOR_OK && (entry = readdir(open));) {
        if (entry->d_name[0] == '.' || (folders && is_without_labels(entry->d_name)))
            continue;
        char *inner = tenor__file_join(&f->arena.alloc, path, entry->d_name);
        if (!inner)
            status = TENOR_OUT_OF_MEMORY;
        else if (tenor__file_is_folder(inner) == folders)
            status = add_name(f, out, entry->d_name);
        tenor__alloc_free(&f->arena.alloc, inner);
    }
    closedir(open);
    sort(out);
    return status == TENOR_OK ? status : tenor__error_set_memory(error);
}

/* Goes to the next label whose folder has files; false at the end. */
static tenor_status next_label(tenor_rows *rows, bool *found, tenor_error *error)
{
    folder *f = rows->state;
    *found = false;
    while (!*found && f->label < f->labels.count) {
        tenor__alloc_free(&f->arena.alloc, f->path);
        f->path = tenor__file_join(&f->arena.alloc, rows->path, f->labels.names[f->label++]);
        if (!f->path)
            return tenor__error_set_memory(error);
        TENOR_TRY(list_folder(f, f->path, false, &f->files, error));
        f->file = 0;
        *found = f->files.count > 0;
    }
    return TENOR_OK;
}

static tenor_status next_file(tenor_rows *rows, char **path, tenor_error *error)
{
    folder *f = rows->state;
    bool found = true;
    *path = NULL;
    if (f->file == f->files.count)
        TENOR_TRY(next_label(rows, &found, error));
    if (!found)
        return TENOR_OK;
    *path = tenor__file_join(&f->arena.alloc, f->path, f->files.names[f->file++]);
    return *path ? TENOR_OK : tenor__error_set_memory(error);
}

static void go_to_start(folder *f)
{
    f->label = 0;
    f->file = f->files.count = 0;
}

/* ---- encoding ---- */

static void add_lines_beyond_ascii(tenor__buffer *sample, tenor_str text)
{
    while (text.size > 0 && sample->size < LOOKED_AT) {
        const char *stop = memchr(text.data, '\n', text.size);
        const size_t size = stop ? (size_t)(stop - text.data) + 1 : text.size;
        if (tenor__unicode_ascii(text.data, size) < size)
            tenor__buffer_add(sample, text.data, size);
        text.data += size;
        text.size -= size;
    }
}

static bool is_anything(const char *data, size_t size)
{
    (void)data;
    (void)size;
    return true;
}

/* Adds what a file has beyond ASCII, as it lies. */
static tenor_status look_at_file(const char *path, const tenor_alloc *alloc, tenor__buffer *sample, tenor_error *error)
{
    const tenor__source_settings settings = {.map = true, .patient = true, .is_binary = is_anything};
    tenor__source *source;
    TENOR_TRY(tenor__source_open(path, &settings, alloc, &source, error));
    tenor__window *window = tenor__source_window(source);
    const tenor_status status = tenor__window_need(window, LOOKED_AT, error);
    if (status == TENOR_OK)
        add_lines_beyond_ascii(sample, (tenor_str){window->data, window->size});
    tenor__source_close(source);
    return status;
}

static tenor_status find_encoding(tenor_rows *rows, tenor_error *error)
{
    folder *f = rows->state;
    tenor__buffer sample;
    tenor_status status = TENOR_OK;
    tenor__buffer_init(&sample, &rows->alloc);
    for (char *path = NULL; status == TENOR_OK && sample.size < LOOKED_AT;) {
        status = next_file(rows, &path, error);
        if (!path)
            break;
        status = look_at_file(path, &rows->alloc, &sample, error);
        tenor__alloc_free(&rows->alloc, path);
    }
    go_to_start(f);
    if (status == TENOR_OK && sample.failed)
        status = tenor__error_set_memory(error);
    if (status == TENOR_OK)
        status = tenor__encoding_by_bytes(sample.data, sample.size, &rows->alloc, &rows->settings.encoding, &rows->weak,
                                          error);
    rows->guessed = status == TENOR_OK && strcmp(rows->settings.encoding, "UTF-8") != 0;
    tenor__buffer_free(&sample);
    return status;
}

/* ---- rows ---- */

/* Whether one of the labels' folders has folders in it: then these are the labels, or nothing here is. */
static tenor_status find_deeper(tenor_rows *rows, bool *found, tenor_error *error)
{
    folder *f = rows->state;
    names inner = {0};
    tenor_status status = TENOR_OK;
    *found = false;
    for (size_t i = 0; i < f->labels.count && status == TENOR_OK && !*found; i++) {
        char *path = tenor__file_join(&rows->alloc, rows->path, f->labels.names[i]);
        status = path ? list_folder(f, path, true, &inner, error) : tenor__error_set_memory(error);
        *found = inner.count > 0;
        tenor__alloc_free(&rows->alloc, path);
    }
    tenor__alloc_free(&rows->alloc, inner.names);
    return status;
}

static tenor_status check_labels(tenor_rows *rows, tenor_error *error)
{
    folder *f = rows->state;
    bool found;
    if (f->labels.count == 0)
        return tenor__error_set(
            error, TENOR_BAD_DATA,
            "is a folder without folders in it; a corpus is a file, or a folder with a folder of texts "
            "for each label");
    TENOR_TRY(find_deeper(rows, &found, error));
    if (found)
        return tenor__error_set(error, TENOR_BAD_DATA,
                                "has folders of folders; give one of them, in which the folders of the labels are");
    TENOR_TRY(next_label(rows, &found, error));
    go_to_start(f);
    return found ? TENOR_OK : tenor__error_set(error, TENOR_BAD_DATA, "has folders for labels, but no files in them");
}

static tenor_status open_folder(tenor_rows *rows, tenor_error *error)
{
    folder *f = tenor__alloc_zeroed(&rows->alloc, 1, sizeof *f);
    if (!f)
        return tenor__error_set_memory(error);
    f->arena.alloc = rows->alloc;
    rows->state = f;
    rows->layout->format = "folder";
    TENOR_TRY(list_folder(f, rows->path, true, &f->labels, error));
    TENOR_TRY(check_labels(rows, error));
    if (strcmp(rows->settings.encoding, "auto") != 0 && rows->settings.encoding[0] != '\0')
        return TENOR_OK;
    return find_encoding(rows, error);
}

static tenor_status next_text(tenor_rows *rows, bool *found, tenor_error *error)
{
    folder *f = rows->state;
    char *path;
    TENOR_TRY(next_file(rows, &path, error));
    *found = path != NULL;
    if (!path)
        return TENOR_OK;
    tenor_status status = tenor__text_file_read(path, rows->settings.encoding, &rows->alloc, &rows->text, error);
    tenor__alloc_free(&rows->alloc, path);
    TENOR_TRY(status);
    rows->row.line = rows->line++;
    rows->row.text = (tenor_str){rows->text.data ? rows->text.data : "", rows->text.size};
    rows->row.raw = tenor_str_of(f->files.names[f->file - 1]);
    rows->row.line_end = tenor_str_of("\n");
    return rows->layout->labels_wanted
               ? tenor__rows_take_labels(rows, tenor_str_of(f->labels.names[f->label - 1]), error)
               : TENOR_OK;
}

static void close_folder(tenor_rows *rows)
{
    folder *f = rows->state;
    tenor__alloc_free(&rows->alloc, f->path);
    tenor__alloc_free(&rows->alloc, f->labels.names);
    tenor__alloc_free(&rows->alloc, f->files.names);
    tenor__arena_free(&f->arena);
    tenor__alloc_free(&rows->alloc, f);
    rows->state = NULL;
}

const tenor__row_reader tenor__folder_reader = {open_folder, next_text, close_folder};
