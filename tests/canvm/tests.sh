# shellcheck shell=bash
# What the guest's scripts share; sourced first. TAP goes to the job's folder, because the console is the kernel's too.
# SPDX-License-Identifier: LGPL-2.1-or-later
TAP=/run/job/out/tap
N=0
cd /run/job/out || exit 98
export TZ=UTC LC_ALL=C.UTF-8 HOME=/tmp XDG_CONFIG_HOME=/tmp/config XDG_STATE_HOME=/tmp/state XDG_RUNTIME_DIR=/tmp
: > $TAP

# ok NAME COMMAND…: what it prints stands behind "#" if it fails
ok () {
  local name=$1 word=ok
  shift
  N=$((N + 1))
  "$@" > last 2>&1 < /dev/null || word="not ok"
  echo "$word $N - $name" >> $TAP
  [ "$word" = ok ] || head -n 60 last | sed 's/^/# /' >> $TAP
}

skip () { # NAME REASON
  N=$((N + 1))
  echo "ok $N - $1 # SKIP $2" >> $TAP
}

fails () { # COMMAND…: with status 1 or 2
  "$@"
  local status=$?
  [ $status = 1 ] || [ $status = 2 ] || { echo "status $status, not 1 or 2"; return 1; }
}

says () { # TEXT COMMAND…: whatever its status
  local text=$1
  shift
  "$@" > said 2>&1
  cat said
  grep -qF -e "$text" said || { echo "it does not say: $text"; return 1; }
}

refuses () { # TEXT COMMAND…: fails and says it
  local text=$1
  shift
  fails says_it "$@" && { grep -qF -e "$text" said || { echo "it does not say: $text"; return 1; }; }
}
says_it () {
  "$@" > said 2>&1
  local status=$?
  cat said
  return $status
}

# wait_for COMMAND…: until it succeeds, a minute at most
wait_for () {
  for _ in $(seq 600); do
    "$@" > /dev/null 2>&1 && return 0
    sleep 0.1
  done
  echo "waited in vain for: $*"
  return 1
}

listens () { # INTERFACE: a socket does
  grep -q -E "^ +$1 " /proc/net/can/rcvlist_* # not "(vcan0: no entry)"
}

drained () { # PID: it waits, as it has read all there is; the guest has one processor
  local state
  read -r _ _ state _ < "/proc/$1/stat" && [ "$state" = S ]
}

# heard FILE CHANNEL COMMAND…: what candump logs while it runs; the command's stderr in said
heard () {
  local file=$1 channel=$2 status
  shift 2
  rm -rf "$file.d" && mkdir "$file.d"
  (cd "$file.d" && exec candump -r 128000000 -l "$channel") > /dev/null & candump=$!
  wait_for listens "$channel" || return 1
  "$@" > said.out 2> said
  status=$?
  sleep 0.5 # what is still on its way
  wait_for drained $candump
  kill -INT $candump
  wait $candump
  cat "$file.d"/* > "$file"
  cat said
  return $status
}
frames () { sed -E 's/.* //; s/##[4567]/##1/' "$1"; } # the kernel marks CAN FD in the flags, too

finish () {
  echo "1..$N" >> $TAP
}
