#include "input/keyboard.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

enum { ESCAPE = 27, LAST_ASCII = 127 };

static struct termios before;
static struct termios during;
static bool active;

static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGTSTP};
enum { END_SIGNALS = sizeof ends / sizeof *ends };
static struct sigaction usual[END_SIGNALS];

/* Of a file that is read and was cut short, or of an error of ours. They end the process at once. */
static const int faults[] = {SIGBUS, SIGSEGV, SIGABRT, SIGFPE, SIGILL};
enum { FAULT_SIGNALS = sizeof faults / sizeof *faults };
static struct sigaction usual_faults[FAULT_SIGNALS];

static sigset_t mask_before;
static sigset_t mask_during;

/* A signal handler can reach nothing else. */
static volatile sig_atomic_t caught;

static void on_signal(int number)
{
    caught = number;
}

/* Its action is reset when it is called: what caused the fault is done again and ends the process. */
static void on_fault(int number)
{
    tcsetattr(STDIN_FILENO, TCSANOW, &before);
    raise(number);
}

static void catch_faults(void)
{
    struct sigaction action = {.sa_handler = on_fault, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < FAULT_SIGNALS; i++)
        sigaction(faults[i], &action, &usual_faults[i]);
}

static void set_handler(int number, void (*handler)(int), struct sigaction *old)
{
    struct sigaction action = {.sa_handler = handler};
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, old);
}

/* The process may end for want of memory. */
static void restore_at_exit(void)
{
    if (active)
        tcsetattr(STDIN_FILENO, TCSANOW, &before);
}

bool keyboard_is_there(void)
{
    return isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
}

/* They are let through in pselect alone, so that none comes between a look at `caught` and a wait. */
static void hold_signals(void)
{
    sigprocmask(SIG_BLOCK, NULL, &mask_before);
    mask_during = mask_before;
    for (size_t i = 0; i < END_SIGNALS; i++) {
        sigaction(ends[i], NULL, &usual[i]);
        if (usual[i].sa_handler == SIG_IGN)
            continue;
        set_handler(ends[i], on_signal, NULL);
        sigaddset(&mask_during, ends[i]);
    }
    sigprocmask(SIG_SETMASK, &mask_during, NULL);
}

bool keyboard_begin(void)
{
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return false;
    during = before;
    during.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    during.c_cc[VMIN] = 1;
    during.c_cc[VTIME] = 0;
    caught = 0;
    hold_signals();
    catch_faults();
    active = atexit(restore_at_exit) == 0 && tcsetattr(STDIN_FILENO, TCSANOW, &during) == 0;
    if (active)
        return true;
    keyboard_end();
    return false;
}

void keyboard_end(void)
{
    tcsetattr(STDIN_FILENO, TCSANOW, &before);
    active = false;
    for (size_t i = 0; i < END_SIGNALS; i++)
        sigaction(ends[i], &usual[i], NULL);
    for (size_t i = 0; i < FAULT_SIGNALS; i++)
        sigaction(faults[i], &usual_faults[i], NULL);
    sigprocmask(SIG_SETMASK, &mask_before, NULL);
}

void keyboard_raise(void)
{
    if (caught != 0)
        raise(caught);
}

/* Until the process is continued. */
static void stop(void)
{
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, SIGTSTP);
    tcsetattr(STDIN_FILENO, TCSANOW, &before);
    set_handler(SIGTSTP, SIG_DFL, NULL);
    raise(SIGTSTP);
    sigprocmask(SIG_UNBLOCK, &only, NULL);
    sigprocmask(SIG_BLOCK, &only, NULL);
    set_handler(SIGTSTP, on_signal, NULL);
    tcsetattr(STDIN_FILENO, TCSANOW, &during);
    caught = 0;
}

/* Waits for input; false when a signal ends the process. */
static bool wait_for_byte(void)
{
    for (;;) {
        fd_set input;
        FD_ZERO(&input);
        FD_SET(STDIN_FILENO, &input);
        const int ready = pselect(STDIN_FILENO + 1, &input, NULL, NULL, NULL, &mask_before);
        if (caught == SIGTSTP)
            stop();
        else if (caught != 0)
            return false;
        else if (ready != 0 && !(ready < 0 && errno == EINTR))
            return true;
    }
}

static bool read_byte(unsigned char *byte)
{
    ssize_t got;
    do
        got = read(STDIN_FILENO, byte, 1);
    while (got < 0 && errno == EINTR);
    return got == 1;
}

static bool has_byte(void)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&input, 1, 0) == 1;
}

bool keyboard_waits(void)
{
    sigset_t pending;
    sigpending(&pending);
    for (size_t i = 0; i < END_SIGNALS; i++)
        if (sigismember(&pending, ends[i]) == 1 && sigismember(&mask_before, ends[i]) == 0)
            return true;
    return caught != 0 || has_byte();
}

void keyboard_discard(void)
{
    unsigned char byte;
    while (has_byte() && read_byte(&byte))
        continue;
}

int keyboard_read(void)
{
    unsigned char byte;
    while (wait_for_byte() && read_byte(&byte)) {
        if (byte != ESCAPE && byte <= LAST_ASCII)
            return byte;
        /* The rest of a key that sends several bytes is there at once. */
        while (has_byte() && read_byte(&byte))
            continue;
    }
    return KEYBOARD_END;
}
