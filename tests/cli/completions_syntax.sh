# The shells that are installed read their files.
command -v zsh > /dev/null || command -v fish > /dev/null || skip "neither zsh nor fish"
for shell in zsh fish; do
    tenor help --format $shell > completions
    ! command -v $shell > /dev/null || $shell -n completions || echo "$shell does not read it"
done
