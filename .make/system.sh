#!/bin/sh
# Installs what Qt needs of the system and the Chinese fonts, on Debian and its kin; elsewhere, or without
# rights, says in one line what is missing. Does nothing where everything is there.
set -u
[ "$(uname -s)" = "Linux" ] || exit 0
packages="libglib2.0-0 libegl1 libgl1 libxkbcommon-x11-0 libxkbcommon0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 \
libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1 libdbus-1-3 \
libfontconfig1 fontconfig fonts-noto-cjk fonts-wqy-microhei xvfb gcc libc6-dev"
command -v dpkg-query >/dev/null 2>&1 || {
  echo "LinLi Desk needs: Qt 6's xcb libraries, Noto Sans CJK, WenQuanYi Micro Hei and Xvfb from your system's packages." >&2
  exit 0
}
missing=""
for package in $packages; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "install ok installed" || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ]; then as=""; elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as="sudo"; else
  echo "LinLi Desk needs these system packages; install them once with:  sudo apt-get install -y$missing" >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
$as apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 && exit 0
$as apt-get update -qq && $as apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
echo "These system packages could not be installed:$missing" >&2
exit 1
