/* The beginning of a dump: comments and statements that set things, then rows to insert or a table to create.
 *
 * A line of text may begin with the same words, and a corpus of queries has whole statements in its cells. So a
 * statement must be one as a program writes it, and end, with its semicolon, where a line ends. */
#include "source/sql_dump.h"

#include <string.h>

enum { LOOKED_INTO = 1 << 16, MOST_STATEMENTS = 100 };

/* What is left to look at. */
typedef struct rest {
    const char *at;
    const char *end;
    bool cut; /* the file goes on behind the end: where the look ends in a statement, nothing speaks against a dump */
} rest;

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_spaces(rest *r)
{
    while (r->at < r->end && is_space(*r->at))
        r->at++;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_word_byte(char c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           (unsigned char)c >= 0x80;
}

/* Takes words, in small letters with one space between them, that stand next; false leaves all as it was. */
static bool take(rest *r, const char *words)
{
    const char *at = r->at;
    for (; *words; words++) {
        if (*words == ' ') {
            if (at == r->end || !is_space(*at))
                return false;
            while (at < r->end && is_space(*at))
                at++;
        } else if (at == r->end || lower(*at++) != *words) {
            return false;
        }
    }
    if (is_word_byte(words[-1]) && at < r->end && is_word_byte(*at))
        return false;
    r->at = at;
    skip_spaces(r);
    return true;
}

static bool take_line(rest *r)
{
    const char *stop = r->at < r->end ? memchr(r->at, '\n', (size_t)(r->end - r->at)) : NULL;
    r->at = stop ? stop + 1 : r->end;
    return stop != NULL;
}

/* Past the closing quote; false when there is none. */
static bool skip_quoted(rest *r)
{
    const char quote = *r->at == '[' ? ']' : *r->at;
    for (r->at++; r->at < r->end; r->at++) {
        if (*r->at == '\\')
            r->at++;
        else if (*r->at == quote)
            return r->at++ < r->end;
    }
    r->at = r->end;
    return false;
}

/* `base`.`table`, "table", [dbo].[table], table */
static bool take_name(rest *r)
{
    const char *const begin = r->at;
    while (r->at < r->end && !is_space(*r->at) && *r->at != '(') {
        if (strchr("`\"[", *r->at) && *r->at != '\0') {
            if (!skip_quoted(r))
                return false;
        } else if (is_word_byte(*r->at) || *r->at == '.') {
            r->at++;
        } else {
            return false;
        }
    }
    const bool found = r->at > begin;
    skip_spaces(r);
    return found;
}

/* What stands in brackets, brackets in it too. */
static bool take_brackets(rest *r)
{
    size_t depth = 0;
    if (r->at == r->end || *r->at != '(')
        return false;
    while (r->at < r->end) {
        const char c = *r->at;
        if (c == '\'' || c == '"' || c == '`') {
            skip_quoted(r);
            continue;
        }
        r->at++;
        depth += c == '(';
        if (c == ')' && --depth == 0) {
            skip_spaces(r);
            return true;
        }
    }
    return r->cut;
}

/* Whether a semicolon ends the line that is left. */
static bool ends_with_semicolon(const rest *r)
{
    const char *stop = r->at < r->end ? memchr(r->at, '\n', (size_t)(r->end - r->at)) : NULL;
    const char *at = stop ? stop : r->end;
    if (r->at == r->end)
        return r->cut;
    while (at > r->at && is_space(at[-1]))
        at--;
    return at > r->at && at[-1] == ';';
}

/* Whether nothing stands behind the semicolon that is next, in its line: a row of a corpus goes on there. */
static bool ends_line(const rest *r)
{
    const char *at = r->at + 1;
    while (at < r->end && (*at == ' ' || *at == '\t' || *at == '\r'))
        at++;
    return at == r->end || *at == '\n';
}

/* insert into t (a, b) values (1, 'x'), (2, 'y'); */
static bool is_insert(rest r)
{
    if (!take(&r, "insert into") && !take(&r, "insert ignore into") && !take(&r, "replace into") && !take(&r, "insert"))
        return false;
    if (!take_name(&r) || (r.at < r.end && *r.at == '(' && !take_brackets(&r)) || !take(&r, "values"))
        return false;
    do {
        if (r.at == r.end)
            return r.cut;
        if (!take_brackets(&r))
            return false;
    } while (take(&r, ","));
    if (r.at == r.end)
        return r.cut;
    if (*r.at != ';')
        return take(&r, "on ") || take(&r, "insert ") || take(&r, "go");
    return ends_line(&r);
}

/* create table t (id int) engine=x; */
static bool is_create(rest r)
{
    if (!take(&r, "create table"))
        return false;
    take(&r, "if not exists");
    return take_name(&r) && take_brackets(&r) && ends_with_semicolon(&r);
}

/* copy t (a, b) from stdin; */
static bool is_copy(rest r)
{
    return take(&r, "copy") && take_name(&r) && (r.at == r.end || *r.at != '(' || take_brackets(&r)) &&
           take(&r, "from stdin") && ends_with_semicolon(&r);
}

/* Takes a statement that only sets things, which is a line. */
static bool take_setting(rest *r)
{
    static const char *const openings[] = {
        "set",        "use",         "pragma",          "begin",       "start transaction",
        "drop table", "lock tables", "create database", "alter table", "go"};
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
        rest next = *r;
        if (!take(&next, openings[i]))
            continue;
        if (strcmp(openings[i], "go") != 0 && !ends_with_semicolon(r) && !(next.at < next.end && *next.at == '['))
            return false;
        return take_line(r);
    }
    return false;
}

/* Takes a comment, and notes one that names a program that writes dumps. */
static bool take_comment(rest *r, bool *named)
{
    static const char *const programs[] = {
        "mysql dump", "mariadb dump", "phpmyadmin sql dump", "postgresql database dump", "adminer",
        "heidisql",   "sqlite",       "dump of table"};
    if (r->end - r->at < 2)
        return false;
    if (memcmp(r->at, "/*", 2) == 0) {
        for (r->at += 2; r->end - r->at >= 2 && memcmp(r->at, "*/", 2) != 0; r->at++)
            continue;
        r->at = r->end - r->at > 2 ? r->at + 2 : r->end;
        rest after = *r;
        if (after.at < after.end && *after.at == ';')
            r->at++;
        return true;
    }
    if (memcmp(r->at, "--", 2) != 0)
        return false;
    rest words = {r->at + 2, r->end, r->cut};
    skip_spaces(&words);
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        *named = *named || take(&words, programs[i]);
    take_line(r);
    return true;
}

bool tenor__sql_dump_is(const char *data, size_t size, bool cut)
{
    rest r = {data, data + (size < LOOKED_INTO ? size : LOOKED_INTO), cut || size > LOOKED_INTO};
    bool named = false;
    size_t comments = 0;
    for (size_t i = 0; i < MOST_STATEMENTS; i++) {
        skip_spaces(&r);
        if (take_comment(&r, &named)) {
            comments++;
            continue;
        }
        if (is_insert(r) || is_create(r) || is_copy(r))
            return true;
        if (!take_setting(&r))
            break;
    }
    return named && comments > 1;
}
