#!/usr/bin/env bash
# Sets up a hub for this course. As root, from a checkout that belongs to root; may be run again; removes nothing.
#
#   setup.sh folders            the groups, the course's account, the folders and who may do what in them
#   setup.sh environments       the two Pythons, and the next line: some minutes, most of it downloads
#   setup.sh configuration      what students' JupyterLab shows, who may read the checkout: again after changes to it
#   setup.sh students NAME...   accounts that may hand in
#   setup.sh teachers NAME...   accounts that may grade
set -euo pipefail
umask 022

place="${BACKPROP_HUB:-/srv/backprop}"
account="${BACKPROP_ACCOUNT:-backprop}"
students="${BACKPROP_STUDENTS:-nbgrader-backprop}"
teachers="${BACKPROP_TEACHERS:-formgrade-backprop}"
checkout="$(cd "$(dirname "$0")/../.." && pwd -P)"

folders() {
  chmod o-rwx "$checkout" # it holds what answers the exercises
  groupadd --force "$students"
  groupadd --force "$teachers"
  install -d -m 0755 "$place" "$place/environments"
  install -d -m 0700 "$place/hub"
  # No password: nobody logs in as the course. Its home holds the gradebook and all submissions.
  id "$account" >/dev/null 2>&1 ||
    useradd --user-group --no-create-home --home-dir "$place/teacher" --shell /bin/bash "$account"
  install -d -m 0700 -o "$account" -g "$account" "$place/teacher" "$place/teacher/run"
  # nbgrader wants the exchange writable for all. The sticky bit keeps them from moving the course's folder away, and
  # each other's submissions, which nbgrader makes writable for all and hides only by names that cannot be listed.
  install -d -m 1777 "$place/exchange"
  install -d -m 0755 -o "$account" -g "$account" "$place/exchange/backprop" "$place/exchange/backprop/outbound"
  install -d -m 3733 -o "$account" -g "$account" "$place/exchange/backprop/inbound"
  install -d -m 0711 -o "$account" -g "$account" "$place/exchange/backprop/feedback"
}

environments() {
  local student="$place/environments/student" teacher="$place/environments/teacher"
  build "$student" '.[lab,hub]'
  build "$teacher" --editable '.[lab,hub]' --editable solutions --editable autograder
  configuration
}

build() { # build FOLDER WHAT-TO-INSTALL...
  local made="$1" python
  shift
  python="$(command -v "${PYTHON:-python3}")" || { echo "setup.sh: no ${PYTHON:-python3} here" >&2; exit 1; }
  runuser -u "$account" -- "$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' ||
    { echo "setup.sh: $python is not 3.11 or later, or others cannot run it: set PYTHON to one that they can" >&2; exit 1; }
  "$python" -m venv "$made"
  (cd "$checkout" && "$made/bin/python" -m pip install --quiet --constraint constraints.txt --upgrade pip &&
    "$made/bin/python" -m pip install --quiet --constraint constraints.txt "$@")
}

configuration() {
  local jupyter="$place/environments/student/etc/jupyter" teacher="$place/environments/teacher"
  cp -r "$checkout/autograder/student_view/." "$checkout/autograder/hub/student/." "$jupyter/"
  chmod -R a+rX "$jupyter"
  "$teacher/bin/backprop-grader" release >/dev/null # also writes the notebooks with solutions, for the formgrader's list
  # What answers an exercise: for the course's account to read, for root to change, for nobody else.
  chown -hR "root:$account" "$checkout" "$teacher"
  chmod -R g+rX,g-w,o-rwx "$checkout" "$teacher"
}

members() { # members GROUP NAME...
  local group="$1" name home
  shift
  for name in "$@"; do
    # A home that others can read is how answers travel.
    id "$name" >/dev/null 2>&1 || useradd --create-home --key HOME_MODE=0700 --shell /bin/bash "$name"
    usermod --append --groups "$group" "$name"
    home="$(getent passwd "$name" | cut -d: -f6)"
    [ -z "$(find "$home" -maxdepth 0 -perm /077)" ] || echo "setup.sh: others can read $home: chmod 700 $home" >&2
  done
}

[ "$(id -u)" = 0 ] || { echo "setup.sh: only root can make accounts: sudo $0 $*" >&2; exit 1; }
[ "$checkout" = "$(readlink -f "$place/checkout")" ] ||
  { echo "setup.sh: the checkout is $checkout: clone it to $place/checkout, where the hub looks for it" >&2; exit 1; }
case "${1:-}" in
  folders | environments | configuration) [ $# = 1 ] && "$1" ;;
  students) shift && members "$students" "$@" ;;
  teachers) shift && members "$teachers" "$@" ;;
  *) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
