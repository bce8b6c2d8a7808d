/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "timing/controllers.h"

#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

#define END                                                                                                            \
  {                                                                                                                    \
    NULL                                                                                                               \
  }
#define MHZ *1e6

static const RegisterField fields_sja1000[] = {
  { "BTR0", "SJW", 6, 2, FIELD_SJW, 1 },     { "BTR0", "BRP", 0, 6, FIELD_BRP, 1 },
  { "BTR1", "SAM", 7, 1, FIELD_TRIPLE, 0 },  { "BTR1", "TSEG2", 4, 3, FIELD_PHASE2, 1 },
  { "BTR1", "TSEG1", 0, 4, FIELD_TSEG1, 1 }, END,
};

static const RegisterField fields_mscan[] = {
  { "CANBTR0", "SJW", 6, 2, FIELD_SJW, 1 },     { "CANBTR0", "BRP", 0, 6, FIELD_BRP, 1 },
  { "CANBTR1", "SAMP", 7, 1, FIELD_TRIPLE, 0 }, { "CANBTR1", "TSEG2", 4, 3, FIELD_PHASE2, 1 },
  { "CANBTR1", "TSEG1", 0, 4, FIELD_TSEG1, 1 }, END,
};

static const RegisterField fields_mcp251x[] = {
  { "CNF1", "SJW", 6, 2, FIELD_SJW, 1 },          { "CNF1", "BRP", 0, 6, FIELD_BRP, 1 },
  { "CNF2", "BTLMODE", 7, 1, FIELD_CONSTANT, 1 }, { "CNF2", "SAM", 6, 1, FIELD_TRIPLE, 0 },
  { "CNF2", "PHSEG1", 3, 3, FIELD_PHASE1, 1 },    { "CNF2", "PRSEG", 0, 3, FIELD_PROP, 1 },
  { "CNF3", "PHSEG2", 0, 3, FIELD_PHASE2, 1 },    END,
};

static const RegisterField fields_mcp251xfd[] = {
  { "CiNBTCFG", "BRP", 24, 8, FIELD_BRP, 1 },
  { "CiNBTCFG", "TSEG1", 16, 8, FIELD_TSEG1, 1 },
  { "CiNBTCFG", "TSEG2", 8, 7, FIELD_PHASE2, 1 },
  { "CiNBTCFG", "SJW", 0, 7, FIELD_SJW, 1 },
  { "CiDBTCFG", "BRP", 24, 8, FIELD_BRP, 1, .data = TRUE },
  { "CiDBTCFG", "TSEG1", 16, 5, FIELD_TSEG1, 1, .data = TRUE },
  { "CiDBTCFG", "TSEG2", 8, 4, FIELD_PHASE2, 1, .data = TRUE },
  { "CiDBTCFG", "SJW", 0, 4, FIELD_SJW, 1, .data = TRUE },
  { "CiTDC", "TDCMOD", 17, 1, FIELD_TDC, 0, .data = TRUE },
  { "CiTDC", "TDCO", 8, 6, FIELD_TDCO, 0, .data = TRUE },
  END,
};

static const RegisterField fields_bxcan[] = {
  { "BTR", "SJW", 24, 2, FIELD_SJW, 1 },
  { "BTR", "TS2", 20, 3, FIELD_PHASE2, 1 },
  { "BTR", "TS1", 16, 4, FIELD_TSEG1, 1 },
  { "BTR", "BRP", 0, 10, FIELD_BRP, 1 },
  END,
};

/* M_CAN 3.1 and later, STM32's FDCAN among them. */
static const RegisterField fields_m_can[] = {
  { "NBTP", "NSJW", 25, 7, FIELD_SJW, 1 },
  { "NBTP", "NBRP", 16, 9, FIELD_BRP, 1 },
  { "NBTP", "NTSEG1", 8, 8, FIELD_TSEG1, 1 },
  { "NBTP", "NTSEG2", 0, 7, FIELD_PHASE2, 1 },
  { "DBTP", "TDC", 23, 1, FIELD_TDC, 0, .data = TRUE },
  { "DBTP", "DBRP", 16, 5, FIELD_BRP, 1, .data = TRUE },
  { "DBTP", "DTSEG1", 8, 5, FIELD_TSEG1, 1, .data = TRUE },
  { "DBTP", "DTSEG2", 4, 4, FIELD_PHASE2, 1, .data = TRUE },
  { "DBTP", "DSJW", 0, 4, FIELD_SJW, 1, .data = TRUE },
  { "TDCR", "TDCO", 8, 7, FIELD_TDCO, 0, .data = TRUE },
  END,
};

static const RegisterField fields_flexcan[] = {
  { "CTRL1", "PRESDIV", 24, 8, FIELD_BRP, 1 },
  { "CTRL1", "RJW", 22, 2, FIELD_SJW, 1 },
  { "CTRL1", "PSEG1", 19, 3, FIELD_PHASE1, 1 },
  { "CTRL1", "PSEG2", 16, 3, FIELD_PHASE2, 1 },
  { "CTRL1", "SMP", 7, 1, FIELD_TRIPLE, 0 },
  { "CTRL1", "PROPSEG", 0, 3, FIELD_PROP, 1 },
  END,
};

static const RegisterField fields_flexcan_fd[] = {
  { "CBT", "BTF", 31, 1, FIELD_CONSTANT, 1 },
  { "CBT", "EPRESDIV", 21, 10, FIELD_BRP, 1 },
  { "CBT", "ERJW", 16, 5, FIELD_SJW, 1 },
  { "CBT", "EPROPSEG", 10, 6, FIELD_PROP, 1 },
  { "CBT", "EPSEG1", 5, 5, FIELD_PHASE1, 1 },
  { "CBT", "EPSEG2", 0, 5, FIELD_PHASE2, 1 },
  { "FDCBT", "FPRESDIV", 20, 10, FIELD_BRP, 1, .data = TRUE },
  { "FDCBT", "FRJW", 16, 3, FIELD_SJW, 1, .data = TRUE },
  { "FDCBT", "FPROPSEG", 10, 5, FIELD_PROP, 0, .data = TRUE },
  { "FDCBT", "FPSEG1", 5, 3, FIELD_PHASE1, 1, .data = TRUE },
  { "FDCBT", "FPSEG2", 0, 3, FIELD_PHASE2, 1, .data = TRUE },
  { "FDCTRL", "TDCEN", 15, 1, FIELD_TDC, 0, .data = TRUE },
  { "FDCTRL", "TDCOFF", 8, 5, FIELD_TDCO, 0, .data = TRUE },
  END,
};

static const RegisterField fields_c_can[] = {
  { "BTR", "TSEG2", 12, 3, FIELD_PHASE2, 1 }, { "BTR", "TSEG1", 8, 4, FIELD_TSEG1, 1 },
  { "BTR", "SJW", 6, 2, FIELD_SJW, 1 },       { "BTR", "BRP", 0, 6, FIELD_BRP, 1 },
  { "BRPER", "BRPE", 0, 4, FIELD_BRP, 1, 6 }, END,
};

static const RegisterField fields_at91[] = {
  { "CAN_BR", "SMP", 24, 1, FIELD_TRIPLE, 0 },
  { "CAN_BR", "BRP", 16, 7, FIELD_BRP, 1 },
  { "CAN_BR", "SJW", 12, 2, FIELD_SJW, 1 },
  { "CAN_BR", "PROPAG", 8, 3, FIELD_PROP, 1 },
  { "CAN_BR", "PHASE1", 4, 3, FIELD_PHASE1, 1 },
  { "CAN_BR", "PHASE2", 0, 3, FIELD_PHASE2, 1 },
  END,
};

static const RegisterField fields_rcar_can[] = {
  { "BCR", "TSEG1", 20, 4, FIELD_TSEG1, 1 },
  { "BCR", "BRP", 8, 10, FIELD_BRP, 1 },
  { "BCR", "SJW", 4, 2, FIELD_SJW, 1 },
  { "BCR", "TSEG2", 0, 3, FIELD_PHASE2, 1 },
  END,
};

static const RegisterField fields_hecc[] = {
  { "CANBTC", "BRP", 16, 8, FIELD_BRP, 1 },     { "CANBTC", "SJW", 8, 2, FIELD_SJW, 1 },
  { "CANBTC", "SAM", 7, 1, FIELD_TRIPLE, 0 },   { "CANBTC", "TSEG1", 3, 4, FIELD_TSEG1, 1 },
  { "CANBTC", "TSEG2", 0, 3, FIELD_PHASE2, 1 }, END,
};

static const RegisterField fields_twai[] = {
  { "BUS_TIMING_0", "SJW", 6, 2, FIELD_SJW, 1 },     { "BUS_TIMING_0", "BRP", 0, 6, FIELD_BRP, 1, 0, 2 },
  { "BUS_TIMING_1", "SAM", 7, 1, FIELD_TRIPLE, 0 },  { "BUS_TIMING_1", "TSEG2", 4, 3, FIELD_PHASE2, 1 },
  { "BUS_TIMING_1", "TSEG1", 0, 4, FIELD_TSEG1, 1 }, END,
};

static const RegisterField fields_ctucan[] = {
  { "BTR", "SJW", 27, 5, FIELD_SJW, 0 },
  { "BTR", "BRP", 19, 8, FIELD_BRP, 0 },
  { "BTR", "PH2", 13, 6, FIELD_PHASE2, 0 },
  { "BTR", "PH1", 7, 6, FIELD_PHASE1, 0 },
  { "BTR", "PROP", 0, 7, FIELD_PROP, 0 },
  { "BTR_FD", "SJW_FD", 27, 5, FIELD_SJW, 0, .data = TRUE },
  { "BTR_FD", "BRP_FD", 19, 8, FIELD_BRP, 0, .data = TRUE },
  { "BTR_FD", "PH2_FD", 13, 5, FIELD_PHASE2, 0, .data = TRUE },
  { "BTR_FD", "PH1_FD", 7, 5, FIELD_PHASE1, 0, .data = TRUE },
  { "BTR_FD", "PROP_FD", 0, 6, FIELD_PROP, 0, .data = TRUE },
  END,
};

static const RegisterField fields_xcan[] = {
  { "BRPR", "BRP", 0, 8, FIELD_BRP, 1 },
  { "BTR", "SJW", 7, 2, FIELD_SJW, 1 },
  { "BTR", "TS2", 4, 3, FIELD_PHASE2, 1 },
  { "BTR", "TS1", 0, 4, FIELD_TSEG1, 1 },
  END,
};

static const RegisterField fields_xcanfd[] = {
  { "BRPR", "BRP", 0, 8, FIELD_BRP, 1 },
  { "BTR", "SJW", 16, 7, FIELD_SJW, 1 },
  { "BTR", "TS2", 8, 7, FIELD_PHASE2, 1 },
  { "BTR", "TS1", 0, 8, FIELD_TSEG1, 1 },
  { "F_BRPR", "TDC", 16, 1, FIELD_TDC, 0, .data = TRUE },
  { "F_BRPR", "TDCOFF", 8, 6, FIELD_TDCO, 0, .data = TRUE },
  { "F_BRPR", "BRP", 0, 8, FIELD_BRP, 1, .data = TRUE },
  { "F_BTR", "SJW", 16, 4, FIELD_SJW, 1, .data = TRUE },
  { "F_BTR", "TS2", 8, 4, FIELD_PHASE2, 1, .data = TRUE },
  { "F_BTR", "TS1", 0, 5, FIELD_TSEG1, 1, .data = TRUE },
  END,
};

/* tseg1, tseg2, sjw, brp, then prop and phase 1 apart. */
static const Controller controllers[] = {
  { "sja1000",
    "NXP SJA1000",
    { 8 MHZ, 10 MHZ, 12 MHZ, 16 MHZ },
    N_ ("half of the crystal"),
    { 1, 16, 1, 8, 4, 1, 64, 1 },
    .triple_brp = 1,
    .fields = fields_sja1000,
    .register_width = 8 },
  { "mscan",
    "NXP MSCAN",
    { 32 MHZ, 33 MHZ, 16 MHZ },
    NULL,
    { 4, 16, 2, 8, 4, 1, 64, 1 },
    .triple_brp = 1,
    .fields = fields_mscan,
    .register_width = 8 },
  { "mcp251x",
    "Microchip MCP2510, MCP2515",
    { 8 MHZ, 4 MHZ, 10 MHZ, 12.5 MHZ },
    N_ ("half of the crystal"),
    { 3, 16, 2, 8, 4, 1, 64, 1, 8, 8 },
    .triple_brp = 1,
    .fields = fields_mcp251x,
    .register_width = 8 },
  { "mcp251xfd",
    "Microchip MCP2517FD, MCP2518FD",
    { 40 MHZ, 20 MHZ },
    N_ ("crystal, or ten times 4 MHz"),
    { 2, 256, 1, 128, 128, 1, 256, 1 },
    { 1, 32, 1, 16, 16, 1, 256, 1 },
    { 63, 63, 0 },
    .fields = fields_mcp251xfd,
    .register_width = 32 },
  { "bxcan",
    "ST bxCAN (STM32F0, F1, F4)",
    { 48 MHZ, 36 MHZ, 42 MHZ, 45 MHZ },
    N_ ("APB1"),
    { 1, 16, 1, 8, 4, 1, 1024, 1 },
    .fields = fields_bxcan,
    .register_width = 32 },
  { "m_can",
    "Bosch M_CAN 3.1 and later",
    { 80 MHZ, 40 MHZ, 20 MHZ },
    NULL,
    { 2, 256, 2, 128, 128, 1, 512, 1 },
    { 1, 32, 1, 16, 16, 1, 32, 1 },
    { 127, 127, 127 },
    .fields = fields_m_can,
    .register_width = 32 },
  { "fdcan",
    "ST FDCAN (STM32G4, H7)",
    { 80 MHZ, 160 MHZ, 170 MHZ, 40 MHZ },
    NULL,
    { 2, 256, 2, 128, 128, 1, 512, 1 },
    { 1, 32, 1, 16, 16, 1, 32, 1 },
    { 127, 127, 127 },
    .fields = fields_m_can,
    .register_width = 32 },
  { "tcan4x5x",
    "TI TCAN4550",
    { 40 MHZ, 20 MHZ },
    NULL,
    { 2, 256, 2, 128, 128, 1, 512, 1 },
    { 1, 32, 1, 16, 16, 1, 32, 1 },
    { 127, 127, 127 },
    .fields = fields_m_can,
    .register_width = 32 },
  { "flexcan",
    "NXP FlexCAN",
    { 24 MHZ, 30 MHZ, 66 MHZ, 40 MHZ },
    NULL,
    { 4, 16, 2, 8, 4, 1, 256, 1, 8, 8 },
    .triple_brp = 1,
    .fields = fields_flexcan,
    .register_width = 32 },
  { "flexcan-fd",
    "NXP FlexCAN with FD",
    { 80 MHZ, 40 MHZ },
    NULL,
    { 2, 96, 2, 32, 16, 1, 1024, 1, 64, 32 },
    { 2, 39, 2, 8, 4, 1, 1024, 1, 31, 8 },
    { 31, 63, 0 },
    .fields = fields_flexcan_fd,
    .register_width = 32 },
  { "c_can",
    "Bosch C_CAN, D_CAN",
    { 24 MHZ, 48 MHZ },
    NULL,
    { 2, 16, 1, 8, 4, 1, 1024, 1 },
    .fields = fields_c_can,
    .register_width = 16 },
  { "at91",
    "Microchip AT91 CAN",
    { 99.532800 MHZ, 66 MHZ },
    N_ ("master clock"),
    { 4, 16, 2, 8, 4, 2, 128, 1, 8, 8 },
    .triple_brp = 1,
    .fields = fields_at91,
    .register_width = 32 },
  { "rcar_can",
    "Renesas R-Car CAN",
    { 130 MHZ, 50 MHZ },
    NULL,
    { 4, 16, 2, 8, 4, 1, 1024, 1 },
    .fields = fields_rcar_can,
    .register_width = 24 },
  { "ti_hecc",
    "TI HECC",
    { 26 MHZ, 13 MHZ },
    NULL,
    { 1, 16, 1, 8, 4, 1, 256, 1 },
    .triple_brp = 5,
    .fields = fields_hecc,
    .register_width = 32 },
  { "esp32",
    "Espressif ESP32 TWAI",
    { 80 MHZ },
    N_ ("APB"),
    { 1, 16, 1, 8, 4, 2, 128, 2 },
    .triple_brp = 1,
    .fields = fields_twai,
    .register_width = 8 },
  { "ctucanfd",
    "CTU CAN FD",
    { 100 MHZ, 80 MHZ },
    N_ ("Linux' driver ends the prescaler at 8, with FD at 2"),
    { 2, 190, 1, 63, 31, 1, 8, 1, 127, 63 },
    { 2, 94, 1, 31, 31, 1, 2, 1, 63, 31 },
    .fields = fields_ctucan,
    .register_width = 32 },
  { "xcan",
    "AMD (Xilinx) AXI CAN, Zynq",
    { 24 MHZ, 100 MHZ },
    NULL,
    { 1, 16, 1, 8, 4, 1, 256, 1 },
    .fields = fields_xcan,
    .register_width = 32 },
  { "xcanfd",
    "AMD (Xilinx) CAN FD 2.0",
    { 80 MHZ, 40 MHZ },
    NULL,
    { 1, 256, 1, 128, 128, 1, 256, 1 },
    { 1, 32, 1, 16, 16, 1, 256, 1 },
    { 63, 63, 0 },
    .fields = fields_xcanfd,
    .register_width = 32 },
  { "pcan-usb-fd",
    "PEAK PCAN FD core",
    { 80 MHZ, 60 MHZ, 40 MHZ, 30 MHZ, 24 MHZ, 20 MHZ },
    NULL,
    { 1, 256, 1, 128, 128, 1, 1024, 1 },
    { 1, 32, 1, 16, 16, 1, 1024, 1 },
    .triple_brp = 1 },
  { "kvaser-fd",
    "Kvaser CAN FD core",
    { 80 MHZ },
    NULL,
    { 1, 255, 1, 32, 16, 1, 4096, 1 },
    { 1, 255, 1, 32, 16, 1, 4096, 1 } },
};

static const Adapter adapters[] = {
  { "candleLight, CANable 1.0", "bxcan", 48 MHZ },
  { "CANable 2.0", "fdcan", 160 MHZ },
  { "CANable 2.0 (170 MHz firmware)", "fdcan", 170 MHZ },
  { "PEAK PCAN-USB", "sja1000", 8 MHZ },
  { "PEAK PCAN-USB FD", "pcan-usb-fd", 80 MHZ },
  { "Kvaser, CAN FD models", "kvaser-fd", 80 MHZ },
  { "MCP2515 board, 16 MHz crystal", "mcp251x", 8 MHZ },
  { "MCP2515 board, 8 MHz crystal", "mcp251x", 4 MHZ },
  { "MCP2518FD board, 40 MHz", "mcp251xfd", 40 MHZ },
  { "MCP2518FD board, 20 MHz", "mcp251xfd", 20 MHZ },
  { "TCAN4550 board", "tcan4x5x", 40 MHZ },
};

const Controller *
controllers_get (guint *n)
{
  *n = G_N_ELEMENTS (controllers);
  return controllers;
}

/* A word of the name that is a part's, "MCP2518FD" or "FDCAN": only that controller's. */
static gboolean
has_part (const Controller *self, const char *part)
{
  g_auto (GStrv) words = g_strsplit_set (self->name, " ,()", -1);

  for (char **word = words; *word != NULL; word++)
    if (**word != '\0' && g_ascii_strcasecmp (*word, part) == 0)
      return TRUE;
  return FALSE;
}

const Controller *
controllers_find (const char *id)
{
  const Controller *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (controllers); i++)
    if (g_ascii_strcasecmp (controllers[i].id, id) == 0)
      return &controllers[i];
  for (guint i = 0; i < G_N_ELEMENTS (controllers); i++)
    if (has_part (&controllers[i], id))
      {
        if (found != NULL)
          return NULL;
        found = &controllers[i];
      }
  return found;
}

const Adapter *
adapters_get (guint *n)
{
  *n = G_N_ELEMENTS (adapters);
  return adapters;
}

/* --- Registers --- */

static uint32_t
field_mask (const RegisterField *field)
{
  return (uint32_t) (((uint64_t) 1 << field->width) - 1);
}

static uint32_t
field_value (const RegisterField *field, const BitTiming *timing, gboolean triple, const TdcChoice *tdc)
{
  switch (field->value)
    {
    case FIELD_CONSTANT:
      return (uint32_t) field->minus * 2; /* less minus leaves it */
    case FIELD_BRP:
      return timing->brp;
    case FIELD_PROP:
      return timing->prop;
    case FIELD_PHASE1:
      return timing->phase1;
    case FIELD_TSEG1:
      return bit_timing_tseg1 (timing);
    case FIELD_PHASE2:
      return timing->phase2;
    case FIELD_SJW:
      return timing->sjw;
    case FIELD_TRIPLE:
      return triple;
    case FIELD_TDC:
      return tdc->possible;
    case FIELD_TDCO:
      return tdc->possible ? tdc->offset : 0;
    }
  g_return_val_if_reached (0);
}

static RegisterValue *
find_register (RegisterValue *list, guint *n, const char *name)
{
  for (guint i = 0; i < *n; i++)
    if (strcmp (list[i].name, name) == 0)
      return &list[i];
  g_assert (*n < MAX_REGISTERS);
  list[*n] = (RegisterValue){ name, 0 };
  return &list[(*n)++];
}

gboolean
controller_takes_three (const Controller *self, const BitTiming *nominal)
{
  return self != NULL && self->triple_brp > 0 && nominal->brp >= self->triple_brp;
}

gboolean
controller_read_triple (const Controller *self, const RegisterValue *in, guint n)
{
  for (const RegisterField *field = self->fields; field != NULL && field->reg != NULL; field++)
    for (guint i = 0; i < n; i++)
      if (field->value == FIELD_TRIPLE && g_ascii_strcasecmp (field->reg, in[i].name) == 0)
        return (in[i].value >> field->shift & 1) != 0;
  return FALSE;
}

guint
controller_registers (const Controller *self, const BitTiming *nominal, const BitTiming *data, gboolean triple,
                      RegisterValue out[MAX_REGISTERS])
{
  gboolean can_triple = controller_takes_three (self, nominal);
  TdcChoice tdc = { 0 };
  guint n = 0;

  if (data != NULL)
    bit_timing_tdc (data, &self->tdc, &tdc);
  for (const RegisterField *field = self->fields; field != NULL && field->reg != NULL; field++)
    {
      const BitTiming *timing = field->data ? data : nominal;
      uint32_t value;

      if (timing == NULL)
        continue;
      value = field_value (field, timing, triple && can_triple, &tdc) / MAX (1, field->divisor);
      value = ((value - (uint32_t) field->minus) >> field->drop) & field_mask (field);
      find_register (out, &n, field->reg)->value |= value << field->shift;
    }
  return n;
}

static void
take_field (const RegisterField *field, uint32_t bits, BitTiming *timing, uint32_t *tseg1)
{
  uint32_t value = (bits >> field->shift & field_mask (field)) << field->drop;

  /* A value in two fields: minus and divisor count once, with the low one. */
  if (field->drop == 0)
    value = (value + (uint32_t) field->minus) * MAX (1, field->divisor);
  switch (field->value)
    {
    case FIELD_BRP:
      timing->brp += value;
      break;
    case FIELD_PROP:
      timing->prop = value;
      break;
    case FIELD_PHASE1:
      timing->phase1 = value;
      break;
    case FIELD_TSEG1:
      *tseg1 = value;
      break;
    case FIELD_PHASE2:
      timing->phase2 = value;
      break;
    case FIELD_SJW:
      timing->sjw = value;
      break;
    default:
      break;
    }
}

void
controller_read_registers (const Controller *self, const RegisterValue *in, guint n, BitTiming *nominal,
                           BitTiming *data)
{
  uint32_t tseg1[2] = { 0, 0 };

  *nominal = *data = (BitTiming){ 0 };
  for (const RegisterField *field = self->fields; field != NULL && field->reg != NULL; field++)
    for (guint i = 0; i < n; i++)
      if (g_ascii_strcasecmp (in[i].name, field->reg) == 0)
        take_field (field, in[i].value, field->data ? data : nominal, &tseg1[field->data]);
  if (tseg1[0] > 0)
    bit_timing_share_tseg1 (nominal, tseg1[0], (tseg1[0] + 1) / 2, &self->nominal);
  if (tseg1[1] > 0)
    bit_timing_share_tseg1 (data, tseg1[1], (tseg1[1] + 1) / 2, &self->data);
}
