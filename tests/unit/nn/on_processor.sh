#!/bin/sh
# on_processor.sh PROCESSOR PROGRAM...: runs it where __builtin_cpu_supports sees that processor; 77 without qemu-user.
command -v qemu-x86_64 >/dev/null || { echo "skipped: there is no qemu-x86_64 (Debian's qemu-user)"; exit 77; }
processor=$1
shift
exec qemu-x86_64 -cpu "$processor" "$@"
