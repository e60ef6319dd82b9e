#include "source/file_type.h"

#include "base/error.h"

#include <string.h>

enum {
    LOOKED_INTO = 1 << 16, /* bytes, in which the kind of an archive shows, and whether a file is text */
    FEWEST_CONTROLS = 32,
    CONTROLS_IN = 50, /* bytes: one control character in so many is too many */
};

typedef struct kind {
    const char *start; /* the first bytes */
    size_t size;
    size_t at;      /* where they stand */
    const char *is; /* what the message says */
} kind;

#define START(text) text, sizeof(text) - 1
#define PICKLE      "is a Python pickle, which can run any program; load it where it was made, and save it as CSV"

#define PANDAS(what, reads)                                                                                            \
    what "; make a corpus of it with: python3 -c \"import pandas; pandas." reads ".to_csv('corpus.csv', "              \
         "index=False)\""
#define SPSS  PANDAS("is an SPSS file", "read_spss('FILE')")
#define STATA PANDAS("is a Stata file", "read_stata('FILE')")
#define SAS   PANDAS("is a SAS file", "read_sas('FILE', encoding='latin1')")
#define ORC   PANDAS("is an ORC file", "read_orc('FILE')")

/* The commands are those that most systems have, or that are named most often. */
static const kind kinds[] = {
    {START("PAR1"), 0, PANDAS("is a Parquet file", "read_parquet('FILE')")},
    {START("ARROW1"), 0, PANDAS("is an Arrow file", "read_feather('FILE')")},
    {START("FEA1"), 0, PANDAS("is a Feather file", "read_feather('FILE')")},
    {START("\xFF\xFF\xFF\xFF\x10\0\0\0"), 0,
     "is an Arrow stream; read it with pyarrow.ipc.open_stream, and save it as CSV"},
    {START("\x89HDF\r\n\x1A\n"), 0, "is an HDF5 file; save the table as CSV"},
    {START("\x93NUMPY"), 0, "is a NumPy file, which holds numbers; save the texts as CSV"},
    {START("\x80\x02"), 0, PICKLE},
    {START("\x80\x03"), 0, PICKLE},
    {START("\x80\x04\x95"), 0, PICKLE},
    {START("\x80\x05\x95"), 0, PICKLE},
    {START("(lp0\n"), 0, PICKLE},
    {START("(lp1\n"), 0, PICKLE},
    {START("(dp0\n"), 0, PICKLE},
    {START("(dp1\n"), 0, PICKLE},
    {START("ccopy_reg\n"), 0, PICKLE},
    {START("$FL2@(#)"), 0, SPSS},
    {START("$FL3@(#)"), 0, SPSS},
    {START("<stata_dta>"), 0, STATA},
    {START("\x71\x01\x01\0"), 0, STATA},
    {START("\x71\x02\x01\0"), 0, STATA},
    {START("\x72\x01\x01\0"), 0, STATA},
    {START("\x72\x02\x01\0"), 0, STATA},
    {START("\x73\x01\x01\0"), 0, STATA},
    {START("\x73\x02\x01\0"), 0, STATA},
    {START("\xC2\xEA\x81\x60\xB3\x14\x11\xCF\xBD\x92"), 12, SAS},
    {START("HEADER RECORD*******LIB"), 0, SAS},
    {START("Obj\x01"), 0, "is an Avro file; make JSON Lines of it with: fastavro FILE > corpus.jsonl"},
    {START("ORC\x08"), 0, ORC},
    {START("ORC\x0A"), 0, ORC},
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

static const char *find(const char *data, size_t size, bool cut, bool lines)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const kind *row = &kinds[i];
        if (size >= row->at + row->size && memcmp(data + row->at, row->start, row->size) == 0)
            return row->is;
    }
    const char *archive = find_archive(data, size);
    return archive || lines ? archive : tenor__file_type_text_find(data, size, cut);
}

tenor_status tenor__file_type_check(const char *data, size_t size, bool cut, bool lines, tenor_error *error)
{
    const char *is = find(data, size, cut, lines);
    return is ? tenor__error_set(error, TENOR_BAD_DATA, "%s", is) : TENOR_OK;
}

/* Whether a byte controls what no text is: not white space, a bell or an escape or the end of a file of DOS, and not
 * what some programs part columns with. */
static bool is_control(unsigned char c)
{
    return c < 0x20 && !(c >= '\a' && c <= '\r') && c != 0x01 && c != 0x02 && c != 0x1A && c != 0x1B &&
           !(c >= 0x1C && c <= 0x1F);
}

/* Letters, digits and blanks of EBCDIC, which are the same in all its code pages. */
static bool is_of_ebcdic(unsigned char c)
{
    const unsigned char low = c & 0x0F;
    const unsigned char high = c >> 4;
    if (c == 0x40 || (high == 0xF && low <= 9))
        return true;
    return low <= 9 && (((high == 0x8 || high == 0x9 || high == 0xC || high == 0xD) && low >= 1) ||
                        ((high == 0xA || high == 0xE) && low >= 2));
}

tenor_status tenor__file_type_check_bytes(const char *data, size_t size, tenor_error *error)
{
    const size_t looked = size < LOOKED_INTO ? size : LOOKED_INTO;
    size_t controls = 0;
    size_t ebcdic = 0;
    for (size_t i = 0; i < looked; i++) {
        controls += is_control((unsigned char)data[i]);
        ebcdic += is_of_ebcdic((unsigned char)data[i]);
    }
    if (looked >= FEWEST_CONTROLS && ebcdic * 10 > looked * 8 && !memchr(data, '\n', looked))
        return tenor__error_option(error, "encoding",
                                   tenor__error_set(error, TENOR_BAD_DATA,
                                                    "is EBCDIC; name its code page with option 'encoding', such as "
                                                    "IBM037 or IBM1047"));
    if (controls < FEWEST_CONTROLS || controls * CONTROLS_IN < looked)
        return TENOR_OK;
    return tenor__error_set(error, TENOR_BAD_DATA,
                            "is no text: %zu of its first %zu bytes are control characters; if it is text but for "
                            "them, remove them with: tr -d '\\000\\003-\\006\\016-\\031' < FILE > NEW",
                            controls, looked);
}
