# bash completes; the words of the line are given, the last one is completed.
tenor help --format bash > completions
. ./completions
complete_last() {
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _tenor 2>&1
    echo "$*: $(printf '%s\n' "${COMPREPLY[@]}" | sort | tr '\n' ' ')"
}
touch "my reviews.csv" model.tenor
complete -p tenor
complete_last tenor ""
complete_last tenor t
complete_last tenor --v
complete_last tenor train --cell ""
complete_last tenor train --cell rnn
complete_last tenor train --cell = sr
complete_last tenor train --cell =
complete_last tenor train --keep-
complete_last tenor train my
complete_last tenor train x.csv --dev my
complete_last tenor train x.csv -o mod
complete_last tenor train x.csv --hidden m
complete_last tenor pack model -
complete_last tenor classify mod
complete_last tenor help cl
complete_last tenor nothing m
# Every command and option is there.
tenor help --format zsh > completions.zsh
tenor help --format fish > completions.fish
for command in $(tenor help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
    COMP_WORDS=(tenor $command --) COMP_CWORD=2
    _tenor 2>&1
    zsh=$(sed -n "/^    $command)/,/;;/p" completions.zsh)
    fish=$(grep "from $command' " completions.fish)
    for option in $(tenor help --all $command | sed -nE 's/^(      |  -[a-z], )(--[a-z0-9-]+).*/\2/p'); do
        [[ " ${COMPREPLY[*]} " = *" $option "* ]] || echo "$command: bash does not know $option"
        [[ $zsh = *"$option"[]}[]* ]] || echo "$command: zsh does not know $option"
        [[ $fish = *"' -l ${option#--} "* ]] || echo "$command: fish does not know $option"
    done
done
