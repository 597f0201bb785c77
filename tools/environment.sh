#!/usr/bin/env bash
# The virtual environment of this project: made when missing, then brought to a requirements file.
set -euo pipefail
python="$1" requirements="$2"
if [ ! -x .venv/bin/pip ]; then
  rm -rf .venv
  if ! "$python" -m venv .venv 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
      "$python" -m venv .venv
    else
      echo "缺少 python3-venv:请管理员运行 apt-get install python3-venv 后重试" >&2
      exit 1
    fi
  fi
fi
echo "安装 $requirements……"
for attempt in 1 2 3; do
  .venv/bin/pip install --quiet --disable-pip-version-check -r "$requirements" && exit 0
  echo "第 $attempt 次安装没有成功,重试" >&2
done
echo "装不上 $requirements:检查能否访问 PyPI(pip config list)" >&2
exit 1
