/* Stops a command at one of its system calls after the other, as SIGKILL or a power switch would, and asks after each
 * whether what it replaces is whole: the old or the new, and nothing else.
 *
 *   kill_each [--every N] CHECK COMMAND ARGUMENT...
 *
 * Runs COMMAND under ptrace and kills it at the entry of call 1; then CHECK (a line for sh), which fails when something
 * is broken and prepares the next run; then again at call 1 + N, and so on, until COMMAND ends by itself. Prints the
 * number of runs. Exit status: 0 all whole, 1 not, 77 ptrace is not allowed. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SKIPPED = 77, CALL = SIGTRAP | 0x80 };

typedef enum outcome { KILLED, ENDED, REFUSED } outcome;

static pid_t start(char **command)
{
    const pid_t child = fork();
    if (child != 0)
        return child;
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
        _exit(SKIPPED);
    raise(SIGSTOP);
    execvp(command[0], command);
    _exit(127);
}

/* All threads and children of the command are traced; its death takes them along. */
static outcome run(char **command, long last, int *status)
{
    const pid_t child = start(command);
    long calls = 0;
    if (child < 0 || waitpid(child, status, 0) != child || !WIFSTOPPED(*status))
        return REFUSED;
    const long options =
        PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK;
    if (ptrace(PTRACE_SETOPTIONS, child, NULL, options) != 0) {
        kill(child, SIGKILL);
        waitpid(child, status, 0);
        return REFUSED;
    }
    ptrace(PTRACE_SYSCALL, child, NULL, NULL);
    for (;;) {
        const pid_t stopped = waitpid(-1, status, __WALL);
        if (stopped < 0)
            return ENDED;
        if (WIFEXITED(*status) || WIFSIGNALED(*status)) {
            if (stopped != child)
                continue;
            const int result = *status;
            while (waitpid(-1, status, __WALL) > 0)
                continue;
            *status = result;
            return ENDED;
        }
        if (!WIFSTOPPED(*status))
            continue;
        const int signal = WSTOPSIG(*status);
        if (signal == CALL && ++calls == last) {
            kill(child, SIGKILL);
            while (waitpid(-1, status, __WALL) > 0 || errno == EINTR)
                continue;
            return KILLED;
        }
        const bool own = signal == CALL || signal == SIGTRAP || signal == SIGSTOP;
        ptrace(PTRACE_SYSCALL, stopped, NULL, (long)(own ? 0 : signal));
    }
}

int main(int count, char **arguments)
{
    long every = 1;
    int first = 1;
    if (count > 3 && strcmp(arguments[1], "--every") == 0) {
        every = strtol(arguments[2], NULL, 10);
        first = 3;
    }
    if (count < first + 2 || every < 1)
        return 2;
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (long last = 1;; last += every) {
        int status = 0;
        const outcome what = run(arguments + first + 1, last, &status);
        if (what == REFUSED) {
            puts("ptrace is not allowed");
            return SKIPPED;
        }
        if (system(arguments[first]) != 0) {
            printf("not whole after stop %ld\n", last);
            return 1;
        }
        if (what == ENDED) {
            printf("%ld runs\n", (last - 1) / every + 1);
            return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : 1;
        }
    }
}
