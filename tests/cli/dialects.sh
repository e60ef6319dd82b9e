# A random half of the dialects that Python's csv module writes is read right.
command -v python3 > /dev/null || skip "python3 is not installed"
library=$(dirname "$TENOR")/lib/libtenor_train.so
[ -e "$library" ] || skip "there is no shared library"
python3 "$here/dialects.py" "$library" || skip "the shared library cannot be loaded"
