/* netlink.h: what is asked of the kernel about network interfaces: a message to and fro, and attributes in it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Written out for what libsocketcan leaves: it and libnl-route know neither all attributes of CAN nor the kernel's own
 * sentence of what is wrong, and a privileged program needs no more than this. Any thread; each call opens
 * a socket of its own.
 */
#pragma once

#include <glib.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

G_BEGIN_DECLS

/* A request that grows. */
typedef struct
{
  union
  {
    struct nlmsghdr header;
    guint8 bytes[1024];
  };
} NetlinkRequest;

void netlink_request_init (NetlinkRequest *self, guint16 type, guint16 flags, const struct ifinfomsg *info);
void netlink_request_put (NetlinkRequest *self, guint16 type, const void *data, gsize n);
void netlink_request_put_text (NetlinkRequest *self, guint16 type, const char *text);
/* Attributes put between the two are inside. */
gsize netlink_request_begin (NetlinkRequest *self, guint16 type);
void netlink_request_end (NetlinkRequest *self, gsize place);

typedef void (*NetlinkAnswer) (const struct nlmsghdr *message, gpointer data);

/* Sends and takes all answers. 0, or errno of the kernel; *reason (nullable) is its own sentence then, or NULL. */
int netlink_talk (NetlinkRequest *self, NetlinkAnswer answer, gpointer data, char **reason);

/* Attributes by type in table[0 … max], NULL where there is none; damaged ones and what follows them are left out. */
void netlink_attributes (const void *start, gsize n, const struct rtattr **table, guint max);
void netlink_nested (const struct rtattr *attribute, const struct rtattr **table, guint max); /* (nullable) */
/* The first n bytes of what it holds; what it lacks is zeroed. FALSE: there is none. */
gboolean netlink_copy (const struct rtattr *attribute, void *out, gsize n);
guint32 netlink_u32 (const struct rtattr *attribute); /* 0 if there is none */

G_END_DECLS
