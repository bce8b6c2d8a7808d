/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/theme-look.h"

#include "ui/theme.h"

static void
take (DrawColor *out, GtkWidget *widget, const char *name)
{
  GdkRGBA color;

  theme_lookup_color (widget, name, &color);
  *out = (DrawColor){ color.red, color.green, color.blue, color.alpha };
}

void
theme_look_init (DrawLook *self, GtkWidget *widget)
{
  *self = (DrawLook){ .dark = theme_is_dark (), .context = gtk_widget_get_pango_context (widget) };
  take (&self->background, widget, "view_bg");
  take (&self->text, widget, "fg");
  take (&self->dim, widget, "fg_dim");
  take (&self->faint, widget, "fg_faint");
  take (&self->line, widget, "border");
  take (&self->grid, widget, "border_soft");
  take (&self->neutral, widget, "chip_bg");
  take (&self->error, widget, "err");
  take (&self->warn, widget, "warn_bg");
  take (&self->accent, widget, "accent_bg");
  take (&self->accent_text, widget, "accent_fg");
  for (guint i = 0; i < N_PLOT_COLORS; i++)
    {
      g_autofree char *name = g_strdup_printf ("plot_%u", i + 1);

      take (&self->plot[i], widget, name);
    }
  self->mono = THEME_FIXED_FONT;
}
