/* theme.h: the style sheets of the program and which of the two palettes is in use.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. The palette follows, in this order: the user's choice (setting "color-scheme"), the desktop
 * portal's color-scheme, the GTK setting. Under a high-contrast theme (name ending in -hc, or HighContrast) no colours
 * of ours are loaded, only sizes and fonts. When the palette is exchanged, "gtk-application-prefer-dark-theme" of the
 * display's GtkSettings is notified: drawings that look up colours redraw then.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Loads the style sheets for the default display and follows the desktop until the program ends. Once. */
void theme_init (GSettings *settings);

gboolean theme_is_dark (void);
gboolean theme_is_high_contrast (void);

/* The named colour of tokens-*.css as it applies to the widget. Without our palette (high contrast) the widget's text
 * colour, so that drawings stay visible. */
void theme_lookup_color (GtkWidget *widget, const char *name, GdkRGBA *color);

/* What .mono of metrics.css is, where it is installed. */
#define THEME_FIXED_FONT "JetBrains Mono 9.5"

/* Text size of the whole program in steps of 10 %; 0 is the desktop's. It follows the setting "zoom", the font of .mono the
 * setting "fixed-font". "gtk-xft-dpi" of the display's GtkSettings is notified after either: who measured texts measures
 * them anew. */
#define THEME_ZOOM_MIN -4
#define THEME_ZOOM_MAX 8
int theme_get_zoom (void);

G_END_DECLS
