#include "base/error.h"
#include "base/locked_alloc.h"
#include "base/map.h"
#include "base/sized_struct.h"
#include "base/sort.h"
#include "data/broken.h"
#include "data/copies.h"
#include "data/corpus.h"
#include "data/languages.h"
#include "data/near_copies.h"
#include "search/audit_labels.h"
#include "search/audit_models.h"
#include "search/audit_words.h"
#include "text/tokens.h"

#include <math.h>
#include <string.h>

enum { FOLDS = 5, FEW_TEXTS = 10 };
static const double SURE = 0.95;
static const double MOSTLY_BROKEN = 0.1; /* share of characters */

struct tenor_audit {
    tenor_alloc alloc;
    tenor__arena arena; /* words */
    size_t examples;
    tenor_finding *findings; /* [count] */
    size_t count;
    size_t capacity;
    tenor__label_quality *qualities; /* [examples]; NULL without training */
    bool *confirmed;                 /* [examples] */
};

/* What the parts of an audit share while it is made. */
typedef struct inspection {
    tenor_audit *audit;
    const tenor_options *options;
    const tenor_corpus *corpus;
    tenor_audit_settings settings;
    tenor_audit_fn progress;
    void *user;
    uint32_t *copies; /* [examples] the first example with the same words */
    bool *empty;      /* [examples] without words */
    bool *marks;      /* [labels] scratch, false */
    size_t tokens;    /* of all texts */
} inspection;

static const struct kind {
    tenor_finding_kind kind;
    const char *name;
} kinds[] = {
    {TENOR_FINDING_LABEL, "label"},         {TENOR_FINDING_CONFLICT, "conflict"}, {TENOR_FINDING_COPY, "copy"},
    {TENOR_FINDING_NEAR_COPY, "near-copy"}, {TENOR_FINDING_LEAK, "leak"},         {TENOR_FINDING_LABELS, "labels"},
    {TENOR_FINDING_WORD, "word"},           {TENOR_FINDING_EMPTY, "empty"},       {TENOR_FINDING_BROKEN, "broken"},
    {TENOR_FINDING_LANGUAGE, "language"},   {TENOR_FINDING_FEW, "few"},           {TENOR_FINDING_GROUP, "group"},
};

const char *tenor_audit_kind_name(tenor_finding_kind kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].kind == kind)
            return kinds[i].name;
    return NULL;
}

/* ---- findings ---- */

static tenor_finding about(tenor_finding_kind kind, size_t example, double score)
{
    return (tenor_finding){.kind = kind,
                           .example = example,
                           .other = SIZE_MAX,
                           .label = SIZE_MAX,
                           .suggested = SIZE_MAX,
                           .score = score,
                           .detail = {"", 0}};
}

/* The same of an example, with its first label. */
static tenor_finding about_example(const inspection *job, tenor_finding_kind kind, size_t example, double score)
{
    tenor_finding finding = about(kind, example, score);
    finding.label = tenor_corpus_label(job->corpus, example);
    return finding;
}

static tenor_status add(inspection *job, const tenor_finding *finding)
{
    tenor_audit *audit = job->audit;
    if (!tenor__alloc_grow(&audit->alloc, &audit->findings, &audit->capacity, audit->count + 1,
                           sizeof *audit->findings))
        return TENOR_OUT_OF_MEMORY;
    audit->findings[audit->count++] = *finding;
    if (finding->confirmed)
        audit->confirmed[finding->example] = true;
    return TENOR_OK;
}

/* ---- texts ---- */

static tenor_status mark_empty(inspection *job)
{
    tenor_tokens *tokens;
    TENOR_TRY(tenor_tokens_new(&job->audit->alloc, &tokens));
    tenor_status status = TENOR_OK;
    for (size_t i = 0; status == TENOR_OK && i < tenor_corpus_size(job->corpus); i++) {
        status = tenor_tokens_split(tokens, NULL, tenor_corpus_text(job->corpus, i));
        job->empty[i] = tenor_tokens_count(tokens) == 0;
        job->tokens += tenor_tokens_count(tokens);
    }
    tenor_tokens_free(tokens);
    return status;
}

static tenor_status find_bad_texts(inspection *job)
{
    const size_t size = tenor_corpus_size(job->corpus);
    tenor__foreign_text *foreign = tenor__alloc_array(&job->audit->alloc, size + 1, sizeof *foreign);
    tenor_status status =
        foreign ? tenor__languages_find_foreign(job->corpus, &job->audit->alloc, foreign) : TENOR_OUT_OF_MEMORY;
    for (size_t i = 0; status == TENOR_OK && i < size; i++) {
        const double broken = tenor__broken_share(tenor_corpus_text(job->corpus, i));
        if (job->empty[i]) {
            tenor_finding finding = about_example(job, TENOR_FINDING_EMPTY, i, 1);
            finding.confirmed = true;
            status = add(job, &finding);
        }
        if (status == TENOR_OK && broken > 0) {
            tenor_finding finding = about_example(job, TENOR_FINDING_BROKEN, i, broken);
            finding.confirmed = broken >= MOSTLY_BROKEN;
            status = add(job, &finding);
        }
        if (status == TENOR_OK && foreign[i].name) {
            tenor_finding finding = about_example(job, TENOR_FINDING_LANGUAGE, i, foreign[i].score);
            finding.detail = tenor_str_of(foreign[i].name);
            status = add(job, &finding);
        }
    }
    tenor__alloc_free(&job->audit->alloc, foreign);
    return status;
}

/* ---- copies and conflicts ---- */

static bool same_labels(const inspection *job, size_t a, size_t b)
{
    const tenor_corpus *corpus = job->corpus;
    const size_t count = tenor_corpus_example_label_count(corpus, a);
    if (count != tenor_corpus_example_label_count(corpus, b))
        return false;
    bool same = true;
    for (size_t i = 0; i < count; i++)
        job->marks[tenor_corpus_example_label(corpus, a, i)] = true;
    for (size_t i = 0; i < count; i++)
        same = same && job->marks[tenor_corpus_example_label(corpus, b, i)];
    for (size_t i = 0; i < count; i++)
        job->marks[tenor_corpus_example_label(corpus, a, i)] = false;
    return same;
}

/* Of the copies members[0..count), in the order of the corpus: the first example of those with the labels that most
 * have; SIZE_MAX when none has more than any other. */
static size_t find_most_common(const inspection *job, const tenor__pair *members, size_t count)
{
    enum { MOST_SETS = 64 }; /* different labels of one text; further ones do not count */
    size_t firsts[MOST_SETS];
    size_t texts[MOST_SETS];
    size_t sets = 0;
    for (size_t i = 0; i < count; i++) {
        size_t set = 0;
        while (set < sets && !same_labels(job, firsts[set], (size_t)members[i].value))
            set++;
        if (set == MOST_SETS)
            continue;
        if (set == sets) {
            firsts[sets] = (size_t)members[i].value;
            texts[sets++] = 0;
        }
        texts[set]++;
    }
    size_t best = 0;
    bool tied = false;
    for (size_t set = 1; set < sets; set++) {
        tied = texts[set] == texts[best] || (tied && texts[set] < texts[best]);
        if (texts[set] > texts[best])
            best = set;
    }
    return tied ? SIZE_MAX : firsts[best];
}

/* The first of the copies whose labels are others than those of members[0]; SIZE_MAX for none. */
static size_t find_other_labels(const inspection *job, const tenor__pair *members, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (!same_labels(job, (size_t)members[0].value, (size_t)members[i].value))
            return (size_t)members[i].value;
    return SIZE_MAX;
}

/* Each copy but the first with the most common labels is a finding: a conflict if its labels are others. Where no
 * labels are the most common, all are conflicts. */
static tenor_status add_copies(inspection *job, const tenor__pair *members, size_t count)
{
    const tenor_corpus *corpus = job->corpus;
    const size_t kept = find_most_common(job, members, count);
    const size_t first = (size_t)members[0].value;
    const size_t other = kept == SIZE_MAX ? find_other_labels(job, members, count) : SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        const size_t example = (size_t)members[i].value;
        if (example == kept)
            continue;
        const bool conflict = kept == SIZE_MAX || !same_labels(job, kept, example);
        tenor_finding finding = about_example(job, conflict ? TENOR_FINDING_CONFLICT : TENOR_FINDING_COPY, example, 1);
        finding.other = kept != SIZE_MAX ? kept : same_labels(job, first, example) ? other : first;
        finding.suggested = conflict && kept != SIZE_MAX ? tenor_corpus_label(corpus, kept) : SIZE_MAX;
        finding.confirmed = kept != SIZE_MAX; /* else nobody knows which one is right */
        TENOR_TRY(add(job, &finding));
    }
    return TENOR_OK;
}

static tenor_status find_copies(inspection *job)
{
    const size_t size = tenor_corpus_size(job->corpus);
    tenor__pair *members = tenor__alloc_array(&job->audit->alloc, size + 1, sizeof *members);
    size_t count = 0;
    if (!members)
        return TENOR_OUT_OF_MEMORY;
    for (size_t i = 0; i < size; i++)
        if (!job->empty[i])
            members[count++] = (tenor__pair){job->copies[i], i};
    tenor__sort_pairs(members, count);
    tenor_status status = TENOR_OK;
    for (size_t begin = 0, end; status == TENOR_OK && begin < count; begin = end) {
        for (end = begin + 1; end < count && members[end].key == members[begin].key;)
            end++;
        if (end - begin > 1)
            status = add_copies(job, members + begin, end - begin);
    }
    tenor__alloc_free(&job->audit->alloc, members);
    return status;
}

static tenor_status find_near_copies(inspection *job)
{
    const tenor_alloc *alloc = &job->audit->alloc;
    const size_t size = tenor_corpus_size(job->corpus);
    const tenor__near_copies_search search = {tenor__corpus_texts(job->corpus), size, 0, job->copies};
    tenor__near_copy *near = tenor__alloc_array(alloc, size + 1, sizeof *near);
    tenor_status status = near ? tenor__near_copies_find(&search, alloc, near) : TENOR_OUT_OF_MEMORY;
    for (size_t i = 0; status == TENOR_OK && i < size; i++) {
        if (near[i].other == TENOR__NO_COPY)
            continue;
        tenor_finding finding = about_example(job, TENOR_FINDING_NEAR_COPY, i, near[i].similarity);
        finding.other = near[i].other;
        if (!same_labels(job, i, near[i].other))
            finding.suggested = tenor_corpus_label(job->corpus, near[i].other);
        status = add(job, &finding);
    }
    tenor__alloc_free(alloc, near);
    return status;
}

/* Copies and near copies of the test corpus's texts. */
static tenor_status find_leaks(inspection *job)
{
    const tenor_alloc *alloc = &job->audit->alloc;
    const tenor_corpus *test = job->settings.against;
    const size_t size = tenor_corpus_size(job->corpus);
    const size_t all = size + tenor_corpus_size(test);
    if (size == 0 || all == size)
        return TENOR_OK;
    tenor_str *texts = tenor__alloc_array(alloc, all, sizeof *texts);
    tenor__near_copy *near = tenor__alloc_array(alloc, all, sizeof *near);
    tenor_status status = texts && near ? TENOR_OK : TENOR_OUT_OF_MEMORY;
    if (status == TENOR_OK) {
        memcpy(texts, tenor__corpus_texts(job->corpus), size * sizeof *texts);
        memcpy(texts + size, tenor__corpus_texts(test), (all - size) * sizeof *texts);
        const tenor__near_copies_search search = {texts, all, size, NULL};
        status = tenor__near_copies_find(&search, alloc, near);
    }
    for (size_t i = 0; status == TENOR_OK && i < size; i++) {
        if (near[i].other == TENOR__NO_COPY)
            continue;
        tenor_finding finding = about_example(job, TENOR_FINDING_LEAK, i, near[i].similarity);
        finding.other = near[i].other - size;
        finding.confirmed = near[i].similarity >= 1;
        status = add(job, &finding);
    }
    tenor__alloc_free(alloc, texts);
    tenor__alloc_free(alloc, near);
    return status;
}

/* ---- labels and words ---- */

static tenor_status find_few(inspection *job)
{
    const size_t labels = tenor_corpus_label_count(job->corpus);
    size_t *texts = tenor__alloc_zeroed(&job->audit->alloc, labels + 1, sizeof *texts);
    tenor_status status =
        texts ? tenor__copies_count_texts(job->corpus, job->copies, &job->audit->alloc, texts) : TENOR_OUT_OF_MEMORY;
    for (size_t k = 0; status == TENOR_OK && k < labels; k++) {
        if (texts[k] >= FEW_TEXTS)
            continue;
        tenor_finding finding = about(TENOR_FINDING_FEW, SIZE_MAX, 1 - (double)texts[k] / FEW_TEXTS);
        finding.label = k;
        finding.count = texts[k];
        status = add(job, &finding);
    }
    tenor__alloc_free(&job->audit->alloc, texts);
    return status;
}

static tenor_status count_groups(inspection *job, tenor__map *counts)
{
    for (size_t i = 0; i < tenor_corpus_size(job->corpus); i++) {
        const tenor_str group = job->settings.groups[i];
        if (!group.data)
            continue;
        uint32_t *count = tenor__map_find(counts, group);
        if (count)
            ++*count;
        else if (!tenor__map_insert(counts, group, 1, NULL))
            return TENOR_OUT_OF_MEMORY;
    }
    return TENOR_OK;
}

/* In the order in which they stand in the corpus. */
static tenor_status find_few_of_groups(inspection *job)
{
    tenor__map counts;
    tenor__map_init(&counts, &job->audit->alloc);
    tenor_status status = count_groups(job, &counts);
    for (size_t i = 0; status == TENOR_OK && i < tenor_corpus_size(job->corpus); i++) {
        const tenor_str group = job->settings.groups[i];
        uint32_t *count = group.data ? tenor__map_find(&counts, group) : NULL;
        if (!count || *count >= FEW_TEXTS)
            continue;
        tenor_finding finding = about(TENOR_FINDING_GROUP, SIZE_MAX, 1 - (double)*count / FEW_TEXTS);
        finding.count = *count;
        finding.detail = tenor__arena_copy(&job->audit->arena, group);
        status = finding.detail.data ? add(job, &finding) : TENOR_OUT_OF_MEMORY;
        *count = UINT32_MAX; /* said */
    }
    tenor__map_free(&counts);
    return status;
}

static tenor_status find_words(inspection *job)
{
    tenor__telltale *words = NULL;
    size_t count = 0;
    tenor_status status = tenor__audit_words_find(job->corpus, job->copies, &job->audit->arena, &words, &count);
    for (size_t i = 0; status == TENOR_OK && i < count; i++) {
        tenor_finding finding =
            about(TENOR_FINDING_WORD, words[i].example, (double)words[i].of_label / (double)words[i].texts);
        finding.label = words[i].label;
        finding.count = words[i].texts;
        finding.detail = words[i].word;
        status = add(job, &finding);
    }
    tenor__alloc_free(&job->audit->alloc, words);
    return status;
}

/* ---- wrong labels ---- */

static tenor_status add_wrong_labels(inspection *job, const tenor__fold_predictions *fold_predictions)
{
    tenor_audit *audit = job->audit;
    tenor__label_pair *pairs;
    size_t count;
    for (size_t i = 0; i < audit->examples; i++) {
        const tenor__label_quality *quality = &audit->qualities[i];
        if (!quality->wrong || job->empty[i])
            continue;
        tenor_finding finding = about(TENOR_FINDING_LABEL, i, (double)quality->score);
        finding.label = quality->label != UINT32_MAX ? quality->label : SIZE_MAX;
        finding.suggested = quality->suggested != UINT32_MAX ? quality->suggested : SIZE_MAX;
        finding.confirmed = (double)quality->fit >= job->settings.sure;
        TENOR_TRY(add(job, &finding));
    }
    tenor_status status =
        tenor__audit_labels_pairs(job->corpus, fold_predictions, TENOR__AUDIT_PASSES, &audit->alloc, &pairs, &count);
    for (size_t i = 0; status == TENOR_OK && i < count; i++) {
        tenor_finding finding = about(TENOR_FINDING_LABELS, SIZE_MAX, fmin(1, 2 * (1 - pairs[i].auc)));
        finding.label = pairs[i].first;
        finding.suggested = pairs[i].second;
        finding.count = pairs[i].count;
        status = add(job, &finding);
    }
    tenor__alloc_free(&audit->alloc, pairs);
    return status;
}

/* Labels that only copies of one text have are in no fold. */
static size_t count_assigned(const inspection *job, size_t *scratch)
{
    const tenor_corpus *corpus = job->corpus;
    const size_t labels = tenor_corpus_label_count(corpus);
    size_t assigned = 0;
    for (size_t k = 0; k <= labels; k++)
        scratch[k] = 0;
    for (size_t i = 0; i < tenor_corpus_size(corpus); i++) {
        const size_t label = tenor_corpus_label(corpus, i);
        scratch[label == SIZE_MAX ? labels : label] += job->copies[i] == i;
    }
    for (size_t k = 0; k <= labels; k++)
        assigned += scratch[k] > 1 ? scratch[k] : 0;
    return assigned;
}

static tenor_status check_training(inspection *job, tenor_error *error)
{
    const size_t labels = tenor_corpus_label_count(job->corpus);
    if (labels < 2)
        return tenor__error_set(error, TENOR_BAD_DATA, "training needs at least two labels, the corpus has %zu",
                                labels);
    size_t *scratch = tenor__alloc_array(&job->audit->alloc, labels + 1, sizeof *scratch);
    if (!scratch)
        return tenor__error_set_memory(error);
    const size_t assigned = count_assigned(job, scratch);
    tenor__alloc_free(&job->audit->alloc, scratch);
    if (assigned < 2)
        return tenor__error_set(error, TENOR_BAD_DATA,
                                "no label has two different texts, so that no model can judge another's labels; give "
                                "more examples of each");
    if (job->settings.folds > assigned)
        job->settings.folds = assigned;
    return TENOR_OK;
}

static tenor_status judge_labels(inspection *job, const tenor_alloc *shared, tenor_error *error)
{
    tenor_audit *audit = job->audit;
    tenor__fold_predictions fold_predictions[TENOR__AUDIT_PASSES] = {{.kept = 0}};
    TENOR_TRY(check_training(job, error));
    audit->qualities = tenor__alloc_array(&audit->alloc, audit->examples + 1, sizeof *audit->qualities);
    if (!audit->qualities)
        return tenor__error_set_memory(error);
    const tenor__audit_models plan = {job->options,        job->corpus,   job->copies, job->tokens,
                                      job->settings.folds, job->progress, job->user};
    tenor_status status = tenor__audit_models_run(&plan, shared, fold_predictions, audit->qualities, error);
    if (status == TENOR_OK && add_wrong_labels(job, fold_predictions) != TENOR_OK)
        status = tenor__error_set_memory(error);
    for (size_t pass = 0; pass < TENOR__AUDIT_PASSES; pass++)
        tenor__audit_folds_free(&fold_predictions[pass]);
    return status;
}

/* ---- the audit ---- */

/* Sorts the findings: by score, then by kind, then as they were added. */
static tenor_status sort_findings(tenor_audit *audit)
{
    tenor__pair *order = tenor__alloc_array(&audit->alloc, audit->count + 1, sizeof *order);
    tenor_finding *sorted = tenor__alloc_array(&audit->alloc, audit->count + 1, sizeof *sorted);
    const bool done = order && sorted;
    for (size_t i = 0; done && i < audit->count; i++) {
        const tenor_finding *finding = &audit->findings[i];
        const uint64_t unsure = (uint64_t)((1 - finding->score) * 1e9);
        order[i] = (tenor__pair){unsure << 8 | (uint64_t)finding->kind, i};
    }
    if (done)
        tenor__sort_pairs(order, audit->count);
    for (size_t i = 0; done && i < audit->count; i++)
        sorted[i] = audit->findings[order[i].value];
    tenor__alloc_free(&audit->alloc, order);
    if (!done) {
        tenor__alloc_free(&audit->alloc, sorted);
        return TENOR_OUT_OF_MEMORY;
    }
    tenor__alloc_free(&audit->alloc, audit->findings);
    audit->findings = sorted;
    return TENOR_OK;
}

static tenor_status inspect(inspection *job, const tenor_alloc *shared, tenor_error *error)
{
    tenor_status status = mark_empty(job);
    if (status == TENOR_OK)
        status = tenor__copies_find(job->corpus, &job->audit->alloc, job->copies);
    if (status == TENOR_OK)
        status = find_copies(job);
    if (status == TENOR_OK)
        status = find_near_copies(job);
    if (status == TENOR_OK && job->settings.against)
        status = find_leaks(job);
    if (status == TENOR_OK)
        status = find_bad_texts(job);
    if (status == TENOR_OK)
        status = find_words(job);
    if (status == TENOR_OK)
        status = find_few(job);
    if (status == TENOR_OK && job->settings.groups)
        status = find_few_of_groups(job);
    if (status != TENOR_OK)
        return tenor__error_set_memory(error);
    if (!job->settings.no_training)
        TENOR_TRY(judge_labels(job, shared, error));
    return sort_findings(job->audit) == TENOR_OK ? TENOR_OK : tenor__error_set_memory(error);
}

static tenor_status read_settings(const tenor_audit_settings *settings, tenor_audit_settings *out, tenor_error *error)
{
    TENOR_TRY(tenor__sized_struct_read(settings, out, sizeof *out, error));
    if (out->folds == 0)
        out->folds = FOLDS;
    if (out->sure == 0)
        out->sure = SURE;
    if (out->folds < 2 || out->folds > UINT32_MAX / TENOR__AUDIT_PASSES)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "there must be 2 folds at least");
    if (!(out->sure > 0 && out->sure <= 1))
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                                "the sureness of a wrong label must lie between 0 and 1");
    return TENOR_OK;
}

tenor_status tenor_audit_new(const tenor_options *options, const tenor_corpus *corpus,
                             const tenor_audit_settings *settings, tenor_audit_fn progress, void *user,
                             const tenor_alloc *alloc, tenor_audit **out, tenor_error *error)
{
    if (!out)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "out must not be NULL");
    *out = NULL;
    if (!corpus)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the corpus must not be NULL");
    const tenor_alloc hook = tenor__alloc_of(alloc);
    inspection job = {.options = options, .corpus = corpus, .progress = progress, .user = user};
    tenor__locked_alloc *locked;
    TENOR_TRY(read_settings(settings, &job.settings, error));
    if (tenor__locked_alloc_new(&hook, &locked) != TENOR_OK)
        return tenor__error_set_memory(error);
    const size_t size = tenor_corpus_size(corpus);
    const tenor_alloc shared = tenor__locked_alloc_hook(locked);
    tenor_audit *audit = tenor__alloc_zeroed(&hook, 1, sizeof *audit);
    tenor_status status = audit ? TENOR_OK : tenor__error_set_memory(error);
    if (audit) {
        *audit = (tenor_audit){.alloc = hook, .arena = {.alloc = hook}, .examples = size};
        audit->confirmed = tenor__alloc_zeroed(&hook, size + 1, sizeof *audit->confirmed);
        job.audit = audit;
        job.copies = tenor__alloc_array(&hook, size + 1, sizeof *job.copies);
        job.empty = tenor__alloc_zeroed(&hook, size + 1, sizeof *job.empty);
        job.marks = tenor__alloc_zeroed(&hook, tenor_corpus_label_count(corpus) + 1, sizeof *job.marks);
        status = audit->confirmed && job.copies && job.empty && job.marks ? inspect(&job, &shared, error)
                                                                          : tenor__error_set_memory(error);
    }
    tenor__alloc_free(&hook, job.copies);
    tenor__alloc_free(&hook, job.empty);
    tenor__alloc_free(&hook, job.marks);
    tenor__locked_alloc_free(locked);
    if (status == TENOR_OK)
        *out = audit;
    else
        tenor_audit_free(audit);
    return status;
}

void tenor_audit_free(tenor_audit *audit)
{
    if (!audit)
        return;
    const tenor_alloc hook = audit->alloc;
    tenor__alloc_free(&hook, audit->findings);
    tenor__alloc_free(&hook, audit->qualities);
    tenor__alloc_free(&hook, audit->confirmed);
    tenor__arena_free(&audit->arena);
    tenor__alloc_free(&hook, audit);
}

size_t tenor_audit_count(const tenor_audit *audit)
{
    return audit->count;
}

const tenor_finding *tenor_audit_finding(const tenor_audit *audit, size_t i)
{
    return i < audit->count ? &audit->findings[i] : NULL;
}

double tenor_audit_score(const tenor_audit *audit, size_t example)
{
    return audit->qualities && example < audit->examples ? (double)audit->qualities[example].score : -1;
}

size_t tenor_audit_suggested(const tenor_audit *audit, size_t example)
{
    const bool has = audit->qualities && example < audit->examples && audit->qualities[example].suggested != UINT32_MAX;
    return has ? audit->qualities[example].suggested : SIZE_MAX;
}

bool tenor_audit_confirmed(const tenor_audit *audit, size_t example)
{
    return example < audit->examples && audit->confirmed[example];
}
