# shellcheck shell=bash
# test-backends.sh CANID_CLI: several interfaces on one socket, who sent what, stamps, and slcan beside the kernel's.
# SPDX-License-Identifier: LGPL-2.1-or-later
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tests.sh"
cli=$1
ip link add dev vcan7 type vcan && ip link set vcan7 up
modprobe slcan 2>/dev/null

# several CHANNEL EXPECTED…: what three interfaces say
several () {
  local channel=$1
  shift
  rm -f ours.log
  "$cli" log -i socketcan -c "$channel" -f ours.log --count $# --duration 20 & log=$!
  wait_for listens any || return 1
  cansend vcan0 100#01 && cansend vcan7 107#02 && cansend vcan1 101#03 && cansend vcan0 7FF#04 || return 1
  wait $log || return 1
  sed 's/^([^)]*) //; s/ [RT]$//' ours.log | diff <(printf '%s\n' "$@") -
}
ok "any: all interfaces, each by its name" several any "vcan0 100#01" "vcan7 107#02" "vcan1 101#03" "vcan0 7FF#04"
ok "two of three" several vcan0,vcan7 "vcan0 100#01" "vcan7 107#02" "vcan0 7FF#04"
ok "any only listens" refuses "only listens" "$cli" send -i socketcan -c any 123#
ok "one of several is not there" refuses "no such CAN interface" "$cli" log -i socketcan -c vcan0,can99 --duration 1
ok "hardware stamps where there are none" refuses "stamps nothing" \
  "$cli" log -i socketcan -c vcan0 --set timestamps=hardware --duration 1
ok "an unknown setting" refuses "has no setting" "$cli" log -i socketcan -c vcan0 --set nonsense=1 --duration 1

# Of a sender that is gone by the time its frame is delivered the kernel does not know any more; cangen waits longer than cansend.
origins () {
  rm -f ours.canid
  "$cli" log -i socketcan -c vcan0 -f ours.canid --count 5 --duration 300 & log=$!
  wait_for listens vcan0 || return 1
  cangen vcan0 -g 200 -n 5 || return 1
  wait $log || return 1
  n=$("$cli" print -T candump -Y can.local ours.canid | wc -l)
  [ "$n" -ge 1 ] || { echo "$n of 5"; return 1; }
}
ok "frames of other programs of this machine are marked" origins

# The kernel is a host as we are: frames cross, commands get no answer.
slcan_line () {
  python3 "$here/pty-line.py" line &
  wait_for test -s line || return 1
  read -r left right < line
  slcan_attach -o -s6 -n slcan0 "$left" || return 1
  ip link set slcan0 up
}
slcan_receive () {
  "$cli" log -v -i slcan -c "$right@115200" --set sleep_after_open=0 -f ours.log --count 300 --duration 120 2> opened & log=$!
  wait_for grep -q "$right" opened || return 1
  candump -r 8000000 -T 60000 -n 300 -l slcan0 & candump=$!
  wait_for listens slcan0 || return 1
  cangen slcan0 -g 5 -n 150 && cangen slcan0 -g 5 -e -n 150 || return 1
  wait $log || return 1
  wait $candump
  diff <(sed -E 's/.* //' candump-*.log) <(sed -E 's/ [RT]$//; s/.* //' ours.log)
}
slcan_send () {
  local i frames=()
  for ((i = 0; i < 100; i++)); do frames+=("$(printf '%03X#%04X' $i $((i * 257)))" "$(printf '%08X#R' $((i + 0x18FEF100)))"); done
  rm -f candump-*.log
  candump -r 8000000 -T 60000 -n ${#frames[@]} -l slcan0 & candump=$!
  wait_for listens slcan0 || return 1
  "$cli" send -i slcan -c "$right" --set sleep_after_open=0 "${frames[@]}" || return 1
  wait $candump
  diff <(printf '%s\n' "${frames[@]}") <(sed -E 's/ [RT]$//; s/.* //' candump-*.log)
}
slcan_full () { # of what is handed over at once the kernel takes a part, again and again
  local i
  ip link set slcan0 txqueuelen 3 || return 1
  for ((i = 0; i < 3000; i++)); do printf '(10.%06d) can0 %03X#%016X\n' $i $((i * 7 % 2047)) $i; done > short.log
  "$cli" log -v -i slcan -c "$right@115200" --set sleep_after_open=0 -f full.log --count 3000 --duration 300 2> opened & log=$!
  wait_for grep -q "$right" opened || return 1
  timeout 280 "$cli" play -i socketcan -c slcan0 --ignore-timestamps short.log || return 1
  wait $log || return 1
  diff <(sed 's/.* //' short.log) <(sed -E 's/ [RT]$//; s/.* //' full.log) || return 1
  tc -s qdisc show dev slcan0 | grep "dropped [1-9]" || { tc -s qdisc show dev slcan0; echo "it was never full"; return 1; }
}
if command -v slcan_attach > /dev/null && slcan_line; then
  ok "slcan: from the kernel's slcan" slcan_receive
  ok "slcan: to the kernel's slcan" slcan_send
  ok "a transmit queue of three frames, flat out: all of them, each once, in order" slcan_full
else
  skip "slcan: frames of the kernel's slcan" "it cannot be attached to a pseudo terminal"
fi
finish
