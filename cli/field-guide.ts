/** What `closecall explain` adds to a kind for the person at the keyboard: did it run, where to look, what to change. */

interface FieldNotes {
  /** Whether the request was executed, as a rule. */
  readonly ran: string;
  /** A display filter of Wireshark, and what to see behind it. */
  readonly filter: string;
  readonly look: string;
  readonly change: string;
}

const REFUSED_SYN = 'tcp.flags.reset == 1 && tcp.seq == 1 && tcp.ack == 1';
const REPEATED_SYN = 'tcp.flags.syn == 1 && tcp.analysis.retransmission';
const CLOSES = 'tcp.flags.fin == 1 || tcp.flags.reset == 1';
const DRAIN =
  'Drain before stopping: take the instance out of the balancer, wait (Kubernetes: preStop sleep 10), answer with "Connection: close" meanwhile, then stop.';
const IDLE_LIMITS =
  "Let the gateway close first: its idle limit for upstream connections below that of the upstream, or the upstream's well above the gateway's. Both numbers: closecall timers.";

/** By the name of the kind. */
export const FIELD_NOTES: Readonly<Record<string, FieldNotes>> = {
  'connect-refused': {
    ran: 'No: there was no connection.',
    filter: REFUSED_SYN,
    look: "A SYN and, a round trip later, the reset that answers it, from the upstream's address.",
    change: `Is the process running, and does it listen on this address and port (ss -ltn)? In a burst: ${DRAIN}`,
  },
  'connect-unreachable': {
    ran: 'No: there was no connection.',
    filter: 'icmp.type == 3 || icmpv6.type == 1',
    look: 'Who sends the ICMP error (its source address), its code, and the SYN that it quotes.',
    change:
      "The route or the firewall on the host that sent the error; a stale address: let the gateway resolve the upstream's name again.",
  },
  'connect-timeout': {
    ran: 'No: there was no connection.',
    filter: REPEATED_SYN,
    look: 'The same SYN again after 1 s, 2 s or 3 s and more, and nothing from the other side, no ICMP either.',
    change:
      'A firewall or security group that drops, a stale address, or a full listen queue (nstat -az TcpExtListenOverflows); a short connect timeout lets the gateway try the next upstream.',
  },
  'reset-on-accept': {
    ran: 'No: no request had been sent.',
    filter: 'tcp.flags.reset == 1 && tcp.seq == 1',
    look: 'SYN, SYN-ACK, then a reset of the upstream before any payload.',
    change:
      'Is there a program behind the sidecar or balancer that accepts? On the host itself: net.ipv4.tcp_abort_on_overflow and the length of the listen queue (ss -ltn).',
  },
  'accept-queue-overflow': {
    ran: "No: the upstream's program never had the connection.",
    filter: 'tcp.flags.syn == 1 && tcp.flags.ack == 1 && tcp.analysis.retransmission',
    look: 'The SYN-ACK comes again although it was acknowledged, and the first request is repeated and never acknowledged.',
    change:
      'A longer listen backlog and net.core.somaxconn, more workers; check with nstat -az TcpExtListenOverflows and ss -ltn (Recv-Q at Send-Q).',
  },
  'slow-connect': {
    ran: 'The request came after it: it was only late.',
    filter: REPEATED_SYN,
    look: 'The first SYN has no answer, a repetition has.',
    change:
      'Loss on the path, or ports reused while in TIME-WAIT: keep connections to the upstream alive, so that fewer are made.',
  },
  'goaway-race': {
    ran: 'No, whatever the method: the upstream says so itself.',
    filter: 'http2.type == 7 || (http2.type == 3 && http2.rst_stream.error == 7)',
    look: 'The last stream that the GOAWAY names, and the streams above it. Without TLS first Decode As HTTP2.',
    change:
      'The gateway may send these requests again (Envoy: retry_on refused-stream; gRPC does it by itself); a longer connection age or request limit makes it rarer.',
  },
  'fin-during-request': {
    ran: 'No: the connection was closed before any byte of the request arrived. Safe to replay, POST included.',
    filter: CLOSES,
    look: "FIN of the upstream with an acknowledgement at or below the request's first byte; bare resets with that number answer the request. The idle time before it is the same in every case.",
    change: IDLE_LIMITS,
  },
  'late-reuse': {
    ran: 'No: the upstream had closed before the request was sent.',
    filter: CLOSES,
    look: "The request's own acknowledgement is one above the FIN: the kernel that sent it knew of the close.",
    change: `The gateway must drop connections that were closed: reap idle ones in the background, or check before reuse. ${IDLE_LIMITS}`,
  },
  'closed-during-upload': {
    ran: 'Possibly: a part of it had been read.',
    filter: CLOSES,
    look: 'FIN of the upstream whose acknowledgement lies inside the request.',
    change:
      "The upstream's read timeout for bodies and its size limit; let it read the body to the end before it answers an error.",
  },
  'reset-with-unread-request': {
    ran: 'Possibly: what the kernel had need not have been read.',
    filter: 'tcp.flags.reset == 1 && tcp.flags.ack == 1',
    look: 'A reset with ACK whose number lies inside the request or at its end, and no byte of a response.',
    change:
      'Was the process killed then (journalctl -k, OOM killer, restarts)? Handlers that reject must read the body, or answer and close with a FIN.',
  },
  'premature-close-before-headers': {
    ran: 'Likely yes after a FIN, possibly after a reset: the upstream had the whole request. Check before replaying.',
    filter: CLOSES,
    look: 'FIN of the upstream that acknowledges the whole request. Equal long waits before it are a timer, a few milliseconds a crash or a panic.',
    change:
      "The application's log of that second (panic, worker timeout, OOM). A timer: write or worker timeout above the slowest handler, with a deadline for requests below it that answers 503.",
  },
  'partial-response-headers': {
    ran: 'Yes: it was being answered.',
    filter: CLOSES,
    look: 'Payload of the upstream without the empty line, then its FIN or reset.',
    change:
      "The application's log of that second; response headers that exceed the gateway's buffers; a protocol that the gateway does not expect on this port.",
  },
  'rst-after-idle': {
    ran: "Depends on the reset's number: show tells it for each.",
    filter: 'tcp.flags.reset == 1',
    look: "The reset's TTL or hop limit beside that of the upstream's other packets, and the idle time before it, which is the limit of whoever forgot.",
    change: `Below the limit of the firewall, NAT or balancer on the path: the gateway's idle limit, or TCP keep-alive probes more often than that. ${IDLE_LIMITS}`,
  },
  'foreign-reset': {
    ran: 'Possibly: the upstream may not know of the reset.',
    filter: 'tcp.flags.reset == 1',
    look: "The reset's TTL or hop limit is another than that of all other packets of the upstream.",
    change:
      'Find the sender: capture on both sides of each device on the path. Connection tracking: net.netfilter.nf_conntrack_tcp_be_liberal=1, and drop INVALID instead of rejecting it.',
  },
  'request-unanswered': {
    ran: 'Unknown: only a capture at the upstream tells.',
    filter: 'tcp.analysis.retransmission',
    look: 'The request again and again at doubling intervals, and not one packet from the other side.',
    change:
      "The idle limit of the firewall, NAT or balancer on the path: stay below it with the gateway's idle limit, or send TCP keep-alive probes (nginx: proxy_socket_keepalive on). Or the host was gone: its uptime.",
  },
  'response-lost-to-reset': {
    ran: 'It was answered; whether the answer arrived, packets do not tell.',
    filter: 'tcp.flags.reset == 1',
    look: 'A response while the request is still being sent, then a reset of the upstream.',
    change:
      'Let the upstream read the body before it closes (nginx: lingering_close, Tomcat: maxSwallowSize), and set the same size limit at the gateway.',
  },
  'truncated-response': {
    ran: 'Yes: its status was on the wire.',
    filter: CLOSES,
    look: 'Bytes of body that came against Content-Length, or chunks without the last one, then FIN or reset of the upstream.',
    change:
      "A write timeout that is shorter than the download, a killed worker, or a wrong Content-Length: the application's log of that second.",
  },
  'stream-aborted': {
    ran: 'Yes where a response had begun, else possibly.',
    filter: 'http2.type == 3',
    look: "The RST_STREAM's error code, and what of the response came before it. Without TLS first Decode As HTTP2.",
    change:
      "The application's log: a handler that failed. ENHANCE_YOUR_CALM (11) and INTERNAL_ERROR (2) are limits and faults of the upstream.",
  },
  'tunnel-dropped': {
    ran: 'A tunnel has no request to replay; the client must connect again.',
    filter: `websocket.opcode == 8 || ${CLOSES}`,
    look: 'No Close frame (opcode 8) before the FIN or reset, and how long the tunnel had been silent.',
    change:
      'Pings more often than the shortest idle limit on the way (nginx: proxy_read_timeout, 60 s by default); at restarts, close tunnels one by one.',
  },
  'unsolicited-response': {
    ran: 'No request was outstanding.',
    filter: 'http.response.code == 408 || http.response.code == 400',
    look: 'A response that follows a complete one, without a request between them.',
    change:
      'A server that answers 408 to idle connections: let it close silently, or let the gateway close first.',
  },
  'upstream-error-response': {
    ran: 'It was answered with an error: look at the upstream, one hop further in. Not known where a gateway made up the page.',
    filter: 'http.response.code >= 502 && http.response.code <= 504',
    look: "The status line comes from the upstream's address.",
    change: 'Capture between that upstream and what it calls; nothing is to be changed at this connection.',
  },
  'gateway-answered-alone': {
    ran: 'Hardly: no upstream was seen to be asked. Not known for sure: another interface may have carried it.',
    filter: 'http.response.code >= 502 && http.response.code <= 504',
    look: "The answer on the client's connection, and no request on any upstream connection before it.",
    change:
      'Why the gateway had no upstream left: failed health checks, max_fails after earlier failures, a full queue. Mend those failures first.',
  },
  'proxy-gave-up': {
    ran: 'Possibly: the upstream had the request, and nobody waited for its answer.',
    filter: CLOSES,
    look: "The first FIN or reset is the gateway's, with a request outstanding. A round number of seconds since the request is a timeout.",
    change:
      "The gateway's log tells 504 (its timeout) from 499 (its client left). Timeouts shrink inwards: client above gateway above upstream.",
  },
  'proxy-timeout': {
    ran: 'Possibly: the upstream had the request, and nobody waited for its answer.',
    filter: CLOSES,
    look: "The same wait in every case; an answer that comes after the gateway's FIN shows how long it would have taken.",
    change:
      "Make the upstream faster or bound it below the gateway's timeout (503 in time); else raise the gateway's (nginx: proxy_read_timeout).",
  },
  'client-abort': {
    ran: 'Possibly: the upstream had it when the client left.',
    filter: CLOSES,
    look: "The client's FIN or reset on its own connection comes first, the gateway's towards the upstream just after.",
    change:
      "The client's timeout, or why the answer takes longer than people wait. At the gateway nothing failed.",
  },
  'restart-race': {
    ran: 'No: the connection was closed before any byte of the request arrived. Safe to replay, POST included.',
    filter: CLOSES,
    look: 'Idle connections of that upstream with different ages, all closed within 250 ms; then refused SYNs.',
    change: DRAIN,
  },
};
