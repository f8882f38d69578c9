/** Who is the client where no handshake tells: by port numbers, until the bytes tell better. */

/** First port of the range that systems hand out to clients (IANA: 49152; Linux and many others: 32768). */
const EPHEMERAL = 32_768;

/**
 * Which endpoint (0 lower, 1 higher) is likely the client, judged by ports: the one with an ephemeral port opposite a
 * service port, else the one with the higher port.
 */
export function clientByPorts(lowPort: number, highPort: number): 0 | 1 {
  const lowEphemeral = lowPort >= EPHEMERAL;
  const highEphemeral = highPort >= EPHEMERAL;
  if (lowEphemeral !== highEphemeral) return lowEphemeral ? 0 : 1;
  return lowPort >= highPort ? 0 : 1;
}
