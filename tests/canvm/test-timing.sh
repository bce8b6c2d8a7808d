# shellcheck shell=bash
# test-timing.sh CANID_CLI CANID_NETCONF: the calculator reads the limits of real controllers, what it applies is what
# the kernel says afterwards, what is not kept goes back; our best beside the kernel's own choice.
# SPDX-License-Identifier: LGPL-2.1-or-later
. "$(dirname "$0")/tests.sh"
cli=$1 netconf=$2
export CANID_NETCONF=$netconf

details () { ip -details link show "$1"; }
has () { # INTERFACE TEXT…: iproute2 says so
  local name=$1 text
  shift
  details "$name" > now
  cat now
  for text in "$@"; do grep -qF -e "$text" now || { echo "iproute2 does not say: $text"; return 1; }; done
}
field () { grep -oE "(^| |	)$1 [0-9.]+" now | head -n1 | awk '{print $2}'; } # WORD: of the last details

# What is printed as the best is what iproute2 shows once it was applied.
applies () { # INTERFACE RATE DATA_RATE|- POINT
  local name=$1 rate=$2 data=$3 point=$4 args="" row made
  [ "$data" = - ] || args="--data-bitrate $data"
  # shellcheck disable=SC2086 # a list of words
  "$cli" bit-timing -i "$name" --bitrate "$rate" $args --sample-point "$point" -T csv --limit 1 --apply --yes > row.csv || return 1
  cat row.csv
  has "$name" "state" || return 1
  while IFS=, read -r _ phase clock brp _ _ prop ps1 ps2 sjw _ made _; do
    [ "$phase" = phase ] && continue
    p=
    [ "$phase" = data ] && p=d
    for pair in "${p}prop-seg $prop" "${p}phase-seg1 $ps1" "${p}phase-seg2 $ps2" "${p}sjw $sjw" "${p}brp $brp" "${p}bitrate ${made%.*}"; do
      grep -qE "(^|[[:space:]])$pair( |$)" now || { echo "iproute2 does not say: $pair"; return 1; }
    done
    grep -qF "clock ${clock%.*}" now || { echo "another clock"; return 1; }
  done < row.csv
  grep -c . row.csv > /dev/null
}

# The limits: in words of iproute2.
ok "limits of the SJA1000" has can0 "sja1000: tseg1 1..16 tseg2 1..8 sjw 1..4 brp 1..64 brp_inc 1" "clock 8000000"
ok "read by the calculator" says "can0, NXP SJA1000, 8000000 Hz" "$cli" bit-timing -i can0 --bitrate 500k --limit 1
ok "its registers" says "BTR0 = 0x" "$cli" bit-timing -i can0 --bitrate 500k --limit 1
ok "never set: says so" refuses "can1 was never set" "$cli" bit-timing -i can1
ok "a virtual one has none" refuses "no controller" "$cli" bit-timing -i vcan0 --bitrate 500k
for rate in 1000000 800000 500000 250000 125000 100000 50000 20000; do
  ok "applied, $rate bit/s" applies can0 $rate - 0.8
done
ok "read back" says "500000" "$cli" bit-timing -i can0 -T csv --limit 1 --bitrate 500000
ok "beyond its clock: which limit" refuses "nearest" "$cli" bit-timing -i can0 --bitrate 1

# Goes back: nothing said; Enter keeps.
"$netconf" set can0 up tq 125 prop-seg 6 phase-seg1 7 phase-seg2 2 sjw 1 listen-only on berr-reporting off
goes_back () { # the helper's 15 s are real
  "$cli" bit-timing -i can0 --bitrate 250k --apply < /dev/null
  [ $? = 1 ] && has can0 "bitrate 500000" "prop-seg 6 phase-seg1 7 phase-seg2 2" "LISTEN-ONLY" "state ERROR-ACTIVE"
}
ok "without an answer it goes back, segment by segment" goes_back
keeps () { echo | "$cli" bit-timing -i can0 --bitrate 250k --apply && has can0 "bitrate 250000" "LISTEN-ONLY"; }
ok "Enter keeps it" keeps
mkfifo /tmp/pipe
silence () { # nothing for a second: back
  "$netconf" set can0 up bitrate 125000 || return 1
  (echo "set up bitrate 500000"; exec sleep 1000) > /tmp/pipe & local feeder=$!
  "$netconf" try can0 2 < /tmp/pipe > answers
  local status=$?
  kill $feeder; cat answers
  [ $status = 3 ] && grep -q done answers && has can0 "bitrate 125000" "state ERROR-ACTIVE"
}
ok "silence goes back" silence
killed () { # whoever tried it died
  (echo "set up bitrate 500000"; exec sleep 1000) > /tmp/pipe & local feeder=$!
  "$netconf" try can0 600 < /tmp/pipe > answers &
  wait_for grep -q done answers && has can0 "bitrate 500000" || return 1
  pkill -P $feeder; kill $feeder
  wait_for has can0 "bitrate 125000" "state ERROR-ACTIVE"
}
ok "who tried it died: back" killed
terminated () {
  (echo "set down bitrate 500000"; exec sleep 1000) > /tmp/pipe & local feeder=$!
  "$netconf" try can0 600 < /tmp/pipe > answers & local helper=$!
  wait_for grep -q done answers && has can0 "state STOPPED" && kill -TERM $helper || return 1
  wait $helper; local status=$?
  kill $feeder
  [ $status = 3 ] && has can0 "bitrate 125000" "state ERROR-ACTIVE"
}
ok "asked to end: back, status 3" terminated
refused () { printf 'set up bitrate 9000000\nset sideways\nnonsense\n' | "$netconf" try can0 5 > answers; cat answers; [ "$(grep -c '^no ' answers)" = 3 ] && has can0 "bitrate 125000"; }
ok "what cannot be is answered" refused
ok "no such interface" refuses "no such CAN interface" "$netconf" try can77 5
no_right () { echo "set up bitrate 250000" | setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all "$netconf" try can0 5 > answers; cat answers; grep -q "^no .*only an administrator" answers; }
ok "no right" no_right

# The emulated bus knows no rates: the first at which anybody sends is right. Afterwards the interface is what it was.
detects () {
  "$netconf" set can1 up bitrate 500000 || return 1
  cangen can1 -g 50 -I 123 -L 4 & local sender=$!
  "$cli" bit-timing -i can0 --detect --bitrate 500k,250k --duration 30 > heard
  local status=$?
  kill $sender; cat heard
  [ $status = 0 ] && grep -q "500000 bit/s at 87.5 %: right" heard && has can0 "bitrate 125000" "state ERROR-ACTIVE"
}
ok "a rate found by listening only; back" detects
ok "nothing to be found where there is no controller" refuses "has no controller" "$cli" bit-timing -i vcan0 --detect

# The kernel's own choice: never nearer than ours, in rate, then in sample point.
agrees () { # INTERFACE RATE POINT
  local name=$1 rate=$2 point=$3
  "$netconf" set "$name" up bitrate "$rate" sample-point "0.$point" > said 2>&1
  local refused=$?
  "$cli" bit-timing -i "$name" --bitrate "$rate" --sample-point "0.$point" -T csv --limit 1 > row.csv 2>> said
  local none=$?
  cat said row.csv
  [ $refused = 0 ] || { [ $none != 0 ]; return; }
  [ $none = 0 ] || return 1
  details "$name" > now
  cat now
  awk -F, -v made="$(field bitrate)" -v at="$(field sample-point)" \
    -v rate="$rate" -v wish="0.$point" 'function abs (x) { return x < 0 ? -x : x }
    NR == 2 { ours = abs ($12 - rate); kernel = abs (made - rate); p = abs ($14 - wish); k = abs (at - wish)
              print "ours", ours, p, "kernel", kernel, k
              exit !(ours <= kernel + 1 && (kernel > ours + 1 || p <= k + 0.0006)) }' row.csv
}
for pair in 1000000:750 1000000:875 800000:800 500000:875 500000:800 333333:750 250000:875 250000:750 125000:800 \
  100000:875 83333:800 50000:875 20000:800 10000:875 307000:750 666666:800; do
  ok "not worse than the kernel: SJA1000, ${pair%:*} at .${pair#*:}" agrees can0 "${pair%:*}" "${pair#*:}"
done

if [ -e /sys/class/net/can2 ]; then
  ok "limits of the CTU CAN FD" has can2 "ctu_can_fd: tseg1 2..190 tseg2 1..63 sjw 1..31 brp 1..8" "clock 100000000"
  ok "read by the calculator, FD" says "can2, CTU CAN FD, 100000000 Hz" "$cli" bit-timing -i can2 --bitrate 500k --data-bitrate 2M --limit 1
  ok "applied, classic" applies can2 500000 - 0.8
  for data in 1000000 2000000 4000000 5000000; do
    ok "applied, 500k and $data" applies can2 500000 $data 0.8
  done
  ok "FD goes with the data phase" has can2 "<FD>" "mtu 72"
  back_to_classic () { applies can2 250000 - 0.875 && has can2 "mtu 16"; }
  ok "and goes again" back_to_classic
  ok "below its prescaler: which limit" refuses "prescaler up to 8" "$cli" bit-timing -i can2 --bitrate 20k
  for pair in 1000000:750 500000:875 500000:800 250000:750 125000:875 100000:800; do
    ok "not worse than the kernel: CTU CAN FD, ${pair%:*} at .${pair#*:}" agrees can2 "${pair%:*}" "${pair#*:}"
  done
else
  skip "CTU CAN FD" "its driver was not built"
fi
finish
