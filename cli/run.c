#include "run.h"

void run_begin(struct run *run, struct output *err)
{
    run->err = err;
    if (err)
        progress_start(&run->progress, err);
    else
        run->progress = (struct progress){.started = progress_clock()};
    interrupt_catch(&run->interrupt);
}

double run_end(struct run *run)
{
    interrupt_release(&run->interrupt);
    const double seconds = progress_clock() - run->progress.started;
    if (run->err) {
        progress_clear(&run->progress);
        output_flush(run->err);
    }
    return seconds;
}
