/* theme.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/theme.h"

#define CSS_PREFIX "/org/canid/Canid/css/"

/* org.freedesktop.appearance color-scheme */
enum
{
  SCHEME_ANY = 0,
  SCHEME_DARK = 1,
  SCHEME_LIGHT = 2,
};

static struct
{
  GSettings *settings;
  GtkCssProvider *tokens, *style, *font;
  GDBusProxy *portal;
  guint32 portal_scheme;
  gboolean desktop_dark; /* what GTK's own setting said before we touched it */
  gboolean dark, high_contrast, loaded;
  int zoom;
  int base_dpi;
} theme;

static GtkCssProvider *
add_provider (const char *file, guint priority)
{
  GtkCssProvider *provider = gtk_css_provider_new ();

  if (file != NULL)
    {
      g_autofree char *path = g_strconcat (CSS_PREFIX, file, NULL);

      gtk_css_provider_load_from_resource (provider, path);
    }
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider), priority);
  return provider;
}

static void
remove_provider (GtkCssProvider **provider)
{
  if (*provider == NULL)
    return;
  gtk_style_context_remove_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (*provider));
  g_clear_object (provider);
}

static gboolean
name_is_high_contrast (const char *name)
{
  return name != NULL
         && (g_str_has_suffix (name, "-hc") || g_str_has_suffix (name, "-hc-dark")
             || g_str_has_prefix (name, "HighContrast"));
}

static gboolean
wanted_dark (void)
{
  g_autofree char *choice = g_settings_get_string (theme.settings, "color-scheme");

  if (g_str_equal (choice, "dark"))
    return TRUE;
  if (g_str_equal (choice, "light"))
    return FALSE;
  if (theme.portal_scheme == SCHEME_DARK)
    return TRUE;
  if (theme.portal_scheme == SCHEME_LIGHT)
    return FALSE;
  return theme.desktop_dark;
}

/* The palette goes in before GTK's setting changes, so that whoever redraws on its notify finds the new colours. */
static void
theme_update (void)
{
  GtkSettings *gtk = gtk_settings_get_default ();
  g_autofree char *name = NULL;
  gboolean dark = wanted_dark (), high_contrast, was_dark;

  g_object_get (gtk, "gtk-theme-name", &name, "gtk-application-prefer-dark-theme", &was_dark, NULL);
  high_contrast = name_is_high_contrast (name);
  if (theme.loaded && dark == theme.dark && high_contrast == theme.high_contrast)
    return;

  theme.loaded = TRUE;
  theme.dark = dark;
  theme.high_contrast = high_contrast;
  remove_provider (&theme.tokens);
  if (high_contrast)
    remove_provider (&theme.style);
  else
    {
      theme.tokens
          = add_provider (dark ? "tokens-dark.css" : "tokens-light.css", GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
      if (theme.style == NULL)
        theme.style = add_provider ("style.css", GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
    }
  if (was_dark != dark)
    g_object_set (gtk, "gtk-application-prefer-dark-theme", dark, NULL);
  else
    g_object_notify (G_OBJECT (gtk), "gtk-application-prefer-dark-theme");
}

/* --- desktop portal --- */

static void
portal_take (GVariant *value)
{
  g_autoptr (GVariant) inner = g_variant_ref (value);

  /* Read answers with a variant in a variant, SettingChanged with one. */
  while (g_variant_is_of_type (inner, G_VARIANT_TYPE_VARIANT))
    {
      GVariant *next = g_variant_get_variant (inner);

      g_variant_unref (inner);
      inner = next;
    }
  if (!g_variant_is_of_type (inner, G_VARIANT_TYPE_UINT32))
    return;
  theme.portal_scheme = g_variant_get_uint32 (inner);
  theme_update ();
}

static void
on_portal_signal (GDBusProxy *proxy, const char *sender, const char *signal, GVariant *parameters, gpointer data)
{
  const char *name_space, *key;
  g_autoptr (GVariant) value = NULL;

  if (!g_str_equal (signal, "SettingChanged") || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ssv)")))
    return;
  g_variant_get (parameters, "(&s&sv)", &name_space, &key, &value);
  if (g_str_equal (name_space, "org.freedesktop.appearance") && g_str_equal (key, "color-scheme"))
    portal_take (value);
}

static void
on_portal_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GVariant) answer = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, NULL);
  g_autoptr (GVariant) value = NULL;

  /* No portal, or one without this setting: GTK's own setting decides. */
  if (answer == NULL || !g_variant_is_of_type (answer, G_VARIANT_TYPE ("(v)")))
    return;
  g_variant_get (answer, "(v)", &value);
  portal_take (value);
}

static void
on_portal_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  theme.portal = g_dbus_proxy_new_for_bus_finish (result, NULL);
  if (theme.portal == NULL)
    return;
  g_signal_connect (theme.portal, "g-signal", G_CALLBACK (on_portal_signal), NULL);
  g_dbus_proxy_call (theme.portal, "Read", g_variant_new ("(ss)", "org.freedesktop.appearance", "color-scheme"),
                     G_DBUS_CALL_FLAGS_NONE, 1000, NULL, on_portal_read, NULL);
}

/* --- text --- */

/* All text is in pt and em, so the resolution of fonts scales it, row heights included. */
static void
follow_zoom (void)
{
  int dpi = theme.base_dpi > 0 ? theme.base_dpi : 96 * 1024;

  theme.zoom = g_settings_get_int (theme.settings, "zoom");
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", dpi * (10 + theme.zoom) / 10, NULL);
}

/* The style sheet for a chosen font; empty: metrics.css has the program's own. (transfer full) */
static char *
dup_font_css (const char *chosen)
{
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (chosen);
  const char *family = pango_font_description_get_family (font);
  g_autoptr (GString) css = g_string_new (".mono { font-family: \"");
  char size[G_ASCII_DTOSTR_BUF_SIZE];

  if (*chosen == '\0' || family == NULL)
    return g_strdup ("");
  for (const char *c = family; *c != '\0'; c++)
    {
      if (*c == '"' || *c == '\\')
        g_string_append_c (css, '\\');
      if (!g_ascii_iscntrl (*c))
        g_string_append_c (css, *c);
    }
  g_string_append (css, "\", monospace;");
  if (pango_font_description_get_size (font) > 0 && !pango_font_description_get_size_is_absolute (font))
    g_string_append_printf (css, " font-size: %spt;",
                            g_ascii_formatd (size, sizeof size, "%g",
                                             (double) pango_font_description_get_size (font) / PANGO_SCALE));
  g_string_append (css, " }");
  return g_string_free (g_steal_pointer (&css), FALSE);
}

static void
follow_font (void)
{
  g_autofree char *chosen = g_settings_get_string (theme.settings, "fixed-font");
  g_autofree char *css = dup_font_css (chosen);

  gtk_css_provider_load_from_data (theme.font, css, -1);
  g_object_notify (G_OBJECT (gtk_settings_get_default ()), "gtk-xft-dpi");
}

/* --- public --- */

void
theme_init (GSettings *settings)
{
  GtkSettings *gtk = gtk_settings_get_default ();

  g_return_if_fail (theme.settings == NULL);

  theme.settings = g_object_ref (settings);
  g_object_get (gtk, "gtk-application-prefer-dark-theme", &theme.desktop_dark, "gtk-xft-dpi", &theme.base_dpi, NULL);
  g_object_unref (add_provider ("metrics.css", GTK_STYLE_PROVIDER_PRIORITY_APPLICATION));
  theme.font = add_provider (NULL, GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 2);
  theme_update ();
  follow_zoom ();
  follow_font ();

  g_signal_connect (settings, "changed::color-scheme", G_CALLBACK (theme_update), NULL);
  g_signal_connect (settings, "changed::zoom", G_CALLBACK (follow_zoom), NULL);
  g_signal_connect (settings, "changed::fixed-font", G_CALLBACK (follow_font), NULL);
  g_signal_connect (gtk, "notify::gtk-theme-name", G_CALLBACK (theme_update), NULL);
  g_dbus_proxy_new_for_bus (G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES, NULL,
                            "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
                            "org.freedesktop.portal.Settings", NULL, on_portal_ready, NULL);
}

gboolean
theme_is_dark (void)
{
  return theme.dark;
}

gboolean
theme_is_high_contrast (void)
{
  return theme.high_contrast;
}

void
theme_lookup_color (GtkWidget *widget, const char *name, GdkRGBA *color)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);

  if (!gtk_style_context_lookup_color (context, name, color))
    gtk_style_context_get_color (context, color);
}

int
theme_get_zoom (void)
{
  return theme.zoom;
}
