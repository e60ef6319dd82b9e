#include "source/source.h"

#include "base/alloc.h"
#include "base/convert.h"
#include "source/ahead.h"
#include "source/decompress.h"
#include "base/file.h"
#include "base/error.h"
#include "base/unicode.h"
#include "source/encoding.h"
#include "source/file_type.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
    RAW_ROOM = 1 << 17,    /* of compressed bytes */
    LOOKED_AT = 1 << 20,   /* bytes, to find the encoding */
    WINDOW_ROOM = 1 << 18, /* at first */
};

/* A file is mapped, so that its size costs address space. */
static const uint64_t LARGEST_FILE = (uint64_t)1 << 36;

/* After so many bytes of ASCII the rest is UTF-8: bytes that are not are counted among the texts. */
static const uint64_t MOST_ASCII = (uint64_t)1 << 26;

/* Bytes to be taken, in memory of others or in a buffer. */
typedef struct stretch {
    const char *data;
    size_t size;
    bool at_end; /* nothing comes after them */
} stretch;

typedef enum stage {
    ASCII,   /* nothing else so far: the encoding is open */
    PASS,    /* UTF-8, or bytes that are not to be touched */
    CONVERT, /* to UTF-8 */
} stage;

struct tenor_source {
    tenor__window window; /* first: a window that is filled is its source */
    tenor_alloc alloc;
    tenor__source_settings settings;
    tenor_source_info info;
    const char *name;
    char *name_copy;
    bool failed;

    tenor__file file;
    int descriptor; /* of a stream; -1 for memory */
    bool owned;     /* the descriptor is to be closed */

    stretch raw; /* as in the file */
    char *raw_buffer;
    tenor__decompressor *decompressor;
    bool may_read_ahead; /* from the first byte that nobody has looked at yet */
    tenor__ahead *ahead; /* decompresses what comes after `plain`; NULL where the caller's thread does */
    stretch plain;       /* decompressed, in the file's encoding */
    char *plain_buffer;

    stage stage;
    uint64_t ascii; /* bytes that went by in the stage of that name */
    bool begun;     /* something was converted */
    tenor__converter *converter;

    char *buffer; /* the window's, unless it sees memory */
    size_t capacity;
};

/* ---- bytes of the file ---- */

/* More raw bytes, where there are none. */
static tenor_status read_raw(tenor__source *s, char *data, size_t size, tenor_error *error)
{
    size_t got;
    TENOR_TRY(tenor__file_read_some(s->descriptor, s->name, data, size, &got, error));
    s->raw = (stretch){data, got, got == 0};
    return TENOR_OK;
}

/* Undoes the compression: some bytes, at least one before the end. Once there is a thread that reads ahead, it alone
 * calls this, and the raw bytes, the descriptor and the decompressor are its own. */
static tenor_status decompress(void *user, char *out, size_t room, size_t *got, bool *end, tenor_error *error)
{
    tenor__source *s = user;
    *got = 0;
    *end = false;
    while (*got == 0 && !*end) {
        if (s->raw.size == 0 && !s->raw.at_end)
            TENOR_TRY(read_raw(s, s->raw_buffer, RAW_ROOM, error));
        TENOR_TRY(tenor__decompress(s->decompressor, &s->raw.data, &s->raw.size, out, room, got, error));
        *end = *got == 0 && s->raw.size == 0 && s->raw.at_end;
    }
    return *end ? tenor__decompress_end(s->decompressor, error) : TENOR_OK;
}

/* Decompressed bytes, at least one before the end. */
static tenor_status read_plain(tenor__source *s, char *out, size_t room, size_t *got, bool *end, tenor_error *error)
{
    if (s->may_read_ahead) {
        s->may_read_ahead = false;
        s->ahead = tenor__ahead_new(decompress, s, &s->alloc);
    }
    if (s->ahead)
        return tenor__ahead_read(s->ahead, out, room, got, end, error);
    if (s->decompressor)
        return decompress(s, out, room, got, end, error);
    if (s->raw.size == 0 && !s->raw.at_end) {
        TENOR_TRY(read_raw(s, out, room, error));
        *got = s->raw.size;
        s->raw.size = 0;
    } else {
        *got = s->raw.size < room ? s->raw.size : room;
        if (*got > 0)
            memcpy(out, s->raw.data, *got);
        s->raw.data += *got;
        s->raw.size -= *got;
    }
    *end = s->raw.at_end && s->raw.size == 0;
    return TENOR_OK;
}

/* Makes `want` plain bytes available, or with `once` what one read gives. */
static tenor_status fill_plain(tenor__source *s, size_t want, bool once, tenor_error *error)
{
    if (s->descriptor < 0 && !s->decompressor)
        return TENOR_OK; /* all of it is there */
    if (s->plain.size > 0 && s->plain.data != s->plain_buffer)
        memmove(s->plain_buffer, s->plain.data, s->plain.size);
    s->plain.data = s->plain_buffer;
    while (s->plain.size < want && !s->plain.at_end) {
        size_t got;
        TENOR_TRY(
            read_plain(s, s->plain_buffer + s->plain.size, LOOKED_AT - s->plain.size, &got, &s->plain.at_end, error));
        s->plain.size += got;
        if (once && got > 0)
            break;
    }
    return TENOR_OK;
}

/* Whether the file is there whole: a pipe, a terminal or a device may keep a reader waiting. */
static bool never_waits(const tenor__source *s)
{
    return s->descriptor < 0 || tenor__file_is_regular(s->descriptor);
}

/* Whether bytes that are not there yet may be waited for, so as to judge by more of them. */
static bool may_wait(const tenor__source *s)
{
    return s->settings.patient || never_waits(s);
}

/* ---- encoding ---- */

static void take_plain(tenor__source *s, size_t size)
{
    s->plain.data += size;
    s->plain.size -= size;
}

static tenor_status set_encoding(tenor__source *s, const char *name, bool guessed, tenor_error *error)
{
    s->info.encoding = tenor__convert_name(name);
    s->info.converted = strcmp(s->info.encoding, "UTF-8") != 0;
    s->info.guessed = guessed && s->info.converted;
    s->stage = s->info.converted ? CONVERT : PASS;
    return s->info.converted ? tenor__convert_new(name, &s->alloc, &s->converter, error) : TENOR_OK;
}

/* An encoding that the caller gives. "UTF-16" and "UTF-32" say nothing of the order of bytes. */
static tenor_status use_given(tenor__source *s, tenor_error *error)
{
    size_t mark;
    const char *name = tenor__convert_name(s->settings.encoding);
    const char *found = tenor__encoding_by_start(s->plain.data, s->plain.size, &mark);
    const size_t size = strlen(name);
    if (strcmp(name, "UTF-16") == 0 || strcmp(name, "UTF-32") == 0)
        name = found && strncmp(found, name, size) == 0 ? found : size == 6 && name[5] == '6' ? "UTF-16LE" : "UTF-32LE";
    if (found && mark > 0 && strcmp(found, name) == 0)
        take_plain(s, mark);
    return tenor__error_option(error, "encoding", set_encoding(s, name, false, error));
}

static bool is_auto(const char *encoding)
{
    return !encoding || encoding[0] == '\0' || strcasecmp(encoding, "auto") == 0;
}

/* What the first bytes say, which are there. */
static tenor_status begin(tenor__source *s, tenor_error *error)
{
    s->info.encoding = "UTF-8";
    if (s->settings.is_binary && s->settings.is_binary(s->plain.data, s->plain.size)) {
        s->stage = PASS;
        return TENOR_OK;
    }
    TENOR_TRY(tenor__file_type_check(s->plain.data, s->plain.size, !s->plain.at_end, s->settings.lines, error));
    if (!is_auto(s->settings.encoding))
        return use_given(s, error);
    size_t mark;
    const char *found = tenor__encoding_by_start(s->plain.data, s->plain.size, &mark);
    s->stage = ASCII;
    if (!found)
        return s->settings.lines ? TENOR_OK : tenor__file_type_check_bytes(s->plain.data, s->plain.size, error);
    take_plain(s, mark);
    return set_encoding(s, found, mark == 0, error);
}

/* Where the line that byte `at` is in begins. */
static size_t line_start(const char *data, size_t at)
{
    while (at > 0 && data[at - 1] != '\n')
        at--;
    return at;
}

/* The plain bytes begin with a line that is not ASCII. */
static tenor_status decide(tenor__source *s, tenor_error *error)
{
    if (may_wait(s))
        TENOR_TRY(fill_plain(s, LOOKED_AT, false, error));
    const char *name;
    bool weak;
    const size_t size = s->plain.size < LOOKED_AT ? s->plain.size : LOOKED_AT;
    TENOR_TRY(tenor__encoding_by_bytes(s->plain.data, size, &s->alloc, &name, &weak, error));
    s->info.weak = weak && strcmp(name, "UTF-8") != 0;
    return set_encoding(s, name, true, error);
}

/* How many of the plain bytes are lines of ASCII; when none are, the stage is another one afterwards. */
static tenor_status pass_ascii(tenor__source *s, size_t most, size_t *size, tenor_error *error)
{
    *size = s->plain.size < most ? s->plain.size : most;
    const size_t ascii = tenor__unicode_ascii(s->plain.data, *size);
    if (ascii < *size)
        *size = line_start(s->plain.data, ascii);
    s->ascii += *size;
    if (*size == 0)
        return decide(s, error);
    if (s->ascii >= MOST_ASCII)
        s->stage = PASS;
    return TENOR_OK;
}

/* ---- UTF-8 ---- */

static size_t copy_plain(tenor__source *s, size_t size, char *out)
{
    memcpy(out, s->plain.data, size);
    take_plain(s, size);
    return size;
}

static tenor_status convert(tenor__source *s, char *out, size_t room, size_t *got, bool *end, tenor_error *error)
{
    const bool last = s->plain.at_end;
    const size_t before = s->plain.size;
    tenor__convert(s->converter, &s->plain.data, &s->plain.size, last, out, room, got, &s->info.invalid);
    if (!s->begun && *got >= 3 && memcmp(out, "\xEF\xBB\xBF", 3) == 0) {
        *got -= 3;
        memmove(out, out + 3, *got);
    }
    s->begun = s->begun || *got > 0 || s->plain.size < before;
    *end = last && s->plain.size == 0;
    /* What is left is the beginning of a character. */
    return *got == 0 && !*end && s->plain.size == before ? fill_plain(s, before + 1, true, error) : TENOR_OK;
}

/* Some UTF-8, at least one byte unless *end. room >= TENOR__CONVERT_ROOM. */
static tenor_status produce(tenor__source *s, char *out, size_t room, size_t *got, bool *end, tenor_error *error)
{
    *got = 0;
    *end = false;
    while (*got == 0 && !*end) {
        if (s->stage == PASS && s->plain.size == 0 && !s->plain.at_end && s->plain_buffer)
            return read_plain(s, out, room, got, end, error);
        if (s->plain.size == 0 && !s->plain.at_end)
            TENOR_TRY(fill_plain(s, 1, true, error));
        if (s->stage == CONVERT) {
            TENOR_TRY(convert(s, out, room, got, end, error));
            continue;
        }
        *end = s->plain.size == 0;
        size_t size = s->plain.size < room ? s->plain.size : room;
        if (s->stage == ASCII && size > 0)
            TENOR_TRY(pass_ascii(s, room, &size, error));
        if (s->stage != CONVERT && size > 0)
            *got = copy_plain(s, size, out);
    }
    return TENOR_OK;
}

/* Records that the source has failed; the message gets the file's name. */
static tenor_status fail(tenor__source *s, tenor_status status, tenor_error *error)
{
    s->failed = true;
    /* That of a system call has it. */
    if (status != TENOR_OUT_OF_MEMORY && status != TENOR_IO && status != TENOR_NOT_FOUND)
        tenor__error_in(error, s->name, 0);
    return status;
}

static tenor_status fill_window(tenor__window *window, size_t need, tenor_error *error)
{
    tenor__source *s = (tenor__source *)window;
    if (window->size > 0 && window->data != s->buffer)
        memmove(s->buffer, window->data, window->size);
    window->data = s->buffer;
    void *buffer = s->buffer;
    if (!tenor__alloc_grow(&s->alloc, &buffer, &s->capacity, need + TENOR__CONVERT_ROOM, 1))
        return fail(s, tenor__error_set_memory(error), error);
    window->data = s->buffer = buffer;
    while (window->size < need && !window->at_end) {
        size_t got;
        const tenor_status status =
            produce(s, s->buffer + window->size, s->capacity - window->size, &got, &window->at_end, error);
        if (status != TENOR_OK)
            return fail(s, status, error);
        window->size += got;
        if (s->settings.limit > 0 && window->position + window->size > s->settings.limit)
            return fail(s,
                        tenor__error_set(error, TENOR_TOO_LARGE, "is larger than the limit of %llu bytes",
                                         (unsigned long long)s->settings.limit),
                        error);
    }
    return TENOR_OK;
}

/* ---- open ---- */

static bool get_buffer(tenor__source *s, char **buffer, size_t size)
{
    if (!*buffer)
        *buffer = tenor__alloc_array(&s->alloc, size, 1);
    return *buffer != NULL;
}

/* Reads the first raw bytes of a stream, as far as they can tell of a compression. */
static tenor_status read_start(tenor__source *s, tenor__compression *kind, tenor_error *error)
{
    bool more = true;
    if (s->descriptor < 0) {
        *kind = tenor__decompress_kind_of(s->raw.data, s->raw.size, NULL);
        return TENOR_OK;
    }
    size_t size = 0;
    if (!get_buffer(s, &s->raw_buffer, RAW_ROOM))
        return tenor__error_set_memory(error);
    while (more) {
        TENOR_TRY(read_raw(s, s->raw_buffer + size, RAW_ROOM - size, error));
        size += s->raw.size;
        *kind = tenor__decompress_kind_of(s->raw_buffer, size, &more);
        more = more && !s->raw.at_end;
    }
    s->raw.data = s->raw_buffer;
    s->raw.size = size;
    return TENOR_OK;
}

/* Sees memory that is UTF-8 as it lies. */
static tenor_status see_memory(tenor__source *s, tenor_error *error)
{
    if (s->stage == ASCII) {
        const size_t most = s->plain.size < MOST_ASCII ? s->plain.size : (size_t)MOST_ASCII;
        const size_t ascii = tenor__unicode_ascii(s->plain.data, most);
        if (ascii < most) {
            const stretch all = s->plain;
            take_plain(s, line_start(all.data, ascii));
            TENOR_TRY(decide(s, error));
            s->plain = all;
        }
    }
    if (s->stage != CONVERT)
        s->window = tenor__window_of(s->plain.size > 0 ? s->plain.data : "", s->plain.size);
    return TENOR_OK;
}

/* The source has raw bytes, or a descriptor to read them from. */
static tenor_status start(tenor__source *s, tenor_error *error)
{
    tenor__compression kind = TENOR__COMPRESSION_NONE;
    TENOR_TRY(read_start(s, &kind, error));
    if (kind != TENOR__COMPRESSION_NONE) {
        TENOR_TRY(tenor__decompress_new(kind, &s->alloc, &s->decompressor, error));
        s->info.compression = tenor__decompress_name(kind);
    }
    const bool memory = s->descriptor < 0 && !s->decompressor;
    if (memory)
        s->plain = s->raw;
    else if (!get_buffer(s, &s->plain_buffer, LOOKED_AT))
        return tenor__error_set_memory(error);
    TENOR_TRY(fill_plain(s, may_wait(s) ? LOOKED_AT : 1, false, error));
    if (s->decompressor && tenor__decompress_kind_of(s->plain.data, s->plain.size, NULL) != TENOR__COMPRESSION_NONE)
        return tenor__error_set(error, TENOR_BAD_DATA,
                                "is compressed twice; undo one of them, as with gzip -dc or "
                                "zstd -dc");
    TENOR_TRY(begin(s, error));
    s->may_read_ahead = s->decompressor && !s->plain.at_end && never_waits(s);
    if (memory)
        TENOR_TRY(see_memory(s, error));
    if (s->window.at_end)
        return TENOR_OK;
    s->window = (tenor__window){.fill = fill_window};
    if (!get_buffer(s, &s->buffer, WINDOW_ROOM))
        return tenor__error_set_memory(error);
    s->capacity = WINDOW_ROOM;
    return TENOR_OK;
}

static tenor__source *make(const tenor__source_settings *settings, const char *name, const tenor_alloc *alloc)
{
    const tenor_alloc used = tenor__alloc_of(alloc);
    const size_t size = strlen(name) + 1;
    tenor__source *made = tenor__alloc_zeroed(&used, 1, sizeof *made);
    if (!made)
        return NULL;
    *made = (tenor__source){.alloc = used, .settings = *settings, .descriptor = -1};
    made->name_copy = tenor__alloc_array(&used, size, 1);
    if (!made->name_copy) {
        tenor__alloc_free(&used, made);
        return NULL;
    }
    made->name = memcpy(made->name_copy, name, size);
    return made;
}

/* Success, or the source is gone. */
static tenor_status finish(tenor__source *s, tenor_status status, tenor__source **out, tenor_error *error)
{
    if (status != TENOR_OK) {
        fail(s, status, error);
        tenor__source_close(s);
        s = NULL;
    }
    *out = s;
    return status;
}

tenor_status tenor__source_open_memory(const char *data, size_t size, const char *name,
                                       const tenor__source_settings *settings, const tenor_alloc *alloc,
                                       tenor__source **out, tenor_error *error)
{
    *out = NULL;
    tenor__source *s = make(settings, name, alloc);
    if (!s)
        return tenor__error_set_memory(error);
    s->raw = (stretch){data, size, true};
    return finish(s, start(s, error), out, error);
}

static tenor_status open_file(tenor__source *s, tenor_error *error)
{
    TENOR_TRY(tenor__file_open_to_read(s->name, &s->descriptor, error));
    s->owned = true;
    if (!s->settings.map || !tenor__file_is_regular(s->descriptor))
        return TENOR_OK;
    const int descriptor = s->descriptor;
    s->owned = false;
    s->descriptor = -1;
    const size_t limit = LARGEST_FILE > SIZE_MAX ? SIZE_MAX : (size_t)LARGEST_FILE;
    TENOR_TRY(tenor__file_take(descriptor, s->name, true, limit, NULL, &s->alloc, &s->file, error));
    tenor__file_detach(&s->file);
    s->raw = (stretch){s->file.data, s->file.size, true};
    return TENOR_OK;
}

tenor_status tenor__source_open(const char *path, const tenor__source_settings *settings, const tenor_alloc *alloc,
                                tenor__source **out, tenor_error *error)
{
    *out = NULL;
    const bool input = strcmp(path, "-") == 0;
    tenor__source *s = make(settings, input ? "standard input" : path, alloc);
    if (!s)
        return tenor__error_set_memory(error);
    if (input)
        s->descriptor = STDIN_FILENO;
    tenor_status status = input ? TENOR_OK : open_file(s, error);
    if (status == TENOR_OK)
        status = start(s, error);
    return finish(s, status, out, error);
}

void tenor__source_close(tenor__source *source)
{
    if (!source)
        return;
    const tenor_alloc alloc = source->alloc;
    tenor__ahead_free(source->ahead);
    tenor__decompress_free(source->decompressor);
    tenor__convert_free(source->converter);
    tenor__file_close(&source->file);
    if (source->owned)
        close(source->descriptor);
    tenor__alloc_free(&alloc, source->name_copy);
    tenor__alloc_free(&alloc, source->raw_buffer);
    tenor__alloc_free(&alloc, source->plain_buffer);
    tenor__alloc_free(&alloc, source->buffer);
    tenor__alloc_free(&alloc, source);
}

/* ---- what is there ---- */

tenor__window *tenor__source_window(tenor__source *source)
{
    return &source->window;
}

tenor_source_info tenor_source_describe(const tenor__source *source)
{
    return source->info;
}

bool tenor__source_failed(const tenor__source *source)
{
    return !source || source->failed;
}

bool tenor__source_pauses(const tenor__source *source)
{
    return !source->window.at_end && source->plain.size == 0 && !source->ahead && source->raw.size == 0 &&
           source->descriptor >= 0 && !tenor__file_is_ready(source->descriptor);
}

bool tenor__source_would_wait(const tenor__source *source)
{
    return source->window.size == 0 && tenor__source_pauses(source);
}
