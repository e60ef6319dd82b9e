#!/bin/sh
# From a fresh Debian 12 to classified text: installs what is missing, builds Tenor in build/, trains on
# corpora/reviews.csv, shows what the model scores on texts that it has never seen, and classifies a few lines.
set -eu
cd "$(dirname "$0")/.."

sh tests/install.sh gcc libc6-dev cmake ninja-build pkg-config libutf8proc-dev libxxhash-dev libcjson-dev \
    zlib1g-dev libzstd-dev liblzma-dev libbz2-dev

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$(printf '\033[1m') plain=$(printf '\033[0m')
else
    bold='' plain=''
fi

# show COMMAND...: prints a command as it would be typed, and runs it.
show() {
    printf '\n%s$ %s%s\n' "$bold" "$*" "$plain"
    "$@"
}

printf 'Building Tenor in build/ ...\n'
generator=Ninja
[ ! -f build/CMakeCache.txt ] || generator=
mkdir -p build
if ! { cmake -S . -B build ${generator:+-G "$generator"} -DCMAKE_BUILD_TYPE=Release -DTENOR_TESTS=OFF \
    -DTENOR_SANITIZE= && cmake --build build --parallel; } >build/quickstart.log 2>&1; then
    cat build/quickstart.log
    exit 1
fi

show build/tenor train corpora/reviews.csv --test corpora/reviews-test.csv -o build/reviews-model

show build/tenor classify build/reviews-model --with-text <<'TEXTS'
No lag, no drama, just crisp pixel art and the meanest boss fights around. gg
Hostle was a laugh a minute!! Loved the mural, luved the roof, loved teh dog 🐶
I wanted to love it, but it broke within a week.
The soup was cold, the waiter colder.
Oh great, another update that deletes my photos.
TEXTS

cat <<'NEXT'

Irony, negation and typing errors are hard for 1,600 texts to teach: more of your own, or --vectors, teach more.

Next:
  echo "your own text" | build/tenor classify build/reviews-model
  build/tenor train your-own.csv -o your-model      a column of texts, a column of labels
  build/tenor inspect build/reviews-model
  build/tenor help train
NEXT
