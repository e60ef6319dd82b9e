# Training that goes on from a model.
reviews > all.csv
{ head -n 1 all.csv; sed -n '2,25p' all.csv; } > old.csv
{ head -n 1 all.csv; sed -n '26,$p' all.csv; } > new.csv
{ cat new.csv; for i in 1 2 3 4 5 6 7 8; do echo "\"The parcel number $i came late.\",neutral"; done; } > more.csv
tenor train old.csv -o old "${small[@]}" --epochs 3 --quiet
unscore() { sed -E 's/[0-9]+\.[0-9]+/N/g; s/ +N/ N/g'; }
on() { sed -n '/goes on\|no epoch\|knew:\|before,/p' | unscore; }
echo "# more texts, and what is forgotten"
tenor train new.csv -o newer --from old --keep old.csv --dev new.csv --epochs 2 --lr 0.02 2>&1 | on
tenor train new.csv -o again --from old --dev new.csv --epochs 2 --lr 0.02 --threads 3 --quiet
same newer again
tenor train new.csv -o again --from old --keep old.csv --dev new.csv --epochs 1 --json --quiet | grep -o '"keep": *{ *"before": *{[^,]*\|"after": *{[^,]*' | unscore
echo "# new labels, of which one is enough; dev may have labels of the model"
tenor train more.csv -o grown --from old --epochs 2 --quiet && tenor inspect grown | grep '^labels'
{ head -n 1 all.csv; grep neutral more.csv; } > one.csv
tenor train one.csv -o one --from old --dev more.csv --epochs 1 --quiet && tenor inspect one | grep '^labels'
echo "# an epoch that is no better on dev changes nothing"
tenor train new.csv -o still --from old --dev old.csv --epochs 1 --lr 1000 2>&1 | on
for model in old still; do tenor classify $model old.csv --json --all > $model.jsonl; done 2> said
cmp old.jsonl still.jsonl && echo the same predictions
echo "# in place, and from a packed model"
cp -r old place && tenor train new.csv -o place --from place --epochs 1 --quiet && tenor inspect place | grep '^labels'
tenor pack old -o old.tenor 2> said; tenor train new.csv -o packed --from old.tenor --epochs 1 --quiet && echo trained
echo "# what cannot be"
try tenor train new.csv -o x --from nowhere --quiet
try tenor train new.csv -o x --from new.csv --quiet
try tenor train new.csv -o x --keep old.csv --quiet
try tenor train new.csv -o x --from old --hidden 64 --quiet
try tenor train new.csv -o x --from old --vectors v.txt --quiet
try tenor train new.csv -o x --from old --multi-label '|' --quiet
try tenor train new.csv -o x --from old --fixed head --quiet
try tenor train new.csv -o x --from old --log old/log --quiet
try tenor train new.csv -o x --from old --keep nowhere.csv --quiet
{ head -n 1 all.csv; echo "a parcel,lost"; } > lost.csv
try tenor train new.csv -o x --from old --dev lost.csv --quiet
try tenor train new.csv -o x --from old --keep lost.csv --quiet
try tenor train new.csv -o x --from old --keep new.csv --report new.csv --quiet
try tenor train new.csv -o x --from old.tenor --log old.tenor --quiet
try tenor train new.csv -o x --from old --keep - --quiet
try tenor train new.csv -o x --from old --unlabelled old.csv --quiet
try tenor train new.csv -o x --from old --tokens char --quiet
