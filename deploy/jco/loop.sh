#!/usr/bin/env bash
# Runs Marble under a host that is not ours, walks the whole loop of one picture through it, and holds what it makes
# against what cargo dev's own Marble makes: every byte, and all metadata.
#
#   deploy/jco/loop.sh                     under `jco serve` (npm; JCO_DIR: where it is, or is to be, installed)
#   deploy/jco/loop.sh --wasmtime PATH     under `wasmtime serve`
#   … --component FILE                     the Marble in FILE, and not one that is built (.cwasm: Wasmtime's own)
#
# The bucket and its website are cargo dev's, on free ports, with a bucket of their own. The exit code is 0 only if
# every hop was as it should be; nothing that was started is left running.
set -euo pipefail

jco=@bytecodealliance/jco@1.35.0
shim=@bytecodealliance/preview2-shim@0.26.1
key=300x300/blue_marble.jpg

wasmtime=
component=
while (($#)); do
  case $1 in
    --wasmtime) wasmtime=$(realpath "${2:?the path of wasmtime}") ;;
    --component) component=$(realpath "${2:?a file}") ;;
    *) echo "usage: $0 [--wasmtime PATH] [--component FILE]" >&2; exit 2 ;;
  esac
  shift 2
done
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
groups=()

# Every server has its own process group: `jco serve` and `cargo` both start the process that really listens.
start() {
  local name=$1
  shift
  setsid "$@" >"$work/$name.log" 2>&1 </dev/null &
  groups+=($!)
}

clean_up() {
  local status=$? group
  trap - EXIT
  for group in "${groups[@]}"; do kill -TERM -- "-$group" 2>/dev/null || true; done
  sleep 0.5
  for group in "${groups[@]}"; do kill -KILL -- "-$group" 2>/dev/null || true; done
  if ((status)); then tail -n 40 "$work"/*.log >&2 || true; fi
  rm -rf "$work"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# A port below those that systems hand out on their own.
free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); do
    listening "$port" || break
  done
  echo "$port"
}

# Waits until the server that was started last listens on a port.
await() {
  local name=$1 port=$2 seconds
  for ((seconds = 0; seconds < 120; seconds++)); do
    listening "$port" && return
    kill -0 "${groups[-1]}" 2>/dev/null || fail "$name ended before it listened"
    sleep 1
  done
  fail "$name does not listen on port $port"
}

# Asks once, without following a redirect: the status must be the first argument. Sets `location`.
hop() {
  local status
  read -r status location < <(curl --silent --max-time 60 --output "$work/body" \
    --write-out '%{http_code} %{redirect_url}\n' "$2" || true)
  echo "$status $2${location:+ -> $location}"
  [[ $status == "$1" ]] || fail "expected $1, found $status: $(head -c 300 "$work/body" 2>/dev/null || true)"
}

is_jpeg() { [[ $(head -c 3 "$work/body" | od -An -tx1) == ' ff d8 ff' ]] || fail 'the body is no JPEG'; }

# Asks once, with more arguments of curl: the status must be the first argument. Keeps the headers.
ask() {
  local expected=$1 status
  shift
  # curl leaves it as it was where an answer has no body.
  rm -f "$work/body"
  status=$(curl --silent --max-time 60 --dump-header "$work/headers" --output "$work/body" --write-out '%{http_code}' \
    "$@" || true)
  echo "$status $*"
  [[ $status == "$expected" ]] || fail "expected $expected, found $status: $(cat "$work/headers" 2>/dev/null || true)"
}

# One of the headers that were kept.
header() { tr -d '\r' <"$work/headers" | sed -n "s/^$1: //Ip"; }

# Gets what `location` leads to, and keeps its bytes and its metadata under a name.
keep() {
  ask 200 "$location"
  mv "$work/body" "$work/$1.body"
  tr -d '\r' <"$work/headers" | grep -iE '^(cache-control|content-|etag|x-amz-meta-)' | sort >"$work/$1.headers"
}

cargo dev compose "$work/marble.wasm" | tee "$work/compose.log"
digest=$(sed -n 's/^digest sha256://p' "$work/compose.log")
unstamped=$(LC_ALL=C sed -E 's/(marble digest )[0-9a-f]{16}/\1----------------/' "$work/marble.wasm" | sha256sum)
[[ $unstamped == "$digest"* ]] || fail "the digest is that of $unstamped"
precompiled=
case $component in
  '') component=$work/marble.wasm ;;
  *.cwasm) precompiled=--allow-precompiled ;;
  *) cmp "$component" "$work/marble.wasm" || fail "$component is not what these sources make" ;;
esac

website=$(free_port) s3=$(free_port) own=$(free_port) port=$(free_port)
resizer=http://127.0.0.1:$port
start cargo-dev cargo dev --listen "127.0.0.1:$own" --website "127.0.0.1:$website" --s3 "127.0.0.1:$s3" \
  --bucket-dir "$work/bucket" --resizer-url "$resizer"
await 'cargo dev' "$website"

settings=(URL="http://127.0.0.1:$website" BUCKET=marble AWS_REGION=us-east-1 S3_ENDPOINT="http://127.0.0.1:$s3"
  AWS_ACCESS_KEY_ID=marble AWS_SECRET_ACCESS_KEY=marble-secret)
if [[ $wasmtime ]]; then
  start host "$wasmtime" serve $precompiled -S cli --addr "127.0.0.1:$port" -W max-memory-size=134217728 -W timeout=30s \
    "${settings[@]/#/--env=}" "$component"
else
  modules=${JCO_DIR:-$work/jco}
  [[ -x $modules/node_modules/.bin/jco ]] || npm install --silent --no-fund --prefix "$modules" "$jco" "$shim"
  # jco hands its whole environment to the component: nothing of the caller's may slip in.
  start host env -i PATH="$PATH" HOME="$HOME" "${settings[@]}" \
    "$modules/node_modules/.bin/jco" serve --host 127.0.0.1 --port "$port" "$component"
fi
await 'the host' "$port"

hop 307 "http://127.0.0.1:$website/$key"
[[ $location == "$resizer/default/resize?key=$key" ]] || fail 'the website does not send us to the resizer'
asked=$location
hop 307 "$asked"
[[ $location == "http://127.0.0.1:$website/$key" ]] || fail 'the resizer does not send us back to the website'
hop 200 "$location"
is_jpeg
hop 200 "$asked"
is_jpeg
# More than comes at once: the stream of its body is waited for, and goes from component to component and back.
cargo dev resize "$work/bucket/blue_marble.jpg" 4000x,enlarge=yes,quality=100 "$work/bucket/large.jpg" >/dev/null
hop 307 "$resizer/default/resize?key=800x/large.jpg"
hop 200 "$location"
is_jpeg
hop 200 "$resizer/default/resize?key=800x/large.jpg"
is_jpeg
hop 404 "$resizer/default/resize?key=300x300/absent.jpg"
hop 400 "$resizer/default/resize"

ask 200 "$asked"
etag=$(header etag) length=$(wc -c <"$work/body")
ask 200 --head "$asked"
[[ $(header content-length) == "$length" ]] || fail "HEAD tells $(header content-length) bytes, and GET has $length"
ask 304 --header "If-None-Match: $etag" "$asked"
[[ ! -s $work/body && $(header etag) == "$etag" ]] || fail 'a 304 without its entity tag, or with a body'
hop 200 "$asked"

# The same original under two names, of which each host makes one.
mkdir "$work/bucket/here" "$work/bucket/there"
cp "$work/bucket/blue_marble.jpg" "$work/bucket/here/photo.jpg"
for made in 600x,format=png 500x,format=webp 400x,format=gif 300x,format=avif; do
  cargo dev resize "$work/bucket/blue_marble.jpg" "$made" "$work/bucket/here/photo.${made##*=}" >/dev/null
done
echo '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><circle cx="40" cy="30" r="25" fill="teal"/></svg>' \
  >"$work/bucket/here/drawing.svg"
cp "$work"/bucket/here/* "$work/bucket/there/"
for made in 300x300/photo.jpg 333x,quality=auto/photo.jpg 320x200,position=attention,sharpen=1/photo.jpg \
  250x,blur=3,saturation=1.5/photo.png 200x,format=webp/photo.webp 123x,rotate=90/photo.gif 150x/photo.avif \
  150x,format=avif/photo.jpg 200x,format=webp,lossless=yes/drawing.svg; do
  transform=${made%%/*} name=${made#*/}
  hop 307 "$resizer/default/resize?key=$transform/there/$name"
  keep there
  hop 307 "http://127.0.0.1:$own/default/resize?key=$transform/here/$name"
  keep here
  cmp "$work/here.body" "$work/there.body" || fail "other bytes of $made"
  diff "$work/here.headers" "$work/there.headers" || fail "other metadata of $made"
  grep -q "^x-amz-meta-marble-version: .*+sha256\.${digest:0:16}\$" "$work/there.headers" || fail "no digest in $made"
done
echo "The loop is whole under ${wasmtime:-jco}."
