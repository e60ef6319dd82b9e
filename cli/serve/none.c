/* In place of the server, where it is not built. */
#include "failure.h"
#include "serve/server.h"

const char *server_http_version(void)
{
    return NULL;
}

int server_run(const struct args *args, const struct server_settings *settings)
{
    (void)settings;
    return fail(args->command, EXIT_FAILED,
                "this tenor is built without a server: install libmicrohttpd-dev (apt-get install libmicrohttpd-dev) "
                "and build it again");
}
