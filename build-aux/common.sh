# shellcheck shell=sh
# What build-aux/run and build-aux/test share; sourced by them with $top set.
# SPDX-License-Identifier: LGPL-2.1-or-later

# missing KIND…: the packages of these kinds that are not installed
missing () {
  for kind in "$@"; do
    sed -n "s/^$kind //p" "$top/build-aux/packages"
  done | sort -u | while read -r package; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=
    [ "$status" = installed ] || printf '%s\n' "$package"
  done
}

# install_missing KIND…: asks dpkg-query first; touches the network only if something lacks
install_missing () {
  command -v dpkg-query >/dev/null 2>&1 || {
    echo "This is no Debian: install what meson asks for below with your own package manager." >&2
    return 0
  }
  packages=$(missing "$@" | tr '\n' ' ')
  [ -n "$packages" ] || return 0
  install="apt-get -y --no-install-recommends -o DPkg::Lock::Timeout=300 install $packages"
  if [ "$(id -u)" = 0 ]; then
    as_root=
  elif command -v sudo >/dev/null 2>&1; then
    as_root=sudo
  else
    echo "Missing packages. As root, run:  apt-get update && $install" >&2
    return 1
  fi
  echo "Installing: $packages" >&2
  $as_root apt-get -o DPkg::Lock::Timeout=300 update >&2 || return 1
  # shellcheck disable=SC2086 # a list of words
  $as_root env DEBIAN_FRONTEND=noninteractive $install >&2
}

# build DIR [MESON OPTION…]
build () {
  dir=$1
  shift
  if [ ! -f "$dir/build.ninja" ]; then
    meson setup "$dir" "$top" "$@" >"$dir.log" 2>&1 || { cat "$dir.log" >&2; rm -f "$dir.log"; return 1; }
    rm -f "$dir.log"
  fi
  ninja -C "$dir" --quiet >&2
}
