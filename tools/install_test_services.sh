#!/usr/bin/env bash
# Browser, Chinese font and servers that the tests use, from the distribution, when missing.
set -euo pipefail
missing=()
[ -x /usr/bin/chromium ] || missing+=(chromium)
fc-list 2>/dev/null | grep -qi "noto sans cjk" || missing+=(fonts-noto-cjk fontconfig)
[ -x /usr/sbin/mosquitto ] || missing+=(mosquitto)
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing+=(postgresql)
command -v redis-server >/dev/null || missing+=(redis-server)
command -v mariadbd >/dev/null || [ -x /usr/sbin/mariadbd ] || missing+=(mariadb-server)
[ ${#missing[@]} = 0 ] && exit 0
if [ "$(id -u)" != 0 ]; then
  echo "测试需要 ${missing[*]}:请管理员运行 apt-get install ${missing[*]} 后重试" >&2
  exit 1
fi
echo "安装 ${missing[*]}……"
export DEBIAN_FRONTEND=noninteractive
for attempt in 1 2 3; do
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null && exit 0
  sleep 5
done
echo "装不上 ${missing[*]}:检查能否访问 Debian 的软件源" >&2
exit 1
