# shellcheck shell=bash
# test-links.sh CANID_CLI CANID_NETCONF: interfaces made, set and read back, beside iproute2's view of them; refusals.
# SPDX-License-Identifier: LGPL-2.1-or-later
. "$(dirname "$0")/tests.sh"
cli=$1 netconf=$2

buses () { "$cli" buses -i socketcan --status "$@"; }
details () { ip -details link show "$1"; } # iproute2 answers what the kernel really did
has () { # INTERFACE TEXT…: iproute2 says so
  local name=$1 text
  shift
  details "$name"
  for text in "$@"; do details "$name" | grep -qF -e "$text" || { echo "iproute2 does not say: $text"; return 1; }; done
}
sets () { # INTERFACE WORDS -- TEXT…
  local name=$1 words=$2
  shift 3
  # shellcheck disable=SC2086 # a list of words
  "$netconf" set "$name" up $words && has "$name" "$@"
}

# SJA1000: 8 MHz.
ok "a rate" sets can0 "bitrate 500000 sample-point 0.875" -- "bitrate 500000 sample-point 0.875" "state ERROR-ACTIVE"
ok "the same read back" says "can0: error-active, kvaser_pci, 500000 bit/s at 87.5 %" buses can0
ok "another while it is up: down, set, up" sets can0 "bitrate 125000" -- "bitrate 125000" "state ERROR-ACTIVE"
ok "segments" sets can0 "tq 125 prop-seg 6 phase-seg1 7 phase-seg2 2 sjw 1" -- "bitrate 500000" "prop-seg 6 phase-seg1 7 phase-seg2 2"
ok "modes" sets can0 "bitrate 250000 listen-only on berr-reporting on triple-sampling on" -- "LISTEN-ONLY" "BERR-REPORTING" "TRIPLE-SAMPLING"
ok "modes in words" says "250000 bit/s at 87.5 %, listen-only, triple sampling" buses can0
ok "what only listens is not sent on" refuses "only listens" "$cli" send -i socketcan -c can0 123#
ok "modes taken away" sets can0 "listen-only off berr-reporting off triple-sampling off" -- "bitrate 250000"
ok "restart-ms" sets can0 "restart-ms 100" -- "restart-ms 100"
ok "down" "$netconf" down can0
ok "down is told, and status 1" refuses "can0: down" buses can0
ok "up again" "$netconf" up can0
ok "an active bus is status 0" buses can0
traffic () {
  "$netconf" set can1 up bitrate 250000 restart-ms 0 && "$netconf" set can0 up restart-ms 0 || return 1
  "$cli" log -i socketcan -c can1 -f got.log --count 3 --duration 300 & log=$!
  wait_for grep -q can1 /proc/net/can/rcvlist_all || return 1
  "$cli" send -i socketcan -c can0 123#11 18FEF100#22 7FF#R || return 1
  wait $log || return 1
  sed 's/.*can1 //' got.log | diff <(printf '%s\n' '123#11 R' '18FEF100#22 R' '7FF#R R') -
}
ok "frames from one controller to the other" traffic

# What cannot be, in a sentence with setting, bound and remedy.
ok "a rate beyond the clock" refuses "with its clock of 8 MHz" "$netconf" set can0 up bitrate 8000000
ok "a rate below" refuses "can do 5000 to" "$netconf" set can0 up bitrate 100
ok "still up, still set" has can0 "bitrate 250000" "state ERROR-ACTIVE"
ok "FD on a classic controller" refuses "no such mode" "$netconf" set can0 up bitrate 500000 dbitrate 2000000 fd on
ok "termination that cannot be switched" refuses "cannot be switched" "$netconf" set can0 up termination 120
ok "restart without bus-off" refuses "is not bus-off" "$netconf" restart can0
ok "a device is not deleted" refuses "can be deleted" "$netconf" delete can0
ok "no CAN interface: set" refuses "no such CAN interface" "$netconf" set lo up bitrate 500000
ok "no CAN interface: down" refuses "no such CAN interface" "$netconf" down lo
ok "no CAN interface: delete" refuses "no such CAN interface" "$netconf" delete lo
ok "lo is still up" bash -c 'ip link show lo | grep -q "[<,]UP"'
ok "no interface at all" refuses "no such CAN interface" "$netconf" up can77
ok "a word that is none" refuses "no such setting" "$netconf" set can0 up master lo
ok "a value that is missing" refuses "its value is missing" "$netconf" set can0 up bitrate
ok "a value that is none" refuses "a number from 1 to" "$netconf" set can0 up bitrate 500000x
ok "a value below zero" refuses "a number from" "$netconf" set can0 up restart-ms -1
ok "rate and segments" refuses "not both" "$netconf" set can0 up bitrate 500000 tq 125 prop-seg 6 phase-seg1 7 phase-seg2 2
ok "a name with a slash" refuses "no name of an interface" "$netconf" add-vcan ../x
ok "a name too long" refuses "no name of an interface" "$netconf" add-vcan abcdefghijklmnop
ok "a name like an option" refuses "no name of an interface" "$netconf" add-vcan -h
ok "a verb that is none" refuses "canid-netconf VERB" "$netconf" exec sh
ok "no light" refuses "has no light" "$cli" buses --identify can0
ok "no light, by the helper" refuses "has no light" "$netconf" identify can0 1

# Interfaces that need no hardware.
ok "vcan made" "$netconf" add-vcan vcan7
ok "its mtu, up" sets vcan7 "mtu 72" -- "vcan" "mtu 72" "UP"
ok "it is listed" says "vcan7: error-active" buses vcan7
ok "a rate on it" refuses "has no controller" "$netconf" set vcan7 up bitrate 500000
ok "made twice" refuses "that name is taken" "$netconf" add-vcan vcan7
ok "deleted" "$netconf" delete vcan7
ok "gone" bash -c '! ip link show vcan7 2>/dev/null'
ok "vxcan pair made" "$netconf" add-vxcan vx0 vx1
pair () {
  "$netconf" set vx0 up mtu 72 && "$netconf" set vx1 up mtu 72 || return 1
  "$cli" log -i socketcan -c vx1 -f got.log --count 1 --duration 300 & log=$!
  wait_for grep -q vx1 /proc/net/can/rcvlist_all || return 1
  "$cli" send -i socketcan -c vx0 123##1AABB && wait $log && grep -q '123##1AABB' got.log
}
ok "a frame through it" pair
ok "its other end is told" says "other end vx1" buses vx0
ok "both deleted with one" "$netconf" delete vx0

# A capture outlives its interface: down, deleted, made again.
deaf () { ! listens "$1"; }
away () {
  "$netconf" add-vcan vcan6 && "$netconf" up vcan6 || return 1
  rm -f ours.log
  "$cli" log -i socketcan -c vcan6 --reconnect -f ours.log --count 3 --duration 300 & log=$!
  wait_for listens vcan6 && cansend vcan6 111# || return 1
  "$netconf" down vcan6 && wait_for deaf vcan6 && "$netconf" up vcan6 && wait_for listens vcan6 && cansend vcan6 222# || return 1
  "$netconf" delete vcan6 && wait_for deaf vcan6 && "$netconf" add-vcan vcan6 && "$netconf" up vcan6 || return 1
  wait_for listens vcan6 && cansend vcan6 333# && wait $log || return 1
  sed 's/.*vcan6 //; s/ [RT]$//' ours.log | diff <(printf '%s\n' '111#' '222#' '333#') -
}
ok "down, deleted and made again while it is captured" away
"$netconf" delete vcan6
send_until_ended () { # PID INTERFACE FRAME: what is sent before it listens again is not heard
  cansend "$2" "$3"
  sleep 0.2
  ! kill -0 "$1"
}
# Set to another rate while it is captured: the capture goes on.
retuned () {
  "$netconf" set can0 up bitrate 250000 && "$netconf" set can1 up bitrate 250000 || return 1
  rm -f ours.log
  "$cli" log -i socketcan -c can1 --reconnect -f ours.log --count 2 --duration 300 & log=$!
  wait_for listens can1 && cansend can0 111# && wait_for grep -q 111# ours.log || return 1
  "$netconf" set can0 up bitrate 500000 && "$netconf" set can1 up bitrate 500000 || return 1
  wait_for send_until_ended $log can0 222# && wait $log || return 1
  sed 's/.*can1 //; s/ [RT]$//' ours.log | diff <(printf '%s\n' '111#' '222#') -
}
ok "another rate while it is captured" retuned

# A transmit queue that is full.
ip link set can0 down; ip link set can1 down
ip link set can0 type can bitrate 1000000 && ip link set can1 type can bitrate 1000000
ip link set can0 txqueuelen 1 up && ip link set can1 up
full () { # of one frame
  awk 'BEGIN { for (i = 0; i < 3000; i++) printf "(%d.%06d) can0 %03X#%016X\n", 10 + i / 2500, i % 2500 * 400, i * 7 % 2047, i }' > short.log
  heard full.log can1 timeout 600 "$cli" play -i socketcan -c can0 --ignore-timestamps short.log || return 1
  frames short.log | diff -q - <(frames full.log)
}
ok "a transmit queue of one frame: all of them, each once" full
full_cycle () { # ENOBUFS by the clock: counted, the others go on
  heard cycle.log can1 timeout 600 "$cli" send -i socketcan -c can0 --period 1 --count 200 --random data 111#00 222#00 333#00 444#00
  local status=$? n
  n=$(sed -n 's/^\(.*: \)\{0,1\}\([0-9]*\) frames sent.*/\2/p' said)
  [ $status -le 1 ] && [ "$n" = "$(wc -l < cycle.log)" ] || { echo "status $status, it says $n, candump $(wc -l < cycle.log)"; return 1; }
}
ok "four messages every ms into a queue of one: as many as it says" full_cycle
ip link set can0 down; ip link set can0 txqueuelen 10 up

# Without the right, what was wished and how to get it.
nobody () { setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all "$@"; }
ok "no right: up" refuses "only an administrator" nobody "$netconf" down can0
ok "no right: set" refuses "only an administrator" nobody "$netconf" set can0 up bitrate 500000
ok "no right: add" refuses "only an administrator" nobody "$netconf" add-vcan vcan8
ok "no right: delete" refuses "only an administrator" nobody "$netconf" delete vcan0
ok "no right: reading" nobody "$cli" buses -i socketcan --status can0

# CAN FD: CTU CAN FD, 100 MHz.
if [ -e /sys/class/net/can2 ]; then
  ok "FD, two rates" sets can2 "bitrate 500000 sample-point 0.8 dbitrate 2000000 dsample-point 0.8 fd on" -- \
    "bitrate 500000 sample-point 0.800" "dbitrate 2000000 dsample-point 0.800" "<FD>" "mtu 72"
  ok "FD read back" says "500000 bit/s at 80.0 %, data 2000000 bit/s at 80.0 %, CAN FD" buses can2
  ok "FD without a data rate" refuses "CAN FD needs a data rate" "$netconf" set can3 up bitrate 500000 fd on
  ok "a data rate without FD" refuses "fd on" "$netconf" set can3 up bitrate 500000 dbitrate 2000000
  ok "a rate below the clock's divider" refuses "with its clock of 100 MHz" "$netconf" set can3 up bitrate 20000
  fd () {
    "$netconf" set can3 up bitrate 500000 sample-point 0.8 dbitrate 2000000 dsample-point 0.8 fd on || return 1
    "$cli" log -i socketcan -c can3 -f got.log --count 2 --duration 300 & log=$!
    wait_for grep -q can3 /proc/net/can/rcvlist_all || return 1
    "$cli" send -i socketcan -c can2 123##1112233445566778899AABBCC 321#01 && wait $log || return 1
    sed 's/.*can3 //' got.log | diff <(printf '%s\n' '123##1112233445566778899AABBCC R' '321#01 R') -
  }
  ok "an FD frame from one to the other" fd
  ok "the rates of FD stay when a mode is added" sets can2 "berr-reporting on" -- "bitrate 500000" "dbitrate 2000000" "BERR-REPORTING"
  ok "back to classic" sets can2 "fd off" -- "mtu 16"
else
  skip "FD on CTU CAN FD" "its driver was not built"
fi
finish
