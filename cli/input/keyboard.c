#include "input/keyboard.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

enum { ESCAPE = 27, LAST_ASCII = 127 };

/* Signal handlers can reach nothing else. */
static struct termios before;
static struct termios during;
static bool active;

static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
enum { END_SIGNALS = sizeof ends / sizeof *ends };
static struct sigaction usual[END_SIGNALS];

/* Handlers are reset before they run, so that raising the signal does what it does without them. */
static void set_handler(int number, void (*handler)(int), struct sigaction *old)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = (int)(SA_RESETHAND | SA_NODEFER) | SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, old);
}

static void on_end(int number)
{
    tcsetattr(STDIN_FILENO, TCSANOW, &before);
    raise(number);
}

static void on_stop(int number)
{
    const int error = errno;
    tcsetattr(STDIN_FILENO, TCSANOW, &before);
    kill(getpid(), number);
    tcsetattr(STDIN_FILENO, TCSANOW, &during); /* it goes on */
    set_handler(SIGTSTP, on_stop, NULL);
    errno = error;
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

bool keyboard_begin(void)
{
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return false;
    during = before;
    during.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    during.c_cc[VMIN] = 1;
    during.c_cc[VTIME] = 0;
    for (size_t i = 0; i < END_SIGNALS; i++) {
        sigaction(ends[i], NULL, &usual[i]);
        if (usual[i].sa_handler != SIG_IGN)
            set_handler(ends[i], on_end, NULL);
    }
    set_handler(SIGTSTP, on_stop, NULL);
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
    signal(SIGTSTP, SIG_DFL);
}

static bool read_byte(unsigned char *byte)
{
    ssize_t got;
    do
        got = read(STDIN_FILENO, byte, 1);
    while (got < 0 && errno == EINTR);
    return got == 1;
}

/* The rest of a key that sends several bytes is there at once. */
static void leave_out_rest(void)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    unsigned char byte;
    while (poll(&input, 1, 0) == 1 && (input.revents & POLLIN) && read_byte(&byte))
        continue;
}

int keyboard_read(void)
{
    unsigned char byte;
    while (read_byte(&byte)) {
        if (byte != ESCAPE && byte <= LAST_ASCII)
            return byte;
        leave_out_rest();
    }
    return KEYBOARD_END;
}
