/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "small-trace.h"

#include <string.h>

const char small_dbc[] = "VERSION \"\"\n"
                         "BU_: ECM TCM\n"
                         "BO_ 201 EngineData: 8 ECM\n"
                         " SG_ EngineSpeed : 7|16@0+ (0.25,0) [0|16383] \"rpm\" TCM\n"
                         " SG_ ThrottlePos : 23|8@0+ (0.4,0) [0|100] \"%\" TCM\n"
                         " SG_ CoolantTemp : 31|8@0+ (1,-40) [-40|215] \"°C\" TCM\n"
                         " SG_ Torque : 39|16@0- (0.5,0) [0|0] \"Nm\" TCM\n"
                         " SG_ EngineState : 54|2@0+ (1,0) [0|3] \"\" TCM\n"
                         " SG_ MIL : 55|1@0+ (1,0) [0|1] \"\" TCM\n"
                         " SG_ AliveCounter : 51|4@0+ (1,0) [0|15] \"\" TCM\n"
                         " SG_ Checksum : 63|8@0+ (1,0) [0|255] \"\" TCM\n"
                         "BO_ 801 Mux: 4 TCM\n"
                         " SG_ Page M : 0|8@1+ (1,0) [0|0] \"\" ECM\n"
                         " SG_ Alpha m0 : 8|16@1+ (1,0) [0|0] \"V\" ECM\n"
                         " SG_ Beta m1 : 8|16@1+ (1,0) [0|0] \"A\" ECM\n"
                         "BO_ 2566853172 FdData: 64 ECM\n"
                         " SG_ Last : 504|8@1+ (1,0) [0|0] \"\" TCM\n"
                         " SG_ Real : 0|32@1- (1,0) [0|0] \"m\" TCM\n"
                         "BO_ 1024 Twins: 2 ECM\n"
                         " SG_ Word : 0|16@1+ (1,0) [0|0] \"\" TCM\n"
                         " SG_ LowByte : 0|8@1+ (1,0) [0|0] \"\" TCM\n"
                         "CM_ SG_ 201 EngineSpeed \"Crankshaft speed, filtered over 2 revolutions\";\n"
                         "CM_ BO_ 201 \"What the engine does\";\n"
                         "BA_DEF_ BO_ \"GenMsgCycleTime\" INT 0 65535;\n"
                         "BA_DEF_DEF_ \"GenMsgCycleTime\" 0;\n"
                         "BA_ \"GenMsgCycleTime\" BO_ 201 10;\n"
                         "VAL_ 201 EngineState 0 \"Off\" 1 \"Cranking\" 2 \"Running\" 3 \"Stopping\" ;\n"
                         "VAL_ 201 MIL 0 \"Off\" 1 \"On\" ;\n"
                         "SIG_VALTYPE_ 2566853172 Real : 1;\n";

const DatabaseSet *
small_databases_new (void)
{
  GError *error = NULL;
  Database *database = database_load_memory ("small.dbc", small_dbc, sizeof small_dbc - 1, &error);
  DatabaseSet *empty = database_set_new (), *set;

  g_assert_no_error (error);
  g_assert_cmpuint (database_n_warnings (database), ==, 0);
  set = database_set_add (empty, database, NULL);
  database_set_unref (empty);
  database_unref (database);
  return set;
}

static void
add_line (FrameBatch *batch, FrameStore *store, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  CanFrame *frame = &batch->frames[batch->n_frames];
  const char *reason = NULL;
  gboolean full;

  g_assert_cmpuint (g_strv_length (words), >=, 3);
  if (!can_frame_parse (words[2], strlen (words[2]), frame, batch->payload[batch->n_frames], &reason))
    g_error ("%s: %s", line, reason);
  frame->time = g_ascii_strtoll (words[0], NULL, 10) * 1000000;
  frame->channel = trace_info_channel (frame_store_get_info (store), words[1], strlen (words[1]), &full);
  if (words[3])
    frame->flags |= CAN_TX;
  batch->n_frames++;
}

FrameStore *
small_trace_new (const char *const *lines)
{
  GError *error = NULL;
  FrameStore *store = frame_store_new (&error);
  FrameBatch *batch = frame_batch_new ();

  g_assert_no_error (error);
  trace_info_set_start (frame_store_get_info (store), 0, FALSE);
  for (; *lines; lines++)
    {
      add_line (batch, store, *lines);
      if (batch->n_frames == FRAME_BATCH_SIZE || !lines[1])
        {
          g_assert_true (frame_store_append (store, batch, &error));
          frame_batch_clear (batch);
        }
    }
  frame_store_seal (store);
  frame_batch_free (batch);
  return store;
}
