#include "data/languages.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/map.h"
#include "base/unicode.h"
#include "text/tokens.h"

#include <string.h>

/* ---- scripts ---- */

/* Blocks of letters, in order; a script has one or more. Han, kana and Hangul are known by the language that they
 * write. */
static const struct block {
    uint32_t first;
    uint32_t last;
    const char *script;
} blocks[] = {
    {0x41, 0x24F, "Latin"},       {0x370, 0x3FF, "Greek"},      {0x400, 0x52F, "Cyrillic"},
    {0x530, 0x58F, "Armenian"},   {0x590, 0x5FF, "Hebrew"},     {0x600, 0x77F, "Arabic"},
    {0x900, 0x97F, "Devanagari"}, {0x980, 0x9FF, "Bengali"},    {0xA00, 0xA7F, "Gurmukhi"},
    {0xA80, 0xAFF, "Gujarati"},   {0xB80, 0xBFF, "Tamil"},      {0xC00, 0xC7F, "Telugu"},
    {0xC80, 0xCFF, "Kannada"},    {0xD00, 0xD7F, "Malayalam"},  {0xD80, 0xDFF, "Sinhala"},
    {0xE00, 0xE7F, "Thai"},       {0xE80, 0xEFF, "Lao"},        {0xF00, 0xFFF, "Tibetan"},
    {0x1000, 0x109F, "Burmese"},  {0x10A0, 0x10FF, "Georgian"}, {0x1100, 0x11FF, "Korean"},
    {0x1200, 0x139F, "Ethiopic"}, {0x1780, 0x17FF, "Khmer"},    {0x1E00, 0x1EFF, "Latin"},
    {0x1F00, 0x1FFF, "Greek"},    {0x3040, 0x30FF, "Japanese"}, {0x3130, 0x318F, "Korean"},
    {0x3400, 0x4DBF, "Chinese"},  {0x4E00, 0x9FFF, "Chinese"},  {0xAC00, 0xD7AF, "Korean"},
    {0xF900, 0xFAFF, "Chinese"},  {0xFF66, 0xFF9D, "Japanese"}, {0x20000, 0x3FFFF, "Chinese"},
};

enum { BLOCKS = sizeof blocks / sizeof *blocks, NO_SCRIPT = BLOCKS };

/* The first block of the character's script; NO_SCRIPT for none of these. */
static size_t find_script(uint32_t character)
{
    size_t begin = 0;
    size_t end = BLOCKS;
    while (begin < end) {
        const size_t middle = begin + (end - begin) / 2;
        if (blocks[middle].last < character)
            begin = middle + 1;
        else
            end = middle;
    }
    if (begin == BLOCKS || blocks[begin].first > character)
        return NO_SCRIPT;
    for (size_t i = 0; i < begin; i++)
        if (strcmp(blocks[i].script, blocks[begin].script) == 0)
            return i;
    return begin;
}

enum {
    LEAST_LETTERS = 4,
    HAN_A_KANA = 5 /* at most, in Japanese: Chinese texts have kana in kaomoji */
};

/* The script of most letters of a text; NO_SCRIPT if it has fewer than `least`, or no script more than half of them. */

static size_t find_main_script(tenor_str text, size_t least, double *share)
{
    size_t counts[BLOCKS + 1] = {0};
    size_t letters = 0;
    const size_t han = find_script(0x4E00);
    const size_t kana = find_script(0x3042);
    for (size_t at = 0; at < text.size;) {
        uint32_t character;
        at += tenor__unicode_decode(text.data + at, text.size - at, &character);
        if (character < 0x41 || tenor__unicode_class(character) != TENOR__LETTER)
            continue;
        counts[find_script(character)]++;
        letters++;
    }
    if (HAN_A_KANA * counts[kana] >= counts[han]) {
        counts[kana] += counts[han];
        counts[han] = 0;
    }
    size_t best = 0;
    for (size_t i = 1; i < BLOCKS; i++)
        if (counts[i] > counts[best])
            best = i;
    *share = letters > 0 ? (double)counts[best] / (double)letters : 0;
    return letters >= least && *share > 0.5 ? best : NO_SCRIPT;
}

const char *tenor_languages_script(tenor_str text)
{
    double share;
    const size_t script = find_main_script(text, 1, &share);
    return script == NO_SCRIPT ? NULL : blocks[script].script;
}

/* ---- languages ---- */

/* The most frequent words of a language, most of them words that only relate others. */
static const struct language {
    const char *name;
    const char *words;
} languages[] = {
    {"English", "the of and to is that it was for with this you not have are but be they from by a i as at"},
    {"French", "le la les des et est une un dans que pas pour qui sur je nous vous il elle mais avec très au du ce de"},
    {"German", "der die das und ist nicht ein eine ich mit zu den für auf von sehr war aber auch wir sie es im"},
    {"Spanish", "el la los las y que es en una un por con muy no para pero como más lo del su está de fue"},
    {"Italian", "il che di è un una per non con sono molto ma anche gli della questo le mi ho la ed al"},
    {"Portuguese", "o os que não uma um é em para com muito mas do da foi eu isso são mais de no na por"},
    {"Dutch", "de het een en van is niet dat ik met voor zijn op maar ook heel erg was te aan er ze"},
    {"Swedish", "och att det är en som på inte jag för med av den har ett mycket var så till men vi"},
    {"Danish", "og at det er ikke på en som til af med jeg har for den et meget var men vi de"},
    {"Finnish", "ja on ei että se oli mutta niin kun joka hyvin tämä ovat myös en ole"},
    {"Polish", "i w nie na jest się to że z do jak ale bardzo po tak co od dla tylko był"},
    {"Czech", "a je na že se to v s z do ale jsem není jako tak velmi jsou pro jen byl"},
    {"Romanian", "și de la în nu este un o cu mai pe foarte pentru care că din sunt am"},
    {"Hungarian", "a az és hogy nem is egy van de ez nagyon meg volt csak mint már ha"},
    {"Turkish", "ve bir bu çok için de da ne ama gibi daha değil mi ile var yok olarak ben"},
    {"Indonesian", "yang dan di ini itu tidak dengan untuk dari saya ada sangat akan bisa juga tapi"},
    {"Vietnamese", "và là của không có cho được này rất một với những các tôi thì mà"},
    {"Russian", "и в не на что я с это как он но очень все так был за мы по у из"},
    {"Ukrainian", "і в не на що я з це як та дуже але був ти є від мені до"},
    {"Bulgarian", "и в на да не се за е от с това много но аз са как съм"},
};

enum { LANGUAGES = sizeof languages / sizeof *languages, LEAST_WORDS = 3 };

typedef struct language_search {
    tenor_alloc alloc;
    tenor__map words; /* the languages of each word, a bit each */
    tenor_tokens *tokens;
} language_search;

static tenor_status fill_words(language_search *search)
{
    for (uint32_t language = 0; language < LANGUAGES; language++) {
        const char *word = languages[language].words;
        while (*word != '\0') {
            const tenor_str key = {word, strcspn(word, " ")};
            uint32_t *mask = tenor__map_insert(&search->words, key, 0, NULL);
            if (!mask)
                return TENOR_OUT_OF_MEMORY;
            *mask |= UINT32_C(1) << language;
            word += key.size;
            word += *word == ' ';
        }
    }
    return TENOR_OK;
}

/* How many distinct frequent words of each language a text has. */
static tenor_status count_words(language_search *search, tenor_str text, uint16_t counts[LANGUAGES])
{
    enum { MOST_SEEN = 64 }; /* frequent words; enough to tell */
    const uint32_t *seen[MOST_SEEN];
    size_t seen_count = 0;
    memset(counts, 0, LANGUAGES * sizeof *counts);
    TENOR_TRY(tenor_tokens_split(search->tokens, NULL, text));
    for (size_t t = 0; t < tenor_tokens_count(search->tokens) && seen_count < MOST_SEEN; t++) {
        const uint32_t *mask = tenor__map_find(&search->words, tenor__tokens_text(search->tokens, t));
        bool is_new = mask != NULL;
        for (size_t i = 0; is_new && i < seen_count; i++)
            is_new = seen[i] != mask;
        if (!is_new)
            continue;
        seen[seen_count++] = mask;
        for (size_t k = 0; k < LANGUAGES; k++)
            counts[k] = (uint16_t)(counts[k] + ((*mask >> k) & 1));
    }
    return TENOR_OK;
}

static size_t most_of(const uint16_t counts[LANGUAGES])
{
    size_t best = 0;
    for (size_t k = 1; k < LANGUAGES; k++)
        if (counts[k] > counts[best])
            best = k;
    return counts[best] >= LEAST_WORDS ? best : LANGUAGES;
}

/* ---- a corpus ---- */

/* One text in twenty. */
static bool is_common(size_t texts, size_t all)
{
    return texts * 20 >= all && texts > 1;
}

static void find_other_scripts(const tenor_corpus *corpus, tenor__foreign_text *out)
{
    size_t texts[BLOCKS + 1] = {0};
    const size_t size = tenor_corpus_size(corpus);
    double share;
    size_t known = 0;
    for (size_t i = 0; i < size; i++)
        texts[find_main_script(tenor_corpus_text(corpus, i), LEAST_LETTERS, &share)]++;
    for (size_t k = 0; k < BLOCKS; k++)
        known += texts[k];
    for (size_t i = 0; i < size; i++) {
        const size_t script = find_main_script(tenor_corpus_text(corpus, i), LEAST_LETTERS, &share);
        const bool foreign = script != NO_SCRIPT && !is_common(texts[script], known) && known > 1;
        out[i] = foreign ? (tenor__foreign_text){blocks[script].script, share} : (tenor__foreign_text){0};
    }
}

static tenor_status find_other_languages(language_search *search, const tenor_corpus *corpus, tenor__foreign_text *out)
{
    size_t texts[LANGUAGES + 1] = {0};
    uint16_t counts[LANGUAGES];
    const size_t size = tenor_corpus_size(corpus);
    size_t known = 0;
    TENOR_TRY(fill_words(search));
    for (size_t i = 0; i < size; i++) {
        TENOR_TRY(count_words(search, tenor_corpus_text(corpus, i), counts));
        texts[most_of(counts)]++;
    }
    for (size_t k = 0; k < LANGUAGES; k++)
        known += texts[k];
    for (size_t i = 0; i < size; i++) {
        TENOR_TRY(count_words(search, tenor_corpus_text(corpus, i), counts));
        const size_t language = most_of(counts);
        if (language == LANGUAGES || out[i].name || is_common(texts[language], known))
            continue;
        uint16_t own = 0;
        bool any = false;
        for (size_t k = 0; k < LANGUAGES; k++)
            if (is_common(texts[k], known)) {
                own = counts[k] > own ? counts[k] : own;
                any = true;
            }
        if (any && counts[language] > 2 * own)
            out[i] = (tenor__foreign_text){languages[language].name,
                                           (double)counts[language] / (double)(counts[language] + own)};
    }
    return TENOR_OK;
}

tenor_status tenor__languages_find_foreign(const tenor_corpus *corpus, const tenor_alloc *alloc,
                                           tenor__foreign_text *out)
{
    language_search search = {.alloc = tenor__alloc_of(alloc)};
    tenor__map_init(&search.words, &search.alloc);
    find_other_scripts(corpus, out);
    tenor_status status = tenor_tokens_new(&search.alloc, &search.tokens);
    if (status == TENOR_OK)
        status = find_other_languages(&search, corpus, out);
    tenor_tokens_free(search.tokens);
    tenor__map_free(&search.words);
    return status;
}
