#include "report/findings.h"

#include "escape.h"
#include "memory.h"
#include "output/json.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>

enum { COLUMNS = 80, LABEL_COLUMNS = 18, LEAST_TEXT = 24 };

static const struct section {
    tenor_finding_kind kind;
    const char *one;
    const char *many;
    const char *advice;
} sections[] = {
    {TENOR_FINDING_LABEL, "label that is probably wrong", "labels that are probably wrong",
     "Read them from the top and correct what is wrong; stop where most are right."},
    {TENOR_FINDING_CONFLICT, "copy with another label", "copies with another label",
     "The same text has different labels: decide for one."},
    {TENOR_FINDING_COPY, "copy of another text", "copies of other texts",
     "Keep one of each: copies flatter a score and count a text twice."},
    {TENOR_FINDING_NEAR_COPY, "near copy of an earlier text", "near copies of earlier texts",
     "Keep one of each where they say the same."},
    {TENOR_FINDING_LEAK, "copy or near copy of a text of the test corpus",
     "copies and near copies of texts of the test corpus",
     "Leave them out: the test would ask what the model has seen."},
    {TENOR_FINDING_LABELS, "pair of labels that no model can tell apart",
     "pairs of labels that no model can tell apart", "Merge them, or say better what each means and label again."},
    {TENOR_FINDING_WORD, "word that gives a label away", "words that give a label away",
     "A model will learn the word, not the text: remove it, or find texts of other labels with it."},
    {TENOR_FINDING_EMPTY, "text without words", "texts without words", "Leave them out."},
    {TENOR_FINDING_BROKEN, "text with broken characters", "texts with broken characters",
     "Read the source again in its own encoding (--encoding)."},
    {TENOR_FINDING_LANGUAGE, "text in another language or script", "texts in another language or script",
     "Leave them out, or find more of them."},
    {TENOR_FINDING_FEW, "label with few texts", "labels with few texts",
     "Find more texts, or merge the label with another."},
    {TENOR_FINDING_GROUP, "group with few texts", "groups with few texts",
     "Find more texts of them, or do not trust what is said about them."},
};

/* A cell, its control characters escaped, cut to `widest` columns; the caller frees. */
static char *cut(tenor_str value, size_t widest)
{
    static const char ellipsis[] = "\xE2\x80\xA6";
    struct text cell = {0};
    char *escaped = escape_text(value);
    const tenor_str whole = tenor_str_of(escaped);
    const bool is_cut = tenor_str_columns(whole) > widest;
    const tenor_str kept = is_cut ? tenor_str_fit(whole, widest - 1) : whole;
    text_add(&cell, "%.*s%s", (int)kept.size, kept.data, is_cut ? ellipsis : "");
    free(escaped);
    return cell.data;
}

/* The example's labels, joined; the caller frees data. */
static struct text join_labels(const tenor_corpus *corpus, size_t example)
{
    struct text joined = {0};
    const tenor_str separator = tenor_corpus_separator(corpus);
    text_write(&joined, "", 0);
    for (size_t j = 0; j < tenor_corpus_example_label_count(corpus, example); j++) {
        const tenor_str name = tenor_corpus_label_name(corpus, tenor_corpus_example_label(corpus, example, j));
        if (j > 0)
            text_write(&joined, separator.data, separator.size);
        text_write(&joined, name.data, name.size);
    }
    return joined;
}

/* The label that the finding is about; of copies and texts all that the example has. data is NULL for none; the caller
 * frees it. */
static struct text label_of(const struct findings *findings, const tenor_finding *finding)
{
    const bool one = finding->kind == TENOR_FINDING_LABEL || finding->kind == TENOR_FINDING_WORD;
    struct text label = {0};
    if (finding->example != SIZE_MAX && !one)
        return join_labels(findings->corpus, finding->example);
    if (finding->label != SIZE_MAX) {
        const tenor_str name = tenor_corpus_label_name(findings->corpus, finding->label);
        text_write(&label, name.data, name.size);
    }
    return label;
}

static struct text suggested_of(const struct findings *findings, const tenor_finding *finding)
{
    struct text label = {0};
    const bool copied = finding->kind == TENOR_FINDING_CONFLICT || finding->kind == TENOR_FINDING_NEAR_COPY;
    if (copied && finding->suggested != SIZE_MAX)
        return join_labels(findings->corpus, finding->other);
    if (finding->suggested != SIZE_MAX) {
        const tenor_str name = tenor_corpus_label_name(findings->corpus, finding->suggested);
        text_write(&label, name.data, name.size);
    }
    return label;
}

/* ---- tables ---- */

/* The cells of a section: rows of as many as there are columns, each the caller's. */
enum column { ROW, SCORE, LABEL, SUGGESTED, NOTE, SHOWN_COLUMNS };

struct line {
    char *cells[SHOWN_COLUMNS]; /* NULL: empty */
    size_t example;
};

static char *format_cell(const char *format, size_t number)
{
    struct text cell = {0};
    text_add(&cell, format, number);
    return cell.data;
}

static char *label_cell(struct text label)
{
    char *cell = label.data ? cut((tenor_str){label.data, label.size}, LABEL_COLUMNS) : NULL;
    free(label.data);
    return cell;
}

static char *group_note(const tenor_finding *finding)
{
    char *name = cut(finding->detail, 2 * LABEL_COLUMNS);
    struct text note = {0};
    text_add(&note, "%s: %zu text%s", name, finding->count, finding->count == 1 ? "" : "s");
    free(name);
    return note.data;
}

static char *note_of(const tenor_finding *finding)
{
    switch (finding->kind) {
    case TENOR_FINDING_CONFLICT:
    case TENOR_FINDING_COPY:
    case TENOR_FINDING_NEAR_COPY:
        return format_cell("of row %zu", finding->other + 1);
    case TENOR_FINDING_LEAK:
        return format_cell("test row %zu", finding->other + 1);
    case TENOR_FINDING_LANGUAGE:
        return cut(finding->detail, LABEL_COLUMNS);
    case TENOR_FINDING_WORD:
        return cut(finding->detail, 2 * LABEL_COLUMNS);
    case TENOR_FINDING_GROUP:
        return group_note(finding);
    case TENOR_FINDING_FEW:
        return format_cell(finding->count == 1 ? "%zu text" : "%zu texts", finding->count);
    default:
        return finding->count > 0 ? format_cell("%zu texts", finding->count) : NULL;
    }
}

static struct line make_line(const struct findings *findings, const tenor_finding *finding)
{
    struct line line = {.example = finding->kind == TENOR_FINDING_WORD ? SIZE_MAX : finding->example};
    struct text score = {0};
    text_add(&score, "%.2f", finding->score);
    line.cells[ROW] = finding->example != SIZE_MAX ? format_cell("%zu", finding->example + 1) : NULL;
    line.cells[SCORE] = score.data;
    line.cells[LABEL] = label_cell(label_of(findings, finding));
    line.cells[SUGGESTED] = label_cell(suggested_of(findings, finding));
    line.cells[NOTE] = note_of(finding);
    return line;
}

static const char *heading_of(tenor_finding_kind kind, size_t column)
{
    static const char *const headings[SHOWN_COLUMNS] = {"row", "score", "label", "suggested", ""};
    if (column == NOTE && kind == TENOR_FINDING_WORD)
        return "word";
    if (column == SUGGESTED && kind == TENOR_FINDING_LABELS)
        return "and";
    return headings[column];
}

static void print_lines(struct output *out, const struct findings *findings, const struct section *section,
                        const struct line *lines, size_t count)
{
    size_t widths[SHOWN_COLUMNS] = {0};
    size_t used = 2;
    for (size_t column = 0; column < SHOWN_COLUMNS; column++) {
        for (size_t i = 0; i < count; i++) {
            const size_t width = lines[i].cells[column] ? tenor_str_columns(tenor_str_of(lines[i].cells[column])) : 0;
            widths[column] = width > widths[column] ? width : widths[column];
        }
        const size_t heading = strlen(heading_of(section->kind, column));
        if (widths[column] > 0 && widths[column] < heading)
            widths[column] = heading;
        used += widths[column] > 0 ? widths[column] + 2 : 0;
    }
    bool texts = false;
    for (size_t i = 0; i < count; i++)
        texts |= lines[i].example != SIZE_MAX;
    const size_t left = used + LEAST_TEXT < COLUMNS ? COLUMNS - used : LEAST_TEXT;
    for (size_t i = 0; i <= count; i++) { /* 0: the heading */
        struct text line = {0};
        size_t wanted = 2; /* columns before the next cell */
        size_t width = 0;
        for (size_t column = 0; column < SHOWN_COLUMNS; column++) {
            const char *cell = i == 0 ? heading_of(section->kind, column) : lines[i - 1].cells[column];
            if (widths[column] == 0)
                continue;
            text_add(&line, "%*s%s", (int)(wanted - width), "", cell ? cell : "");
            width = wanted + (cell ? tenor_str_columns(tenor_str_of(cell)) : 0);
            wanted += widths[column] + 2;
        }
        if (texts) {
            char *shown = i == 0 ? NULL : cut(tenor_corpus_text(findings->corpus, lines[i - 1].example), left);
            text_add(&line, "%*s%s", (int)(wanted - width), "", i == 0 ? "text" : shown);
            free(shown);
        }
        while (line.size > 0 && line.data[line.size - 1] == ' ')
            line.size--;
        output_str(out, (tenor_str){line.data, line.size});
        output_byte(out, '\n');
        free(line.data);
    }
}

/* Returns how many findings of the kind there are. */
static size_t print_section(struct output *out, const struct findings *findings, const struct section *section,
                            bool first)
{
    const size_t all = tenor_audit_count(findings->audit);
    size_t count = 0;
    size_t confirmed = 0;
    for (size_t i = 0; i < all; i++) {
        const tenor_finding *finding = tenor_audit_finding(findings->audit, i);
        count += finding->kind == section->kind;
        confirmed += finding->kind == section->kind && finding->confirmed;
    }
    if (count == 0)
        return 0;
    const size_t shown = findings->most > 0 && findings->most < count ? findings->most : count;
    struct line *lines = memory_resize(NULL, shown, sizeof *lines);
    size_t made = 0;
    for (size_t i = 0; made < shown; i++)
        if (tenor_audit_finding(findings->audit, i)->kind == section->kind)
            lines[made++] = make_line(findings, tenor_audit_finding(findings->audit, i));
    if (!first)
        output_byte(out, '\n');
    output_style(out, STYLE_BOLD);
    output_format(out, "%s %s", output_grouped(count).text, count == 1 ? section->one : section->many);
    output_style(out, STYLE_PLAIN);
    if (confirmed > 0 && confirmed < count)
        output_format(out, ", %s confirmed", output_grouped(confirmed).text);
    output_format(out, "\n%s\n", section->advice);
    print_lines(out, findings, section, lines, shown);
    if (shown < count)
        output_format(out, "  and %s more; --top %zu shows all\n", output_grouped(count - shown).text, (size_t)0);
    for (size_t i = 0; i < shown; i++)
        for (size_t column = 0; column < SHOWN_COLUMNS; column++)
            free(lines[i].cells[column]);
    free(lines);
    return count;
}

void findings_print(struct output *out, const struct findings *findings)
{
    size_t count = 0;
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        count += print_section(out, findings, &sections[i], count == 0);
    if (count == 0)
        output_text(out, "nothing found\n");
}

/* ---- JSON ---- */

static void add_text(struct cJSON *row, const char *key, struct text text)
{
    if (text.data)
        json_add_string(row, key, (tenor_str){text.data, text.size});
    else
        json_add_null(row, key);
    free(text.data);
}

static const char *key_of_detail(tenor_finding_kind kind)
{
    return kind == TENOR_FINDING_WORD ? "word" : kind == TENOR_FINDING_GROUP ? "group" : "language";
}

void findings_print_json(struct output *out, const struct findings *findings)
{
    for (size_t i = 0; i < tenor_audit_count(findings->audit); i++) {
        const tenor_finding *finding = tenor_audit_finding(findings->audit, i);
        struct cJSON *row = json_new_object();
        json_add_string(row, "kind", tenor_str_of(tenor_audit_kind_name(finding->kind)));
        if (finding->example != SIZE_MAX) {
            json_add_count(row, "row", finding->example + 1);
            json_add_count(row, "line", tenor_corpus_line(findings->corpus, finding->example));
        } else {
            json_add_null(row, "row");
            json_add_null(row, "line");
        }
        add_text(row, "label", label_of(findings, finding));
        add_text(row, "suggested", suggested_of(findings, finding));
        json_add_number(row, "score", finding->score);
        json_add_bool(row, "confirmed", finding->confirmed);
        if (finding->other != SIZE_MAX)
            json_add_count(row, finding->kind == TENOR_FINDING_LEAK ? "test_row" : "other", finding->other + 1);
        if (finding->count > 0)
            json_add_count(row, "texts", finding->count);
        if (finding->detail.size > 0)
            json_add_string(row, key_of_detail(finding->kind), finding->detail);
        if (finding->example != SIZE_MAX)
            json_add_string(row, "text", tenor_corpus_text(findings->corpus, finding->example));
        json_print(row, out);
    }
}
