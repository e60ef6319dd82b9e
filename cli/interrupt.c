#include "interrupt.h"

#include <stdatomic.h>
#include <stddef.h>

/* A signal handler can reach nothing else. */
static atomic_int caught;

static const int signals[INTERRUPT_SIGNALS] = {SIGINT, SIGTERM, SIGHUP};

static void on_signal(int number)
{
    atomic_store(&caught, number);
}

void interrupt_catch(struct interrupt *interrupt)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND | SA_RESTART};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < INTERRUPT_SIGNALS; i++) {
        sigaction(signals[i], NULL, &interrupt->before[i]);
        if (interrupt->before[i].sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
}

void interrupt_release(const struct interrupt *interrupt)
{
    for (size_t i = 0; i < INTERRUPT_SIGNALS; i++)
        sigaction(signals[i], &interrupt->before[i], NULL);
}

bool interrupt_caught(void)
{
    return atomic_load(&caught) != 0;
}

void interrupt_raise(void)
{
    const int number = atomic_load(&caught);
    if (number != 0)
        raise(number);
}
