# shellcheck shell=bash
# test-load.sh CANID_CLI NETCONF CYCLIC PACE: 20,000 frames a second on one vcan: what is recorded equals what candump -l
# writes; 10,000 on each of four: it equals what was sent. What was lost, if anything, was counted, and nothing is where
# candump lost nothing. A machine that carries less is sent less (pace.c), and it is said. CPU time a frame beside
# candump's and python3-can's logger's. In the suite it is short; by hand, for a minute:
#     SECS=60 MEM=3G CANVM_MACHINE=uml meson test -C build -v vm-load
# Machines that do other things carry less; processor time is sampled at each 10 ms in User-mode Linux.
# SPDX-License-Identifier: LGPL-2.1-or-later
. "$(dirname "$0")/tests.sh"
cli=$1 pace=$4
SECS=${SECS:-5}
echo 134217728 > /proc/sys/net/core/rmem_max # none of the three shall lose for want of room
echo 1000000 > /proc/sys/net/core/netdev_max_backlog # nor vcan itself, before any socket has a frame

heard_by () { # COUNT INTERFACE; who hears several may have one socket for any
  [ "$(grep -h -c -E "^ +($2|any) " /proc/net/can/rcvlist_all)" -ge "$1" ]
}
figure () { # NAME µs FRAMES
  echo "# $1: $(awk "BEGIN { printf \"%.1f\", $2 / $3 }") µs of CPU a frame" >> $TAP
}
timed () { # FILE COMMAND…: its processor time in µs
  local file=$1 TIMEFORMAT="%U %S"
  shift
  { time "$@" > "$file.out" 2> "$file.said"; } 2> "$file.time"
}
micros () { awk '{ printf "%.0f", ($1 + $2) * 1000000 }' "$1.time"; }
by_bus () { sort -s -k 2,2; } # the frames of each in order; candump has a socket a bus
recorded () { # FILE
  if [ "$1" = ours.log ]; then cat ours.log; else "$cli" print -T candump "$1"; fi \
    | sed -E 's/ [RT]$//; s/(\.[0-9]{6})[0-9]*\)/\1)/' | by_bus
}
sent () { # COUNT BUS…: what pace sent, without times
  local count=$1 bus
  shift
  for bus in "$@"; do
    awk -v n="$count" -v bus="$bus" 'BEGIN { for (i = 0; i < n; i++) printf "%s %03X#%016X\n", bus, i % 2048, i }'
  done
}

# load BUSES RATE FILE [candump]
load () {
  local n=$1 rate=$2 file=$3 peer=${4:-} buses=() i got lost candump
  local count=$((rate * SECS)) all=$((rate * SECS * n))
  rm -f ./*.log ./*.canid
  for ((i = 0; i < n; i++)); do
    buses+=("vcan$i")
    ip link show "vcan$i" > /dev/null 2>&1 || ip link add dev "vcan$i" type vcan
    ip link set "vcan$i" mtu 72 up
  done
  timed ours "$cli" log -i socketcan -c "$(IFS=,; echo "${buses[*]}")" -f "$file" --count "$all" --timeout 60 & log=$!
  [ -z "$peer" ] || { timed theirs candump -r 64000000 -T 60000 -n "$all" -l "${buses[@]/%/,0:0,#FFFFFFFF}" & candump=$!; }
  wait_for heard_by $((${#peer} > 0 ? 2 : 1)) "${buses[-1]}" || return 1
  # Behind those who receive, so that what the machine cannot carry is not sent.
  echo "# $n × $rate a second: $(nice -n 19 "$pace" "$rate" "$count" "${buses[@]}")" >> $TAP
  wait $log ${candump:+"$candump"} # by themselves: all is there, or nothing comes any more
  cat ours.said
  lost=$(sed -n 's/.* \([0-9][0-9]*\) frames were lost.*/\1/p' ours.said)
  recorded "$file" > ours
  got=$(wc -l < ours)
  echo "# $got of $all recorded, ${lost:-0} lost and counted" >> $TAP
  figure "canid-cli log to $file" "$(micros ours)" "$all"
  [ $((got + ${lost:-0})) = "$all" ] || return 1
  if [ -n "$peer" ]; then
    cat candump-*.log | by_bus > theirs
    echo "# candump has $(wc -l < theirs)" >> $TAP
    figure "candump -l" "$(micros theirs)" "$all"
    [ "$(wc -l < theirs)" -lt "$all" ] || cmp ours theirs
  else
    sent "$count" "${buses[@]}" | cmp - <(sed 's/^([^)]*) //' ours)
  fi
}
ok "$SECS s of 20000 frames a second, equal to candump's" load 1 20000 ours.log candump
ok "$SECS s of 4 × 10000 frames a second, equal to what was sent" load 4 10000 ours.canid
rm -f ours theirs ./*.log ./*.canid

ticks () { # PID: of 10 ms in user and kernel
  awk '{ print $14 + $15 }' "/proc/$1/stat"
}
idle () { # PID: for a second
  local before
  before=$(ticks "$1")
  sleep 1
  [ "$(ticks "$1")" -le $((before + 5)) ]
}
python () { # what can_logger of Debian's python3-can takes for some of them; they wait for it, as it is too slow for more
  local before n=10000 logger
  /usr/bin/python3 -c 'import can' || return 0
  echo 67108864 > /proc/sys/net/core/rmem_default # it asks for no room
  /usr/bin/python3 -m can.logger -i socketcan -c vcan0 -f theirs.log > /dev/null 2>&1 & logger=$!
  wait_for heard_by 1 vcan0 && wait_for idle $logger || return 1
  kill -STOP $logger
  "$pace" 10000 $n vcan0
  before=$(ticks $logger)
  kill -CONT $logger
  wait_for idle $logger
  figure "can_logger of python3-can" $((($(ticks $logger) - before) * 10000)) "$n"
  kill $logger # a shell's background programs do not hear SIGINT
  wait $logger
  return 0
}
ok "python3-can beside it" python
finish
