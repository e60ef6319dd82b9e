#include "model/provenance.h"

#include "base/error.h"
#include "text/label.h"

void tenor__provenance_write(const tenor__provenance *provenance, tenor__json_writer *writer)
{
    if (provenance->version.size > 0) {
        tenor__json_write_key(writer, "tenor");
        tenor__json_write_printable(writer, provenance->version);
    }
    if (!provenance->corpus.data)
        return;
    tenor__json_write_key(writer, "corpus");
    tenor__json_begin_object(writer, true);
    tenor__json_write_key(writer, "name");
    tenor__json_write_printable(writer, provenance->corpus);
    tenor__file_hash_write(provenance->corpus_file, writer);
    tenor__json_end_object(writer);
}

/* A text that may be shown to people. */
static tenor_status read_text(const tenor__json_node *object, const char *name, tenor__arena *arena, tenor_str *out,
                              tenor_error *error)
{
    tenor_str text = {NULL, 0};
    uint32_t character;
    TENOR_TRY(tenor__json_want_string(object, name, &text, error));
    if (tenor__label_has_control(text, &character))
        return tenor__error_set(error, TENOR_BAD_MODEL, "%s holds the control character U+%04X", name,
                                (unsigned)character);
    *out = tenor__arena_copy(arena, text);
    return out->data ? TENOR_OK : tenor__error_set_memory(error);
}

tenor_status tenor__provenance_read(const tenor__json_node *root, tenor__arena *arena, tenor__provenance *out,
                                    tenor_error *error)
{
    if (tenor__json_find(root, "tenor"))
        TENOR_TRY(read_text(root, "tenor", arena, &out->version, error));
    if (!tenor__json_find(root, "corpus"))
        return TENOR_OK;
    const tenor__json_node *corpus = NULL;
    TENOR_TRY(tenor__json_want_object(root, "corpus", &corpus, error));
    tenor_status status = read_text(corpus, "name", arena, &out->corpus, error);
    if (status == TENOR_OK)
        status = tenor__file_hash_read(corpus, &out->corpus_file, error);
    if (status != TENOR_OK)
        tenor__error_prefix(error, "corpus");
    return status;
}
