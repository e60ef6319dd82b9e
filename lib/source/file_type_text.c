/* Formats of text that are no tables, by how they begin. */
#include "source/file_type.h"
#include "source/sql_dump.h"

#include <string.h>

enum { LOOKED_INTO = 1 << 16, MOST_LINES = 5 };

static const char LFS[] = "is a Git LFS pointer, not the file itself; get that with: git lfs pull";
static const char HTML[] =
    "is a page of HTML, perhaps an error message that was saved in place of the file; download the "
    "file itself again";
static const char HTML_TABLE[] = "is a table of HTML; make a corpus of it with: python3 -c \"import pandas; "
                                 "pandas.read_html('FILE')[0].to_csv('corpus.csv', index=False)\"";
static const char XML[] = "is XML; make lines of text and label of it, such as CSV or JSON Lines";
static const char SQL[] = "is a dump of SQL; load it into its database, and save the table as CSV, as with: sqlite3 "
                          "-header -csv BASE 'select text, label from TABLE' > corpus.csv";
static const char MARKDOWN[] =
    "is a table of Markdown; make a corpus of it with: sed -e 2d -e 's/^| *//' -e 's/ *| *$//' "
    "-e 's/ *| */|/g' FILE > corpus.csv";
static const char RTF[] = "is an RTF document; save it as plain text";
static const char LATEX[] = "is a LaTeX document; a corpus is a table of texts and labels, such as a CSV file";
static const char ARFF[] = "is an ARFF file of Weka; make a corpus of it with: (echo text,label; sed '1,/^@data/Id' "
                           "FILE) > corpus.csv, its columns named in their order";
static const char YAML[] = "is YAML; make a corpus of it with: python3 -c \"import pandas, yaml; "
                           "pandas.DataFrame(yaml.safe_load(open('FILE'))).to_csv('corpus.csv', index=False)\"";
static const char RASA[] = "is YAML of Rasa, whose examples are lists; make JSON of it with rasa data convert, or a "
                           "table of texts and intents";
static const char MAIL[] = "is a mailbox; make a table of it, with a message a row: python3's mailbox.mbox('FILE') "
                           "reads the messages";
static const char CARD[] = "is a file of contacts or dates (vCard, iCalendar); a corpus is a table of texts and labels";
static const char TREES[] = "has trees as those of SST, (3 (2 The) ...); make a corpus of it with: sed -E "
                            "'s/^\\(([0-9]) /\\1\\t/; s/\\([0-9] |\\)//g' FILE > corpus.tsv";
static const char NUMBERS[] = "has numbers of features as libsvm reads them, 1:0.5, and no texts; a corpus is a table "
                              "of texts and labels";
static const char NOTEBOOK[] = "is a Jupyter notebook, which holds programs; save the table that it makes with: "
                               "frame.to_csv('corpus.csv', index=False)";
static const char SCRIPT[] = "is JavaScript with data in it; make JSON of it with: sed '1s/^[^=]*= *//' FILE > "
                             "corpus.json";
static const char TAGS[] = "has a word and its tag a line (CoNLL); texts are classified as a whole: make a table of "
                           "sentences and their labels";

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_letter(char c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool holds(tenor_str text, const char *word)
{
    const size_t length = strlen(word);
    const size_t end = text.size < LOOKED_INTO ? text.size : LOOKED_INTO;
    for (size_t at = 0; at + length <= end; at++)
        if (memcmp(text.data + at, word, length) == 0)
            return true;
    return false;
}

static bool begins(tenor_str text, const char *word)
{
    const size_t length = strlen(word);
    return text.size >= length && memcmp(text.data, word, length) == 0;
}

/* The same without regard to case; word is in small letters. */
static bool begins_any_case(tenor_str text, const char *word)
{
    const size_t length = strlen(word);
    if (text.size < length)
        return false;
    for (size_t i = 0; i < length; i++)
        if (lower(text.data[i]) != word[i])
            return false;
    return true;
}

static tenor_str skip(tenor_str text, size_t size)
{
    return (tenor_str){text.data + size, text.size - size};
}

static tenor_str skip_blanks(tenor_str text)
{
    while (text.size > 0 && is_blank(*text.data))
        text = skip(text, 1);
    return text;
}

/* Takes a line off the front of text; without the blanks at its end. */
static tenor_str take_line(tenor_str *text)
{
    const char *stop = text->size > 0 ? memchr(text->data, '\n', text->size) : NULL;
    tenor_str line = {text->data, stop ? (size_t)(stop - text->data) : text->size};
    *text = skip(*text, line.size + (stop != NULL));
    while (line.size > 0 && is_blank(line.data[line.size - 1]))
        line.size--;
    return line;
}

/* ---- the kinds ---- */

/* Whether a line is one tag: <reviews>, <review id="1">. */
static bool is_tag(tenor_str line)
{
    return line.size > 2 && line.data[0] == '<' && is_letter(line.data[1]) && line.data[line.size - 1] == '>' &&
           !memchr(line.data + 1, '<', line.size - 1) && memchr(line.data, '>', line.size - 1) == NULL;
}

/* A tag alone in the first line, and another tag below it. */
static const char *find_markup(tenor_str text)
{
    if (begins_any_case(text, "<!doctype html") || begins_any_case(text, "<html"))
        return HTML;
    if (begins(text, "<?xml"))
        return holds(text, "<html") ? HTML : XML;
    tenor_str rest = text;
    const tenor_str first = take_line(&rest);
    rest = skip_blanks(rest);
    if (!is_tag(first) || rest.size == 0 || *rest.data != '<')
        return NULL;
    return begins_any_case(first, "<table") ? HTML_TABLE : XML;
}

/* Whether the first line is in bars and the second is a rule below it. */
static bool is_markdown(tenor_str text)
{
    if (text.size == 0 || *text.data != '|')
        return false;
    take_line(&text);
    const tenor_str rule = take_line(&text);
    size_t dashes = 0;
    for (size_t i = 0; i < rule.size; i++) {
        if (rule.data[i] == '\0' || !strchr("|-: \t\r", rule.data[i]))
            return false;
        dashes += rule.data[i] == '-';
    }
    return rule.size > 0 && rule.data[0] == '|' && dashes >= 3;
}

/* % comments, then @relation. */
static bool is_arff(tenor_str text)
{
    while (text.size > 0 && *text.data == '%') {
        take_line(&text);
        text = skip_blanks(text);
    }
    return begins_any_case(text, "@relation ") || begins_any_case(text, "@relation\t");
}

/* The length of "key:" at the beginning of text, which ends its line or has a space behind it; 0 for none. */
static size_t key_size(tenor_str text)
{
    size_t size = 0;
    while (size < text.size && (is_letter(text.data[size]) || is_digit(text.data[size]) || text.data[size] == '_'))
        size++;
    if (size == 0 || size == text.size || text.data[size] != ':')
        return 0;
    size++;
    return size == text.size || is_blank(text.data[size]) ? size : 0;
}

/* A list of maps: "- text: ...", and a key below the first one. */
static bool is_yaml(tenor_str text)
{
    if (begins(text, "---\n") || begins(text, "---\r\n"))
        take_line(&text);
    tenor_str line = take_line(&text);
    if (!begins(line, "- ") || key_size(skip(line, 2)) == 0)
        return false;
    line = take_line(&text);
    return begins(line, "  ") && key_size(skip_blanks(line)) > 0;
}

static bool is_rasa(tenor_str text)
{
    if (begins(text, "version:"))
        take_line(&text);
    text = skip_blanks(text);
    return tenor_str_is(take_line(&text), "nlu:") && holds(text, "examples:");
}

/* "window.YTD.tweets.part0 = [", "var reviews = {" */
static bool is_script(tenor_str text)
{
    const tenor_str line = take_line(&text);
    const bool opens = line.size > 3 && (line.data[line.size - 1] == '[' || line.data[line.size - 1] == '{');
    return opens && memchr(line.data, '=', line.size) &&
           (begins(line, "window.") || begins(line, "var ") || begins(line, "const ") || begins(line, "let "));
}

/* Whether "10:00:00" stands in a line. */
static bool has_time(tenor_str line)
{
    for (size_t i = 0; i + 6 <= line.size; i++)
        if (is_digit(line.data[i]) && line.data[i + 1] == ':' && is_digit(line.data[i + 2]) &&
            is_digit(line.data[i + 3]) && line.data[i + 4] == ':' && is_digit(line.data[i + 5]))
            return true;
    return false;
}

/* "From who@where Sat Mar  2 10:00:00 2024", and a header of the message below it. */
static bool is_mailbox(tenor_str text)
{
    const tenor_str first = take_line(&text);
    const tenor_str header = take_line(&text);
    size_t size = 0;
    while (size < header.size && (is_letter(header.data[size]) || header.data[size] == '-'))
        size++;
    return begins(first, "From ") && has_time(first) && size > 0 && size < header.size && header.data[size] == ':';
}

/* "(3 (2 The) (2 film))" */
static bool is_tree(tenor_str line)
{
    size_t depth = 0;
    for (size_t i = 0; i < line.size; i++) {
        depth += line.data[i] == '(';
        if (line.data[i] == '(' && (i + 2 >= line.size || !is_digit(line.data[i + 1]) || line.data[i + 2] != ' '))
            return false;
        if (line.data[i] == ')' && depth-- == 1)
            return i + 1 == line.size && line.size > 8;
    }
    return false;
}

/* "+1 3:0.5 17:1": a number, and pairs of numbers. */
static bool is_features(tenor_str line)
{
    size_t pairs = 0;
    size_t at = 0;
    for (size_t word = 0; at < line.size; word++) {
        size_t colons = 0;
        for (; at < line.size && line.data[at] != ' '; at++) {
            colons += line.data[at] == ':';
            if (!is_digit(line.data[at]) && !strchr("+-.:eE", line.data[at]))
                return false;
        }
        if (colons != (word > 0))
            return false;
        pairs += colons;
        while (at < line.size && line.data[at] == ' ')
            at++;
    }
    return pairs > 1;
}

/* A word and its tag, perhaps others between them. */
static bool is_tagged(tenor_str line)
{
    size_t last = line.size;
    while (last > 0 && !is_blank(line.data[last - 1]))
        last--;
    const tenor_str tag = skip(line, last);
    return last > 1 && (tenor_str_is(tag, "O") || begins(tag, "B-") || begins(tag, "I-"));
}

/* Whether the first lines are all of a kind, and no fewer than that. */
static bool are_all(tenor_str text, bool (*is)(tenor_str line), size_t fewest)
{
    size_t lines = 0;
    while (lines < MOST_LINES && text.size > 0) {
        const tenor_str line = take_line(&text);
        if (!is(line))
            return false;
        lines++;
    }
    return lines >= fewest;
}

static bool is_conll(tenor_str text)
{
    if (begins(text, "-DOCSTART-"))
        return true;
    tenor_str rest = text;
    size_t tagged = 0;
    while (rest.size > 0) {
        const tenor_str line = take_line(&rest);
        if (line.size == 0)
            return tagged >= 3 && holds(text, "B-");
        if (!is_tagged(line))
            return false;
        tagged++;
    }
    return false;
}

const char *tenor__file_type_text_find(const char *data, size_t size, bool cut)
{
    tenor_str text = {data, size};
    if (begins(text, "version https://git-lfs.github.com/spec/"))
        return LFS;
    if (begins(text, "\xEF\xBB\xBF"))
        text = skip(text, 3);
    text = skip_blanks(text);
    const char *markup = find_markup(text);
    if (markup)
        return markup;
    if (tenor__sql_dump_is(text.data, text.size, cut))
        return SQL;
    if (is_markdown(text))
        return MARKDOWN;
    if (is_arff(text))
        return ARFF;
    if (is_yaml(text))
        return YAML;
    if (is_rasa(text))
        return RASA;
    if (is_mailbox(text))
        return MAIL;
    if (begins_any_case(text, "begin:vcard") || begins_any_case(text, "begin:vcalendar"))
        return CARD;
    if (is_script(text))
        return SCRIPT;
    if (begins(text, "\\begin{") || begins(text, "\\documentclass"))
        return LATEX;
    if (begins(text, "{") && holds(text, "\"cell_type\"") && holds(text, "\"source\""))
        return NOTEBOOK;
    if (are_all(text, is_tree, 2))
        return TREES;
    if (are_all(text, is_features, 2))
        return NUMBERS;
    if (is_conll(text))
        return TAGS;
    return begins(text, "{\\rtf") ? RTF : NULL;
}
