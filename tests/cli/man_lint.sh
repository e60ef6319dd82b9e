# The pages are roff without warnings: by mandoc, which wants a date that the pages do not have, and groff.
command -v mandoc > /dev/null || command -v groff > /dev/null || skip "neither mandoc nor groff"
for command in "" $(tenor help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
    tenor help --format man $command > page.1
    ! command -v mandoc > /dev/null || mandoc -T lint page.1 | grep -v 'missing date, using ""'
    ! command -v groff > /dev/null || groff -man -ww -z page.1
done
