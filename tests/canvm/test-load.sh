# shellcheck shell=bash
# test-load.sh CANID_CLI: vcan as fast as cangen sends: what is written equals what candump -l writes, and what was lost,
# if anything, was counted; CPU time a frame beside candump and python3-can's logger, as comments.
# SPDX-License-Identifier: LGPL-2.1-or-later
. "$(dirname "$0")/tests.sh"
cli=$1
COUNT=${FRAMES:-40000}
echo 67108864 > /proc/sys/net/core/rmem_max # none of the three shall lose for want of room

heard () { [ "$(grep -h -c -E "^ +vcan0 " /proc/net/can/rcvlist_all)" -ge "$1" ]; }
cpu () { # PID: ticks of 10 ms in user and kernel
  awk '{ print $14 + $15 }' "/proc/$1/stat"
}
figure () { # NAME TICKS FRAMES
  echo "# $1: $(awk "BEGIN { printf \"%.1f\", $2 * 10000 / $3 }") µs of CPU a frame" >> $TAP
}
load () {
  local start end received lost=0
  rm -f ours.log
  "$cli" log -i socketcan -c vcan0 -f ours.log --count "$COUNT" --timeout 20 --duration 400 > said 2>&1 & log=$!
  candump -r 32000000 -l vcan0,0:0,#FFFFFFFF > /dev/null & candump=$!
  wait_for heard 2 || return 1
  start=$(date +%s%N)
  cangen vcan0 -g 0 -p 10 -n "$COUNT" -I i -L 8 -D i & sender=$!
  while kill -0 $log 2> /dev/null && kill -0 $sender 2> /dev/null; do
    figures="$(cpu $log) $(cpu $candump) $(wc -l < ours.log)"
    sleep 0.2
  done
  wait $sender || return 1
  end=$(date +%s%N)
  wait $log
  sleep 2
  kill -INT $candump
  wait $candump
  received=$(wc -l < ours.log)
  lost=$(sed -n 's/.* \([0-9][0-9]*\) frames were lost.*/\1/p' said)
  echo "# $((COUNT * 1000000000 / (end - start))) frames/s sent; $received of $COUNT received, ${lost:-0} lost and counted; candump $(cat candump-*.log | wc -l)" >> $TAP
  # shellcheck disable=SC2086 # three words
  set -- $figures
  figure "canid-cli log" "$1" "$3"
  figure "candump -l" "$2" "$3"
  cat said
  [ $((received + ${lost:-0})) = "$COUNT" ] || return 1
  [ "${lost:-0}" -gt 0 ] || diff <(sed -E 's/ [RT]$//; s/(\.[0-9]{6})[0-9]*\)/\1)/' ours.log) <(cat candump-*.log) > /dev/null
}
ok "all of $COUNT frames, equal to candump's" load
rm -f candump-*.log

python () { # what can_logger of Debian's python3-can takes for a tenth of them
  local ticks n=$((COUNT / 10)) logger
  /usr/bin/python3 -c 'import can' || return 0
  /usr/bin/python3 -m can.logger -i socketcan -c vcan0 -f theirs.log > /dev/null 2>&1 & logger=$!
  wait_for heard 1 || return 1
  sleep 3
  ticks=$(cpu $logger)
  cangen vcan0 -g 2 -n "$n" -I i -L 8 -D i || return 1
  sleep 3
  figure "can_logger of python3-can" $(($(cpu $logger) - ticks)) "$n"
  kill $logger # a shell's background programs do not hear SIGINT
  wait $logger
  return 0
}
ok "python3-can beside it" python
finish
