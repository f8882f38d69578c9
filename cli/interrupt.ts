/** Ctrl-C and termination: the first asks for an early end with what was found, the second ends at once. */
import { EXIT } from './exit-codes.ts';

export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(EXIT.INTERRUPTED);
    controller.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return controller.signal;
}
