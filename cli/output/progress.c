#include "output/progress.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>

enum { LEAST_COLUMNS = 40, MOST_COLUMNS = 80, NARROWEST_BAR = 8 };

double progress_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void progress_start(struct progress *progress, struct output *out)
{
    const char *kind = getenv("TERM");
    *progress = (struct progress){.out = out, .columns = MOST_COLUMNS, .started = progress_clock()};
    progress->bar = out->terminal && kind && *kind && strcmp(kind, "dumb") != 0;
    struct winsize size;
    if (progress->bar && ioctl(out->descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        progress->columns = size.ws_col < MOST_COLUMNS ? size.ws_col : MOST_COLUMNS;
    /* A line that wraps could not be drawn over. */
    progress->bar = progress->bar && progress->columns >= LEAST_COLUMNS;
}

static void erase(struct progress *progress)
{
    if (progress->is_drawn)
        output_raw(progress->out, "\r\033[K", 4);
    progress->is_drawn = false;
}

void progress_clear(struct progress *progress)
{
    if (progress->watched)
        tenor_options_watch(progress->watched, NULL, NULL);
    progress->watched = NULL;
    erase(progress);
}

static uint64_t rate(uint64_t count, double seconds)
{
    return seconds > 0 ? (uint64_t)((double)count / seconds) : 0;
}

void progress_format_time(char *out, size_t size, double seconds)
{
    unsigned long whole = seconds > 0 && seconds < 1e8 ? (unsigned long)(seconds + 0.5) : 0;
    if (whole >= 3600)
        snprintf(out, size, "%lu:%02lu:%02lu", whole / 3600, whole / 60 % 60, whole % 60);
    else
        snprintf(out, size, "%lu:%02lu", whole / 60, whole % 60);
}

static void draw_bar(struct progress *progress, const tenor_progress *now)
{
    double part = now->examples_in_epoch > 0 ? (double)now->examples / (double)now->examples_in_epoch : 0;
    double done = (now->epoch - 1 + part) / now->epochs;
    char left[32];
    /* As if no epoch were saved by stopping early: the most it can take. */
    progress_format_time(left, sizeof left, done > 0 ? (progress_clock() - progress->started) * (1 - done) / done : 0);
    char before[64];
    char after[128];
    int size = snprintf(before, sizeof before, "epoch %u/%u ", (unsigned)now->epoch, (unsigned)now->epochs);
    size += snprintf(after, sizeof after, " %3.0f %%  loss %.3f  %s examples/s  %s left", 100 * part, now->loss,
                     output_grouped(rate(now->examples, now->seconds)).text, left);
    erase(progress);
    output_text(progress->out, before);
    if ((size_t)size + 2 + NARROWEST_BAR < progress->columns) {
        size_t width = progress->columns - (size_t)size - 3;
        size_t filled = (size_t)((double)width * part);
        output_byte(progress->out, '[');
        for (size_t i = 0; i < width; i++)
            output_byte(progress->out, i < filled ? '#' : '.');
        output_byte(progress->out, ']');
    }
    size_t room = progress->columns - 1 - strlen(before);
    output_write(progress->out, after, strlen(after) < room ? strlen(after) : room);
    progress->is_drawn = true;
}

static void print_epoch(struct progress *progress, const tenor_progress *now)
{
    char total[16];
    int width = snprintf(total, sizeof total, "%u", (unsigned)now->epochs);
    erase(progress);
    output_format(progress->out,
                  "epoch %*u/%s  loss %.3f  dev loss %.3f  dev accuracy %.1f  macro F1 %.1f  %s tokens/s", width,
                  (unsigned)now->epoch, total, now->loss, now->dev_loss, 100 * now->dev_accuracy,
                  100 * now->dev_macro_f1, output_grouped(rate(now->tokens, now->seconds)).text);
    if (now->best) {
        output_style(progress->out, STYLE_GREEN);
        output_text(progress->out, "  best");
        output_style(progress->out, STYLE_PLAIN);
    }
    output_byte(progress->out, '\n');
}

void progress_show(struct progress *progress, const tenor_progress *now)
{
    if (now->epoch_done)
        print_epoch(progress, now);
    else if (progress->bar)
        draw_bar(progress, now);
    output_flush(progress->out);
}

void progress_note(struct progress *progress, const char *format, ...)
{
    if (!progress->bar)
        return;
    char note[MOST_COLUMNS];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(note, progress->columns, format, arguments);
    va_end(arguments);
    erase(progress);
    output_text(progress->out, note);
    output_flush(progress->out);
    progress->is_drawn = true;
}

static void show_count(struct progress *progress, const char *what, uint64_t done, uint64_t all, double seconds)
{
    const struct grouped count = output_grouped(done);
    const struct grouped per_second = output_grouped(rate(done, seconds));
    if (all == 0) {
        progress_note(progress, "%s %s  %s/s", count.text, what, per_second.text);
        return;
    }
    char left[32];
    const double share = (double)done / (double)all;
    progress_format_time(left, sizeof left, share > 0 ? seconds * (1 - share) / share : 0);
    progress_note(progress, "%3.0f %%  %s of %s %s  %s/s  %s left", 100 * share, count.text, output_grouped(all).text,
                  what, per_second.text, left);
}

void progress_count(struct progress *progress, const char *what, uint64_t done, uint64_t all)
{
    enum { STEP = 64 }; /* of the calls that look at the clock */
    const double interval = 0.2;
    if (!progress->bar || (all > 0 && done % STEP != 0))
        return;
    const double now = progress_clock();
    const double seconds = now - progress->started;
    if (now - progress->counted < interval || seconds < interval)
        return;
    progress->counted = now;
    show_count(progress, what, done, all, seconds);
}

/* Each kind of work has a rate of its own, from the first time that it is told of. */
static void on_work(const tenor_work *now, void *user)
{
    static const char *const kinds[][2] = {
        {"reading", "rows"}, {"tokenizing", "texts"}, {"n-gram model", "visits of texts"}};
    struct progress *progress = user;
    const double time = progress_clock();
    if (!progress->is_watching || progress->work.kind != now->kind) {
        progress->is_watching = true;
        progress->work = *now;
        progress->started = time;
        return;
    }
    const struct grouped done = output_grouped(now->done);
    const double per_second = (double)(now->done - progress->work.done) / fmax(time - progress->started, 1e-3);
    const struct grouped speed = output_grouped((uint64_t)per_second);
    if (now->all == 0) {
        progress_note(progress, "%s: %s %s  %s/s", kinds[now->kind][0], done.text, kinds[now->kind][1], speed.text);
        return;
    }
    char left[32];
    progress_format_time(left, sizeof left, per_second > 0 ? (double)(now->all - now->done) / per_second : 0);
    progress_note(progress, "%s: %3.0f %%  %s of %s %s  %s/s  %s left", kinds[now->kind][0],
                  100 * (double)now->done / (double)now->all, done.text, output_grouped(now->all).text,
                  kinds[now->kind][1], speed.text, left);
}

void progress_watch(struct progress *progress, tenor_options *options)
{
    if (!progress->bar)
        return;
    progress->watched = options;
    tenor_options_watch(options, on_work, progress);
}
