# A pipe that does not block and is read late, as when another process that has it too made it so.
python3 -c '' 2> /dev/null || skip "python3 is not installed"
seq 100000 > many
cat > late.py <<'END'
import os, subprocess, sys, time
reader, writer = os.pipe()
os.set_blocking(writer, False)
child = subprocess.Popen(sys.argv[1:], stdout=writer)
os.close(writer)
time.sleep(0.5)
data = b"".join(iter(lambda: os.read(reader, 65536), b""))
print(data.count(b"\n"), "lines, exit status", child.wait())
END
try python3 late.py "$TENOR" tokenize many | sed '1d'
