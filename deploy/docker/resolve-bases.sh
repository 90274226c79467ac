#!/bin/sh
# Fills in bases.env: asks for the digest that the tag in each comment has now. Wants Docker with buildx.
set -eu
cd "$(dirname "$0")"

resolved=bases.env.new
trap 'rm -f "$resolved"' EXIT
while IFS= read -r line; do
  case $line in
    '# Not resolved'*) continue ;;
    '# '*/*:*) reference=${line#'# '} ;;
    *_IMAGE=*)
      digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$reference")
      line=${line%%=*}=${reference%:*}@$digest
      ;;
  esac
  printf '%s\n' "$line"
done <bases.env >"$resolved"
mv "$resolved" bases.env
