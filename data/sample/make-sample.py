#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes the sample: two minutes of driving through a city, as a log and its database.

    make-sample.py OUT.asc OUT.dbc

Channel 1 is classic CAN at 500 kbit/s, channel 2 CAN FD with 2 Mbit/s data phase. The log is written as CANoe does (version 9: CRLF, no bit
counts), the database as Vector's editors do (cp1252). Nothing is random: only integers and + - * / of doubles are used, so every machine
makes the same bytes (the test beside the decoder holds their SHA-256).
"""
import heapq
import struct
import sys

ROWS = 128_904                 # frames and error frames
STEP = 0.01                    # s, of the car's model
FD_LEN = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64]


class Noise:
    """A linear congruential generator (Knuth's MMIX)."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & (1 << 64) - 1
        return (self.state >> 33) % n

    def around(self, width):
        return width * (self.below(2001) - 1000) / 1000


# --- The car ---

# From this second on the driver wants to go so fast (km/h).
WISHES = [(0, 0), (6, 30), (14, 50), (27, 0), (36, 50), (46, 30), (53, 50), (63, 70), (78, 50), (84, 0), (93, 30), (103, 52), (112, 0), (999, 0)]
# Turns of the steering wheel: at this second it stands at so many degrees; straight lines between.
TURNS = [(0, 0), (7, 0), (8.5, 210), (10, 190), (12, 0), (20, -6), (24, 4), (36, 0), (38, -240), (40, -220), (42, 0), (48, 35), (52, -30), (56, 0),
         (64, 5), (70, -8), (76, 3), (94, 0), (96, 260), (98, 240), (101, 0), (999, 0)]
UP = [0, 17, 31, 46, 61, 999]          # km/h where the next gear is taken: index is the gear
RPM_PER_KMH = [0, 118, 71, 49, 37, 30]
STATES = {'Off': 0, 'Cranking': 1, 'Running': 2, 'Stopping': 3}


def between(points, t):
    for (t0, a), (t1, b) in zip(points, points[1:]):
        if t < t1:
            return a + (b - a) * (t - t0) / (t1 - t0)
    return points[-1][1]


def clip(value, low, high):
    return low if value < low else high if value > high else value


class Car:
    """What all control units know; advanced by STEP."""

    def __init__(self):
        self.noise = Noise(11)
        self.t, self.v, self.acc, self.gear, self.shift = 0.0, 0.0, 0.0, 0, 0.0
        self.rpm, self.throttle, self.torque, self.pressure = 0.0, 0.0, 0.0, 0.0
        self.steering = self.rate = self.yaw = self.heading = 0.0
        self.coolant, self.oil, self.gearbox, self.pads = 31.0, 29.0, 27.0, 24.0
        self.soc, self.current, self.volts = 71.4, 0.0, 389.2
        self.fuel, self.odometer, self.x, self.y = 48.2, 18342.6, 0.0, 0.0
        self.lead = 34.0
        self.state = 'Off'

    def advance(self):
        t = self.t = self.t + STEP
        wish = [v for at, v in WISHES if at <= t][-1] / 3.6
        self.state = 'Cranking' if 1.2 < t < 2.0 else 'Running' if t >= 2.0 else 'Off'
        demand = clip((wish - self.v) * (0.9 if wish > self.v else 0.7), -2.9, 1.9)
        self.acc += (demand - self.acc) * STEP / 0.35
        self.v = max(0.0, self.v + self.acc * STEP)
        if self.v < 0.05 and wish == 0:
            self.v = self.acc = 0.0
        self.drive(demand)
        self.steer()
        self.warm()
        self.surroundings()

    def drive(self, demand):
        kmh = self.v * 3.6
        if self.gear == 0 and self.t > 4.5:
            self.gear = 1
        if self.gear and kmh > UP[self.gear] and self.gear < 5:
            self.gear, self.shift = self.gear + 1, 0.3
        elif self.gear > 1 and kmh < UP[self.gear - 1] - 6:
            self.gear, self.shift = self.gear - 1, 0.25
        self.shift = max(0.0, self.shift - STEP)
        idle = {'Off': 0, 'Cranking': 260, 'Running': 790}[self.state]
        target = max(idle, RPM_PER_KMH[self.gear] * kmh + 3 * self.throttle)
        self.rpm += (target - self.rpm) * STEP / (0.12 if self.shift else 0.2)
        load = 0.0 if self.shift else clip(demand * 26 + kmh * 0.16 + (4 if self.v else 2), 0, 100)
        self.throttle += ((load if self.state == 'Running' else 0) - self.throttle) * STEP / 0.15
        self.torque = self.throttle * 3.4 - 18 if self.state == 'Running' else 0.0
        brake = clip(-demand * 17 - 4, 0, 120) if demand < -0.35 and self.v > 0 else 14.0 if self.v == 0 and self.t > 3 else 0.0
        self.pressure += (brake - self.pressure) * STEP / 0.12
        if self.pressure < 0.05:
            self.pressure = 0.0
        self.odometer += self.v * STEP / 1000
        self.fuel -= (0.0000015 + self.throttle * 0.0000012) * STEP * 10

    def steer(self):
        before = self.steering
        self.steering += (between(TURNS, self.t) - self.steering) * STEP / 0.25
        self.rate = (self.steering - before) / STEP
        self.yaw = self.v * self.steering / 15.6 / 2.7          # degrees a second
        self.heading += self.yaw * STEP
        # Near enough a circle for a map: a square of the unit cell, walked along its sides.
        side = (self.heading / 90) % 4
        part = side - int(side)
        dx, dy = [(part, 1 - part), (1 - part, -part), (-part, part - 1), (part - 1, part)][int(side)]
        self.x += self.v * dx * STEP
        self.y += self.v * dy * STEP

    def warm(self):
        self.coolant += ((91 if self.state == 'Running' else 24) - self.coolant) * STEP / 55
        self.oil += ((88 if self.state == 'Running' else 24) - self.oil) * STEP / 90
        self.gearbox += (74 - self.gearbox) * STEP / 120
        self.pads += (24 + self.pressure * self.v * 0.35 - self.pads) * STEP / 12
        power = self.torque * self.rpm / 9549 * 0.18 - (9 if self.pressure > 4 and self.v > 1 else 0)
        self.current = -power * 2.6 - 2.1
        self.volts = 389.2 + self.current * 0.09
        self.soc += self.current * STEP / 3600 * 2.7

    def surroundings(self):
        gap = 8 + self.v * 1.3
        self.lead = clip(self.lead + (gap - self.lead) * STEP / 2.4 + self.noise.around(0.02), 4, 150)


# --- Messages ---

class Signal:
    def __init__(self, name, start, length, kind='u', factor='1', offset='0', low='0', high='0', unit='', order=1, texts=None, comment='', mux=''):
        self.name, self.start, self.length, self.kind, self.unit = name, start, length, kind, unit
        self.factor, self.offset, self.low, self.high = factor, offset, low, high
        self.scale, self.zero = float(factor), float(offset)
        self.order, self.texts, self.comment, self.mux = order, texts or {}, comment, mux

    def raw(self, value):
        if self.kind == 'f':
            return struct.unpack('<I', struct.pack('<f', value))[0]
        raw = round((value - self.zero) / self.scale)
        low, high = (-(1 << self.length - 1), (1 << self.length - 1) - 1) if self.kind == 's' else (0, (1 << self.length) - 1)
        return clip(raw, low, high) & (1 << self.length) - 1


class Message:
    """sums: the byte that holds the checksum over id and the other bytes."""

    def __init__(self, name, number, length, period, sender, signals, channel=1, extended=False, fd=False, checksum=None, comment=''):
        self.name, self.number, self.length, self.period, self.sender = name, number, length, period, sender
        self.signals, self.channel, self.extended, self.fd = signals, channel, extended, fd
        self.checksum, self.comment, self.counter = checksum, comment, 0

    def encode(self, values):
        little = big = 0
        for s in self.signals:
            value = values.get(s.name)
            if value is None:
                continue
            if s.order == 1:
                little |= s.raw(value) << s.start
            else:
                first = s.start // 8 * 8 + 7 - s.start % 8
                big |= s.raw(value) << self.length * 8 - first - s.length
        data = bytearray(a | b for a, b in zip(little.to_bytes(self.length, 'little'), big.to_bytes(self.length, 'big')))
        if self.checksum is not None:
            data[self.checksum] = (sum(data) + (self.number & 0xFF) + (self.number >> 8)) & 0xFF
        return data

    def count(self):
        self.counter = self.counter + 1 & 15
        return self.counter


ON = {0: 'Off', 1: 'On'}
GEARS = {0: 'Park', 1: 'Drive 1', 2: 'Drive 2', 3: 'Drive 3', 4: 'Drive 4', 5: 'Drive 5', 6: 'Drive 6', 7: 'Reverse', 8: 'Neutral', 15: 'Not available'}
SUM = 'Sum of all other bytes and of the identifier, modulo 256'
COUNT = 'Counts every frame, 0 to 15'


def counter(start, order=0, name='AliveCounter'):
    return Signal(name, start, 4, order=order, high='15', comment=COUNT)


def checksum(start, order=0):
    return Signal('Checksum', start, 8, order=order, high='255', comment=SUM)


def classic_messages():
    return [
        Message('EngineData', 0x0C9, 8, 10, 'ECM', [
            Signal('EngineSpeed', 7, 16, factor='0.25', high='8000', unit='rpm', order=0, comment='Crankshaft speed, filtered over 2 revolutions'),
            Signal('ThrottlePos', 23, 8, factor='0.4', high='100', unit='%', order=0),
            Signal('CoolantTemp', 31, 8, offset='-40', low='-40', high='215', unit='°C', order=0),
            Signal('EngineTorque', 39, 16, 's', '0.5', '-10', '-200', '600', 'Nm', 0, comment='Indicated torque at the flywheel'),
            Signal('MIL', 55, 1, order=0, high='1', texts=ON, comment='Malfunction indicator lamp'),
            Signal('EngineState', 54, 2, order=0, high='3', texts={0: 'Off', 1: 'Cranking', 2: 'Running', 3: 'Stopping'}),
            Signal('StartStop', 52, 1, order=0, high='1', texts={0: 'Inactive', 1: 'Active'}),
            counter(51), checksum(63)], checksum=7, comment='What everybody needs of the engine'),
        Message('BrakeStatus', 0x0F1, 6, 20, 'BCM', [
            Signal('BrakePressure', 7, 12, factor='0.1', high='250', unit='bar', order=0),
            Signal('BrakeSwitch', 11, 1, order=0, high='1', texts=ON),
            Signal('AbsActive', 10, 1, order=0, high='1', texts={0: 'Inactive', 1: 'Active'}),
            Signal('ParkBrake', 9, 2, order=0, high='3', texts={0: 'Released', 1: 'Applied', 2: 'Moving', 3: 'Fault'}),
            Signal('PadTemp', 23, 10, offset='-40', low='-40', high='900', unit='°C', order=0),
            counter(35), checksum(47)], checksum=5),
        Message('SteeringAngle', 0x1E5, 8, 10, 'EPS', [
            Signal('Angle', 7, 16, 's', '0.1', '0', '-780', '780', '°', 0, comment='Of the steering wheel; positive to the left'),
            Signal('Rate', 23, 16, 's', '1', '0', '-2000', '2000', '°/s', 0),
            Signal('DriverTorque', 39, 12, 's', '0.01', '0', '-20', '20', 'Nm', 0),
            counter(51), checksum(63)], checksum=7),
        Message('PedalData', 0x0F2, 5, 10, 'ECM', [
            Signal('AcceleratorPos', 0, 10, factor='0.1', high='100', unit='%'),
            Signal('KickDown', 10, 1, high='1', texts=ON),
            Signal('BrakePedalTravel', 16, 8, factor='0.5', high='100', unit='mm'),
            counter(24, 1), checksum(32, 1)], checksum=4),
        Message('GearboxStatus', 0x1F5, 8, 20, 'TCM', [
            Signal('Gear', 0, 4, high='15', texts=GEARS),
            Signal('TargetGear', 4, 4, high='15', texts=GEARS),
            Signal('GearboxOilTemp', 8, 8, offset='-40', low='-40', high='215', unit='°C'),
            Signal('OutputSpeed', 16, 16, factor='0.5', high='12000', unit='rpm'),
            Signal('ClutchSlip', 32, 12, 's', '2', '0', '-4000', '4000', 'rpm'),
            Signal('Shifting', 44, 1, high='1', texts={0: 'No', 1: 'Yes'}),
            counter(48, 1), checksum(56, 1)], checksum=7, comment='Automatic gearbox, five gears'),
        Message('WheelSpeeds', 0x348, 8, 20, 'BCM', [
            Signal('WheelSpeed' + w, 7 + 16 * i, 16, factor='0.01', high='300', unit='km/h', order=0)
            for i, w in enumerate(('FL', 'FR', 'RL', 'RR'))]),
        Message('ImuData', 0x1A6, 8, 10, 'BCM', [
            Signal('YawRate', 0, 16, 's', '0.01', '0', '-300', '300', '°/s'),
            Signal('AccelX', 16, 12, 's', '0.01', '0', '-20', '20', 'm/s²'),
            Signal('AccelY', 28, 12, 's', '0.01', '0', '-20', '20', 'm/s²'),
            counter(48, 1), checksum(56, 1)], checksum=7, comment='AccelY crosses a byte in the middle: two signals of 12 bits in three bytes'),
        Message('VehicleSpeed', 0x3E9, 8, 20, 'BCM', [
            Signal('Speed', 7, 16, factor='0.01', high='300', unit='km/h', order=0),
            Signal('SpeedValid', 23, 1, order=0, high='1', texts={0: 'Invalid', 1: 'Valid'}),
            Signal('SpeedDisplayed', 39, 16, factor='0.01', high='300', unit='km/h', order=0, comment='What the instrument shows: never less than Speed')]),
        Message('BodyStatus', 0x120, 4, 100, 'BCM', [
            Signal('DoorFL', 0, 1, high='1', texts={0: 'Closed', 1: 'Open'}), Signal('DoorFR', 1, 1, high='1', texts={0: 'Closed', 1: 'Open'}),
            Signal('DoorRL', 2, 1, high='1', texts={0: 'Closed', 1: 'Open'}), Signal('DoorRR', 3, 1, high='1', texts={0: 'Closed', 1: 'Open'}),
            Signal('BeltDriver', 4, 1, high='1', texts={0: 'Open', 1: 'Fastened'}),
            Signal('Wipers', 5, 3, high='7', texts={0: 'Off', 1: 'Interval', 2: 'Slow', 3: 'Fast', 4: 'Wash'}),
            Signal('Indicators', 8, 2, high='3', texts={0: 'Off', 1: 'Left', 2: 'Right', 3: 'Hazard'}),
            Signal('Ignition', 10, 2, high='3', texts={0: 'Off', 1: 'Accessory', 2: 'On', 3: 'Start'}),
            Signal('BatteryVoltage', 16, 8, factor='0.1', high='25', unit='V')], comment='Doors, belts, wipers, indicators'),
        Message('Lights', 0x3D1, 2, 200, 'BCM', [
            Signal('LowBeam', 0, 1, high='1', texts=ON), Signal('HighBeam', 1, 1, high='1', texts=ON),
            Signal('BrakeLight', 2, 1, high='1', texts=ON), Signal('Ambience', 8, 8, factor='20', high='5100', unit='lx')]),
        Message('Climate', 0x3F2, 6, 100, 'HVAC', [
            Signal('CabinTemp', 0, 10, factor='0.1', offset='-40', low='-40', high='62', unit='°C'),
            Signal('TargetTemp', 16, 8, factor='0.5', high='40', unit='°C'),
            Signal('FanStage', 24, 3, high='7'), Signal('AcOn', 27, 1, high='1', texts=ON),
            Signal('CompressorPower', 32, 12, factor='2', high='8000', unit='W')]),
        Message('GpsPosition', 0x4D0, 8, 200, 'TCU', [
            Signal('Latitude', 0, 32, 'f', low='-90', high='90', unit='°'), Signal('Longitude', 32, 32, 'f', low='-180', high='180', unit='°')],
            comment='IEEE floats'),
        Message('VehicleInfo', 0x514, 8, 500, 'BCM', [
            Signal('Page', 0, 8, mux='M', high='3', texts={0: 'Odometer', 1: 'Fuel', 2: 'Service'}),
            Signal('Odometer', 8, 24, factor='0.1', high='1600000', unit='km', mux='m0'),
            Signal('TripDistance', 32, 16, factor='0.1', high='6500', unit='km', mux='m0'),
            Signal('FuelLevel', 8, 10, factor='0.1', high='100', unit='l', mux='m1'),
            Signal('FuelRange', 24, 16, high='2000', unit='km', mux='m1'),
            Signal('ServiceDue', 8, 16, 's', '10', '0', '-30000', '30000', 'km', mux='m2'),
            Signal('OilLevel', 24, 8, factor='0.5', high='100', unit='%', mux='m2')], comment='Three pages in turn: multiplexed by Page'),
        Message('AmbientSensor', 0x5A0, 2, 0, 'HVAC', [
            Signal('OutsideTemp', 7, 16, factor='0.001', offset='-10.295', low='-40', high='55', unit='°C', order=0)],
            comment='Asked for by a remote frame once a second'),
        Message('OBD_Request', 0x7DF, 8, 0, 'Tester', [
            Signal('ReqLength', 0, 8, high='7'), Signal('ReqService', 8, 8, high='255', texts={1: 'Current data'}),
            Signal('ReqPID', 16, 8, high='255', texts={5: 'Coolant temperature', 12: 'Engine speed', 13: 'Vehicle speed', 17: 'Throttle'})],
            comment='Sent by the recorder'),
        Message('OBD_Response', 0x7E8, 8, 0, 'ECM', [
            Signal('Length', 0, 8, high='7'), Signal('Service', 8, 8, high='255', texts={0x41: 'Current data'}),
            Signal('PID', 16, 8, mux='M', high='255', texts={5: 'Coolant temperature', 12: 'Engine speed', 13: 'Vehicle speed', 17: 'Throttle'}),
            Signal('OBD_CoolantTemp', 24, 8, offset='-40', low='-40', high='215', unit='°C', mux='m5'),
            Signal('OBD_EngineSpeed', 31, 16, factor='0.25', high='16384', unit='rpm', order=0, mux='m12'),
            Signal('OBD_VehicleSpeed', 24, 8, high='255', unit='km/h', mux='m13'),
            Signal('OBD_Throttle', 24, 8, factor='0.392156862745098', high='100', unit='%', mux='m17')], comment='Answer to OBD_Request: multiplexed by PID'),
        Message('CCVS1', 0x18FEF100, 8, 100, 'TCU', [
            Signal('WheelBasedSpeed', 8, 16, factor='0.00390625', high='250.996', unit='km/h'),
            Signal('BrakeSwitch_J', 28, 2, high='3', texts={0: 'Released', 1: 'Pressed', 2: 'Error', 3: 'Not available'}),
            Signal('CruiseControlActive', 24, 2, high='3', texts={0: 'Off', 1: 'On', 2: 'Error', 3: 'Not available'})], extended=True,
            comment='SAE J1939: Cruise Control/Vehicle Speed 1, for the fleet\'s telematics'),
    ]


def fd_messages():
    radar = [Signal('ObjCount', 0, 4, high='15'), counter(4, 1), Signal('SensorState', 8, 3, high='7', texts={0: 'Init', 1: 'Active', 2: 'Blind', 3: 'Fault'})]
    for i in range(7):
        at = 64 * (i + 1)
        radar += [
            Signal(f'Obj{i}_Dist', at, 13, factor='0.05', high='400', unit='m'),
            Signal(f'Obj{i}_Lateral', at + 13, 11, 's', '0.1', '0', '-100', '100', 'm'),
            Signal(f'Obj{i}_RelSpeed', at + 24, 12, 's', '0.05', '0', '-100', '100', 'm/s'),
            Signal(f'Obj{i}_Class', at + 36, 3, high='7', texts={0: 'None', 1: 'Car', 2: 'Truck', 3: 'Cyclist', 4: 'Pedestrian', 7: 'Unknown'}),
            Signal(f'Obj{i}_Quality', at + 40, 8, factor='0.5', high='100', unit='%')]
    return [
        Message('MotorFast', 0x2C0, 12, 5, 'INV', [
            Signal('PhaseCurrentU', 0, 16, 's', '0.05', '0', '-1600', '1600', 'A'), Signal('PhaseCurrentV', 16, 16, 's', '0.05', '0', '-1600', '1600', 'A'),
            Signal('RotorAngle', 32, 16, factor='0.0055', high='360', unit='°'), Signal('MotorSpeed', 48, 16, 's', '1', '0', '-20000', '20000', 'rpm'),
            counter(72, 1), checksum(88, 1)], 2, fd=True, checksum=11),
        Message('InverterStatus', 0x2B0, 24, 10, 'INV', [
            Signal('DcVoltage', 7, 16, factor='0.1', high='900', unit='V', order=0), Signal('DcCurrent', 23, 16, 's', '0.1', '0', '-1000', '1000', 'A', 0),
            Signal('MotorTorque', 39, 16, 's', '0.1', '0', '-400', '400', 'Nm', 0), Signal('StatorTemp', 55, 8, offset='-40', low='-40', high='215', unit='°C', order=0),
            Signal('InverterTemp', 63, 8, offset='-40', low='-40', high='215', unit='°C', order=0),
            Signal('InverterMode', 71, 3, order=0, high='7', texts={0: 'Standby', 1: 'Torque', 2: 'Recuperation', 3: 'Fault'}),
            Signal('EnergyCounter', 135, 40, order=0, high='1099511627775', unit='J', comment='40 bits: beyond what 32-bit tools can show'),
            counter(179), checksum(191)], 2, fd=True, checksum=23),
        Message('RadarObjects', 0x1A0, 64, 20, 'RADAR', radar, 2, fd=True, comment='Up to seven objects, eight bytes each; 64 bytes'),
        Message('LaneLines', 0x1A1, 32, 20, 'CAM', [
            s for i, side in enumerate(('Left', 'Right')) for s in (
                Signal(f'{side}Offset', 96 * i, 16, 's', '0.001', '0', '-10', '10', 'm'), Signal(f'{side}Heading', 96 * i + 16, 16, 's', '0.0001', '0', '-1', '1', 'rad'),
                Signal(f'{side}Curvature', 96 * i + 32, 32, 'f', low='-1', high='1', unit='1/m'),
                Signal(f'{side}Type', 96 * i + 64, 4, high='15', texts={0: 'None', 1: 'Solid', 2: 'Dashed', 3: 'Curb'}))] + [counter(248, 1)], 2, fd=True),
        Message('BatteryPack', 0x321, 32, 50, 'BMS', [
            Signal('PackVoltage', 7, 16, factor='0.01', high='655', unit='V', order=0), Signal('PackCurrent', 23, 16, 's', '0.1', '0', '-1000', '1000', 'A', 0),
            Signal('SoC', 39, 16, factor='0.01', high='100', unit='%', order=0, comment='State of charge'), Signal('SoH', 55, 8, factor='0.5', high='100', unit='%', order=0)] + [
            Signal(f'PackTemp{i}', 71 + 8 * i, 8, offset='-40', low='-40', high='215', unit='°C', order=0) for i in range(8)] + [
            Signal('Contactors', 135, 2, order=0, high='3', texts={0: 'Open', 1: 'Precharge', 2: 'Closed', 3: 'Welded'}),
            Signal('Isolation', 151, 16, high='65535', unit='kOhm', order=0), counter(243), checksum(255)], 2, fd=True, checksum=31),
        Message('CellVoltages', 0x322, 64, 100, 'BMS', [
            Signal('CellGroup', 0, 8, mux='M', high='3')] + [
            Signal(f'Cell{g * 30 + i:03d}', 16 + 16 * i, 12, factor='0.001', offset='1', low='1', high='5.095', unit='V', mux=f'm{g}')
            for g in range(4) for i in range(24)], 2, fd=True, comment='96 cells in four groups: multiplexed by CellGroup'),
    ]


# --- What is sent ---

def triangle(phase):
    """A wave between -1 and 1 that needs no sine."""
    phase = phase % 1.0
    return 4 * phase - 1 if phase < 0.5 else 3 - 4 * phase


class Units:
    """The control units: a message's values, from the car."""

    def __init__(self, car, noise):
        self.car, self.noise, self.energy, self.page, self.group, self.pid = car, noise, 7_512_345_678, 0, 0, 0
        self.trip = car.odometer

    def values(self, m, t):
        values = getattr(self, m.name)(self.car, t)
        if any(s.name == 'AliveCounter' for s in m.signals):
            values['AliveCounter'] = m.count()
        return values

    def EngineData(self, c, t):
        return {'EngineSpeed': c.rpm + (self.noise.around(2.5) if c.rpm > 100 else 0), 'ThrottlePos': c.throttle, 'CoolantTemp': c.coolant,
                'EngineTorque': c.torque, 'MIL': t < 2.4, 'EngineState': STATES[c.state], 'StartStop': 0}

    def BrakeStatus(self, c, t):
        return {'BrakePressure': c.pressure, 'BrakeSwitch': c.pressure > 0.5, 'AbsActive': 86.2 < t < 86.9, 'ParkBrake': 1 if t < 5 else 2 if t < 5.6 else 0,
                'PadTemp': c.pads}

    def SteeringAngle(self, c, t):
        return {'Angle': c.steering + self.noise.around(0.1), 'Rate': c.rate, 'DriverTorque': c.rate / 60 + self.noise.around(0.08)}

    def PedalData(self, c, t):
        return {'AcceleratorPos': c.throttle * 0.8, 'KickDown': 0, 'BrakePedalTravel': c.pressure * 0.9}

    def GearboxStatus(self, c, t):
        return {'Gear': c.gear, 'TargetGear': c.gear, 'GearboxOilTemp': c.gearbox, 'OutputSpeed': c.v * 3.6 * 30,
                'ClutchSlip': max(0, c.rpm - RPM_PER_KMH[c.gear] * c.v * 3.6) if c.gear else 0, 'Shifting': c.shift > 0}

    def WheelSpeeds(self, c, t):
        kmh, diff = c.v * 3.6, c.yaw * 0.045
        slip = -kmh * 0.06 if 86.2 < t < 86.9 else 0
        return {'WheelSpeed' + w: max(0, kmh + d + (self.noise.around(0.05) if kmh else 0))
                for w, d in (('FL', -diff + slip), ('FR', diff + slip), ('RL', -diff), ('RR', diff))}

    def ImuData(self, c, t):
        return {'YawRate': c.yaw + self.noise.around(0.05), 'AccelX': c.acc + self.noise.around(0.08), 'AccelY': c.v * c.yaw / 57.3 + self.noise.around(0.08)}

    def VehicleSpeed(self, c, t):
        kmh = c.v * 3.6
        return {'Speed': kmh, 'SpeedValid': t > 0.4, 'SpeedDisplayed': kmh * 1.02 + 1 if kmh > 1 else 0}

    def BodyStatus(self, c, t):
        turn = between(TURNS, t + 1.2)
        return {'DoorFL': t < 1.0, 'DoorFR': 0, 'DoorRL': 0, 'DoorRR': 0, 'BeltDriver': t > 3.1, 'Wipers': 1 if 58 < t < 75 else 0,
                'Indicators': 1 if turn > 60 else 2 if turn < -60 else 0, 'Ignition': {'Off': 1, 'Cranking': 3}.get(c.state, 2),
                'BatteryVoltage': 10.4 if c.state == 'Cranking' else 14.2 if c.state == 'Running' else 12.5}

    def Lights(self, c, t):
        return {'LowBeam': t > 3, 'HighBeam': 0, 'BrakeLight': c.pressure > 0.5, 'Ambience': 1800 + 900 * triangle(t / 37)}

    def Climate(self, c, t):
        return {'CabinTemp': 26.4 - t * 0.03, 'TargetTemp': 21.5, 'FanStage': 5 if t < 60 else 3, 'AcOn': t > 8, 'CompressorPower': 1420 - t * 4 if t > 8 else 0}

    def GpsPosition(self, c, t):
        return {'Latitude': 48.13726 + c.y / 111_320, 'Longitude': 11.57549 + c.x / 74_300}

    def VehicleInfo(self, c, t):
        self.page = (self.page + 1) % 3
        return [{'Page': 0, 'Odometer': c.odometer, 'TripDistance': c.odometer - self.trip}, {'Page': 1, 'FuelLevel': c.fuel, 'FuelRange': c.fuel * 14.6},
                {'Page': 2, 'ServiceDue': 11_660, 'OilLevel': 78}][self.page]

    def AmbientSensor(self, c, t):
        return {'OutsideTemp': 21 + 0.4 * triangle(t / 90)}

    def OBD_Request(self, c, t):
        self.pid = (self.pid + 1) % 4
        return {'ReqLength': 2, 'ReqService': 1, 'ReqPID': (12, 13, 5, 17)[self.pid]}

    def OBD_Response(self, c, t):
        pid = (12, 13, 5, 17)[self.pid]
        return {'Length': 4 if pid == 12 else 3, 'Service': 0x41, 'PID': pid,
                **{12: {'OBD_EngineSpeed': c.rpm}, 13: {'OBD_VehicleSpeed': c.v * 3.6}, 5: {'OBD_CoolantTemp': c.coolant}, 17: {'OBD_Throttle': c.throttle}}[pid]}

    def CCVS1(self, c, t):
        return {'WheelBasedSpeed': c.v * 3.6, 'BrakeSwitch_J': c.pressure > 0.5, 'CruiseControlActive': 0}

    def MotorFast(self, c, t):
        amps, angle = c.torque * 1.3, c.v * 1.7 * t
        return {'PhaseCurrentU': amps * triangle(angle), 'PhaseCurrentV': amps * triangle(angle + 1 / 3), 'RotorAngle': angle % 1.0 * 360, 'MotorSpeed': c.v * 3.6 * 92}

    def InverterStatus(self, c, t):
        self.energy += round(max(0, -c.current) * c.volts * 0.01)
        return {'DcVoltage': c.volts, 'DcCurrent': c.current, 'MotorTorque': c.torque * 0.18 if c.pressure < 4 else -22, 'StatorTemp': 30 + t * 0.22,
                'InverterTemp': 28 + t * 0.14, 'InverterMode': 2 if c.pressure > 4 and c.v > 1 else 1 if c.v else 0, 'EnergyCounter': self.energy}

    def RadarObjects(self, c, t):
        objects = [(c.lead, 0.2 * triangle(t / 9), (8 + c.v * 1.3 - c.lead) / 2.4, 1, 92)]
        for i, (start, lateral, speed, kind) in enumerate(((9, -3.4, 9.0, 1), (22, 5.5, 0.0, 4), (33, 3.6, -4.0, 3), (57, -3.5, 12.5, 2))):
            dist = 95 - (t - start) * (c.v + speed)
            if t > start and 3 < dist < 95:
                objects.append((dist, lateral, -c.v - speed, kind, 60 + 9 * i))
        out = {'ObjCount': len(objects), 'SensorState': 0 if t < 0.8 else 1}
        for i, (dist, lateral, speed, kind, quality) in enumerate(objects):
            out.update({f'Obj{i}_Dist': dist + self.noise.around(0.05), f'Obj{i}_Lateral': lateral, f'Obj{i}_RelSpeed': speed, f'Obj{i}_Class': kind,
                        f'Obj{i}_Quality': quality})
        return out

    def LaneLines(self, c, t):
        wander = 0.18 * triangle(t / 13)
        bend = c.steering / 15.6 / 57.3 / 2.7
        return {'LeftOffset': 1.72 - wander, 'RightOffset': -1.78 - wander, 'LeftHeading': wander / 30, 'RightHeading': wander / 30,
                'LeftCurvature': bend, 'RightCurvature': bend, 'LeftType': 2, 'RightType': 1 if t < 62 or t > 80 else 3}

    def BatteryPack(self, c, t):
        return {'PackVoltage': c.volts, 'PackCurrent': c.current, 'SoC': c.soc, 'SoH': 97.5, 'Contactors': 0 if t < 1.5 else 1 if t < 1.9 else 2, 'Isolation': 2140,
                **{f'PackTemp{i}': 24 + i % 3 + t * 0.02 for i in range(8)}}

    def CellVoltages(self, c, t):
        self.group = (self.group + 1) % 4
        return {'CellGroup': self.group, **{f'Cell{self.group * 30 + i:03d}': c.volts / 96 + (i * 37 % 11 - 5) * 0.001 for i in range(24)}}


# --- The buses ---

# Second, channel, segment of the frame (ISO 11898-1's ECC: 0x0A data field, 0x18 CRC delimiter, 0x19 acknowledge slot …), code (1 form, 2 stuff, 4 CRC)
ERRORS = [(12.318, 1, 0x0A, 2), (41.4402, 2, 0x0A, 2), (41.4409, 2, 0x18, 1), (41.4417, 2, 0x0A, 2), (41.4426, 2, 0x08, 4), (41.4437, 2, 0x0A, 2),
          (41.4452, 2, 0x0A, 2), (41.4470, 2, 0x18, 1), (41.4499, 2, 0x0A, 2), (57.1131, 1, 0x0B, 2), (57.1139, 1, 0x0A, 2), (73.8204, 2, 0x0A, 2),
          (86.3310, 1, 0x0A, 2), (86.3322, 1, 0x1A, 1), (101.6007, 2, 0x0A, 2), (101.6013, 2, 0x08, 4), (110.2500, 1, 0x0A, 2)]


def on_the_wire(m):
    """Microseconds, with as many stuff bits as are usual."""
    if m.fd:
        return 62 + (m.length * 8 + 60) * 11 // 20
    return ((67 if m.extended else 47) + m.length * 8) * 11 // 5


class Log:
    def __init__(self, out):
        self.out, self.rows = out, 0

    def line(self, us, text):
        self.out.append(f'{us // 1_000_000:4d}.{us % 1_000_000:06d} {text}')

    def frame(self, us, m, data, tx):
        number = f"{m.number:X}{'x' if m.extended else ''}"
        direction = 'Tx' if tx else 'Rx'
        if m.fd:
            self.line(us, f"CANFD {m.channel:3d} {direction:<4} {number:>8}  {m.name:<32} 1 0 {FD_LEN.index(len(data)):x} {len(data):2d} {data.hex(' ').upper()}"
                          f" {0:8d} {0:4d} {0x303000:8x} {0:8x} 46500250 4b140250 20011736 2001040d")
        else:
            self.line(us, f"{m.channel}  {number:<15} {direction:<4} d {len(data):x} {data.hex(' ').upper()}")
        self.rows += 1

    def remote(self, us, m):
        self.line(us, f'{m.channel}  {m.number:<15X} Tx   r {m.length}')
        self.rows += 1

    def error(self, us, channel, segment, code):
        self.line(us, f'{channel}  ErrorFrame Flags = 0xe CodeExt = 0x{0x2020 | code << 6 | segment:04x} Code = 0x{0x80 | code:02x} ID = 0 DLC = 0 Position = 5 Length = 11300')
        self.rows += 1


class Bus:
    """Everything that happens, in order; a channel carries one frame at a time."""

    def __init__(self, messages, log):
        self.messages = {m.name: m for m in messages}
        self.log, self.noise, self.car = log, Noise(3), Car()
        self.units = Units(self.car, self.noise)
        self.free = {1: 0, 2: 0}
        self.events, self.order = [], 0

    def at(self, us, action, *args):
        heapq.heappush(self.events, (us, self.order, action, args))
        self.order += 1

    def send(self, us, m, tx=False):
        us = max(us + self.noise.below(40), self.free[m.channel])
        data = m.encode(self.units.values(m, us / 1e6))
        self.free[m.channel] = us + on_the_wire(m)
        # The time is that of the end of the frame, as controllers give it.
        self.log.frame(self.free[m.channel], m, data, tx)
        self.free[m.channel] += 6

    def cyclic(self, us, m):
        self.send(us, m)
        self.at(us + m.period * 1000, self.cyclic, m)

    def ambient(self, us):
        m = self.messages['AmbientSensor']
        us = max(us, self.free[1])
        self.log.remote(us + 94, m)
        self.free[1] = us + 100
        self.at(us + 1900, self.send, m)
        self.at(us + 1_000_000, self.ambient)

    def obd(self, us):
        self.send(us, self.messages['OBD_Request'], True)
        self.at(us + 1300, self.send, self.messages['OBD_Response'])
        self.at(us + 250_000, self.obd)

    def error(self, us, channel, segment, code):
        us = max(us, self.free[channel])
        self.log.error(us, channel, segment, code)
        self.free[channel] = us + 40

    def status(self, us, text):
        self.log.line(us, text)

    def step(self, us):
        self.car.advance()
        self.at(us + round(STEP * 1e6), self.step)

    def run(self):
        self.at(0, self.step)
        for i, m in enumerate(self.messages.values()):
            if m.period:
                self.at(1200 + 730 * i % (m.period * 1000), self.cyclic, m)
        self.at(431_000, self.ambient)
        self.at(5_401_500, self.obd)
        for seconds, channel, segment, code in ERRORS:
            self.at(round(seconds * 1e6), self.error, channel, segment, code)
        self.at(41_450_600, self.status, 'CAN 2 Status:chip status warning level - TxErr: 0 RxErr: 97')
        self.at(43_000_400, self.status, 'CAN 2 Status:chip status error active - TxErr: 0 RxErr: 12')
        while self.log.rows < ROWS:
            us, _, action, args = heapq.heappop(self.events)
            action(us, *args)


def make_log(messages):
    date = 'Tue Mar 14 09:26:53.589 am 2023'
    lines = [f'date {date}', 'base hex  timestamps absolute', 'internal events logged', '// version 9.0.0', f'Begin Triggerblock {date}',
             '   0.000000 Start of measurement']
    events = []
    Bus(messages, Log(events)).run()
    # Frames are logged when they end: one channel's may overtake the other's by some microseconds.
    events.sort(key=lambda line: line[:11])
    return '\r\n'.join(lines + events + ['End TriggerBlock', '']).encode('ascii')


# --- The database ---

NODES = {'ECM': 'Engine control module', 'TCM': 'Automatic gearbox', 'BCM': 'Body and brakes', 'EPS': 'Electric power steering', 'HVAC': 'Heating and air conditioning',
         'TCU': 'Telematics, translates to J1939', 'RADAR': 'Front radar', 'CAM': 'Camera behind the windscreen', 'BMS': 'Battery of the hybrid drive',
         'INV': 'Inverter of the electric motor', 'Tester': 'The recorder itself'}
FORMATS = ['StandardCAN', 'ExtendedCAN', 'reserved', 'J1939PG'] + ['reserved'] * 10 + ['StandardCAN_FD', 'ExtendedCAN_FD']


def dbc_id(m):
    return m.number | (0x80000000 if m.extended else 0)


def receivers(m):
    others = [n for n in NODES if n != m.sender]
    return ','.join(sorted({others[len(m.name) % len(others)], others[m.number % len(others)]}))


def quoted(text):
    return '"' + text.replace('"', '\\"') + '"'


def message_lines(m):
    yield f'BO_ {dbc_id(m)} {m.name}: {m.length} {m.sender}'
    for s in m.signals:
        mux = f' {s.mux}' if s.mux else ''
        sign = '+' if s.kind == 'u' else '-'
        yield (f' SG_ {s.name}{mux} : {s.start}|{s.length}@{s.order}{sign} ({s.factor},{s.offset}) [{s.low}|{s.high}] {quoted(s.unit)} {receivers(m)}')
    yield ''


def attribute_lines(messages):
    yield 'BA_DEF_ BO_  "GenMsgCycleTime" INT 0 65535;'
    yield 'BA_DEF_ BO_  "VFrameFormat" ENUM  ' + ','.join(map(quoted, FORMATS)) + ';'
    yield 'BA_DEF_  "BusType" STRING ;'
    yield 'BA_DEF_DEF_  "GenMsgCycleTime" 0;'
    yield 'BA_DEF_DEF_  "VFrameFormat" "StandardCAN";'
    yield 'BA_DEF_DEF_  "BusType" "CAN";'
    yield 'BA_ "BusType" "CAN FD";'
    for m in messages:
        if m.period:
            yield f'BA_ "GenMsgCycleTime" BO_ {dbc_id(m)} {m.period};'
        if m.fd or m.extended:
            yield f'BA_ "VFrameFormat" BO_ {dbc_id(m)} {14 if m.fd else 3};'


def make_dbc(messages):
    lines = ['VERSION "1.0"', '', '', 'NS_ : ', *('\t' + n for n in ('NS_DESC_ CM_ BA_DEF_ BA_ VAL_ CAT_DEF_ CAT_ FILTER BA_DEF_DEF_ EV_DATA_ ENVVAR_DATA_ SGTYPE_ SGTYPE_VAL_ '
             'BA_DEF_SGTYPE_ BA_SGTYPE_ SIG_TYPE_REF_ VAL_TABLE_ SIG_GROUP_ SIG_VALTYPE_ SIGTYPE_VALTYPE_ BO_TX_BU_ BA_DEF_REL_ BA_REL_ BA_DEF_DEF_REL_ BU_SG_REL_ '
             'BU_EV_REL_ BU_BO_REL_ SG_MUL_VAL_').split()), '', 'BS_:', '', 'BU_: ' + ' '.join(NODES), '', 'VAL_TABLE_ OffOn 1 "On" 0 "Off" ;', '']
    for m in messages:
        lines += message_lines(m)
    lines += ['', 'CM_ "City drive: the sample of Canid";']
    lines += [f'CM_ BU_ {n} {quoted(c)};' for n, c in NODES.items()]
    for m in messages:
        if m.comment:
            lines.append(f'CM_ BO_ {dbc_id(m)} {quoted(m.comment)};')
        lines += [f'CM_ SG_ {dbc_id(m)} {s.name} {quoted(s.comment)};' for s in m.signals if s.comment]
    lines += attribute_lines(messages)
    for m in messages:
        for s in m.signals:
            if s.texts:
                lines.append(f'VAL_ {dbc_id(m)} {s.name} ' + ''.join(f'{v} {quoted(t)} ' for v, t in sorted(s.texts.items(), reverse=True)) + ';')
    for m in messages:
        lines += [f'SIG_VALTYPE_ {dbc_id(m)} {s.name} : 1;' for s in m.signals if s.kind == 'f']
    return '\r\n'.join(lines + ['']).encode('cp1252')


def main():
    if len(sys.argv) != 3:
        sys.exit('usage: make-sample.py OUT.asc OUT.dbc')
    messages = classic_messages() + fd_messages()
    for path, data in zip(sys.argv[1:], (make_log(messages), make_dbc(messages))):
        with open(path, 'wb') as out:
            out.write(data)


if __name__ == '__main__':
    main()
