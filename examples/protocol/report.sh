#!/usr/bin/env bash
# Reports an optimization from bash: a random local search for the lowest point of a bowl. See docs/protocol.md.
# Needs bash 4.4, and perl (part of every Debian and macOS) for a local socket, which bash cannot open; for TCP bash alone will do.
set -u

# Carries standard input to the engine's local socket; once that is gone, swallows the rest so that nobody gets a SIGPIPE.
om_bridge() {
  perl -MIO::Socket::UNIX -e '
    $SIG{PIPE} = "IGNORE";
    my $socket = IO::Socket::UNIX->new(Peer => $ARGV[0]) or exit 1;
    while (sysread(STDIN, my $chunk, 65536)) { syswrite($socket, $chunk) // last }
    shutdown($socket, 1);
    alarm 2;
    while (sysread($socket, my $answer, 65536)) {}' "$1" >/dev/null 2>&1
  cat >/dev/null
}

# Opens file descriptor 7 to the engine, or to nowhere when the environment names none.
om_open() {
  local endpoint=${OPTIMIZER_MONITOR_ENDPOINT:-} address
  om_pid=
  case $endpoint in
    unix:*)
      exec 7> >(om_bridge "${endpoint#unix:}")
      om_pid=$!
      ;;
    tcp://*)
      address=${endpoint#tcp://}
      { exec 7<>"/dev/tcp/${address%:*}/${address##*:}"; } 2>/dev/null || exec 7>/dev/null
      ;;
    *) exec 7>/dev/null ;;
  esac
  om_send "{\"type\":\"hello\",\"protocol\":1,\"client\":\"bash\",\"id\":\"bash-$$-$(om_time)\",\"pid\":$$,\"ppid\":$PPID,$(
  )\"session\":$(om_optional "${OPTIMIZER_MONITOR_SESSION:-}"),\"token\":$(om_optional "${OPTIMIZER_MONITOR_TOKEN:-}")}"
  # An answer that nobody reads would reset the connection when this script closes it, and lose what is on its way.
  if [ -z "$om_pid" ] && [ -n "$endpoint" ]; then IFS= read -r -t 2 -u 7 2>/dev/null || true; fi
}

# Sends one line. An engine that is gone is no reason to stop.
om_send() { printf '%s\n' "$1" >&7 2>/dev/null || true; }

# The time in Unix seconds; some locales write it with a comma.
om_time() { local now=${EPOCHREALTIME:-$(date +%s)}; printf '%s' "${now/,/.}"; }

# A text as a JSON string.
om_text() {
  local text=$1
  text=${text//\\/\\\\}; text=${text//\"/\\\"}
  text=${text//$'\n'/\\n}; text=${text//$'\r'/\\r}; text=${text//$'\t'/\\t}
  printf '"%s"' "${text//[[:cntrl:]]/ }"
}

om_optional() { if [ -n "$1" ]; then om_text "$1"; else printf null; fi; }

# The clean end: waits until the bridge has carried everything.
om_close() {
  om_send "{\"type\":\"bye\",\"time\":$(om_time)}"
  exec 7>&-
  if [ -n "$om_pid" ]; then wait "$om_pid"; fi
}

search() {
  local run="bash-$$-1" best=999999 x=0 y=0 evaluations=0 i nx ny value
  RANDOM=7
  om_send "{\"type\":\"run_start\",\"run\":\"$run\",\"algorithm\":\"Local search\",\"problem\":$(om_text 'the "bowl"'),$(
  )\"dimension\":2,\"direction\":\"minimize\",\"budget\":300,\"seed\":7,\"parameters\":{\"step\":10},\"time\":$(om_time)}"
  for ((i = 1; i <= 300; i++)); do
    nx=$((x + RANDOM % 21 - 10)); ny=$((y + RANDOM % 21 - 10))
    value=$(((nx - 37) * (nx - 37) + (ny + 12) * (ny + 12)))
    evaluations=$((evaluations + 1))
    if ((value < best)); then best=$value; x=$nx; y=$ny; fi
    om_send "{\"type\":\"iteration\",\"run\":\"$run\",\"iteration\":$i,\"evaluations\":$evaluations,$(
    )\"best\":$best,\"current\":$value,\"time\":$(om_time)}"
  done
  om_send "{\"type\":\"run_end\",\"run\":\"$run\",\"status\":\"completed\",\"termination\":\"evaluations\",$(
  )\"best\":$best,\"evaluations\":$evaluations,\"solution\":[$x,$y],\"time\":$(om_time)}"
  printf 'best %s at (%s, %s)\n' "$best" "$x" "$y"
}

om_open
search
om_close
