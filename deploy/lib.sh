# shellcheck shell=bash
# What up, down and test share: packages, build, and the names of the files under the data folder.
# Sourced, never run. It installs only what deploy/packages.txt names and is missing.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
binary="$root/build/release/services/relais/relais"

# A sentence for a person: French first, English below it.
say() {
    printf '%s\n' "$1"
    [ $# -lt 2 ] || printf '  %s\n' "$2"
}

complain() { say "$@" >&2; }

die() {
    complain "$@"
    exit 1
}

usage_error() {
    complain "$1 : option inconnue ou incomplète." "$1: unknown or incomplete option."
    exit 2
}

missing_packages() {
    local package
    sed 's/#.*//' "$root/deploy/packages.txt" | while read -r package; do
        [ -n "$package" ] || continue
        case "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" in
            installed) ;;
            *) printf '%s\n' "$package" ;;
        esac
    done
}

install_packages() {
    local missing as_root=()
    missing="$(missing_packages | tr '\n' ' ')"
    [ -n "${missing// /}" ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            die "Paquets manquants, à installer par l’administrateur : $missing" \
                "Missing packages, for the administrator to install: $missing"
        fi
        as_root=(sudo)
    fi
    say "Installation des paquets manquants : $missing" "Installing what is missing."
    # A Redis of the system may start beside ours; ours has its own socket and folder.
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
        # shellcheck disable=SC2086
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
            --no-install-recommends $missing >/dev/null ||
        die "Les paquets n’ont pas pu être installés : $missing" "Packages could not be installed."
    # A test runs Caddy by itself; as a server on port 80 nobody has asked for it.
    case " $missing" in
        *" caddy "*) "${as_root[@]}" systemctl disable --now caddy >/dev/null 2>&1 || true ;;
    esac
}

# build [TARGET…]: everything when no target is named.
build() {
    local targets=()
    [ $# -eq 0 ] || targets=(--target "$@")
    cd "$root" || exit 1
    if [ ! -f build/release/build.ninja ]; then
        say "Préparation de la compilation…" "Preparing the build."
        cmake --preset release >/dev/null || die "cmake a échoué." "cmake failed."
    fi
    cmake --build --preset release "${targets[@]}" ||
        die "La compilation a échoué." "The build failed."
}

# The running process of a pid file, if it is ours; nothing otherwise. A number may have been given
# to a stranger since: hers does not name our data folder.
running() {
    local pid
    pid="$(cat "$data/run/$1.pid" 2>/dev/null)" || return 1
    [ -n "$pid" ] || return 1
    { tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null | grep -qF -- "$data" || return 1
    printf '%s\n' "$pid"
}

ready() { curl -fsS -o /dev/null --noproxy '*' --max-time 2 "$1/readyz" 2>/dev/null; }
