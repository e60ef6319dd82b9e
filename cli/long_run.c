#include "long_run.h"

void long_run_begin(struct long_run *run, struct output *err)
{
    run->err = err;
    if (err)
        progress_start(&run->progress, err);
    else
        run->progress = (struct progress){.started = progress_clock()};
    interrupt_catch(&run->interrupt);
}

double long_run_end(struct long_run *run)
{
    interrupt_release(&run->interrupt);
    const double seconds = progress_clock() - run->progress.started;
    if (run->err) {
        progress_clear(&run->progress);
        output_flush(run->err);
    }
    return seconds;
}
