#!/bin/sh
# Holds the #include lines against the design: arrows between folders only run down, and a foreign library's headers
# stand only where its types may. Usage: sh tests/layers.sh [SOURCE_DIR]. Prints every line that breaks a rule; exit 1
# if there is one.
# shellcheck disable=SC2044,SC2086,SC2116 # lists of words are meant to split; no path of the source has white space
set -eu
cd "${1:-$(dirname "$0")/..}"

# Those that are there: a folder can be taken out and the rest must still hold.
folders=
for folder in model ingest diff store report pipeline cli; do
  [ ! -d "$folder" ] || folders="$folders $folder"
done

# The folders that each may include besides itself.
may_include() {
  case $1 in
  model) ;;
  ingest | diff | store) echo model ;;
  report) echo diff model ;;
  pipeline) echo report diff ingest store model ;;
  cli) echo pipeline report diff ingest store model ;;
  esac
}

# Who may include a header that is not ours, as shell patterns of files; a header not named here is the C library's,
# POSIX's or GLib's, for all. A rule is a foreign header's pattern, "=", the files.
foreign='
poppler*          = ingest/*pdf*
qpdf/*            = ingest/*pdf*
md4c*             = ingest/*markdown*
git2.h            = store/late_git2.h
git2/*            = store/*
zlib*             = ingest/*pdf* store/*pack*
libdeflate*       = ingest/late_pdf.h
sqlite3*          = pipeline/late_sqlite.h
libxml/*          = model/doc_xml.c model/doc_schema.c ingest/*html* ingest/*docx* ingest/*odt* ingest/xml_part.* ingest/read_markdown.c report/*
jansson*          = model/*json* report/* pipeline/*json*
cairo*            = ingest/*pdf* report/*pdf*
zip.h             = ingest/late_zip.h
png*              = ingest/late_pictures.h
jpeglib*          = ingest/late_pictures.h
seccomp*          = ingest/*worker* ingest/*sandbox*
'

bad=0
complain() {
  echo "layers: $1" >&2
  bad=1
}

check_own() { # FILE FOLDER HEADER
  case $3 in
  */*) to=${3%%/*} ;;
  *) to=$2 ;;
  esac
  [ "$to" = "$2" ] && return
  for allowed in $(may_include "$2"); do
    [ "$to" = "$allowed" ] && return
  done
  complain "$1 includes \"$3\": $2 must not know $to"
}

check_foreign() { # FILE HEADER
  while read -r pattern _ files; do
    # shellcheck disable=SC2254 # patterns are meant
    case $2 in
    $pattern) ;;
    *) continue ;;
    esac
    for allowed in $files; do
      # shellcheck disable=SC2254
      case $1 in
      $allowed) return ;;
      esac
    done
    complain "$1 includes <$2>, which only $files may"
  done <<RULES
$foreign
RULES
}

set -f # the patterns above are for `case`, not for the file system
# "FILE <header" or "FILE "header"; the paths of the source have no white space.
includes=$(find $folders -name '*.[ch]' -exec \
  grep -HE '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]' {} + |
  sed 's|^\([^:]*\):[^<"]*\([<"][^>"]*\).*|\1 \2|')
[ -n "$includes" ] || complain "no #include line found in $(pwd)"

count=0
while read -r file header; do
  count=$((count + 1))
  case $header in
  '<'*) check_foreign "$file" "${header#?}" ;;
  *) check_own "$file" "${file%%/*}" "${header#?}" ;;
  esac
done <<INCLUDES
$includes
INCLUDES

# No header hands a foreign type on to another folder. `tainted` are the headers that include a foreign library, or
# such a header; nobody outside of their folder may include one. (doc_json.h is meant for report/: both write JSON.)
headers=$(find $folders -name '*.h' ! -path model/doc_json.h)
tainted=$(grep -lE '#[[:space:]]*include[[:space:]]*<(poppler|qpdf|md4c|git2|libxml/|jansson|cairo|seccomp)' $headers /dev/null || :)
more=$tainted
while [ -n "$more" ]; do
  found=
  for header in $more; do
    for user in $(grep -lE "#[[:space:]]*include[[:space:]]*\"$header\"" $headers /dev/null || :); do
      case " $(echo $tainted $found) " in
      *" $user "*) ;;
      *) found="$found $user" ;;
      esac
    done
  done
  tainted="$tainted $found"
  more=$found
done
for header in $tainted; do
  for user in $(grep -rlE "#[[:space:]]*include[[:space:]]*\"$header\"" $folders || :); do
    case $user in
    "${header%%/*}"/*) ;;
    *) complain "$user includes $header, which shows a foreign library" ;;
    esac
  done
done

# And nobody includes another folder's private header.
for folder in $folders; do
  if grep -rnE "#[[:space:]]*include[[:space:]]*\"$folder/[^\"]*_priv\.h\"" $folders |
    grep -v "^$folder/" >&2; then
    complain "a private header of $folder is included from another folder"
  fi
done

# File base names are unique in the tree, so that a name in a message says which file.
twins=$(find $folders -name '*.c' | sed 's|.*/||' | sort | uniq -d)
[ -z "$twins" ] || complain "two source files of one name: $twins"

[ "$bad" -eq 0 ] && echo "layers: $count includes follow the arrows"
exit "$bad"
