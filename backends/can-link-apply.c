/* can-link-apply.c: changing interfaces by rtnetlink.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Nothing here touches an interface that is no CAN interface: each change begins by reading the link, and names the
 * link by the index that was read.
 */
#include "config.h"
#include "backends/can-link-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <libsocketcan.h>
#include <linux/can/vxcan.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "base/banned.h"

gboolean
can_link_check_name (const char *name, GError **error)
{
  gboolean good
      = name[0] != '\0' && strlen (name) < CAN_LINK_NAME_SIZE && strcmp (name, ".") != 0 && strcmp (name, "..") != 0;

  for (const char *c = name; *c != '\0'; c++)
    good = good && (g_ascii_isalnum (*c) || strchr ("-_.", *c) != NULL);
  good = good && name[0] != '-';
  if (!good)
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                 _ ("“%s” is no name of an interface: 1 to %d letters, digits, - _ ."), name, CAN_LINK_NAME_SIZE - 1);
  return good;
}

static gboolean
read_link (const char *name, CanLink *out, GError **error)
{
  if (!can_link_check_name (name, error))
    return FALSE;
  if (can_link_read (name, out))
    return TRUE;
  g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%s: there is no such CAN interface"), name);
  return FALSE;
}

/* --- What the kernel says --- */

static const char *
remedy_of (int reason)
{
  switch (reason)
    {
    case EPERM:
      return _ ("only an administrator may do that");
    case EBUSY:
      return _ ("it is in use: it must be down for that");
    case EOPNOTSUPP:
      return _ ("its driver cannot do that");
    case EINVAL:
    case EDOM:
      return _ ("its controller cannot be set so");
    case EEXIST:
      return _ ("that name is taken");
    default:
      return NULL;
    }
}

/* "can0: its controller cannot be set so (Invalid argument): the kernel's own sentence" */
static gboolean
refuse (GError **error, const char *name, int reason, const char *sentence)
{
  const char *remedy = remedy_of (reason);
  g_autoptr (GString) text = g_string_new (remedy != NULL ? remedy : g_strerror (reason));

  if (remedy != NULL)
    g_string_append_printf (text, " (%s)", g_strerror (reason));
  if (sentence != NULL)
    g_string_append_printf (text, ": %s", sentence);
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, "%s: %s", name, text->str);
  return FALSE;
}

static gboolean
talk (NetlinkRequest *request, const char *name, GError **error)
{
  g_autofree char *sentence = NULL;
  int reason = netlink_talk (request, NULL, NULL, &sentence);

  return reason == 0 || refuse (error, name, reason, sentence);
}

/* --- One link --- */

gboolean
can_link_set_up (const char *name, gboolean up, GError **error)
{
  struct ifinfomsg about = { .ifi_family = AF_UNSPEC, .ifi_change = IFF_UP, .ifi_flags = up ? IFF_UP : 0 };
  NetlinkRequest request;
  CanLink link;

  if (!read_link (name, &link, error))
    return FALSE;
  if (up && link.has_controller && link.timing.bitrate == 0)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%s cannot be started without a bit rate: set one first"),
                   name);
      return FALSE;
    }
  about.ifi_index = link.index;
  netlink_request_init (&request, RTM_NEWLINK, 0, &about);
  return talk (&request, name, error);
}

/* The kernel takes the rates of CAN FD only together with the mode. */
static void
complete (CanLinkChange *change, const CanLink *link)
{
  if (!(change->mode.mask & change->mode.flags & CAN_CTRLMODE_FD))
    return;
  if (!(change->fields & (CAN_LINK_SET_BITRATE | CAN_LINK_SET_TIMING)) && link->timing.bitrate > 0)
    {
      change->fields |= CAN_LINK_SET_BITRATE;
      change->timing.bitrate = link->timing.bitrate;
      change->timing.sample_point = link->timing.sample_point;
    }
  if (!(change->fields & (CAN_LINK_SET_DATA_BITRATE | CAN_LINK_SET_DATA_TIMING)) && link->data_timing.bitrate > 0)
    {
      change->fields |= CAN_LINK_SET_DATA_BITRATE;
      change->data_timing.bitrate = link->data_timing.bitrate;
      change->data_timing.sample_point = link->data_timing.sample_point;
    }
}

static void
put_tdc (NetlinkRequest *request, const CanLinkChange *change)
{
  gsize tdc = netlink_request_begin (request, IFLA_CAN_TDC);

  if (change->mode.flags & CAN_CTRLMODE_TDC_MANUAL)
    netlink_request_put (request, IFLA_CAN_TDC_TDCV, &change->tdcv, sizeof change->tdcv);
  netlink_request_put (request, IFLA_CAN_TDC_TDCO, &change->tdco, sizeof change->tdco);
  if (change->tdcf > 0)
    netlink_request_put (request, IFLA_CAN_TDC_TDCF, &change->tdcf, sizeof change->tdcf);
  netlink_request_end (request, tdc);
}

static void
put_controller (NetlinkRequest *request, const CanLinkChange *change)
{
  gsize info = netlink_request_begin (request, IFLA_LINKINFO), data;

  netlink_request_put_text (request, IFLA_INFO_KIND, "can");
  data = netlink_request_begin (request, IFLA_INFO_DATA);
  if (change->fields & (CAN_LINK_SET_BITRATE | CAN_LINK_SET_TIMING))
    netlink_request_put (request, IFLA_CAN_BITTIMING, &change->timing, sizeof change->timing);
  if (change->fields & (CAN_LINK_SET_DATA_BITRATE | CAN_LINK_SET_DATA_TIMING))
    netlink_request_put (request, IFLA_CAN_DATA_BITTIMING, &change->data_timing, sizeof change->data_timing);
  if (change->fields & CAN_LINK_SET_TDC)
    put_tdc (request, change);
  if (change->mode.mask != 0)
    netlink_request_put (request, IFLA_CAN_CTRLMODE, &change->mode, sizeof change->mode);
  if (change->fields & CAN_LINK_SET_RESTART_MS)
    netlink_request_put (request, IFLA_CAN_RESTART_MS, &change->restart_ms, sizeof change->restart_ms);
  if (change->fields & CAN_LINK_SET_TERMINATION)
    netlink_request_put (request, IFLA_CAN_TERMINATION, &change->termination, sizeof change->termination);
  netlink_request_end (request, data);
  netlink_request_end (request, info);
}

static gboolean
change_link (const CanLink *link, const CanLinkChange *wished, GError **error)
{
  struct ifinfomsg about = { .ifi_family = AF_UNSPEC, .ifi_index = link->index };
  CanLinkChange change = *wished;
  NetlinkRequest request;

  complete (&change, link);
  netlink_request_init (&request, RTM_NEWLINK, 0, &about);
  if (change.fields & CAN_LINK_SET_MTU)
    netlink_request_put (&request, IFLA_MTU, &change.mtu, sizeof change.mtu);
  if (change.fields & ~(guint) CAN_LINK_SET_MTU || change.mode.mask != 0)
    put_controller (&request, &change);
  return talk (&request, link->name, error);
}

gboolean
can_link_apply (const char *name, const CanLinkChange *change, gboolean up, GError **error)
{
  GError *reason = NULL;
  CanLink link;

  if (!read_link (name, &link, error) || !can_link_change_check (change, &link, error))
    return FALSE;
  if (link.up && !can_link_set_up (name, FALSE, error))
    return FALSE;
  if (change_link (&link, change, &reason))
    return !up || can_link_set_up (name, TRUE, error);
  if (link.up)
    can_link_set_up (name, TRUE, NULL);
  g_propagate_error (error, reason);
  return FALSE;
}

/* libsocketcan's part: a restart is all it takes. The rest needs attributes that it does not know, and the kernel's own
 * sentence of what is wrong, which it keeps to itself. */
gboolean
can_link_restart (const char *name, GError **error)
{
  CanLink link;

  if (!read_link (name, &link, error))
    return FALSE;
  if (link.status.state != BUS_STATE_OFF || link.restart_ms > 0)
    {
      if (link.status.state != BUS_STATE_OFF)
        g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s is not bus-off: there is nothing to restart"),
                     name);
      else
        g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s restarts by itself after %u ms"), name,
                     link.restart_ms);
      return FALSE;
    }
  return can_do_restart (name) == 0 || refuse (error, name, errno != 0 ? errno : EIO, NULL);
}

/* --- Those without a controller --- */

static void
put_peer (NetlinkRequest *request, const char *peer)
{
  struct ifinfomsg about = { .ifi_family = AF_UNSPEC };
  gsize data = netlink_request_begin (request, IFLA_INFO_DATA), place;

  /* A message of its own inside: its head, then attributes. */
  place = NLMSG_ALIGN (request->header.nlmsg_len);
  netlink_request_put (request, VXCAN_INFO_PEER | NLA_F_NESTED, &about, sizeof about);
  netlink_request_put_text (request, IFLA_IFNAME, peer);
  netlink_request_end (request, place);
  netlink_request_end (request, data);
}

gboolean
can_link_add (const char *name, const char *kind, const char *peer, GError **error)
{
  struct ifinfomsg about = { .ifi_family = AF_UNSPEC };
  gboolean pair = strcmp (kind, "vxcan") == 0;
  g_autofree char *sentence = NULL;
  NetlinkRequest request;
  gsize info;
  int reason;

  if (!can_link_check_name (name, error) || (pair && !can_link_check_name (peer, error)))
    return FALSE;
  if (!pair && strcmp (kind, "vcan") != 0)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%s: only vcan and vxcan can be made"), kind);
      return FALSE;
    }
  netlink_request_init (&request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &about);
  netlink_request_put_text (&request, IFLA_IFNAME, name);
  info = netlink_request_begin (&request, IFLA_LINKINFO);
  netlink_request_put_text (&request, IFLA_INFO_KIND, kind);
  if (pair)
    put_peer (&request, peer);
  netlink_request_end (&request, info);
  reason = netlink_talk (&request, NULL, NULL, &sentence);
  if (reason == 0)
    return TRUE;
  if (reason != EOPNOTSUPP)
    return refuse (error, name, reason, sentence);
  g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
               _ ("%s cannot be made: this kernel has no %s; as root, “modprobe %s”, and if that fails a kernel with "
                  "that module is needed"),
               name, kind, kind);
  return FALSE;
}

gboolean
can_link_delete (const char *name, GError **error)
{
  struct ifinfomsg about = { .ifi_family = AF_UNSPEC };
  NetlinkRequest request;
  CanLink link;

  if (!read_link (name, &link, error))
    return FALSE;
  if (strcmp (link.kind, "vcan") != 0 && strcmp (link.kind, "vxcan") != 0)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                   _ ("%s is a device: only interfaces without hardware (vcan, vxcan) can be deleted"), name);
      return FALSE;
    }
  about.ifi_index = link.index;
  netlink_request_init (&request, RTM_DELLINK, 0, &about);
  return talk (&request, name, error);
}
