#!/usr/bin/env bash
# Installs what a make target needs beside a Rust toolchain, saying in one line what it installs. Silent when nothing is missing.
# usage: scripts/needs.sh {build|browser|database|xml|pdf|python}...
set -euo pipefail

fail() {
    echo "error: $*" >&2
    exit 1
}

packages=()

# want PACKAGES CHECK...: notes the packages when the check fails.
want() {
    local names=$1
    shift
    "$@" >/dev/null 2>&1 || read -ra packages <<<"${packages[*]} $names"
}

any_file() {
    compgen -G "$1"
}

has_fonts() {
    any_file '/usr/share/fonts/truetype/*/*.ttf'
}

# The libraries of a machine's own Python are left alone; pinned versions lie in the cache, outside the checkout.
python_libraries() {
    local home="${XDG_CACHE_HOME:-$HOME/.cache}/nationella-intyg/python"
    local wanted
    wanted="$(dirname "$0")/requirements.txt"
    cmp -s "$wanted" "$home/requirements.txt" && return
    echo "installs: $(grep -v '^#' "$wanted" | paste -sd ' ') (Python, in $home)"
    rm -rf "$home"
    python3 -m venv "$home" || fail "could not make a Python environment in $home"
    "$home/bin/python" -m pip install --quiet --disable-pip-version-check -r "$wanted" || fail "pip could not install the libraries above"
    cp "$wanted" "$home/requirements.txt"
}

debian_packages() {
    [ ${#packages[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null || fail "missing: ${packages[*]} (names of Debian packages); install them by hand"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "missing: ${packages[*]}; run 'apt-get install ${packages[*]}' as root"
        as_root=(sudo)
    fi
    echo "installs: ${packages[*]} (Debian packages)"
    local log
    log=$(mktemp)
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300)
    if ! { "${apt[@]}" update && "${apt[@]}" install --no-install-recommends "${packages[@]}"; } >"$log" 2>&1; then
        tail -20 "$log" >&2
        fail "apt-get could not install ${packages[*]}"
    fi
    rm -f "$log"
}

command -v cargo >/dev/null || fail "cargo is missing: install Rust 1.95 or newer"
for need in "$@"; do
    case $need in
    build)
        want "gcc libc6-dev" command -v cc
        want nodejs command -v node
        want npm command -v npm
        ;;
    browser)
        want chromium command -v chromium
        want fonts-liberation has_fonts
        ;;
    database) want postgresql any_file '/usr/lib/postgresql/*/bin/initdb' ;;
    xml)
        want xmlsec1 command -v xmlsec1
        want libxml2-utils command -v xmllint
        ;;
    pdf)
        want poppler-utils command -v pdftotext
        want qpdf command -v qpdf
        ;;
    python) want "python3 python3-venv" python3 -c 'import ensurepip, venv' ;;
    *) fail "unknown need: $need" ;;
    esac
done

debian_packages
command -v cc >/dev/null || fail "no C compiler: install one that is called cc, e.g. the package gcc"
node -e 'process.exit(process.versions.node.split(".")[0] < 18 ? 1 : 0)' || fail "node $(node --version) is too old: 18.19 or newer is needed"
case " $* " in *" python "*) python_libraries ;; esac
