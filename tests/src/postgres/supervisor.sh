# Keeps one PostgreSQL cluster for a test process.
#
# The test process holds the other end of stdin and says what to do, one word a line; each word is answered on stdout with
# `done` or `failed`. When stdin ends, however the test process ended, the server is stopped and its files are removed.
#
# $1: where the binaries are, $2: a directory of its own, which holds `password` and `settings`, $3: PgBouncer, where it is wanted.
set -u
bin=$1
dir=$2
bouncer=${3-}
bouncer_pid=

# What ends the test process must not end its cleaner. PostgreSQL sets its own handlers.
trap '' HUP INT TERM PIPE

initialise() {
    "$bin/initdb" --pgdata="$dir/data" --username=restkit --pwfile="$dir/password" --auth-local=reject --auth-host=password \
        --encoding=UTF8 --no-sync "$@"
}

# An order of texts that is not that of their bytes, where the installation has one: it shows where restkit forgot to name an order.
create() {
    initialise --locale=C --locale-provider=icu --icu-locale=en-US || { rm -rf "$dir/data" && initialise --locale=C; } || return 1
    rm "$dir/password"
    cat "$dir/settings" >>"$dir/data/postgresql.conf"
    # Who may connect without TLS: nobody.
    if grep -q '^ssl = on' "$dir/settings"; then
        sed 's/^host /hostssl /' "$dir/data/pg_hba.conf" >"$dir/hba" && cat "$dir/hba" >"$dir/data/pg_hba.conf"
    fi
}

start() {
    "$bin/pg_ctl" --pgdata="$dir/data" status && return
    "$bin/pg_ctl" --pgdata="$dir/data" --log="$dir/log" --wait --timeout=60 --options="-p $1" start
}

stop() {
    "$bin/pg_ctl" --pgdata="$dir/data" --wait --mode="$1" stop
}

bounce() {
    "$bouncer" --quiet "$dir/bouncer.ini" &
    bouncer_pid=$!
}

while read -r word argument; do
    case $word in
    create) create ;;
    start) start "$argument" ;;
    stop) stop "$argument" ;;
    bounce) bounce ;;
    *) false ;;
    esac >>"$dir/log" 2>&1 </dev/null && echo done || echo failed
done

# It holds nothing that would have to be saved, and its versions differ in what they do at other signals.
[ -z "$bouncer_pid" ] || kill -KILL "$bouncer_pid"
stop immediate >/dev/null 2>&1 </dev/null
rm -rf "$dir"
