#!/bin/bash
# Runs the Slurm job of docs/judging.md on a real Slurm of one node: an array of four, `--shard auto` read from it, the
# reports merged and compared with an unsharded run. Needs root, and Debian's packages: apt-get install slurm-wlm munge.
#
#     npm run build && scripts/try-slurm.sh
#
# Everything it starts listens on this machine alone, keeps its files in one temporary folder, and is ended with it.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
for program in slurmctld slurmd sbatch munged; do
  command -v "$program" >/dev/null || { echo "$program: not found. Run: apt-get install slurm-wlm munge" >&2; exit 4; }
done
[ "$(id -u)" = 0 ] || { echo "expected root, which slurmd needs to start jobs" >&2; exit 2; }

folder=$(mktemp -d -t smoothproof-slurm-XXXXXX)
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT
chmod 755 "$folder"
mkdir "$folder/state" "$folder/spool" "$folder/reports"

# A key of its own, so that nothing of the system's munge is touched.
dd if=/dev/urandom of="$folder/munge.key" bs=1024 count=1 status=none
chmod 400 "$folder/munge.key"
munged --foreground --force --socket="$folder/munge.socket" --key-file="$folder/munge.key" \
  --pid-file="$folder/munge.pid" --seed-file="$folder/munge.seed" --log-file="$folder/munge.log" > "$folder/munged.log" 2>&1 &
pids+=($!)

host=$(hostname -s)
cat > "$folder/slurm.conf" <<CONF
ClusterName=smoothproof
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmctldPort=26817
SlurmdPort=26818
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1
ReturnToService=2
MpiDefault=none
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF="$folder/slurm.conf"
slurmctld -D -f "$SLURM_CONF" > "$folder/slurmctld.log" 2>&1 &
pids+=($!)
slurmd -D -f "$SLURM_CONF" > "$folder/slurmd.log" 2>&1 &
pids+=($!)

until sinfo -h -o %T 2>/dev/null | grep -q idle; do
  sleep 0.5
  [ $((tries = ${tries:-0} + 1)) -lt 60 ] || { tail -5 "$folder"/*.log >&2; echo "Slurm did not start in 30 s" >&2; exit 1; }
done

# The job as the documentation has it, with this clone's program in place of npx.
{
  awk '/^#!\/bin\/bash$/ { on = 1 } on && /^```/ { exit } on' "$root/docs/judging.md" |
    sed "s|npx smoothproof|node $root/bin/smoothproof.js|; s|--module ./my-loss.js|--module $root/test/cli/losses/simple.mjs --variant simple --variant torch|"
} > "$folder/job.sh"
grep -q -- '--shard auto' "$folder/job.sh" || { echo "docs/judging.md: no Slurm job found" >&2; exit 1; }

cd "$folder/reports"
# A task whose vectors fail ends with 1, as it should: the reports say what came of it.
sbatch --wait --output=task-%a.log "$folder/job.sh" || true
ls part-*.json > /dev/null || { cat task-*.log >&2; exit 1; }
echo "shards: $(grep -ho '"shard":{[^}]*}' part-*.json | tr '\n' ' ')"

judge() { node "$root/bin/smoothproof.js" "$@" || [ $? = 1 ]; }
judge merge part-1.json part-2.json part-3.json part-4.json --reporter json=merged.json
judge conformance --module "$root/test/cli/losses/simple.mjs" --variant simple --variant torch \
  --reporter json=whole.json 2>/dev/null
judge merge whole.json | tail -1
node -e '
  const [merged, whole] = ["merged", "whole"].map((name) => JSON.parse(require("fs").readFileSync(`${name}.json`, "utf8")));
  const key = ({ verdicts }) => JSON.stringify(verdicts.map(({ id, status }) => [id, status]).sort());
  const same = key(merged) === key(whole);
  console.log(`merged: ${merged.verdicts.length} verdicts, ${same ? "the same as" : "NOT THE SAME AS"} an unsharded run`);
  process.exit(same ? 0 : 1);
'
