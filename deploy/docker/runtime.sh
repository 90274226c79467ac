#!/bin/sh
# Sets up TensorFlow's runtime and the binding to it, and lays out what of them a worker needs: runtime.sh PART ROOT
set -eu

parallax() { node libs/cli/bin/parallax.js "$@"; }

runtime=$(parallax setup --print "$1")
binding=$(parallax setup --print binding)
package=node_modules/@tensorflow/tfjs-node-gpu
into=$2/app/$package

install -D --mode=644 --target-directory="$into" $package/package.json
install -D --mode=644 --target-directory="$into/lib/napi-v8" "$binding/tfjs_binding.node"
# The symbols that only debuggers read are a fifth of the library.
install -D --mode=644 --strip --target-directory="$into/deps/lib" "$runtime"/tensorflow/*.so.2

# Where TensorFlow's run path finds CUDA's libraries; the kernels' assembler and library are what XLA compiles with.
[ -d "$runtime/nvidia" ] || exit 0
cd "$runtime"
find nvidia '(' -path '*/lib/*.so*' -o -path '*/bin/ptxas' -o -name 'libdevice.*.bc' ')' -print0 |
  tar --create --null --files-from=- | tar --extract --directory="$into/deps"
