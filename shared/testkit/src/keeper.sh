# Serves Postgres for one test run and leaves nothing of it behind. Started by the first test that asks; outlives that
# test, for the others' sake. A test is running as long as it holds the lock; the runner may be between two tests.
runner=$1 lock=$2 folder=$3
shift 3
"$@" &
server=$!
trap '' INT TERM HUP

runs() {
    [ -d /proc/self ] || { kill -0 "$1" 2>/dev/null; return; }
    state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null)
    [ -n "$state" ] && [ "$state" != Z ]
}

while runs "$runner" && runs "$server"; do sleep 0.3; done
runs "$server" || exit 1
if command -v flock >/dev/null; then flock --exclusive "$lock" true; fi
kill -QUIT "$server"
wait "$server"
rm -rf "$folder"
