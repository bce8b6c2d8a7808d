/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/guide-texts.h"

#include "base/i18n.h"

const GuideEntry guide_steps[] = {
  { "pins", N_ ("1. Pins"),
    N_ ("CAN_RX and CAN_TX are alternate functions of two pins; the transceiver's standby pin has to be let go. CAN_H "
        "to CAN_H, CAN_L to CAN_L, a common ground, 120 Ω at both ends of the line and nowhere else: 60 Ω between the "
        "wires without power."),
    N_ ("Length and Rate"), "guide.page::length" },
  { "clock", N_ ("2. Clock"),
    N_ ("Give the controller its clock, from a crystal: an RC oscillator is off by more than most bit timings "
        "tolerate. The calculator tells how many ppm each setting bears."),
    N_ ("Bit Timing…"), "win.bit-timing" },
  { "interrupts", N_ ("3. Interrupts, globally"),
    N_ ("Without them a frame is seen only when somebody looks. Statistics show how many a second there will be."),
    N_ ("Statistics"), "win.statistics" },
  { "lines", N_ ("4. The lines of this controller"),
    N_ ("Its interrupts for received, sent, error and bus-off have numbers of their own; each is to be let through. "
        "Send it a frame and see whether it answers."),
    N_ ("Transmit"), "win.transmit" },
  { "rate", N_ ("5. Bit rate"),
    N_ ("From one number four: sync, prop, phase 1, phase 2. Same rate and sample point as all others; the calculator "
        "tells the registers as C too. If the rate is unknown, listening finds it."),
    N_ ("Bit Timing…"), "win.bit-timing" },
  { "handler", N_ ("6. Interrupt handler"),
    N_ ("It has to read the message buffer before the next frame overwrites it: at 1 Mbit/s that may be after 47 µs. A "
        "frame's bits and their time stand in the pane."),
    N_ ("Frame Bits"), "win.anatomy" },
  { "callbacks", N_ ("7. Callbacks"),
    N_ ("For received, sent, error and bus-off. Error frames of a capture show when each has to come; bus-off ends by "
        "decision, not in a loop."),
    N_ ("Only Error Frames"), "win.filter-errors" },
  { "buffers", N_ ("8. Message buffers"),
    N_ ("They are acceptance filters: the fewest pairs of identifier and mask that let through what the node wants, as "
        "registers or C."),
    N_ ("Acceptance Filters…"), "win.accept-filters" },
  { "parameters", N_ ("9. Parameters that stay"),
    N_ ("Rate, sample point, identifiers and what to do after bus-off, in non-volatile memory. Here the settings of "
        "each interface are kept."),
    N_ ("Interfaces…"), "win.interfaces" },
  { NULL },
};

const GuideEntry guide_first_time[] = {
  { NULL, N_ ("Listen only first"),
    N_ ("The controller must be in a mode in which it may not disturb: no acknowledge, no error flags. Frames come "
        "without errors if the timing is right."),
    N_ ("Find the Bit Rate…"), "win.find-bit-rate" },
  { NULL, N_ ("Send one frame, one-shot"),
    /* xgettext:no-c-format */
    N_ ("With a second node that acknowledges. Alone, a sender repeats for ever and the bus is 100 % busy."),
    N_ ("Transmit"), "win.transmit" },
  { NULL, N_ ("Watch the error counters"),
    N_ ("TEC and REC stay at 0 on a healthy bus. At 128 the node is error-passive, above 255 bus-off."),
    N_ ("Statistics"), "win.statistics" },
  { NULL, N_ ("Look at the load"),
    /* xgettext:no-c-format */ N_ ("Below some 50 % a cyclic bus keeps its deadlines; identifiers decide who waits."),
    N_ ("Statistics"), "win.statistics" },
  { NULL },
};

const GuideEntry guide_questions[] = {
  { NULL, N_ ("What is bus-off?"),
    N_ ("A node whose counter of failed sends (TEC) went above 255 takes itself off the bus: it neither sends nor "
        "acknowledges until it is restarted. Usual causes: another bit rate, a short circuit, no termination. The "
        "status bar and Statistics show each bus's state and counters."),
    N_ ("Statistics"), "win.statistics" },
  { NULL, N_ ("What is a remote frame for?"),
    N_ ("It asks for data: same identifier, no data, RTR recessive, so that the answer wins arbitration against it. "
        "CAN FD has none, and new networks send cyclically instead."),
    N_ ("Show Remote Frames"), "win.show-filter::can.rtr" },
  { NULL, N_ ("How many quanta shall a bit have?"),
    N_ ("Few are too coarse: the sample point moves in steps of one quantum, and an edge is seen up to one quantum "
        "late. Many cost nothing but a fast clock; beyond 80 to 160 nothing is gained. So: as many as the controller "
        "makes at this rate. The calculator lists every number with its error and tolerance."),
    N_ ("Bit Timing…"), "win.bit-timing" },
  { NULL, N_ ("How are the quanta shared out, 24 for instance?"),
    /* xgettext:no-c-format */
    N_ ("One for sync. The propagation segment takes what the way there and back over the cable and through two nodes "
        "takes. The rest half before and half behind the sample point, which tolerates clocks most, SJW as long as "
        "phase 2. For 24 at 87.5 %: 1 + 17 + 3 + 3. The dialog counts the ways there are and says why it prefers one."),
    N_ ("Bit Timing…"), "win.bit-timing" },
  { NULL, N_ ("How is an identifier's priority raised?"),
    N_ ("By a smaller number: bit by bit the dominant 0 wins, nothing is lost, the others wait. Type identifiers in "
        "the pane of the frame's bits and see where each loses, and whom a new number would delay."),
    N_ ("Frame Bits"), "win.anatomy" },
  { NULL, N_ ("What is a CAN matrix?"),
    N_ ("Which node sends which message, who receives each of its signals, how often, and where it lies in the data. "
        "Databases hold it."),
    N_ ("CAN Matrix…"), "win.can-matrix" },
  { NULL, N_ ("How is the load measured, live?"),
    N_ ("Time occupied by frames with their stuff bits and three bits of intermission, and by error frames, divided by "
        "the time of the window: exactly, per bus and per identifier."),
    N_ ("Statistics"), "win.statistics" },
  { NULL },
};

const GuideEntry guide_glossary[] = {
  { NULL, "ACK", N_ ("Acknowledge slot: a receiver with a good CRC makes it dominant."), NULL, NULL },
  { NULL, "Arbitration", N_ ("Who sends on when several began: dominant bits win, nothing is lost."), NULL, NULL },
  { NULL, "BRP", N_ ("Bit rate prescaler: clock periods a quantum."), NULL, NULL },
  { NULL, "BRS", N_ ("Bit rate switch: CAN FD's data phase is faster."), NULL, NULL },
  { NULL, "Bus-off", N_ ("A node whose TEC went above 255 takes no part any more."), NULL, NULL },
  { NULL, "CAN FD", N_ ("Flexible data rate: up to 64 bytes, a second bit rate."), NULL, NULL },
  { NULL, "CAN_H, CAN_L", N_ ("The two wires. Recessive: both at 2.5 V. Dominant: 3.5 and 1.5 V."), NULL, NULL },
  { NULL, "CRC", N_ ("Cyclic redundancy check: 15 bits in classic frames, 17 or 21 in CAN FD."), NULL, NULL },
  { NULL, "DBC", N_ ("Text file with messages and signals, and who sends and receives them."), NULL, NULL },
  { NULL, "DLC", N_ ("Data length code: 0 to 8 bytes; in CAN FD 9 to 15 mean 12 to 64."), NULL, NULL },
  { NULL, "Dominant, recessive", N_ ("0 and 1. One dominant node is enough for the bus to be dominant."), NULL, NULL },
  { NULL, "EOF", N_ ("End of frame: seven recessive bits."), NULL, NULL },
  { NULL, "Error flag", N_ ("Six equal bits, against the stuffing rule, so that all notice."), NULL, NULL },
  { NULL, "Error-passive", N_ ("A node with TEC or REC above 127: its error flags are recessive."), NULL, NULL },
  { NULL, "ESI", N_ ("Error state indicator: the sender of the FD frame is error-passive."), NULL, NULL },
  { NULL, "FDF", N_ ("FD format: the bit that tells CAN FD from classic frames."), NULL, NULL },
  { NULL, "IDE", N_ ("Identifier extension: 29 bits instead of 11."), NULL, NULL },
  { NULL, "IFS", N_ ("Intermission: three recessive bits between frames."), NULL, NULL },
  { NULL, "Listen-only", N_ ("A controller that receives but never makes the bus dominant."), NULL, NULL },
  { NULL, "One-shot", N_ ("Sending without repeating what failed."), NULL, NULL },
  { NULL, "Overload frame", N_ ("Delays the next frame; nothing is repeated."), NULL, NULL },
  { NULL, "Quantum", N_ ("The unit that a bit is cut in; a whole number of clock periods."), NULL, NULL },
  { NULL, "REC, TEC", N_ ("Error counters of a controller for receiving and sending."), NULL, NULL },
  { NULL, "RTR", N_ ("Remote transmission request: a frame without data that asks for one."), NULL, NULL },
  { NULL, "Sample point", N_ ("Where in the bit it is read: between phase 1 and phase 2."), NULL, NULL },
  { NULL, "SJW", N_ ("Synchronisation jump width: how far one edge may move the sample point."), NULL, NULL },
  { NULL, "SOF", N_ ("Start of frame: one dominant bit on an idle bus."), NULL, NULL },
  { NULL, "SSP, TDC",
    N_ ("Second sample point: a sender at high data rates reads its own bits later, by the delay of its "
        "transceiver, which is measured."),
    NULL, NULL },
  { NULL, "Stuff bit", N_ ("After five equal bits one of the other value, so that clocks can follow."), NULL, NULL },
  { NULL },
};
