# shellcheck shell=bash
# test-load.sh CANID_CLI: vcan as fast as cangen sends: what is written equals what candump -l writes, and what was lost,
# if anything, was counted; CPU time a frame beside candump and python3-can's logger, as comments. In the suite it is
# short; by hand, 20,000 frames a second for a minute, and four times 10,000:
#     TMO=1800 FRAMES=1200000 BURST=20 tests/canvm/run-test build/canvm tests/canvm/test-load.sh build/src/cli/canid-cli
#     TMO=1800 FRAMES=600000 BURST=10 BUSES=4 …
# SPDX-License-Identifier: LGPL-2.1-or-later
. "$(dirname "$0")/tests.sh"
cli=$1
COUNT=${FRAMES:-40000} # of each bus
BURST=${BURST:-0}      # frames a millisecond; 0: as fast as it goes
BUSES=${BUSES:-1}
echo 67108864 > /proc/sys/net/core/rmem_max # none of the three shall lose for want of room
echo 1000000 > /proc/sys/net/core/netdev_max_backlog # nor vcan itself, before any socket has a frame

buses=()
for ((i = 0; i < BUSES; i++)); do
  buses+=(vcan$i)
  ip link show vcan$i > /dev/null 2>&1 || ip link add dev vcan$i type vcan
  ip link set vcan$i mtu 72 up
done
names=$(IFS=,; echo "${buses[*]}")
all=$((COUNT * BUSES))

heard () { # COUNT [INTERFACE]; who hears several may have one socket for any
  [ "$(grep -h -c -E "^ +(${2:-${buses[-1]}}|any) " /proc/net/can/rcvlist_all)" -ge "$1" ]
}
cpu () { # PID: ticks of 10 ms in user and kernel
  awk '{ print $14 + $15 }' "/proc/$1/stat"
}
figure () { # NAME TICKS FRAMES
  echo "# $1: $(awk "BEGIN { printf \"%.1f\", $2 * 10000 / $3 }") µs of CPU a frame" >> $TAP
}
generate () { # of one bus
  if [ "$BURST" -gt 0 ]; then
    cangen "$1" -g 1 -c "$BURST" -p 10 -n "$COUNT" -I i -L 8 -D i
  else
    cangen "$1" -g 0 -p 10 -n "$COUNT" -I i -L 8 -D i
  fi
}
# Frames of one bus are in order; those of several come by a socket each to candump.
texts () {
  if [ "$BUSES" -gt 1 ]; then sort -s -k 2,2; else cat; fi
}
load () {
  local start end received lost=0 senders=()
  rm -f ours.log
  "$cli" log -i socketcan -c "$names" -f ours.log --count "$all" --timeout 60 --duration 1700 > said 2>&1 & log=$!
  candump -r 32000000 -T 60000 -n "$all" -l "${buses[@]/%/,0:0,#FFFFFFFF}" > /dev/null & candump=$!
  wait_for heard 2 || return 1
  start=$(date +%s%N)
  for bus in "${buses[@]}"; do
    generate "$bus" & senders+=($!)
  done
  while kill -0 $log 2> /dev/null && kill -0 "${senders[0]}" 2> /dev/null; do
    now="$(cpu $log) $(cpu $candump) $(wc -l < ours.log)"
    kill -0 $log 2> /dev/null && kill -0 $candump 2> /dev/null && figures=$now # of both while they live
    sleep 0.2
  done
  wait "${senders[@]}" || return 1
  end=$(date +%s%N)
  wait $log $candump # by themselves: all is there, or nothing comes any more
  received=$(wc -l < ours.log)
  lost=$(sed -n 's/.* \([0-9][0-9]*\) frames were lost.*/\1/p' said)
  echo "# $((all * 1000000000 / (end - start))) frames/s sent; $received of $all received, ${lost:-0} lost and counted; candump $(cat candump-*.log | wc -l)" >> $TAP
  # shellcheck disable=SC2086 # three words
  set -- $figures
  figure "canid-cli log" "$1" "$3"
  figure "candump -l" "$2" "$3"
  cat said
  [ $((received + ${lost:-0})) = "$all" ] || return 1
  [ "${lost:-0}" -gt 0 ] \
    || diff <(sed -E 's/ [RT]$//; s/(\.[0-9]{6})[0-9]*\)/\1)/' ours.log | texts) <(texts < <(cat candump-*.log)) > /dev/null
}
ok "all of $all frames, equal to candump's" load
rm -f candump-*.log

idle () { # PID: for a second
  local before
  before=$(cpu "$1")
  sleep 1
  [ "$(cpu "$1")" -le $((before + 5)) ]
}
python () { # what can_logger of Debian's python3-can takes for a tenth of them
  local ticks n=$((COUNT < 40000 ? COUNT / 10 : 4000)) logger
  /usr/bin/python3 -c 'import can' || return 0
  /usr/bin/python3 -m can.logger -i socketcan -c vcan0 -f theirs.log > /dev/null 2>&1 & logger=$!
  wait_for heard 1 vcan0 || return 1
  ticks=$(cpu $logger)
  cangen vcan0 -g 2 -n "$n" -I i -L 8 -D i || return 1
  wait_for idle $logger
  figure "can_logger of python3-can" $(($(cpu $logger) - ticks)) "$n"
  kill $logger # a shell's background programs do not hear SIGINT
  wait $logger
  return 0
}
ok "python3-can beside it" python
finish
