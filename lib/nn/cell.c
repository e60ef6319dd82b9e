#include "nn/cell.h"

static const tenor__cell *const cells[] = {
    &tenor__cell_lstm,    &tenor__cell_gru,      &tenor__cell_rnn_tanh, &tenor__cell_rnn_relu,
    &tenor__cell_fastrnn, &tenor__cell_fastgrnn, &tenor__cell_sru,
};

enum { CELLS = sizeof cells / sizeof cells[0] };

const tenor__cell *tenor__cell_at(size_t cell)
{
    return cell < CELLS ? cells[cell] : NULL;
}

const char *tenor__cell_name(size_t cell)
{
    return cell < CELLS ? cells[cell]->name : NULL;
}

bool tenor__cell_find(tenor_str name, size_t *cell)
{
    for (size_t i = 0; i < CELLS; i++) {
        if (tenor_str_is(name, cells[i]->name)) {
            *cell = i;
            return true;
        }
    }
    return false;
}
