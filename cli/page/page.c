#include "page/page.h"

#include "memory.h"
#include "output/out_file.h"
#include "output/output.h"
#include "page/html.h"
#include "page/style.h"
#include "output/save.h"

#include <stdlib.h>

enum { MOST_ACTIONS = 5 };

int page_check(const struct command *command, const char *path, const char *const *inputs, size_t count,
               const char *model)
{
    return path ? save_check_beside(command, "--report", path, model, inputs, count) : EXIT_DONE;
}

struct page_section *page_add(struct page *page, const char *id, const char *title)
{
    struct page_section *section = memory_resize(NULL, 1, sizeof *section);
    page->sections = memory_resize(page->sections, page->count + 1, sizeof(struct page_section *));
    page->sections[page->count++] = section;
    *section = (struct page_section){.id = id, .title = title};
    return section;
}

void page_tile(struct page *page, const char *value, const char *what, const char *remark)
{
    text_add(&page->tiles, "<li><span class=what>%s</span><b>%s</b><span>%s</span></li>\n", what, value, remark);
}

static const char *data_of(const struct text *text)
{
    return text->data ? text->data : "";
}

static void write_head(const struct page *page, struct text *to)
{
    text_add(to,
             "<!DOCTYPE html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n"
             "<meta name=viewport content=\"width=device-width,initial-scale=1\">\n"
             "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
             "<meta name=generator content=\"Tenor %s\">\n<title>%s: ",
             TENOR_VERSION_STRING, page->kind);
    html_add_attribute(to, tenor_str_of(page->command));
    text_add(to, "</title>\n<style>");
    for (size_t i = 0; page_style[i]; i++)
        text_add(to, "%s", page_style[i]);
    text_add(to, "</style>\n</head>\n<body>\n<a class=skip href=#what-to-do>Skip to what to do</a>\n");
    text_add(to,
             "<header>\n<p class=kind>Tenor \xC2\xB7 %s</p>\n<h1>%s</h1>\n<p class=lead>%s</p>\n</header>\n<main>\n",
             page->kind, data_of(&page->title), data_of(&page->lead));
    if (page->tiles.size > 0)
        text_add(to, "<ul class=tiles>\n%s</ul>\n", page->tiles.data);
}

/* The most urgent ones first; of equal ones in the order of the page. */
static void write_actions(const struct page *page, struct text *to)
{
    int count = 0;
    text_add(to, "<div class=todo id=what-to-do tabindex=-1>\n<h2>What to do next</h2>\n<ol>\n");
    for (int urgency = PAGE_MUST; urgency > PAGE_FINE; urgency--)
        for (size_t i = 0; i < page->count && count < MOST_ACTIONS; i++) {
            const struct page_section *section = page->sections[i];
            if ((int)section->urgency != urgency)
                continue;
            text_add(to, "<li>%s <a href=#%s>%s</a></li>\n", section->next.data, section->id, section->title);
            count++;
        }
    text_add(to, "%s</ol>\n</div>\n", count == 0 ? "<li>Nothing stands out: use the model.</li>\n" : "");
}

static void write_contents(const struct page *page, struct text *to)
{
    text_add(to, "<nav aria-label=Contents><ul>\n");
    for (size_t i = 0; i < page->count; i++)
        text_add(to, "<li><a href=#%s>%s</a></li>\n", page->sections[i]->id, page->sections[i]->title);
    text_add(to, "</ul></nav>\n");
}

static void write_section(const struct page_section *section, struct text *to)
{
    static const char *const classes[] = {"next", "next", "next do", "next must"};
    text_add(to, "<section id=%s aria-labelledby=%s-h>\n<h2 id=%s-h>%s</h2>\n", section->id, section->id, section->id,
             section->title);
    if (section->next.size > 0)
        text_add(to, "<p class=\"%s\"><strong>What to do</strong> %s</p>\n", classes[section->urgency],
                 section->next.data);
    text_add(to, "%s</section>\n", data_of(&section->body));
}

int page_write(const struct page *page, const struct command *command, const char *path)
{
    struct text html = {0};
    write_head(page, &html);
    write_actions(page, &html);
    write_contents(page, &html);
    for (size_t i = 0; i < page->count; i++)
        write_section(page->sections[i], &html);
    text_add(&html, "</main>\n<footer>\n<p>Made by Tenor %s with this command:</p>\n<pre>", TENOR_VERSION_STRING);
    html_add(&html, tenor_str_of(page->command));
    text_add(&html, "</pre>\n<p>A 95 %% range: if you tested again and again on other texts of the same kind, 19 of 20 "
                    "such ranges would hold the true value.</p>\n</footer>\n</body>\n</html>\n");
    struct out_file file;
    int exit_status = out_file_open(&file, command, path);
    if (exit_status == EXIT_DONE) {
        struct output *out = memory_resize(NULL, 1, sizeof *out);
        output_init(out, file.descriptor, path);
        output_write(out, html.data, html.size);
        exit_status = out_file_close(&file, output_finish(out, command));
        free(out);
    }
    free(html.data);
    return exit_status;
}

void page_free(struct page *page)
{
    for (size_t i = 0; i < page->count; i++) {
        free(page->sections[i]->body.data);
        free(page->sections[i]->next.data);
        free(page->sections[i]);
    }
    free(page->sections);
    free(page->title.data);
    free(page->lead.data);
    free(page->tiles.data);
}
