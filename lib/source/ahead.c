#include "source/ahead.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/pool.h"
#include "base/thread.h"

#include <string.h>
#include <unistd.h>

/* Enough pieces that neither side waits for the other over one that takes long, and small enough that all of them stay
 * in a processor's cache. */
enum { PIECES = 4, PIECE_ROOM = 1 << 17 };

/* What one call of `read` gave. */
typedef struct piece {
    char *data;
    size_t size;
    bool last; /* nothing comes after it: the end, or the failure that status tells */
    tenor_status status;
    tenor_error error;
} piece;

/* The thread fills the piece after the `filled` ones, the caller takes from the first of them; the two never touch the
 * same piece. */
struct tenor__ahead {
    tenor_alloc alloc;
    tenor__ahead_fn read;
    void *user;
    pthread_t thread;
    pid_t process;         /* whose thread it is */
    pthread_mutex_t mutex; /* protects filled and stop */
    pthread_cond_t more;   /* a piece was filled */
    pthread_cond_t room;   /* a piece was emptied, or the thread is to stop */
    size_t filled;
    bool stop;
    size_t first; /* the caller's: the piece to take from, */
    size_t taken; /* and the bytes of it that were */
    piece pieces[PIECES];
};

/* ---- the thread ---- */

static bool wait_for_room(tenor__ahead *ahead)
{
    pthread_mutex_lock(&ahead->mutex);
    while (ahead->filled == PIECES && !ahead->stop)
        pthread_cond_wait(&ahead->room, &ahead->mutex);
    const bool goes_on = !ahead->stop;
    pthread_mutex_unlock(&ahead->mutex);
    return goes_on;
}

static void *fill(void *argument)
{
    tenor__ahead *ahead = argument;
    bool last = false;
    for (size_t next = 0; !last && wait_for_room(ahead); next = (next + 1) % PIECES) {
        piece *p = &ahead->pieces[next];
        p->size = 0;
        p->status = ahead->read(ahead->user, p->data, PIECE_ROOM, &p->size, &p->last, &p->error);
        if (p->status != TENOR_OK) {
            p->size = 0;
            p->last = true;
        }
        last = p->last;
        pthread_mutex_lock(&ahead->mutex);
        ahead->filled++;
        pthread_cond_signal(&ahead->more);
        pthread_mutex_unlock(&ahead->mutex);
    }
    return NULL;
}

/* ---- the caller ---- */

static const piece *wait_for_piece(tenor__ahead *ahead)
{
    pthread_mutex_lock(&ahead->mutex);
    while (ahead->filled == 0)
        pthread_cond_wait(&ahead->more, &ahead->mutex);
    pthread_mutex_unlock(&ahead->mutex);
    return &ahead->pieces[ahead->first];
}

static void give_back(tenor__ahead *ahead)
{
    ahead->first = (ahead->first + 1) % PIECES;
    ahead->taken = 0;
    pthread_mutex_lock(&ahead->mutex);
    ahead->filled--;
    pthread_cond_signal(&ahead->room);
    pthread_mutex_unlock(&ahead->mutex);
}

tenor_status tenor__ahead_read(tenor__ahead *ahead, char *out, size_t room, size_t *got, bool *end, tenor_error *error)
{
    if (ahead->process != getpid())
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                                "a compressed file that was open before fork cannot be read in the child process; open "
                                "it there");
    const piece *p = wait_for_piece(ahead);
    *got = p->size - ahead->taken < room ? p->size - ahead->taken : room;
    *end = false;
    if (*got > 0)
        memcpy(out, p->data + ahead->taken, *got);
    ahead->taken += *got;
    if (ahead->taken < p->size)
        return TENOR_OK;
    if (!p->last) {
        give_back(ahead); /* from here on it is the thread's */
        return TENOR_OK;
    }
    *end = p->status == TENOR_OK;
    if (p->status != TENOR_OK && error)
        *error = p->error;
    return p->status;
}

/* ---- both ---- */

static bool init_waiting(tenor__ahead *ahead)
{
    if (pthread_mutex_init(&ahead->mutex, NULL) != 0)
        return false;
    if (pthread_cond_init(&ahead->more, NULL) == 0) {
        if (pthread_cond_init(&ahead->room, NULL) == 0)
            return true;
        pthread_cond_destroy(&ahead->more);
    }
    pthread_mutex_destroy(&ahead->mutex);
    return false;
}

static void end_waiting(tenor__ahead *ahead)
{
    pthread_cond_destroy(&ahead->room);
    pthread_cond_destroy(&ahead->more);
    pthread_mutex_destroy(&ahead->mutex);
}

static void free_memory(tenor__ahead *ahead)
{
    const tenor_alloc alloc = ahead->alloc;
    tenor__alloc_free(&alloc, ahead->pieces[0].data);
    tenor__alloc_free(&alloc, ahead);
}

tenor__ahead *tenor__ahead_new(tenor__ahead_fn read, void *user, const tenor_alloc *alloc)
{
    const tenor_alloc used = tenor__alloc_of(alloc);
    if (!tenor__alloc_is_libc(&used) || tenor__pool_processors() < 2)
        return NULL;
    tenor__ahead *ahead = tenor__alloc_zeroed(&used, 1, sizeof *ahead);
    char *data = tenor__alloc_array(&used, PIECES, PIECE_ROOM);
    if (!ahead || !data) {
        tenor__alloc_free(&used, data);
        tenor__alloc_free(&used, ahead);
        return NULL;
    }
    ahead->alloc = used;
    ahead->process = getpid();
    ahead->read = read;
    ahead->user = user;
    for (size_t i = 0; i < PIECES; i++)
        ahead->pieces[i].data = data + i * PIECE_ROOM;
    if (!init_waiting(ahead)) {
        free_memory(ahead);
        return NULL;
    }
    if (tenor__thread_start(&ahead->thread, fill, ahead) != 0) {
        end_waiting(ahead);
        free_memory(ahead);
        return NULL;
    }
    return ahead;
}

void tenor__ahead_free(tenor__ahead *ahead)
{
    if (!ahead)
        return;
    if (ahead->process != getpid()) {
        free_memory(ahead);
        return;
    }
    pthread_mutex_lock(&ahead->mutex);
    ahead->stop = true;
    pthread_cond_signal(&ahead->room);
    pthread_mutex_unlock(&ahead->mutex);
    pthread_join(ahead->thread, NULL);
    end_waiting(ahead);
    free_memory(ahead);
}
