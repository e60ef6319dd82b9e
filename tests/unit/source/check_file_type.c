#include "source/file_type.h"

#include "check_main.h"

#include <stdlib.h>
#include <string.h>

static void expect(const char *data, size_t size, bool cut, bool lines, const char *words)
{
    tenor_error error = {0};
    const tenor_status status = tenor__file_type_check(data, size, cut, lines, &error);
    ck_assert_int_eq(status, words ? TENOR_BAD_DATA : TENOR_OK);
    ck_assert_msg(!words || strstr(error.message, words), "%s", error.message);
    ck_assert_uint_lt(strlen(error.message), 200); /* a path goes before it */
}

#define IS(data, words)  expect(data, sizeof(data) - 1, false, false, words)
#define CUT(data, words) expect(data, sizeof(data) - 1, true, false, words)

START_TEST(what_it_is_and_what_to_do)
{
    IS("PAR1\x15\x04", "Parquet");
    IS("ARROW1\0\0", "Arrow");
    IS("FEA1", "Feather");
    IS("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0", "libreoffice");
    IS("PK\3\4....xl/workbook.xml", "Excel");
    IS("PK\3\4....mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument");
    IS("PK\3\4....word/document.xml", "Word");
    IS("PK\3\4....train.csv", "unzip");
    IS("SQLite format 3\0\x10", "sqlite3");
    IS("%PDF-1.7", "pdftotext");
    IS("\x80\x04\x95\0", "pickle");
    IS("version https://git-lfs.github.com/spec/v1\noid", "git lfs pull");
    IS("\n <!DOCTYPE html>\n<html>", "HTML");
    IS("\xEF\xBB\xBF<HTML lang=\"en\">", "HTML");
    IS("<?xml version=\"1.0\"?><rss/>", "XML");
    IS("<?xml version=\"1.0\"?><!DOCTYPE html><html>", "HTML");
    IS("{\\rtf1\\ansi", "RTF");
    CUT("INSERT INTO `reviews` (`text`, `label`) VALUES\n('good', 'pos'),\n", "dump of SQL");
    IS("create table r (t text);\ninsert into r values ('good');\n", "dump of SQL");
    IS("-- MySQL dump 10.13\n--\n", "dump of SQL");
    IS("PRAGMA foreign_keys=OFF;\nINSERT INTO r VALUES('good');\n", "dump of SQL");
    IS("| text | label |\n|:---|---|\n| good | pos |\n", "Markdown");
    IS("\x80\x03]q", "pickle");
    IS("(lp0\n(I1\n", "pickle");
    IS("$FL2@(#) SPSS DATA FILE", "SPSS");
    IS("<stata_dta><header>", "Stata");
    IS("\x72\x02\x01\0\2\0", "Stata");
    IS("Obj\x01\x04", "Avro");
    IS("ORC\x0A", "ORC");
    IS("HEADER RECORD*******LIBRARY", "SAS");
    IS("% from Weka\n@RELATION r\n", "ARFF");
    IS("- text: good\n  label: pos\n", "YAML");
    IS("---\n- text: good\n  label: pos\n", "YAML");
    IS("version: \"3.1\"\nnlu:\n- intent: a\n  examples: |\n", "Rasa");
    IS("version: \"3.1\"\r\n\r\nnlu:\r\n- intent: a\r\n  examples: |\r\n", "Rasa");
    IS("From a@b.org Sat Mar  2 10:00:00 2024\nFrom: a@b.org\n", "mailbox");
    IS("BEGIN:VCARD\nFN:A\n", "vCard");
    IS("<reviews>\n  <review id=\"1\">", "XML");
    IS("<table class=\"a\">\n<tr><td>good</td></tr>\n", "table of HTML");
    IS("\\begin{tabular}{ll}\n", "LaTeX");
    IS("{\"cells\": [{\"cell_type\": \"code\", \"source\": []}]}", "notebook");
    IS("window.YTD.tweets.part0 = [\n{}", "JavaScript");
    IS("(3 (2 The) (4 film))\n(1 (2 A) (0 bore))\n", "SST");
    IS("+1 3:0.5 17:1\n-1 2:1 4:0.25\n", "libsvm");
    IS("Tom\tB-PER\nis\tO\nhere\tO\n\nHe\tO\n", "CoNLL");
    IS("-DOCSTART- -X- O O\n", "CoNLL");
    char tar[512] = "reviews.csv";
    memcpy(tar + 257, "ustar", 5);
    expect(tar, sizeof tar, false, false, "tar -xf");
    expect(tar, 260, false, false, NULL);
}
END_TEST

START_TEST(texts_pass)
{
    IS("", NULL);
    IS("text,label\n<html>,pos\n", NULL);
    IS("PAR,1\n", NULL);
    IS("Insert into the slot,pos\nof some values,neg\n", NULL);
    IS("|text|label|\n|good|pos|\n", NULL);
    IS("|text|label|\n", NULL);
    IS("|", NULL);
    IS("version,label\n", NULL);
    IS("{\"text\": \"a\"}", NULL);
    expect("<html> is a tag", 15, false, true, NULL);
    expect("PK\3\4 xl/", 8, false, true, "Excel");
}
END_TEST

START_TEST(dumps_of_sql)
{
    IS("/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19\n--\n", "dump of SQL");
    IS("-- phpMyAdmin SQL Dump\n-- version 5.2\n\nSET SQL_MODE = \"\";\n", "dump of SQL");
    IS("SET NAMES utf8;\nUSE `shop`;\nCREATE TABLE `r` (\n  `t` text,\n  `n` int(3)\n) ENGINE=InnoDB;\n",
       "dump of SQL");
    IS("/*!40101 SET NAMES utf8 */;\nDROP TABLE IF EXISTS r;\nINSERT INTO r VALUES ('it''s; (good)',1),(NULL,2);\n",
       "dump of SQL");
    IS("BEGIN TRANSACTION;\nINSERT INTO \"r\" (\"t\") VALUES('a\\'b');", "dump of SQL");
    IS("USE [shop]\nGO\nINSERT [dbo].[r] ([t]) VALUES (N'good')\nGO\n", "dump of SQL");
    IS("--\n-- PostgreSQL database dump\n--\n", "dump of SQL");
    IS("SET x = 1;\nCOPY public.r (t, l) FROM stdin;\ngood\tpos\n", "dump of SQL");
    IS("INSERT INTO r VALUES (1, 'a');", "dump of SQL");
    CUT("INSERT INTO r VALUES (1, 'a very long", "dump of SQL");
    CUT("INSERT INTO r VALUES (1, 'a'),", "dump of SQL");
    CUT("INSERT INTO r VALUES (1, 'a')", "dump of SQL");
    CUT("CREATE TABLE r (\n  t text,", "dump of SQL");
    CUT("CREATE TABLE r (t text)", "dump of SQL");
    CUT("COPY public.r (t, l) FROM stdin", "dump of SQL");
}
END_TEST

START_TEST(texts_that_begin_as_sql)
{
    IS("INSERT INTO users VALUES ('a'),1\nhello,0\n", NULL);
    IS("INSERT INTO users VALUES ('a');,1\nhello,0\n", NULL);
    IS("INSERT INTO users VALUES ('a');\t1\nhello\t0\n", NULL);
    IS("create table for two (with a view),pos\nset it;,neg\n", NULL);
    IS("CREATE TABLE t (id int);;1\n", NULL);
    IS("set me free;\nuse it well;\n", NULL);
    IS("-- MySQL dump was slow,neg\nok,pos\n", NULL);
    IS("copy that,pos\n", NULL);
    IS("Copy that from him, over;\nroger\n", NULL);
    /* A whole file, whose end is not that of the look. */
    IS("insert new values", NULL);
    IS("insert new values (or", NULL);
    IS("insert new values ('a'),", NULL);
    IS("insert new values ('a')", NULL);
    IS("create table tennis (best", NULL);
    IS("create table tennis (best)", NULL);
    IS("copy it from", NULL);
    IS("copy it from stdin", NULL);
    IS("insert", NULL);
    IS("insert into", NULL);
    IS("/* never closed", NULL);
    IS("insert into `", NULL);
}
END_TEST

START_TEST(texts_that_begin_as_other_formats)
{
    IS("<b>good</b>,pos\n<i>bad</i>,neg\n", NULL);
    IS("From here on it is good,pos\nwell: bad,neg\n", NULL);
    IS("- text: good\n", NULL);
    IS("let it be = good,pos\n", NULL);
    IS("(3 of them) were good,pos\n(1 of them) was bad,neg\n", NULL);
    IS("1 2\n3 4\n", NULL);
    IS("blood group\tO\nvitamin\tB-12\n", NULL);
    IS("1:2:3\n4:5:6\n", NULL);
}
END_TEST

static void expect_bytes(const char *data, size_t size, const char *words)
{
    tenor_error error = {0};
    const tenor_status status = tenor__file_type_check_bytes(data, size, &error);
    ck_assert_int_eq(status, words ? TENOR_BAD_DATA : TENOR_OK);
    ck_assert_msg(!words || strstr(error.message, words), "%s", error.message);
}

/* Whether byte c is in the set of tr that stands in text: '\\000\\003-\\006'. */
static bool is_in_set(const char *text, unsigned c)
{
    const char *at = strchr(strstr(text, "tr -d"), '\'') + 1;
    while (*at == '\\') {
        char *end;
        const unsigned long low = strtoul(at + 1, &end, 8);
        unsigned long high = low;
        if (*end == '-')
            high = strtoul(end + 2, &end, 8);
        if (c >= low && c <= high)
            return true;
        at = end;
    }
    ck_assert_int_eq(*at, '\'');
    return false;
}

START_TEST(the_advice_removes_the_bytes_that_are_refused)
{
    for (unsigned c = 0; c < 0x80; c++) {
        char bytes[256];
        tenor_error error = {0};
        memset(bytes, 'a', sizeof bytes);
        bytes[0] = '\n';
        memset(bytes + 1, '\0', 100);
        ck_assert_int_eq(tenor__file_type_check_bytes(bytes, sizeof bytes, &error), TENOR_BAD_DATA);
        const bool removed = is_in_set(error.message, c);
        memset(bytes + 1, (int)c, 100);
        const tenor_status status = tenor__file_type_check_bytes(bytes, sizeof bytes, NULL);
        ck_assert_msg((status == TENOR_BAD_DATA) == removed, "byte %#x: %s", c, error.message);
    }
}
END_TEST

START_TEST(bytes_that_are_no_text)
{
    char bytes[4096];
    memset(bytes, 'a', sizeof bytes);
    expect_bytes(bytes, 0, NULL);
    expect_bytes(bytes, sizeof bytes, NULL);
    memset(bytes, '\0', 81);
    expect_bytes(bytes, sizeof bytes, NULL);
    bytes[81] = '\x05';
    expect_bytes(bytes, sizeof bytes, "82 of its first 4096 bytes");
    memset(bytes, '\x1F', 400); /* between columns */
    expect_bytes(bytes, sizeof bytes, NULL);
    expect_bytes(bytes, 20, NULL);
    const char ebcdic[] = "\xA3\x85\xA7\xA3\x6B\x93\x81\x82\x85\x93\x25\x81\x40\x87\x96\x96\x84\x40\x86\x89\x93\x94\x6B"
                          "\x97\x96\xA2\x25\x81\x40\x82\x81\x84\x40\x86\x89\x93\x94\x6B\x95\x85\x87";
    expect_bytes(ebcdic, sizeof ebcdic - 1, "EBCDIC");
}
END_TEST

CHECK_MAIN("source/file_type", dumps_of_sql, texts_that_begin_as_sql, texts_that_begin_as_other_formats,
           bytes_that_are_no_text, the_advice_removes_the_bytes_that_are_refused, what_it_is_and_what_to_do, texts_pass)
