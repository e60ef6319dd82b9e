#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bench_report {
    bool json;
    bool in_table;
    tenor__buffer buffer;
    tenor__json_writer writer;
    const bench_column *columns;
    size_t column_count;
};

bench_report *bench_report_new(const bench_settings *settings)
{
    bench_report *report = bench_get(1, sizeof *report);
    report->json = settings->json;
    tenor__buffer_init(&report->buffer, NULL);
    tenor__json_writer_init(&report->writer, &report->buffer);
    if (report->json)
        tenor__json_begin_object(&report->writer, false);
    return report;
}

static void end_table(bench_report *report)
{
    if (report->json && report->in_table)
        tenor__json_end_array(&report->writer);
    report->in_table = false;
}

void bench_report_finish(bench_report *report)
{
    end_table(report);
    if (report->json) {
        tenor__json_end_object(&report->writer);
        if (report->buffer.failed) {
            fputs("out of memory\n", stderr);
            exit(EXIT_FAILURE);
        }
        printf("%.*s\n", (int)report->buffer.size, report->buffer.data);
    }
    tenor__buffer_free(&report->buffer);
    free(report);
}

static int width_of(const bench_column *column)
{
    const size_t name = strlen(column->name);
    const size_t unit = strlen(column->unit);
    const size_t least = column->decimals < 0 ? 18 : 9;
    const size_t width = name > unit ? name : unit;
    return (int)(width > least ? width : least);
}

/* Text to the left, numbers to the right. */
static void print_cell(const bench_column *column, const char *text)
{
    printf(column->decimals < 0 ? "  %-*s" : "  %*s", width_of(column), text);
}

void bench_table(bench_report *report, const char *name, const char *title, const bench_column *columns, size_t count)
{
    end_table(report);
    report->in_table = true;
    report->columns = columns;
    report->column_count = count;
    if (report->json) {
        tenor__json_write_key(&report->writer, name);
        tenor__json_begin_array(&report->writer, false);
        return;
    }
    printf("\n%s\n\n", title);
    for (size_t i = 0; i < count; i++)
        print_cell(&columns[i], columns[i].name);
    putchar('\n');
    for (size_t i = 0; i < count; i++)
        print_cell(&columns[i], columns[i].unit);
    putchar('\n');
}

static void write_value(bench_report *report, const bench_column *column, const bench_value *value)
{
    tenor__json_write_key(&report->writer, column->name);
    const double scale = pow(10, column->decimals);
    if (column->decimals < 0)
        tenor__json_write_string(&report->writer, tenor_str_of(value->text));
    else
        tenor__json_write_number(&report->writer, round(value->number * scale) / scale);
}

static void print_value(const bench_column *column, const bench_value *value)
{
    char number[64] = "-";
    if (column->decimals >= 0 && !isnan(value->number))
        snprintf(number, sizeof number, "%.*f", column->decimals, value->number);
    print_cell(column, column->decimals < 0 ? value->text : number);
}

void bench_row(bench_report *report, const bench_value *values)
{
    if (report->json)
        tenor__json_begin_object(&report->writer, true);
    for (size_t i = 0; i < report->column_count; i++) {
        if (report->json)
            write_value(report, &report->columns[i], &values[i]);
        else
            print_value(&report->columns[i], &values[i]);
    }
    if (report->json)
        tenor__json_end_object(&report->writer);
    else
        putchar('\n');
    fflush(stdout);
}
