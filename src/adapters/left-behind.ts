/** Nothing that was started outlives this process: neither its end nor a signal leaves an adapter running. */

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const alive = new Set<() => void>();

/** Calls `end` when this process goes, unless the returned function is called before. */
export function endWithUs(end: () => void): () => void {
  if (alive.size === 0) watch();
  alive.add(end);
  return () => {
    alive.delete(end);
    if (alive.size === 0) unwatch();
  };
}

function endAll(): void {
  for (const end of alive) end();
}

/** A listener takes a signal's default away, so it is raised anew, unless somebody else listens as well. */
function onSignal(signal: NodeJS.Signals): void {
  endAll();
  unwatch();
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

function watch(): void {
  process.on("exit", endAll);
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

function unwatch(): void {
  process.removeListener("exit", endAll);
  for (const signal of SIGNALS) process.removeListener(signal, onSignal);
}
