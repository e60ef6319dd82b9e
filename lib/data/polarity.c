#include "data/polarity.h"

#include "base/number.h"
#include "base/error.h"
#include "config/network_config.h"

#include <string.h>

enum { LONGEST_LABEL = 64, QUOTED = 64 };

/* What a label says once it is read: a word of a scale and how strongly, or a number of stars. */
typedef enum scale { SCALE_NONE, SCALE_WORDS, SCALE_STARS, SCALE_BARE } scale;

typedef struct reading {
    scale scale;
    int sign;     /* of words: -1, 0, 1 */
    int strength; /* of words that have a sign: SOMEWHAT, PLAIN or VERY */
    int stars;
    int of; /* the most stars there can be; 0 when the label does not say */
} reading;

enum { SOMEWHAT, PLAIN, VERY, STRENGTHS };

static const struct {
    const char *name;
    int sign;
    int strength;
} words[] = {
    {"negative", -1, PLAIN}, {"neg", -1, PLAIN},     {"bad", -1, PLAIN},     {"poor", -1, PLAIN},
    {"terrible", -1, VERY},  {"awful", -1, VERY},    {"horrible", -1, VERY}, {"neutral", 0, PLAIN},
    {"neu", 0, PLAIN},       {"mixed", 0, PLAIN},    {"average", 0, PLAIN},  {"ok", 0, PLAIN},
    {"okay", 0, PLAIN},      {"positive", 1, PLAIN}, {"pos", 1, PLAIN},      {"good", 1, PLAIN},
    {"great", 1, VERY},      {"excellent", 1, VERY}, {"负面", -1, PLAIN},    {"負面", -1, PLAIN},
    {"负向", -1, PLAIN},     {"負向", -1, PLAIN},    {"消极", -1, PLAIN},    {"消極", -1, PLAIN},
    {"贬义", -1, PLAIN},     {"貶義", -1, PLAIN},    {"差评", -1, PLAIN},    {"差評", -1, PLAIN},
    {"不满意", -1, PLAIN},   {"不滿意", -1, PLAIN},  {"差", -1, PLAIN},      {"坏", -1, PLAIN},
    {"不好", -1, PLAIN},     {"中性", 0, PLAIN},     {"中立", 0, PLAIN},     {"中评", 0, PLAIN},
    {"中評", 0, PLAIN},      {"一般", 0, PLAIN},     {"正面", 1, PLAIN},     {"正向", 1, PLAIN},
    {"积极", 1, PLAIN},      {"積極", 1, PLAIN},     {"褒义", 1, PLAIN},     {"褒義", 1, PLAIN},
    {"好评", 1, PLAIN},      {"好評", 1, PLAIN},     {"满意", 1, PLAIN},     {"滿意", 1, PLAIN},
    {"好", 1, PLAIN},
};

static const struct {
    const char *name;
    int strength;
} degrees[] = {
    {"very ", VERY},         {"strongly ", VERY},   {"extremely ", VERY},  {"highly ", VERY},  {"somewhat ", SOMEWHAT},
    {"slightly ", SOMEWHAT}, {"mildly ", SOMEWHAT}, {"weakly ", SOMEWHAT}, {"非常", VERY},     {"十分", VERY},
    {"极其", VERY},          {"極其", VERY},        {"很", VERY},          {"比较", SOMEWHAT}, {"比較", SOMEWHAT},
    {"有点", SOMEWHAT},      {"有點", SOMEWHAT},    {"稍微", SOMEWHAT},
};

static const char *const nouns[] = {" sentiment", " review", " reviews"};

static const char *const numerals[] = {"one", "two", "three", "four", "five"};
static const char *const chinese_numerals[] = {"一", "二", "三", "四", "五"};

static bool drop_prefix(tenor_str *text, const char *prefix)
{
    const size_t size = strlen(prefix);
    if (text->size < size || memcmp(text->data, prefix, size) != 0)
        return false;
    text->data += size;
    text->size -= size;
    return true;
}

static bool drop_suffix(tenor_str *text, const char *suffix)
{
    const size_t size = strlen(suffix);
    if (text->size < size || memcmp(text->data + text->size - size, suffix, size) != 0)
        return false;
    text->size -= size;
    return true;
}

/* Lower case, '_' and '-' as spaces, single spaces within and none around. False for a label too long to be of a scale.
 */
static bool simplify(tenor_str label, char out[LONGEST_LABEL], tenor_str *simple)
{
    size_t used = 0;
    for (size_t i = 0; i < label.size; i++) {
        char byte = label.data[i];
        if (byte >= 'A' && byte <= 'Z')
            byte = (char)(byte - 'A' + 'a');
        /* A minus sign makes a label no number of stars. */
        if (byte == '_' || byte == '\t' || (byte == '-' && used > 0))
            byte = ' ';
        if (byte == ' ' && (used == 0 || out[used - 1] == ' '))
            continue;
        if (used == LONGEST_LABEL)
            return false;
        out[used++] = byte;
    }
    if (used > 0 && out[used - 1] == ' ')
        used--;
    *simple = (tenor_str){out, used};
    return true;
}

static bool read_words(tenor_str text, reading *out)
{
    int degree = PLAIN;
    for (size_t i = 0; i < sizeof degrees / sizeof degrees[0]; i++)
        if (drop_prefix(&text, degrees[i].name)) {
            degree = degrees[i].strength;
            break;
        }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (tenor_str_is(text, words[i].name)) {
            *out = (reading){.scale = SCALE_WORDS, .sign = words[i].sign};
            out->strength = degree != PLAIN ? degree : words[i].strength;
            return words[i].sign != 0 || degree == PLAIN;
        }
    return false;
}

/* Zeros after a decimal point, which say nothing; only a whole number has them. */
static void drop_fraction(tenor_str *text)
{
    tenor_str rest = *text;
    if (!drop_prefix(&rest, ".0"))
        return;
    while (drop_prefix(&rest, "0"))
        continue;
    *text = rest;
}

/* A whole number from 1 to 10, also one written 4.0, at the start of text; 0 when there is none. */
static int drop_number(tenor_str *text)
{
    int number = 10;
    if (!drop_prefix(text, "10")) {
        if (text->size == 0 || text->data[0] < '1' || text->data[0] > '9')
            return 0;
        number = text->data[0] - '0';
        text->data++;
        text->size--;
    }
    drop_fraction(text);
    return text->size > 0 && text->data[0] >= '0' && text->data[0] <= '9' ? 0 : number;
}

static int drop_numeral(tenor_str *text)
{
    for (int i = 0; i < 5; i++)
        if (drop_prefix(text, numerals[i]) || drop_prefix(text, chinese_numerals[i]))
            return i + 1;
    return drop_number(text);
}

/* "★★★" and "⭐⭐⭐", with "☆" for those that are missing. */
static bool read_drawn_stars(tenor_str text, reading *out)
{
    int stars = 0;
    int missing = 0;
    while (stars <= 10 && (drop_prefix(&text, "★") || drop_prefix(&text, "⭐"))) {
        drop_prefix(&text, "\xEF\xB8\x8F"); /* U+FE0F, "as an emoji" */
        stars++;
    }
    while (missing <= 10 && drop_prefix(&text, "☆"))
        missing++;
    *out = (reading){.scale = SCALE_STARS, .stars = stars, .of = missing > 0 ? stars + missing : 0};
    return text.size == 0 && stars > 0 && stars + missing <= 10;
}

static bool read_stars(tenor_str text, reading *out)
{
    if (read_drawn_stars(text, out))
        return true;
    tenor_str rest = text;
    const int stars = drop_numeral(&rest);
    *out = (reading){.scale = SCALE_STARS, .stars = stars};
    if (stars == 0)
        return false;
    if (rest.size == 0) {
        out->scale = SCALE_BARE;
        return text.data[0] >= '1' && text.data[0] <= '9';
    }
    if (drop_prefix(&rest, "/") || drop_prefix(&rest, " out of ")) {
        out->of = drop_number(&rest);
        return (out->of == 5 || out->of == 10) && stars <= out->of &&
               (rest.size == 0 || tenor_str_is(rest, " stars") || tenor_str_is(rest, " star"));
    }
    drop_prefix(&rest, " ");
    return tenor_str_is(rest, "star") || tenor_str_is(rest, "stars") || tenor_str_is(rest, "星") ||
           tenor_str_is(rest, "星级");
}

static reading read_label(tenor_str label)
{
    char bytes[LONGEST_LABEL];
    tenor_str simple;
    reading out;
    if (!simplify(label, bytes, &simple))
        return (reading){.scale = SCALE_NONE};
    for (size_t i = 0; i < sizeof nouns / sizeof nouns[0]; i++)
        drop_suffix(&simple, nouns[i]);
    if (read_words(simple, &out) || read_stars(simple, &out))
        return out;
    return (reading){.scale = SCALE_NONE};
}

/* What the labels have in common, found before any of them is given a value. */
typedef struct survey {
    scale scale;
    bool strengths[STRENGTHS];
    int fewest;
    int most;
    int of; /* the most stars that any label says there can be */
} survey;

static bool take_survey(const tenor_str *labels, size_t count, survey *out)
{
    *out = (survey){.fewest = 10};
    for (size_t i = 0; i < count; i++) {
        const reading read = read_label(labels[i]);
        if (read.scale == SCALE_NONE || (i > 0 && read.scale != out->scale))
            return false;
        out->scale = read.scale;
        if (read.scale == SCALE_WORDS && read.sign != 0)
            out->strengths[read.strength] = true;
        if (read.stars < out->fewest)
            out->fewest = read.stars;
        if (read.stars > out->most)
            out->most = read.stars;
        if (read.of > out->of)
            out->of = read.of;
    }
    return count >= 2;
}

/* The strengths that occur are equal steps from 0 to 1: "very negative", "negative", "neutral" are -1, -0.5, 0. */
static float value_of_words(const reading *read, const survey *all)
{
    int steps = 0;
    int step = 0;
    for (int i = 0; i < STRENGTHS; i++)
        if (all->strengths[i]) {
            steps++;
            step += i <= read->strength;
        }
    return read->sign == 0 ? 0 : (float)read->sign * (float)step / (float)steps;
}

static float value_of_label(tenor_str label, const survey *all)
{
    const reading read = read_label(label);
    if (read.scale == SCALE_WORDS)
        return value_of_words(&read, all);
    const int of = read.of > 0 ? read.of : all->most > 5 || all->of > 5 ? 10 : 5;
    return (float)(2 * read.stars - 1 - of) / (float)(of - 1);
}

bool tenor__polarity_recognize(const tenor_str *labels, size_t count, float *polarities)
{
    survey all;
    if (!take_survey(labels, count, &all))
        return false;
    /* Bare numbers may be classes of any kind: only a scale's whole width, with something between, says stars. */
    const bool whole = all.fewest == 1 && (all.most == 5 || all.most == 10) && count >= 3;
    if (all.scale == SCALE_BARE && !whole)
        return false;
    const float first = value_of_label(labels[0], &all);
    size_t alike = 1;
    while (alike < count && value_of_label(labels[alike], &all) == first)
        alike++;
    if (alike == count)
        return false;
    for (size_t i = 0; i < count; i++)
        polarities[i] = value_of_label(labels[i], &all);
    return true;
}

/* ---- polarities as an option's value ---- */

static tenor_str trim(tenor_str text)
{
    while (text.size > 0 && text.data[0] == ' ') {
        text.data++;
        text.size--;
    }
    while (text.size > 0 && text.data[text.size - 1] == ' ')
        text.size--;
    return text;
}

/* A label as it is written: between quotes, where a doubled quote is one, or as it stands. */
typedef struct written_label {
    tenor_str text;
    bool quoted;
} written_label;

static bool label_equals(const written_label *written, tenor_str label)
{
    if (!written->quoted)
        return tenor_str_equal(written->text, label);
    size_t at = 0;
    for (size_t i = 0; i < written->text.size; i++, at++) {
        if (at == label.size || written->text.data[i] != label.data[at])
            return false;
        if (written->text.data[i] == '"')
            i++;
    }
    return at == label.size;
}

/* Takes a label and the '=' after it from text. */
static bool take_label(tenor_str *text, written_label *out)
{
    tenor_str rest = trim(*text);
    size_t end = 0;
    out->quoted = rest.size > 0 && rest.data[0] == '"';
    if (out->quoted) {
        rest.data++;
        rest.size--;
        while (end < rest.size && (rest.data[end] != '"' || (end + 1 < rest.size && rest.data[end + 1] == '"')))
            end += rest.data[end] == '"' ? 2 : 1;
        if (end >= rest.size)
            return false;
        out->text = (tenor_str){rest.data, end};
        rest = trim((tenor_str){rest.data + end + 1, rest.size - end - 1});
        end = 0;
    } else {
        while (end < rest.size && rest.data[end] != '=' && rest.data[end] != ',')
            end++;
        out->text = trim((tenor_str){rest.data, end});
    }
    if (end >= rest.size || rest.data[end] != '=')
        return false;
    *text = (tenor_str){rest.data + end + 1, rest.size - end - 1};
    return true;
}

/* Takes a number and the ',' after it, if any, from text. */
static bool take_number(tenor_str *text, double *out)
{
    size_t end = 0;
    while (end < text->size && text->data[end] != ',')
        end++;
    const tenor_str number = trim((tenor_str){text->data, end});
    const size_t after = end < text->size ? end + 1 : end;
    *text = (tenor_str){text->data + after, text->size - after};
    return tenor__number_read(number.data, number.size, out);
}

/* Reads one "label=number", which text begins with; the index of the label is *label. */
static tenor_status take_entry(tenor_str *text, const tenor_str *labels, size_t count, size_t *label, double *value,
                               tenor_error *error)
{
    char quoted[QUOTED];
    const tenor_str entry = *text;
    written_label written;
    if (!take_label(text, &written) || !take_number(text, value))
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                                "option 'polarity': write LABEL=NUMBER,LABEL=NUMBER,... at '%s'",
                                tenor__error_quote(quoted, sizeof quoted, entry));
    tenor__error_quote(quoted, sizeof quoted, written.text);
    for (*label = 0; *label < count; ++*label)
        if (label_equals(&written, labels[*label]))
            break;
    if (*label == count) {
        char first[QUOTED];
        char last[QUOTED];
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                                "option 'polarity': '%s' is no label; the %zu labels are '%s' to '%s'", quoted, count,
                                tenor__error_quote(first, sizeof first, labels[0]),
                                tenor__error_quote(last, sizeof last, labels[count - 1]));
    }
    if (!(*value >= -1 && *value <= 1))
        return tenor__error_set(error, TENOR_OPTION_RANGE, "option 'polarity': the value of '%s' is not from -1 to 1",
                                quoted);
    return TENOR_OK;
}

/* Nothing is written before all of text is known to be right. */
static tenor_status check_entries(tenor_str text, const tenor_str *labels, size_t count, tenor_error *error)
{
    unsigned char named[TENOR__MOST_LABELS / 8] = {0};
    char quoted[QUOTED];
    while (text.size > 0) {
        size_t label = 0;
        double value;
        TENOR_TRY(take_entry(&text, labels, count, &label, &value, error));
        const unsigned char bit = (unsigned char)(1u << (label % 8));
        if (named[label / 8] & bit)
            return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "option 'polarity': '%s' is named twice",
                                    tenor__error_quote(quoted, sizeof quoted, labels[label]));
        named[label / 8] |= bit;
    }
    for (size_t i = 0; i < count; i++)
        if (!(named[i / 8] >> (i % 8) & 1))
            return tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                                    "option 'polarity': '%s' has no value; give one to every label",
                                    tenor__error_quote(quoted, sizeof quoted, labels[i]));
    return TENOR_OK;
}

tenor_status tenor__polarity_parse(tenor_str text, const tenor_str *labels, size_t count, float *polarities,
                                   tenor_error *error)
{
    if (count == 0 || count > TENOR__MOST_LABELS)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "option 'polarity': %zu labels are not 1 to %d", count,
                                TENOR__MOST_LABELS);
    TENOR_TRY(check_entries(text, labels, count, error));
    while (text.size > 0) {
        size_t label = 0;
        double value = 0;
        TENOR_TRY(take_entry(&text, labels, count, &label, &value, error));
        polarities[label] = (float)value;
    }
    return TENOR_OK;
}
