# Installs what building and testing Redraft needs, on Debian 12. Sourced by tests/run.sh and samples/demo.sh, which
# set `root` to the source folder. Where all is there already, it asks dpkg once and needs neither root nor network.

say() { printf '== %s\n' "$*"; }
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Run-time libraries come with their -dev packages; poppler-data holds the tables of CJK encodings.
setup_packages='gcc libc6-dev cmake ninja-build pkg-config git
libglib2.0-dev libpoppler-glib-dev libqpdf-dev libpng-dev libjpeg62-turbo-dev zlib1g-dev libdeflate-dev poppler-data libxml2-dev libxml2-utils libgit2-dev libsqlite3-dev libjansson-dev libmd4c-dev libzip-dev libseccomp-dev libjemalloc-dev'

# A package that another of the same kind stands in for is not missing (clang's own runtime, pkgconf).
setup_missing() {
  for package in "$@"; do
    case $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || :) in
    *' installed') ;;
    *) printf '%s ' "$package" ;;
    esac
  done
}

# How to become root for apt-get: nothing where we are, sudo where it is there.
setup_privilege() {
  if [ "$(id -u)" -eq 0 ]; then
    return
  fi
  command -v sudo >/dev/null 2>&1 || fail "installing packages needs root: run this once as root, or install sudo"
  echo sudo
}

# setup PACKAGE...: the packages above and those named.
setup() {
  command -v dpkg-query >/dev/null 2>&1 ||
    fail "this is not a Debian system; see docs/dependencies.md for what to install, then README.md for the manual way"
  # shellcheck disable=SC2086 # a list of words
  missing=$(setup_missing $setup_packages "$@")
  if [ -z "$missing" ]; then
    say "set-up: all packages are installed"
    return
  fi
  say "set-up: installing $missing"
  as_root=$(setup_privilege) || exit 1
  log=$(mktemp)
  # shellcheck disable=SC2086
  if $as_root apt-get update >"$log" 2>&1 &&
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing >>"$log" 2>&1; then
    rm -f "$log"
    return
  fi
  tail -n 20 "$log" >&2
  fail "apt-get could not install: $missing(its whole output: $log)"
}

# setup_build PRESET [OPTION...]: configures and builds; quiet unless it fails.
setup_build() {
  preset=$1
  shift
  say "build: cmake --preset $preset $*"
  log=$(mktemp)
  if cmake --preset "$preset" "$@" >"$log" 2>&1 && cmake --build --preset "$preset" >"$log" 2>&1; then
    rm -f "$log"
    return
  fi
  tail -n 60 "$log" >&2
  rm -f "$log"
  fail "preset $preset does not build"
}
