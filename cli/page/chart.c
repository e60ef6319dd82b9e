#include "page/chart.h"

#include "page/html.h"

#include <math.h>

enum { LEFT = 66, RIGHT = 22, TOP = 12, BOTTOM = 42 };

static double x_of(const struct chart *chart, double x)
{
    const double share = (x - chart->x_from) / (chart->x_to - chart->x_from);
    return chart->left + fmin(fmax(share, 0), 1) * (chart->right - chart->left);
}

static double y_of(const struct chart *chart, double y)
{
    const double share = (y - chart->y_from) / (chart->y_to - chart->y_from);
    return chart->bottom - fmin(fmax(share, 0), 1) * (chart->bottom - chart->top);
}

double chart_step(double length)
{
    if (!(length > 0))
        return 1;
    const double power = pow(10, floor(log10(length / 5)));
    const double times = length / 5 / power;
    return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
}

static void add_number(struct text *to, const struct chart_axis *axis, double value)
{
    value = fabs(value) < axis->step / 1000 ? 0 : value; /* no -0 */
    if (axis->percent)
        text_add(to, "%.*f\xC2\xA0%%", axis->step < 0.00999 ? 1 : 0, 100 * value);
    else
        text_add(to, "%g", value);
}

/* The i-th tick of an axis; false after the last. */
static bool find_tick(const struct chart_axis *axis, int i, double *at)
{
    *at = (ceil(axis->from / axis->step - 1e-9) + i) * axis->step;
    return *at <= axis->to + axis->step * 1e-6;
}

static void draw_axes(const struct chart *chart, const struct chart_axis *x, const struct chart_axis *y)
{
    struct text *to = chart->to;
    double at;
    text_add(to, "<g aria-hidden=true>");
    for (int i = 0; find_tick(y, i, &at); i++) {
        const double place = y_of(chart, at);
        text_add(to, "<path class=grid d=\"M%.1f %.1fH%.1f\"/><text x=%.0f y=%.1f class=end>", chart->left, place,
                 chart->right, chart->left - 6, place + 4);
        add_number(to, y, at);
        text_add(to, "</text>");
    }
    for (int i = 0; find_tick(x, i, &at); i++) {
        text_add(to, "<text x=%.1f y=%.0f class=mid>", x_of(chart, at), chart->bottom + 15);
        add_number(to, x, at);
        text_add(to, "</text>");
    }
    text_add(to, "<path class=axis d=\"M%.1f %.1fV%.1fH%.1f\"/>", chart->left, chart->top, chart->bottom, chart->right);
    text_add(to, "<text x=%.0f y=%d class=\"mid name\">%s</text>", (chart->left + chart->right) / 2, CHART_HEIGHT - 8,
             x->label);
    text_add(to, "<text class=\"mid name\" transform=\"translate(14 %.0f) rotate(-90)\">%s</text></g>\n",
             (chart->top + chart->bottom) / 2, y->label);
}

void chart_begin(struct chart *chart, struct text *to, const char *id, const char *title, const char *description,
                 struct chart_axis x, struct chart_axis y)
{
    *chart = (struct chart){to, LEFT, CHART_WIDTH - RIGHT, TOP, CHART_HEIGHT - BOTTOM, x.from, x.to, y.from, y.to};
    if (!(chart->x_to > chart->x_from))
        chart->x_to = chart->x_from + 1;
    if (!(chart->y_to > chart->y_from))
        chart->y_to = chart->y_from + 1;
    text_add(to,
             "<svg class=chart role=img viewBox=\"0 0 %d %d\" aria-labelledby=\"%s-title %s-desc\">"
             "<title id=%s-title>%s</title><desc id=%s-desc>%s</desc>\n",
             CHART_WIDTH, CHART_HEIGHT, id, id, id, title, id, description);
    draw_axes(chart, &x, &y);
}

void chart_end(struct chart *chart)
{
    text_add(chart->to, "</svg>\n");
}

static void add_points(const struct chart *chart, const struct chart_point *points, size_t count)
{
    for (size_t i = 0; i < count; i++)
        text_add(chart->to, "%s%.1f,%.1f", i > 0 ? " " : "", x_of(chart, points[i].x), y_of(chart, points[i].y));
}

void chart_line(struct chart *chart, size_t series, const struct chart_point *points, size_t count)
{
    text_add(chart->to, "<polyline class=\"line s%zu\" points=\"", series);
    add_points(chart, points, count);
    text_add(chart->to, "\"/>\n");
}

void chart_band(struct chart *chart, const struct chart_point *lower, const struct chart_point *upper, size_t count)
{
    text_add(chart->to, "<polygon class=band points=\"");
    add_points(chart, lower, count);
    for (size_t i = count; i > 0; i--)
        text_add(chart->to, " %.1f,%.1f", x_of(chart, upper[i - 1].x), y_of(chart, upper[i - 1].y));
    text_add(chart->to, "\"/>\n");
}

void chart_mark(struct chart *chart, size_t series, struct chart_point point, double from, double to, double radius,
                const char *title)
{
    text_add(chart->to, "<g class=\"mark s%zu\"><title>%s</title>", series, title);
    if (to > from)
        text_add(chart->to, "<path d=\"M%.1f %.1fV%.1f\"/>", x_of(chart, point.x), y_of(chart, from), y_of(chart, to));
    text_add(chart->to, "<circle cx=%.1f cy=%.1f r=%.1f /></g>\n", x_of(chart, point.x), y_of(chart, point.y), radius);
}

void chart_bar(struct chart *chart, double x, double width, double y, const char *title)
{
    const double from = x_of(chart, x);
    const double to = x_of(chart, x + width);
    const double top = y_of(chart, y);
    text_add(chart->to, "<rect class=bar x=%.1f y=%.1f width=%.1f height=%.1f><title>%s</title></rect>\n", from + 0.5,
             top, fmax(to - from - 1, 0.5), fmax(chart->bottom - top, 0), title);
}

void chart_rule(struct chart *chart, struct chart_point from, struct chart_point to, const char *name)
{
    const double x = x_of(chart, from.x);
    text_add(chart->to, "<path class=rule d=\"M%.1f %.1fL%.1f %.1f\"/>\n", x, y_of(chart, from.y), x_of(chart, to.x),
             y_of(chart, to.y));
    if (name) {
        const bool near_end = x > (chart->left + chart->right) / 2;
        text_add(chart->to, "<text class=\"%s name\" x=%.1f y=%.1f aria-hidden=true>%s</text>\n",
                 near_end ? "end" : "start", near_end ? x - 4 : x + 4, chart->top + 9, name);
    }
}

void chart_key_begin(struct text *to)
{
    text_add(to, "<ul class=key>");
}

void chart_key(struct text *to, size_t series, tenor_str name)
{
    text_add(to, "<li><svg viewBox=\"0 0 28 8\" aria-hidden=true><path class=\"line s%zu\" d=\"M1 4H27\"/></svg> ",
             series);
    html_add_label(to, name);
    text_add(to, "</li>");
}

void chart_key_end(struct text *to)
{
    text_add(to, "</ul>\n");
}
