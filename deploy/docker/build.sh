#!/bin/sh
# Builds one image: build.sh TARGET [options of the build], such as
#   deploy/docker/build.sh server
#   deploy/docker/build.sh worker --build-arg RUNTIME=tensorflow-gpu --tag parallax/worker:0.1.0-cuda
# with Docker, or with what ENGINE names (podman, buildah). NODE_IMAGE in the environment goes before bases.env,
# and SOURCE is the URL of the sources that the label org.opencontainers.image.source gives.
set -eu
cd "$(dirname "$0")/../.."

target=${1:?which: server, worker, object-store or nats}
shift
base=${NODE_IMAGE:-$(sed -n 's/^NODE_IMAGE=//p' deploy/docker/bases.env)}
: "${base:?is not known: run deploy/docker/resolve-bases.sh, or set NODE_IMAGE to a Debian 12 image with Node 20 or newer}"
version=$(node -p 'require("./package.json").version')
# A tag of one's own takes the place of ours.
case " $* " in *' --tag '* | *' --tag='* | *' -t '*) ;; *) set -- --tag "parallax/$target:$version" "$@" ;; esac

exec "${ENGINE:-docker}" build --file deploy/docker/Dockerfile --target "$target" \
  --build-arg NODE_IMAGE="$base" \
  --build-arg VERSION="$version" \
  --build-arg REVISION="$(git rev-parse HEAD)" \
  --build-arg SOURCE="${SOURCE:-}" \
  "$@" .
