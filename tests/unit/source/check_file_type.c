#include "source/file_type.h"

#include "check_main.h"

#include <string.h>

static void expect(const char *data, size_t size, bool lines, const char *words)
{
    tenor_error error = {0};
    const tenor_status status = tenor__file_type_check(data, size, lines, &error);
    ck_assert_int_eq(status, words ? TENOR_BAD_DATA : TENOR_OK);
    ck_assert_msg(!words || strstr(error.message, words), "%s", error.message);
    ck_assert_uint_lt(strlen(error.message), 200); /* a path goes before it */
}

#define FOREIGN(data, words) expect(data, sizeof(data) - 1, false, words)

START_TEST(what_it_is_and_what_to_do)
{
    FOREIGN("PAR1\x15\x04", "Parquet");
    FOREIGN("ARROW1\0\0", "Arrow");
    FOREIGN("FEA1", "Feather");
    FOREIGN("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0", "libreoffice");
    FOREIGN("PK\3\4....xl/workbook.xml", "Excel");
    FOREIGN("PK\3\4....mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument");
    FOREIGN("PK\3\4....word/document.xml", "Word");
    FOREIGN("PK\3\4....train.csv", "unzip");
    FOREIGN("SQLite format 3\0\x10", "sqlite3");
    FOREIGN("%PDF-1.7", "pdftotext");
    FOREIGN("\x80\x04\x95\0", "pickle");
    FOREIGN("version https://git-lfs.github.com/spec/v1\noid", "git lfs pull");
    FOREIGN("\n <!DOCTYPE html>\n<html>", "HTML");
    FOREIGN("\xEF\xBB\xBF<HTML lang=\"en\">", "HTML");
    FOREIGN("<?xml version=\"1.0\"?><rss/>", "XML");
    FOREIGN("<?xml version=\"1.0\"?><!DOCTYPE html><html>", "HTML");
    FOREIGN("{\\rtf1\\ansi", "RTF");
    FOREIGN("INSERT INTO `reviews` (`text`, `label`) VALUES\n('good', 'pos'),\n", "dump of SQL");
    FOREIGN("create table r (t text);\ninsert into r values ('good');\n", "dump of SQL");
    FOREIGN("-- MySQL dump 10.13\n--\n", "dump of SQL");
    FOREIGN("PRAGMA foreign_keys=OFF;\nINSERT INTO r VALUES('good');\n", "dump of SQL");
    FOREIGN("| text | label |\n|:---|---|\n| good | pos |\n", "Markdown");
    char tar[512] = "reviews.csv";
    memcpy(tar + 257, "ustar", 5);
    expect(tar, sizeof tar, false, "tar -xf");
    expect(tar, 260, false, NULL);
}
END_TEST

START_TEST(texts_pass)
{
    FOREIGN("", NULL);
    FOREIGN("text,label\n<html>,pos\n", NULL);
    FOREIGN("PAR,1\n", NULL);
    FOREIGN("Insert into the slot,pos\nof some values,neg\n", NULL);
    FOREIGN("|text|label|\n|good|pos|\n", NULL);
    FOREIGN("|text|label|\n", NULL);
    FOREIGN("|", NULL);
    FOREIGN("version,label\n", NULL);
    FOREIGN("{\"text\": \"a\"}", NULL);
    expect("<html> is a tag", 15, true, NULL);
    expect("PK\3\4 xl/", 8, true, "Excel");
}
END_TEST

CHECK_MAIN("source/foreign", what_it_is_and_what_to_do, texts_pass)
