#include "source/file_type.h"

#include "base/error.h"

#include <string.h>

/* How far into a zip archive or a tar file its kind shows. */
enum { LOOKED_INTO = 1 << 16 };

typedef struct kind {
    const char *start; /* the first bytes */
    size_t size;
    size_t at;      /* where they stand */
    const char *is; /* what the message says */
} kind;

#define START(text) text, sizeof(text) - 1
#define PICKLE      "is a Python pickle, which can run any program; load it where it was made, and save it as CSV"

/* The commands are those that most systems have, or that are named most often. */
static const kind kinds[] = {
    {START("PAR1"), 0,
     "is a Parquet file; make a corpus of it with: python3 -c \"import pandas; "
     "pandas.read_parquet('FILE').to_csv('corpus.csv', index=False)\""},
    {START("ARROW1"), 0,
     "is an Arrow file; make a corpus of it with: python3 -c \"import pandas; "
     "pandas.read_feather('FILE').to_csv('corpus.csv', index=False)\""},
    {START("FEA1"), 0,
     "is a Feather file; make a corpus of it with: python3 -c \"import pandas; "
     "pandas.read_feather('FILE').to_csv('corpus.csv', index=False)\""},
    {START("\xFF\xFF\xFF\xFF\x10\0\0\0"), 0,
     "is an Arrow stream; read it with pyarrow.ipc.open_stream, and save it as CSV"},
    {START("\x89HDF\r\n\x1A\n"), 0, "is an HDF5 file; save the table as CSV"},
    {START("\x93NUMPY"), 0, "is a NumPy file, which holds numbers; save the texts as CSV"},
    {START("\x80\x04\x95"), 0, PICKLE},
    {START("\x80\x05\x95"), 0, PICKLE},
    {START("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), 0,
     "is an old Excel file (or another of Office); make a corpus of it with: libreoffice --convert-to csv "
     "FILE"},
    {START("SQLite format 3\0"), 0,
     "is an SQLite database; make a corpus of it with: sqlite3 -header -csv FILE 'select text, label from TABLE' > "
     "corpus.csv"},
    {START("%PDF-"), 0,
     "is a PDF; take the text out of it with: pdftotext FILE - (a corpus is a table of texts and labels)"},
    {START("7z\xBC\xAF\x27\x1C"), 0, "is a 7z archive; unpack it with: 7z x FILE"},
    {START("Rar!\x1A\x07"), 0, "is a RAR archive; unpack it with: unrar x FILE"},
    {START("\x04\x22\x4D\x18"), 0, "is compressed with lz4; unpack it with: lz4 -dc FILE > NEW"},
    {START("\x1F\x9D"), 0, "is compressed with compress; unpack it with: gzip -dc FILE > NEW"},
    {START("ustar"), 257, "is a tar archive; unpack it with: tar -xf FILE"},
};

static const char EXCEL[] = "is an Excel workbook; make a corpus of it with: libreoffice --convert-to csv FILE "
                            "(the first sheet), or save it as CSV UTF-8";
static const char CALC[] = "is an OpenDocument spreadsheet; make a corpus of it with: libreoffice --convert-to "
                           "csv FILE (the first sheet)";
static const char WORD[] = "is a Word document; a corpus is a table of texts and labels, such as a CSV file";
static const char ZIP[] =
    "is a zip archive; unpack it with: unzip FILE, or read one file of it: unzip -p FILE NAME | tenor "
    "... -";
static const char LFS[] = "is a Git LFS pointer, not the file itself; get that with: git lfs pull";
static const char HTML[] =
    "is a page of HTML, perhaps an error message that was saved in place of the file; download the "
    "file itself again";
static const char XML[] = "is XML; make lines of text and label of it, such as CSV or JSON Lines";
static const char SQL[] = "is a dump of SQL; load it into its database, and save the table as CSV, as with: sqlite3 "
                          "-header -csv BASE 'select text, label from TABLE' > corpus.csv";
static const char MARKDOWN[] =
    "is a table of Markdown; make a corpus of it with: sed -e 2d -e 's/^| *//' -e 's/ *| *$//' "
    "-e 's/ *| */|/g' FILE > corpus.csv";
static const char RTF[] = "is an RTF document; save it as plain text";

static bool holds(const char *data, size_t size, const char *word)
{
    const size_t length = strlen(word);
    const size_t end = size < LOOKED_INTO ? size : LOOKED_INTO;
    for (size_t at = 0; at + length <= end; at++)
        if (memcmp(data + at, word, length) == 0)
            return true;
    return false;
}

static bool begins(const char *data, size_t size, const char *word)
{
    const size_t length = strlen(word);
    return size >= length && memcmp(data, word, length) == 0;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* The same without regard to case; word is in small letters. */
static bool begins_any_case(const char *data, size_t size, const char *word)
{
    const size_t length = strlen(word);
    if (size < length)
        return false;
    for (size_t i = 0; i < length; i++)
        if (lower(data[i]) != word[i])
            return false;
    return true;
}

static const char *find_archive(const char *data, size_t size)
{
    if (!begins(data, size, "PK\3\4") && !begins(data, size, "PK\5\6"))
        return NULL;
    if (holds(data, size, "xl/"))
        return EXCEL;
    if (holds(data, size, "opendocument.spreadsheet"))
        return CALC;
    return holds(data, size, "word/") ? WORD : ZIP;
}

static bool is_sql(const char *data, size_t size)
{
    if (begins_any_case(data, size, "-- mysql dump") || begins_any_case(data, size, "-- mariadb dump") ||
        begins_any_case(data, size, "--\n-- postgresql"))
        return true;
    return (begins_any_case(data, size, "insert into ") || begins_any_case(data, size, "create table ") ||
            begins_any_case(data, size, "pragma foreign_keys")) &&
           (holds(data, size, "INSERT INTO ") || holds(data, size, "insert into ")) &&
           (holds(data, size, "VALUES") || holds(data, size, "values"));
}

/* Whether the first line is in bars and the second is a rule below it. */
static bool is_markdown(const char *data, size_t size)
{
    const char *end = size > 0 && *data == '|' ? memchr(data, '\n', size) : NULL;
    if (!end)
        return false;
    const size_t at = (size_t)(end + 1 - data);
    size_t dashes = 0;
    size_t i = at;
    for (; i < size && data[i] != '\n'; i++) {
        if (!strchr("|-: \t\r", data[i]) || data[i] == '\0')
            return false;
        dashes += data[i] == '-';
    }
    return at < size && data[at] == '|' && dashes >= 3;
}

/* What begins as a line of text might. */
static const char *find_text(const char *data, size_t size)
{
    if (begins(data, size, "version https://git-lfs.github.com/spec/"))
        return LFS;
    if (begins(data, size, "\xEF\xBB\xBF")) {
        data += 3;
        size -= 3;
    }
    while (size > 0 && (*data == ' ' || *data == '\t' || *data == '\n' || *data == '\r')) {
        data++;
        size--;
    }
    if (begins_any_case(data, size, "<!doctype html") || begins_any_case(data, size, "<html"))
        return HTML;
    if (begins(data, size, "<?xml"))
        return holds(data, size, "<html") ? HTML : XML;
    if (is_sql(data, size))
        return SQL;
    if (is_markdown(data, size))
        return MARKDOWN;
    return begins(data, size, "{\\rtf") ? RTF : NULL;
}

static const char *find(const char *data, size_t size, bool lines)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const kind *row = &kinds[i];
        if (size >= row->at + row->size && memcmp(data + row->at, row->start, row->size) == 0)
            return row->is;
    }
    const char *archive = find_archive(data, size);
    return archive || lines ? archive : find_text(data, size);
}

tenor_status tenor__file_type_check(const char *data, size_t size, bool lines, tenor_error *error)
{
    const char *is = find(data, size, lines);
    return is ? tenor__error_set(error, TENOR_BAD_DATA, "%s", is) : TENOR_OK;
}
