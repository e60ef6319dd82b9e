#include "text/emoticon.h"

#include "base/unicode.h"

#include <string.h>

/* Grouped by first character; longer ones come first. */
static const char *const COLON[] = {
    ":'-(", ":'-)", ":'(", ":')", ":-)", ":-(", ":-D", ":-P", ":-p", ":-/", ":-\\", ":-|", ":-*", ":-O", ":-o", ":-S",
    ":-s",  ":-X",  ":-x", ":-]", ":-[", ":^)", ":o)", ":)",  ":(",  ":D",  ":P",   ":p",  ":/",  ":\\", ":|",  ":*",
    ":O",   ":o",   ":S",  ":s",  ":X",  ":x",  ":]",  ":[",  ":}",  ":{",  ":3",   ":c",  ":$",  ":@",  NULL};
static const char *const SEMICOLON[] = {";-)", ";-(", ";-D", ";-P", ";-p", ";_;", ";)",
                                        ";(",  ";D",  ";P",  ";p",  ";]",  ";*",  NULL};
static const char *const EQUALS[] = {"=_=", "=-)", "=)", "=(", "=D", "=P", "=p", "=/", "=\\", "=]", "=[", "=|", NULL};
static const char *const LESS[] = {"</3", "<_<", "<3", NULL};
static const char *const GREATER[] = {">:-(", ">:-)", ">:(", ">:)", ">:D", ">:P", ">:/", ">_<", ">.<", ">_>", NULL};
static const char *const CARET[] = {"^_^", "^-^", "^.^", "^o^", "^O^", "^^", NULL};
static const char *const DASH[] = {"-__-", "-_-", "-.-", NULL};
static const char *const OPEN[] = {"(-:", "(-;", "(:", "(;", "(=", NULL};
static const char *const CLOSE[] = {")-:", NULL};
static const char *const BACKSLASH[] = {"\\o/", "\\m/", NULL};
static const char *const ASTERISK[] = {"*_*", "*-*", NULL};
static const char *const EIGHT[] = {"8-)", "8-D", NULL};
static const char *const B[] = {"B-)", NULL};
/* Two equal eyes and a mouth between them. */
static const char *const EYES[] = {"O_O", "o_o", "O_o", "o_O", "T_T", "t_t", "X_X",
                                   "x_x", "U_U", "u_u", "Q_Q", "v_v", "0_0", NULL};

static const char *const *emoticons_of(char first)
{
    switch (first) {
    case ':':
        return COLON;
    case ';':
        return SEMICOLON;
    case '=':
        return EQUALS;
    case '<':
        return LESS;
    case '>':
        return GREATER;
    case '^':
        return CARET;
    case '-':
        return DASH;
    case '(':
        return OPEN;
    case ')':
        return CLOSE;
    case '\\':
        return BACKSLASH;
    case '*':
        return ASTERISK;
    case '8':
        return EIGHT;
    case 'b':
    case 'B':
        return B;
    case 'o':
    case 'O':
    case 't':
    case 'T':
    case 'x':
    case 'X':
    case 'u':
    case 'U':
    case 'q':
    case 'Q':
    case 'v':
    case '0':
        return EYES;
    default:
        return NULL;
    }
}

static bool is_ascii_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool tenor__emoticon_word_at(const tenor__normalized *text, size_t at)
{
    if (at >= text->size)
        return false;
    if ((unsigned char)text->text[at] < 0x80)
        return is_ascii_letter(text->text[at]) || is_digit(text->text[at]);
    uint32_t character;
    tenor__unicode_decode(text->text + at, text->size - at, &character);
    tenor__char_class class = tenor__normalize_class(character);
    return class == TENOR__LETTER || class == TENOR__DIGIT || class == TENOR__MARK;
}

bool tenor__emoticon_word_before(const tenor__normalized *text, size_t at)
{
    if (at == 0)
        return false;
    do
        at--;
    while (tenor__unicode_continues(text->text[at]));
    return tenor__emoticon_word_at(text, at);
}

static bool matches(const tenor__normalized *text, size_t at, const char *emoticon, size_t size)
{
    if (text->size - at < size)
        return false;
    for (size_t i = 0; i < size; i++) {
        char c = text->text[at + i];
        if (c != emoticon[i] && !is_ascii_letter(c))
            return false;
        if (is_ascii_letter(c) && tenor__normalize_written(text, at + i) != emoticon[i])
            return false;
    }
    return true;
}

size_t tenor__emoticon_at(const tenor__normalized *text, size_t at)
{
    const char *const *emoticons = emoticons_of(text->text[at]);
    /* A quick test for the most frequent case: no emoticon contains a space. */
    if (!emoticons || text->text[at + 1] == ' ' || text->text[at + 1] == '\0')
        return 0;
    for (; *emoticons; emoticons++) {
        const char *emoticon = *emoticons;
        const size_t size = strlen(emoticon);
        if (!matches(text, at, emoticon, size))
            continue;
        const char last = emoticon[size - 1];
        if (tenor__emoticon_word_at(text, at + size) || (last == '/' && text->text[at + size] == '/'))
            continue;
        const bool follows_letter = (emoticon[0] == ':' || emoticon[0] == ';') && (last == ')' || last == '(') &&
                                    at > 0 && !is_digit(text->text[at - 1]);
        if (!follows_letter && tenor__emoticon_word_before(text, at))
            continue;
        return size;
    }
    return 0;
}
