#include "course.h"

void course_begin(struct course *course, struct output *err)
{
    course->err = err;
    if (err)
        progress_start(&course->progress, err);
    else
        course->progress = (struct progress){.started = progress_clock()};
    interrupt_catch(&course->interrupt);
}

double course_end(struct course *course)
{
    interrupt_release(&course->interrupt);
    const double seconds = progress_clock() - course->progress.started;
    if (course->err) {
        progress_clear(&course->progress);
        output_flush(course->err);
    }
    return seconds;
}
