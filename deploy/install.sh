#!/bin/sh
# Installs the unit, its user, and its two secrets where there are none yet. As root, in the folder of the program, after `npm run ready`.
# With DESTDIR into that folder, and nothing of the system is touched.
set -eu
cd "$(dirname "$0")/.."
root=${DESTDIR:-}

install -D -m 0644 deploy/backup-portal.service "$root/etc/systemd/system/backup-portal.service"
install -D -m 0644 deploy/backup-portal.sysusers "$root/usr/lib/sysusers.d/backup-portal.conf"
install -d -m 0700 "$root/etc/backup-portal"

# secret NAME COMMAND...: a secret that is there already stays.
secret() {
  file="$root/etc/backup-portal/$1"
  shift
  if [ -e "$file" ]; then return; fi
  (umask 077 && "$@" > "$file.new")
  mv "$file.new" "$file"
  echo "made $file"
}
secret SECRET_KEY openssl rand -hex 32
secret MASTER_KEY npm run --silent recovery-key -- --new

if [ -z "$root" ]; then
  systemd-sysusers
  systemctl daemon-reload
fi
echo 'installed; keep a copy of MASTER_KEY away from this machine, then: systemctl enable --now backup-portal'
