# As many threads as there are processors that the process may run on, not as the machine has.
taskset -c 0 true 2> /dev/null || skip "taskset (of util-linux) is not installed, or processor 0 is not ours"
[ -d /proc/self/task ] || skip "/proc shows no threads"
[ "$(nproc)" -gt 1 ] || skip "there is one processor"
make_model
for _ in $(seq 20000); do echo "The food was good, so I am happy, and the hotel was as lovely as could be."; done > many
# The most threads that were seen while it ran.
most_threads() {
    local most=0 count
    "$@" > /dev/null &
    while count=$(ls /proc/$!/task 2> /dev/null | wc -l) && [ "$count" -gt 0 ] && kill -0 $! 2> /dev/null; do
        [ "$count" -gt $most ] && most=$count
    done
    wait $!
    echo $most
}
echo "on one processor: $(most_threads taskset -c 0 "$TENOR" classify model many many many)"
[ "$(most_threads "$TENOR" classify model many many many)" -gt 1 ] && echo "on all: more"
