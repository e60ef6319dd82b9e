/* Runs a command some times, reading a file and writing nowhere, and prints the median of the seconds that the whole
 * process took, and the most memory that one had, in kilobytes. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double run(const char *input, char **command)
{
    posix_spawn_file_actions_t actions;
    pid_t child;
    int status;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    const double begin = seconds_now();
    if (posix_spawnp(&child, command[0], &actions, NULL, command, environ) != 0 || waitpid(child, &status, 0) < 0) {
        perror(command[0]);
        exit(EXIT_FAILURE);
    }
    const double seconds = seconds_now() - begin;
    posix_spawn_file_actions_destroy(&actions);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fprintf(stderr, "%s did not succeed\n", command[0]);
        exit(EXIT_FAILURE);
    }
    return seconds;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    const size_t runs = argc > 3 ? (size_t)strtoul(argv[1], NULL, 10) : 0;
    if (runs == 0) {
        fputs("usage: bench_process RUNS INPUT COMMAND [ARGUMENT...]\n", stderr);
        return 2;
    }
    double *times = calloc(runs, sizeof *times);
    if (!times)
        return EXIT_FAILURE;
    for (size_t i = 0; i < runs; i++)
        times[i] = run(argv[2], argv + 3);
    qsort(times, runs, sizeof *times, compare);
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    printf("%.6f %ld\n", times[runs / 2], usage.ru_maxrss);
    free(times);
    return EXIT_SUCCESS;
}
