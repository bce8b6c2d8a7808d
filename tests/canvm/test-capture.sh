# shellcheck shell=bash
# test-capture.sh CANID_CLI: what canid-cli log takes, beside can-utils' own programs.
# SPDX-License-Identifier: LGPL-2.1-or-later
. "$(dirname "$0")/tests.sh"
cli=$1
echo 16777216 > /proc/sys/net/core/rmem_max # candump's own is too small for it not to lose frames here

# Sockets in use on an interface: only then is everything received from the start.
listening () { # INTERFACE COUNT
  [ "$(grep -h -c -E "^ +$1 " /proc/net/can/rcvlist_all)" -ge "$2" ]
}

# both INTERFACE COUNT LOG-ARGUMENT… -- COMMAND…: canid-cli log and candump -r 8000000 -l at the same frames
both () {
  local interface=$1 count=$2 arguments=() candump log
  shift 2
  while [ "$1" != -- ]; do arguments+=("$1"); shift; done
  shift
  rm -f ./*.log
  "$cli" log -i socketcan -c "$interface" -f ours.log --count "$count" --duration 300 "${arguments[@]}" & log=$!
  candump -r 8000000 -T 60000 -n "$count" -l "$interface,0:0,#FFFFFFFF" & candump=$!
  wait_for listening "$interface" 2 || return 1
  "$@" || return 1
  wait $log || { echo "log ended with status $?"; return 1; }
  wait $candump
  # candump's stamps are cut to µs; the kernel's flag FDF (4) goes without saying.
  sed -E 's/ [RT]$//; s/(\.[0-9]{6})[0-9]*\)/\1)/' ours.log > ours
  sed 's/##4/##0/; s/##5/##1/; s/##6/##2/; s/##7/##3/' candump-*.log > theirs
  [ "$(wc -l < theirs)" = "$count" ] || { echo "candump has $(wc -l < theirs) of $count"; return 1; }
  diff theirs ours
}

some () { # every kind, by cansend
  local frame
  for frame in "$@"; do cansend "$interface" "$frame" || return 1; done
}
interface=vcan0
ok "cansend: every kind of frame, stamps too" both vcan0 10 -- \
  some 123# 123#11 7FF#1122334455667788 00000000# 1FFFFFFF#DEADBEEF 123#R 123#R4 18FEF100#R8 123##0 18FEF100##3$(printf '%0128d' 0)
ok "cangen: 2000 random frames, classic and FD" both vcan0 2000 -- cangen vcan0 -g 0 -m -n 2000
ok "cangen: 1000 of 29 bits" both vcan0 1000 -- cangen vcan0 -g 0 -e -n 1000
ok "error frames made on vcan" both vcan0 4 -- some 20000004#0010000000000000 20000040#0000000000000000 \
  20000088#0000041900000000 200002A0#000000000000807F

# Filters: those of the kernel, and what it cannot hold. The last frame, that passes, ends it.
filtered () { # FILTER LAST EXPECTED...
  local filter=$1 last=$2
  shift 2
  rm -f ours.log
  "$cli" log -i socketcan -c vcan0 -f ours.log --count $(($# + 1)) --duration 300 "$filter" & log=$!
  wait_for listens vcan0 || return 1
  interface=vcan0 some 100#01 123#02 124#03 18FEF100#04 00000123#05 123#R 7FF#06 "$last" || return 1
  wait $log || return 1
  sed 's/.*vcan0 //; s/ [RT]$//' ours.log | diff <(printf '%s\n' "$@" "$last") -
}
many () { # filters, one beyond the kernel's 512, that only 123 passes
  local n=513 i
  printf '123:7FF'
  for ((i = 1; i < n; i++)); do printf ',%X:7FF' $((0x200 + i)); done
}
# A mask of 11 bits leaves open whether there are 18 more, as in the kernel.
ok "a filter" filtered 123:7FF 123#FF 123#02 00000123#05 123#R
ok "an inverted filter" filtered 123~7FF 700#FF 100#01 124#03 18FEF100#04 7FF#06
ok "two inverted ones: both hold" filtered 123~7FF,124~7FF 700#FF 100#01 18FEF100#04 7FF#06
ok "29 bits" filtered 18FEF100:1FFFFFFF 18FEF100#FF 18FEF100#04
ok "more filters than the kernel takes" filtered "$(many)" 123#FF 123#02 00000123#05 123#R

# Which echo is which.
directions () {
  rm -f ours.log
  "$cli" log -i socketcan -c vcan0 -f ours.log --count 2 --duration 300 & log=$!
  wait_for listens vcan0 || return 1
  cansend vcan0 111#01 && "$cli" send -i socketcan -c vcan0 222#02 || return 1
  wait $log || return 1
  sed 's/.*vcan0 //' ours.log | diff <(printf '111#01 R\n222#02 R\n') -
}
ok "frames of other programs are received, not sent" directions

# The kernel drops what nobody fetches: counted, and the place marked.
overrun () {
  local received
  rm -f ours.canid
  echo 1000000 > /proc/sys/net/core/rmem_max # the bound of who has no right to more
  chmod a+w .
  setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all \
    "$cli" log -i socketcan -c vcan0 -f ours.canid --timeout 5 --duration 300 > said 2>&1 & log=$!
  wait_for listens vcan0 || return 1
  kill -STOP $log
  cangen vcan0 -g 0 -n 20000 -L 8 -I i || return 1
  kill -CONT $log
  wait $log || { cat said; return 1; }
  "$cli" info -T json ours.canid > info
  cat said info
  received=$(sed -E 's/.*"frames":([0-9]+).*/\1/' info)
  [ "$received" -gt 100 ] && [ "$received" -lt 20000 ] || { echo "$received of 20000"; return 1; }
  grep -q "$((20000 - received))" said
}
ok "a reader that is held up: what was lost is counted" overrun
finish
