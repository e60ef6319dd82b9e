#include "options/nearest.h"

#include "options/option.h"
#include "failure.h"

#include <ctype.h>
#include <string.h>

enum { MOST_NAMES = 160, MOST_LETTERS = 48 };

struct synonym {
    const char *typed; /* small letters and digits */
    const char *name;
};

static const struct synonym commands[] = {
    {"active", "suggest"},
    {"activelearning", "suggest"},
    {"analyze", "classify"},
    {"annotate", "label"},
    {"autotune", "tune"},
    {"benchmark", "evaluate"},
    {"check", "audit"},
    {"clean", "audit"},
    {"crossval", "crossvalidate"},
    {"cv", "crossvalidate"},
    {"dedup", "audit"},
    {"deduplicate", "audit"},
    {"describe", "inspect"},
    {"dump", "inspect"},
    {"eval", "evaluate"},
    {"explain", "classify"},
    {"export", "pack"},
    {"fit", "train"},
    {"info", "inspect"},
    {"infer", "classify"},
    {"kfold", "crossvalidate"},
    {"learn", "train"},
    {"lint", "audit"},
    {"optimize", "tune"},
    {"predict", "classify"},
    {"predictprob", "classify"},
    {"propose", "suggest"},
    {"quantize", "pack"},
    {"query", "suggest"},
    {"recommend", "suggest"},
    {"report", "evaluate"},
    {"score", "evaluate"},
    {"search", "tune"},
    {"segment", "tokenize"},
    {"show", "inspect"},
    {"supervised", "train"},
    {"tag", "classify"},
    {"test", "evaluate"},
    {"testlabel", "evaluate"},
    {"tokens", "tokenize"},
    {"traintestsplit", "split"},
    {"validate", "evaluate"},
    {"words", "vocab"},
};

/* The first that the command has counts, so that one word may mean different options. */
static const struct synonym options[] = {
    {"batchsize", "batch"},
    {"bidirectional", "direction"},
    {"bs", "batch"},
    {"cased", "keep-case"},
    {"celltype", "cell"},
    {"classweight", "class-weights"},
    {"clipnorm", "clip"},
    {"column", "text"},
    {"columns", "text"},
    {"col", "text"},
    {"colnames", "as"},
    {"confidence", "threshold"},
    {"cv", "folds"},
    {"delim", "delimiter"},
    {"devfile", "dev"},
    {"devset", "dev"},
    {"devsize", "dev-fraction"},
    {"devsplit", "dev-fraction"},
    {"docase", "keep-case"},
    {"earlystopping", "patience"},
    {"embeddingdim", "dim"},
    {"embeddings", "vectors"},
    {"embeddingsize", "dim"},
    {"embeddim", "dim"},
    {"encoding", "encoding"},
    {"drop", "skip-bad"},
    {"dropna", "skip-bad"},
    {"epoch", "epochs"},
    {"errorbadlines", "skip-bad"},
    {"eta", "lr"},
    {"evalfile", "dev"},
    {"fieldseparator", "delimiter"},
    {"glove", "vectors"},
    {"gradclip", "clip"},
    {"groupby", "by"},
    {"headerless", "no-header"},
    {"hiddendim", "hidden"},
    {"hiddensize", "hidden"},
    {"hiddenunits", "hidden"},
    {"ignoreerrors", "skip-bad"},
    {"jobs", "threads"},
    {"inputcolumn", "text"},
    {"k", "top"},
    {"kfold", "folds"},
    {"l2", "weight-decay"},
    {"label", "as"},
    {"labelcol", "label"},
    {"labelnames", "as"},
    {"labelcolumn", "label"},
    {"labelfield", "label"},
    {"learningrate", "lr"},
    {"logfile", "log"},
    {"maxfeatures", "max-vocab"},
    {"maxgradnorm", "clip"},
    {"maxlen", "max-tokens"},
    {"maxlength", "max-tokens"},
    {"maxseqlength", "max-tokens"},
    {"minfreq", "min-count"},
    {"mistakes", "errors"},
    {"metricforbestmodel", "metric"},
    {"modeldir", "output"},
    {"modeltype", "cell"},
    {"nepochs", "epochs"},
    {"ngramrange", "ngrams"},
    {"njobs", "threads"},
    {"nlayers", "layers"},
    {"nsplits", "folds"},
    {"nthreads", "threads"},
    {"numepochs", "epochs"},
    {"numlayers", "layers"},
    {"numthreads", "threads"},
    {"numtrainepochs", "epochs"},
    {"numworkers", "threads"},
    {"onbadlines", "skip-bad"},
    {"o", "predictions"},
    {"o", "train"},
    {"out", "output"},
    {"out", "predictions"},
    {"output", "predictions"},
    {"output", "train"},
    {"outputdir", "output"},
    {"outputfile", "output"},
    {"perdevicetrainbatchsize", "batch"},
    {"predictproba", "all"},
    {"pretrainedvectors", "vectors"},
    {"proba", "all"},
    {"probabilities", "all"},
    {"randomseed", "seed"},
    {"randomstate", "seed"},
    {"rnntype", "cell"},
    {"savemodel", "output"},
    {"saveto", "output"},
    {"sep", "delimiter"},
    {"separator", "delimiter"},
    {"seqlen", "max-tokens"},
    {"silent", "quiet"},
    {"target", "label"},
    {"targetcolumn", "label"},
    {"testfile", "test"},
    {"testset", "test"},
    {"testfraction", "fraction"},
    {"testsize", "test-fraction"},
    {"testsize", "fraction"},
    {"testsplit", "test-fraction"},
    {"textcol", "text"},
    {"textcolumn", "text"},
    {"textfield", "text"},
    {"thread", "threads"},
    {"tokenizer", "tokens"},
    {"topk", "top"},
    {"trials", "trials"},
    {"units", "hidden"},
    {"val", "dev"},
    {"valfile", "dev"},
    {"valid", "dev"},
    {"validation", "dev"},
    {"validationfile", "dev"},
    {"validationfraction", "dev-fraction"},
    {"validationsplit", "dev-fraction"},
    {"valsplit", "dev-fraction"},
    {"vocabsize", "max-vocab"},
    {"wordngrams", "ngrams"},
    {"wordvectors", "vectors"},
    {"workers", "threads"},
};

/* What other tools' options are for is done here without one, or not at all. */
static const struct {
    const char *typed;
    const char *answer;
} without[] = {
    {"header", "a header is found by itself; --no-header says that there is none"},
    {"lower", "upper and lower case are alike; --keep-case tells them apart"},
    {"lowercase", "upper and lower case are alike; --keep-case tells them apart"},
    {"dolowercase", "upper and lower case are alike; --keep-case tells them apart"},
    {"verbose", "progress is shown on a terminal, and --quiet leaves it out"},
    {"loss", "the loss is the cross-entropy: softmax, or with --multi-label one logistic function a label"},
    {"skipbad", "a row that cannot be read keeps its place, with both columns empty"},
    {"stratify", "each label has its share in both parts"},
    {"shuffle", "the order of the examples is drawn again in each epoch"},
    {"device", "Tenor runs on the processor alone, on all of its cores"},
    {"gpu", "Tenor runs on the processor alone, on all of its cores"},
    {"cuda", "Tenor runs on the processor alone, on all of its cores"},
};

/* What is an argument without an option here. */
static const char *const arguments[] = {"corpus", "csv",       "data",      "datafile",  "dataset",
                                        "file",   "filename",  "i",         "in",        "infile",
                                        "input",  "inputfile", "model",     "modelfile", "modelpath",
                                        "path",   "train",     "trainfile", "trainset",  "trainingfile"};

/* Small letters and digits alone: learning_rate, learningRate and learning-rate are one word. */
static const char *simplify(const char *typed, char out[MOST_LETTERS])
{
    size_t size = 0;
    for (; *typed && size + 1 < MOST_LETTERS; typed++)
        if (isalnum((unsigned char)*typed))
            out[size++] = (char)tolower((unsigned char)*typed);
    out[size] = '\0';
    return *typed ? "" : out;
}

const char *nearest_command(const char *typed)
{
    char word[MOST_LETTERS];
    const char *names[MOST_NAMES];
    size_t count = 0;
    simplify(typed, word);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(commands[i].typed, word) == 0 && command_find(commands[i].name))
            return commands[i].name;
    for (; command_get(count); count++)
        names[count] = command_get(count)->name;
    return tenor_option_nearest(typed, names, count);
}

static const char *find_option(const struct command *command, const char *name)
{
    struct option option;
    for (size_t at = 0; option_next(command, &at, &option);)
        if (strcmp(option.info->name, name) == 0)
            return option.info->name;
    return NULL;
}

/* The option that is written otherwise, such as min_count or minCount, or that other tools call so. */
static const char *find_synonym(const struct command *command, const char *typed)
{
    char word[MOST_LETTERS];
    char other[MOST_LETTERS];
    struct option option;
    simplify(typed, word);
    if (!*word)
        return NULL;
    for (size_t at = 0; option_next(command, &at, &option);)
        if (strcmp(simplify(option.info->name, other), word) == 0)
            return option.info->name;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        const char *found = strcmp(options[i].typed, word) == 0 ? find_option(command, options[i].name) : NULL;
        if (found)
            return found;
    }
    return NULL;
}

static bool is_argument(const char *typed)
{
    char word[MOST_LETTERS];
    simplify(typed, word);
    for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++)
        if (strcmp(arguments[i], word) == 0)
            return true;
    return false;
}

static const char *find_nearest(const struct command *command, const char *typed)
{
    const char *names[MOST_NAMES] = {"help", "help-all"};
    size_t count = 2;
    struct option option;
    for (size_t at = 0; count < MOST_NAMES && option_next(command, &at, &option); count++)
        names[count] = option.info->name;
    return tenor_option_nearest(typed, names, count);
}

int nearest_option(const struct command *command, const char *dashes, const char *typed)
{
    const char *meant = find_synonym(command, typed);
    if (!meant && is_argument(typed) && *command->operands)
        return fail_usage(command, "no option %s%s; give the file without an option: tenor %s", dashes, typed,
                          command->usage);
    char word[MOST_LETTERS];
    simplify(typed, word);
    for (size_t i = 0; !meant && i < sizeof without / sizeof *without; i++)
        if (strcmp(without[i].typed, word) == 0)
            return fail_usage(command, "no option %s%s: %s", dashes, typed, without[i].answer);
    if (!meant)
        meant = find_nearest(command, typed);
    if (meant)
        return fail_usage(command, "no option %s%s; did you mean --%s?", dashes, typed, meant);
    return fail_usage(command, "no option %s%s", dashes, typed);
}

bool nearest_is_long(const struct command *command, const char *typed)
{
    return typed[1] != '\0' && (find_synonym(command, typed) || is_argument(typed) || strcmp(typed, "help") == 0);
}
