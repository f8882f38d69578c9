/** A tunnel (WebSocket, CONNECT) whose connection ended without a goodbye (RFC 6455 §7.1). */
import { durationText } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { measured, proven, verdictOn } from '../verdict.ts';

export const tunnelDropped: Rule = {
  about: {
    kind: 'tunnel-dropped',
    family: 'response-cut',
    title: 'Tunnel dropped',
    owner: 'undetermined',
    summary:
      'A WebSocket or CONNECT tunnel ended without the closing handshake of its protocol: a restart, a crash, or a gateway or firewall that ends idle tunnels.',
    decided:
      'After 101 or a 2xx to CONNECT the connection ended by a reset, or by a FIN although no WebSocket Close frame was seen from either side. A reset is a warning, a bare FIN a note: some programs close so every time.',
  },
  judge(situation) {
    const { timeline, server, reset } = situation;
    const exchange = timeline.exchanges.findLast(({ tunnel }) => tunnel !== undefined);
    const tunnel = exchange?.tunnel;
    if (exchange === undefined || tunnel === undefined || timeline.closedBy !== 'server') return null;
    if (tunnel.clientClose !== null || tunnel.serverClose !== null) return null;
    const byReset = server.fin === null;
    const end = server.fin ?? reset;
    if (end === null || (!byReset && !(tunnel.protocol === 'websocket' && tunnel.readable))) return null;
    const what = tunnel.protocol === 'websocket' ? 'WebSocket' : 'tunnel';
    return verdictOn(situation, end, {
      kind: 'tunnel-dropped',
      manner: byReset ? 'reset' : 'fin',
      severity: byReset ? 'warning' : 'note',
      confidence: 'likely',
      owner: 'undetermined',
      explanation: `The ${what} was ended by ${byReset ? 'a reset' : 'a FIN'} of the upstream, without a closing handshake.`,
      executed: 'answered',
      proof: 'response-seen',
      proofFrame: exchange.response?.start.frame ?? end.frame,
      evidence: [
        proven(end.frame, 'close', `${byReset ? 'RST' : 'FIN'} at ${end.seq}, and no Close frame before it`),
        ...(timeline.lastPayloadTime === null
          ? []
          : [
              measured(
                end.frame,
                'silence',
                `${durationText(end.time - timeline.lastPayloadTime)} after the last byte`,
              ),
            ]),
      ],
      exchange,
      wait: null,
      idle: timeline.lastPayloadTime === null ? null : end.time - timeline.lastPayloadTime,
    });
  },
};
