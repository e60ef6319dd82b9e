/* Charts as inline SVG: axes, lines, points with intervals, bars. Colors and fonts come from the page's style, so that
 * a chart is light, dark or printed as the page is. */
#ifndef TENOR_CLI_PAGE_CHART_H
#define TENOR_CLI_PAGE_CHART_H

#include "text.h"

/* A chart of fixed units, which the page scales: small enough that its letters are legible on a phone. */
enum { CHART_WIDTH = 360, CHART_HEIGHT = 250 };

enum { CHART_SERIES = 5 /* kinds of lines that can be told apart */ };

struct chart {
    struct text *to;
    double left; /* of the area inside the axes */
    double right;
    double top;
    double bottom;
    double x_from;
    double x_to;
    double y_from;
    double y_to;
};

struct chart_axis {
    double from;
    double to;
    double step;       /* between ticks */
    bool percent;      /* 0..1 is 0 % to 100 % */
    const char *label; /* ours, as HTML */
};

struct chart_point {
    double x;
    double y;
};

/* Opens the picture, and draws the axes. title and description are ours, without markup; id is the section's. */
void chart_begin(struct chart *chart, struct text *to, const char *id, const char *title, const char *description,
                 struct chart_axis x, struct chart_axis y);
void chart_end(struct chart *chart);

/* A step that divides the length of an axis in about five: 1, 2 or 5 times a power of ten. */
double chart_step(double length);

/* series: 0 .. CHART_SERIES - 1; a dashed line from the second on. */
void chart_line(struct chart *chart, size_t series, const struct chart_point *points, size_t count);

/* The area between two lines of count points each. */
void chart_band(struct chart *chart, const struct chart_point *lower, const struct chart_point *upper, size_t count);

/* A point, with its interval upwards and downwards, and what a pointer over it shows (ours, without markup). */
void chart_mark(struct chart *chart, size_t series, struct chart_point point, double from, double to, double radius,
                const char *title);

/* A bar on the lower axis, from x to x + width, of height y. */
void chart_bar(struct chart *chart, double x, double width, double y, const char *title);

/* A thin line across: where x is, or from one point to another. */
void chart_rule(struct chart *chart, struct chart_point from, struct chart_point to, const char *name);

/* The key of the lines below a chart: one entry, outside the picture. */
void chart_key_begin(struct text *to);
void chart_key(struct text *to, size_t series, tenor_str name);
void chart_key_end(struct text *to);

#endif
