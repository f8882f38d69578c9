/**
 * Ctrl-C and termination: the first asks for an early end with what was found. The second is the system's again, which ends the
 * process at once (130 and 143 to a shell), also while it judges and writes down findings by the ten thousand, which takes seconds.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  const onSignal = () => {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    controller.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return controller.signal;
}
