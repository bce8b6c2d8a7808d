/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/netlink.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/banned.h"

#define ANSWER_SIZE 32768 /* the kernel's own bound of one part of a dump */

/* --- Requests --- */

void
netlink_request_init (NetlinkRequest *self, guint16 type, guint16 flags, const struct ifinfomsg *info)
{
  memset (self, 0, sizeof *self);
  self->header.nlmsg_type = type;
  self->header.nlmsg_flags = (guint16) (NLM_F_REQUEST | flags);
  self->header.nlmsg_len = NLMSG_LENGTH (sizeof *info);
  memcpy (NLMSG_DATA (&self->header), info, sizeof *info);
}

void
netlink_request_put (NetlinkRequest *self, guint16 type, const void *data, gsize n)
{
  gsize place = NLMSG_ALIGN (self->header.nlmsg_len);
  struct rtattr *attribute = (struct rtattr *) (void *) (self->bytes + place);

  g_assert (place + RTA_SPACE (n) <= sizeof self->bytes);
  attribute->rta_type = type;
  attribute->rta_len = (unsigned short) RTA_LENGTH (n);
  if (n > 0)
    memcpy (RTA_DATA (attribute), data, n);
  self->header.nlmsg_len = (guint32) (place + RTA_ALIGN (attribute->rta_len));
}

void
netlink_request_put_text (NetlinkRequest *self, guint16 type, const char *text)
{
  netlink_request_put (self, type, text, strlen (text) + 1);
}

gsize
netlink_request_begin (NetlinkRequest *self, guint16 type)
{
  gsize place = NLMSG_ALIGN (self->header.nlmsg_len);

  netlink_request_put (self, (guint16) (type | NLA_F_NESTED), NULL, 0);
  return place;
}

void
netlink_request_end (NetlinkRequest *self, gsize place)
{
  ((struct rtattr *) (void *) (self->bytes + place))->rta_len = (unsigned short) (self->header.nlmsg_len - place);
}

/* --- Answers --- */

/* The sentence stands in an attribute behind the message that was refused. */
static char *
dup_reason (const struct nlmsghdr *message)
{
  const struct nlmsgerr *error = NLMSG_DATA (message);
  const struct rtattr *table[NLMSGERR_ATTR_MAX + 1];
  gsize before = sizeof *error;

  if (!(message->nlmsg_flags & NLM_F_ACK_TLVS))
    return NULL;
  if (!(message->nlmsg_flags & NLM_F_CAPPED) && error->msg.nlmsg_len >= NLMSG_HDRLEN)
    before += NLMSG_ALIGN (error->msg.nlmsg_len) - NLMSG_HDRLEN;
  if (message->nlmsg_len < NLMSG_LENGTH (before))
    return NULL;
  netlink_attributes ((const guint8 *) error + before, message->nlmsg_len - NLMSG_LENGTH (before), table,
                      NLMSGERR_ATTR_MAX);
  if (table[NLMSGERR_ATTR_MSG] == NULL)
    return NULL;
  return g_strndup (RTA_DATA (table[NLMSGERR_ATTR_MSG]), RTA_PAYLOAD (table[NLMSGERR_ATTR_MSG]));
}

/* TRUE: that was the last. */
static gboolean
take_message (const struct nlmsghdr *message, NetlinkAnswer answer, gpointer data, int *result, char **reason)
{
  if (message->nlmsg_type == NLMSG_DONE)
    return TRUE;
  if (message->nlmsg_type == NLMSG_ERROR && message->nlmsg_len >= NLMSG_LENGTH (sizeof (struct nlmsgerr)))
    {
      *result = -((const struct nlmsgerr *) NLMSG_DATA (message))->error;
      if (*result != 0 && reason != NULL)
        *reason = dup_reason (message);
      return TRUE;
    }
  if (answer != NULL)
    answer (message, data);
  return FALSE;
}

static int
take_answers (int fd, NetlinkAnswer answer, gpointer data, char **reason)
{
  g_autofree guint8 *buffer = g_malloc (ANSWER_SIZE);

  for (;;)
    {
      ssize_t n = recv (fd, buffer, ANSWER_SIZE, 0);
      const struct nlmsghdr *message = (const struct nlmsghdr *) (void *) buffer;
      guint left = n > 0 ? (guint) n : 0;
      int result = 0;

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return n < 0 ? errno : EIO;
      for (; NLMSG_OK (message, left); message = NLMSG_NEXT (message, left))
        if (take_message (message, answer, data, &result, reason))
          return result;
    }
}

int
netlink_talk (NetlinkRequest *self, NetlinkAnswer answer, gpointer data, char **reason)
{
  struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
  struct timeval patience = { .tv_sec = 10 };
  int on = 1, result, fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

  if (reason != NULL)
    *reason = NULL;
  if (fd < 0)
    return errno;
  setsockopt (fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof on);
  setsockopt (fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof on);
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  /* A question for one thing is answered by it; what changes something, by an acknowledgement. A dump ends by itself.
   */
  if ((self->header.nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP)
    self->header.nlmsg_flags |= NLM_F_ACK;
  if (sendto (fd, self->bytes, self->header.nlmsg_len, 0, (struct sockaddr *) &kernel, sizeof kernel) < 0)
    result = errno;
  else
    result = take_answers (fd, answer, data, reason);
  close (fd);
  return result;
}

/* --- Attributes --- */

void
netlink_attributes (const void *start, gsize n, const struct rtattr **table, guint max)
{
  const struct rtattr *attribute = start;
  gsize left = n;

  memset (table, 0, (max + 1) * sizeof *table);
  for (; RTA_OK (attribute, left); attribute = RTA_NEXT (attribute, left))
    {
      guint type = attribute->rta_type & NLA_TYPE_MASK;

      if (type <= max)
        table[type] = attribute;
    }
}

void
netlink_nested (const struct rtattr *attribute, const struct rtattr **table, guint max)
{
  if (attribute != NULL)
    netlink_attributes (RTA_DATA (attribute), RTA_PAYLOAD (attribute), table, max);
  else
    memset (table, 0, (max + 1) * sizeof *table);
}

gboolean
netlink_copy (const struct rtattr *attribute, void *out, gsize n)
{
  memset (out, 0, n);
  if (attribute == NULL)
    return FALSE;
  memcpy (out, RTA_DATA (attribute), MIN (n, RTA_PAYLOAD (attribute)));
  return TRUE;
}

guint32
netlink_u32 (const struct rtattr *attribute)
{
  guint32 value;

  netlink_copy (attribute, &value, sizeof value);
  return value;
}
