/**
 * 简体中文: what the analysis says of a finding, by the English sentence as `src/detect`, `src/clusters` and `src/report` write
 * it. `{=0}` and `{~0}` are explained in `phrase-book.ts`.
 */
export const zhVerdicts = {
  // What redaction takes out
  payload: '负载',
  'header fields but Host, Server, Keep-Alive and the request id':
    '除 Host、Server、Keep-Alive 和请求 ID 外的首部字段',
  'queries of request targets': '请求目标的查询串',
  'addresses and ports': '地址和端口',
  'host names': '主机名',
  'request ids': '请求 ID',
  'path segments': '路径各段',
  'unregistered methods': '未注册的方法',
  'names and hashes of capture files': '抓包文件的名称和散列值',
  'what logs say of the findings': '日志与发现的对应',

  // Names of families and kinds
  'Keep-alive race': '空闲连接关闭竞态',
  'Forgotten on the path': '中间设备丢失连接状态',
  'Restart, no drain': '重启未摘流',
  'Closed, no answer': '未响应即关闭',
  'Response cut': '响应被截断',
  'Could not connect': '连接建立失败',
  'Gateway gave up': '网关放弃等待',
  'No teardown': '与连接关闭无关',
  'Accept queue full': 'accept 队列已满',
  'Client left': '客户端离开',
  'Closed during the upload': '上传途中关闭',
  'Connection refused': '连接被拒绝',
  'Connect timeout': '连接超时',
  'Upstream unreachable': '上游不可达',
  'Reset by somebody else': '第三方重置',
  'Answered by the gateway alone': '网关自行应答',
  'Request met a GOAWAY': '请求遇到 GOAWAY',
  'Reuse of a closed connection': '复用已关闭的连接',
  'Closed inside the response headers': '响应头中途关闭',
  'Closed before any answer': '上游在响应头之前关闭连接',
  'Gateway timeout': '网关超时',
  'Request into a black hole': '请求石沉大海',
  'Reset on accept': '接受连接后即重置',
  'Reset with the request unread': '请求未读完即重置',
  'Response lost to a reset': '响应因重置而丢失',
  'Request met a restart': '请求遇上重启',
  'Reset after idle': '空闲后重置',
  'Slow connect': '建连缓慢',
  'Stream aborted': '流被中止',
  'Tunnel dropped': '隧道中断',
  'Response nobody asked for': '无请求的响应',
  'Answered by the upstream': '上游自行应答',

  // Small clauses
  'the request': '该请求',
  requests: '请求',
  request: '请求',
  'a response': '一个响应',
  'status {0}': '状态码 {0}',
  'a reset': '重置',
  'a FIN': 'FIN',
  'had not ended': '尚未结束',
  'ends at {0}': '止于 {0}',
  'an unknown time': '未知时长',
  'after {0}': '{~0} 之后',
  ' after {0}': '在 {~0} 之后',
  ', {0} bytes missing in all': '，共缺少 {0} 字节',

  // Conclusions from neighbours
  '{0} The capturing program lost {1} packets, so this is not certain.':
    '{~0}抓包程序丢失了 {1} 个报文，因此不能确定。',
  '{0} The upstream itself closes connections as idle as this one, and its close may have been missed.':
    '{~0}上游自己也会关闭空闲这么久的连接，抓包可能漏掉了那次关闭。',
  '{0} The capture lacks packets of {1}, so this is not certain.': '{~0}抓包缺少 {~1} 的报文，因此不能确定。',
  '1 connection': '1 个连接',
  '{0} connections': '{0} 个连接',
  'The gateway {0} answered {1} with a page of its own: what failed lies behind it, so capture there.':
    '网关 {0} 以自己的页面返回了 {1}：故障在它身后，请到那里抓包。',
  'The gateway {0} answered {1} requests with 502, 503 or 504 itself: what failed lies behind it':
    '网关 {0} 自己对 {1} 个请求返回了 502、503 或 504：故障在它身后',
  '{0} itself answered {1} to {2}.': '{0} 自己对 {=2} 返回了 {1}。',
  'The gateway {0} answered {1} without trying an upstream.': '网关 {0} 未尝试任何上游就返回了 {1}。',
  'its connection to the gateway ended just before': '它与网关的连接刚在此前结束',
  'it closed with its request outstanding': '它在请求未完成时关闭了连接',
  'the server of this connection is itself a gateway, and sent the request on':
    '此连接的服务端自身也是网关，并已转发该请求',
  "The gateway's own timeout of about {0} s ended the request.": '网关自身约 {0} s 的超时结束了该请求。',
  'The client left before the answer was complete: {0}.': '客户端在响应完成之前离开：{~0}。',
  '{0} The gateway passed on what happened on its connection {1} to {2}.':
    '{~0}网关转述的是它在连接 {1}（到 {2}）上的遭遇。',
  '{0} It is connection {1} with translated addresses, and counted there.':
    '{~0}它就是地址经过转换的连接 {1}，已在那里计入。',
  '{0} New connections were refused right after: the process was ending.':
    '{~0}紧接着新连接被拒绝：进程正在退出。',
  '{0} It was one of a burst of closes at different idle ages: the process was ending.':
    '{~0}同一时刻有一批空闲时长各异的连接被关闭：进程正在退出。',

  // Explanations
  "Of this connection only flags were captured: something that the gateway sent without knowing of the upstream's FIN met a closed socket. If it was a request, this is a keep-alive race.":
    '此连接只捕获了标志位报文：网关在不知道上游 FIN 的情况下发出的数据遇到了已关闭的套接字。若为请求，即为空闲连接关闭竞态。',
  'Of this connection only flags were captured: something that the gateway sent was answered by a reset of somebody who knew nothing of the connection. If it was a request, it was lost.':
    '此连接只捕获了标志位报文：网关发出的数据被不认识该连接的一方以重置应答。若为请求，则已丢失。',
  'The upstream closed this idle connection while {0} was on its way to it.':
    '{=0} 还在途中时，上游关闭了这条空闲连接。',
  "The upstream had closed this connection, and the gateway's kernel knew, when {0} was sent on it.":
    '{=0} 发出时，上游早已关闭此连接，且网关内核已经得知。',
  '{0} was sent on an idle connection and answered by a reset: {1}.':
    '{=0} 在空闲连接上发出，得到的却是重置：{~1}。',
  'nobody there knew the connection any more': '对端已不认识此连接',
  'the upstream had closed the idle connection with a reset while the request was on the wire':
    '请求在途中时，上游以重置关闭了这条空闲连接',
  'the upstream closed the idle connection with the request unread in its socket':
    '请求在套接字中尚未读取，上游就关闭了这条空闲连接',
  'The upstream had {0} whole and closed without a byte of an answer.':
    '上游已收到完整的 {=0}，未发一个字节的响应就关闭了连接。',
  'The upstream had acknowledged {0} and reset the connection without an answer.':
    '上游已确认 {=0}，未响应就重置了连接。',
  'The upstream closed when it had a part of {0} only.': '上游只收到 {=0} 的一部分就关闭了连接。',
  'The upstream process ended with the request unread in the socket of a connection that had been idle.':
    '上游进程结束时，请求仍未读地留在一个此前空闲的连接的套接字中。',
  'The upstream reset the connection with {0} incomplete or unread.':
    '{=0} 尚未收全或未读完，上游就重置了连接。',
  'The response to {0} broke off inside its headers.': '{=0} 的响应在响应头中途中断。',
  'The response{0} to {1} was cut: {2}.': '{=1} 的响应{0}被截断：{~2}。',
  'The response to {0} may have been cut: a reset followed it, and the capture does not hold what would tell where it ends.':
    '{=0} 的响应可能被截断：其后紧跟一个重置，而抓包中没有能说明响应在何处结束的内容。',
  'at least {0} bytes that were promised never came': '承诺的至少 {0} 字节始终未到',
  '{0} bytes that were promised never came': '承诺的 {0} 字节始终未到',
  'the end that its {0} would show never came': '其 {0} 应有的结尾始终未到',
  'The upstream answered {0} before it had all of it, and then reset the connection: some gateways deliver such an answer, some lose it.':
    '上游尚未收全 {=0} 就已应答，随后重置了连接：有的网关会把这样的应答交给客户端，有的会丢失它。',
  'The gateway closed while {0} was outstanding: its own timeout (504), or its client had left (499).':
    '{=0} 尚未完成，网关就关闭了连接：自身超时（504），或其客户端已离开（499）。',
  '{0} was sent and sent again, and nothing came back.': '{=0} 发出并重传，始终没有任何回应。',
  '{0} accepted the connection and reset it before a request was sent.':
    '{0} 接受了连接，却在请求发出之前重置。',
  '{0} refused the connection: nothing listens on that port.': '{0} 拒绝连接：该端口无人监听。',
  '{0} did not answer {1} SYNs.': '{0} 未应答 {1} 个 SYN。',
  '{0} could not be reached: {1}.': '{0} 不可达：{~1}。',
  '{0} never took the connection out of its queue: {1} was not acknowledged.':
    '{0} 始终没有从队列中取出此连接：{=1} 未被确认。',
  'A reset that the upstream did not send ended {0}.': '一个并非上游发出的重置终止了 {=0}。',
  'The upstream refused the stream of {0} without processing it.': '上游拒绝了 {=0} 的流，未作处理。',
  'The upstream ended the connection before it processed {0}, and said so.':
    '上游在处理 {=0} 之前结束了连接，并明确告知。',
  'The handshake with {0} took {1} and {2} SYNs.': '与 {0} 的握手用了 {1} 和 {2} 个 SYN。',
  'The upstream aborted the stream of {0}.': '上游中止了 {=0} 的流。',
  'The {0} was ended by {1} of the upstream, without a closing handshake.':
    '{0} 被上游的 {=1} 终止，没有关闭握手。',
  'The upstream sent {0} while no request was outstanding.': '没有未完成的请求时，上游发来了 {~0}。',

  // Incidents
  'upstream closed connections idle for {0}; the gateway was just reusing them':
    '上游关闭了空闲 {~0} 的连接，网关恰在此时复用它们',
  'upstream closed a connection idle for {0}; the gateway was just reusing it':
    '上游关闭了空闲 {~0} 的一个连接，网关恰在此时复用它',
  '{0} itself answered {1} requests with 502, 503 or 504': '{0} 自己对 {1} 个请求返回了 502、503 或 504',
  'The gateway {0} answered {1} requests without trying an upstream':
    '网关 {0} 未尝试任何上游就应答了 {1} 个请求',
  'one request': '一个请求',
  'several requests': '若干请求',
  '{0} on a connection idle for {1}: answered by nothing but a reset':
    '{=0} 发在空闲 {~1} 的连接上：只得到重置',
  '{0} sent on a connection idle for {1}, sent again, and no packet came back':
    '{=0} 发在空闲 {~1} 的连接上，重传后仍无报文返回',
  '{0} on connections idle for {1}: answered by nothing but a reset':
    '{=0} 发在空闲 {~1} 的连接上：只得到重置',
  '{0} sent on connections idle for {1}, sent again, and no packet came back':
    '{=0} 发在空闲 {~1} 的连接上，重传后仍无报文返回',
  '{0}: no byte of an answer, closed after {1}': '{=0}：没有一个字节的响应，{~1} 之后关闭',
  '{0}: no byte of an answer, closed': '{=0}：没有一个字节的响应即关闭',
  '{0}: answer cut by the upstream{1}': '{=0}：响应被上游截断{~1}',
  '{0}: answer cut by the gateway{1}': '{=0}：响应被网关截断{~1}',
  'a SYN answered by a reset: nothing listens on the port': '一个 SYN 得到重置：该端口无人监听',
  'a connection attempt without any answer': '一次连接尝试没有任何应答',
  '{0} SYNs answered by a reset: nothing listens on the port': '{0} 个 SYN 得到重置：该端口无人监听',
  '{0} connection attempts without any answer': '{0} 次连接尝试没有任何应答',
  '{0}: the gateway closed{1} without having got the whole answer':
    '{=0}：网关{~1}未得到完整响应就关闭了连接',
  '{0} to {1} s': '{0} 至 {1} s',
  '{0} to {1} ms': '{0} 至 {1} ms',

  // Causes
  'this connection had been idle for {0} s': '此连接已空闲 {0} s',
  'connections to it are reused after up to {0} s': '到它的连接最长空闲 {0} s 后仍被复用',
  'upstream closed after {0} s idle': '上游在空闲 {0} s 后关闭',
  '{0} idle connections were closed at {1} to {2} s': '{0} 条空闲连接在 {1} 至 {2} s 时被关闭',
  'upstream idle limit {0} s (likely {1})': '上游空闲上限 {0} s（很可能是 {1}）',
  'upstream idle limit {0} s': '上游空闲上限 {0} s',
  'upstream closed outside its idle limit': '上游在空闲上限之外关闭',
  '{0}, {1} s idle limit': '{0}，空闲上限 {1} s',
  'the upstream process ended and closed its idle connections': '上游进程退出并关闭了空闲连接',
  'several idle connections were closed at once, at different ages': '多条空闲时长各异的连接同时被关闭',
  'connections were refused right after, and none was accepted in between':
    '紧接着连接被拒绝，其间没有连接被接受',
  'other connections of it were closed, or new ones refused, around the same time':
    '同一时段它的其他连接被关闭，或新连接被拒绝',
  'the upstream process went away': '上游进程消失',
  'crash, panic or abort while handling the request': '处理请求时崩溃、panic 或中止',
  'closed within milliseconds of the request: no timer is that short':
    '请求之后几毫秒内关闭：没有这么短的定时器',
  'closed {0} s after the request: hardly any time limit is that short':
    '请求之后 {0} s 关闭：几乎没有这么短的时间限制',
  'crash, abort or kill while handling the request': '处理请求时崩溃、中止或被杀死',
  '1 request was closed without a whole answer after {0}': '1 个请求在 {~0} 之后未得到完整响应即关闭',
  '{0} requests were closed without a whole answer after {1}': '{0} 个请求在 {~1} 之后未得到完整响应即关闭',
  'closed {0} s after the request, others were answered after {1} s':
    '请求之后 {0} s 关闭，而其他请求在 {1} s 之后仍得到响应',
  'crash, abort or kill in the middle of the answer': '响应途中崩溃、中止或被杀死',
  'a reset: time limits mostly end with a FIN': '以重置结束：时间限制大多以 FIN 结束',
  'a reboot, or a box on the path that lost its connections': '主机重启，或路径上的设备丢失了连接状态',
  'a reboot, or a box on the path that forgot the connection': '主机重启，或路径上的设备遗忘了该连接',
  'a box on the path forgot the connection': '路径上的设备遗忘了该连接',
  'gone after {0} s idle': '空闲 {0} s 后已不存在',
  'still there after {0} s': '空闲 {0} s 时仍在',
  'idle for {0} s, and others were answered after {1} s: no idle limit':
    '空闲了 {0} s，而其他连接空闲 {1} s 后仍得到响应：并非空闲上限',
  'the waits differ: the limit acts when the handler first writes (Go)':
    '等待时长不一：限制在处理函数首次写出时才生效（Go）',
  'the waits are equal: the limit itself ends the work': '等待时长一致：由限制本身终止',
  'a time limit': '时间限制',
  'a time limit of {0}': '{0} 的时间限制',
  'a time limit of about {0} s': '约 {0} s 的时间限制',
  'a time limit of {0} of about {1} s': '{0} 约 {1} s 的时间限制',

  // Ends that nobody is to blame for, and those that cannot be judged
  'idle close': '空闲关闭',
  'idle closes': '空闲关闭',
  'clean close': '正常关闭',
  'clean closes': '正常关闭',
  'reset after a complete response': '完整响应之后的重置',
  'resets after complete responses': '完整响应之后的重置',
  'connection opened ahead and never used': '预先建立但未使用的连接',
  'connections opened ahead and never used': '预先建立但未使用的连接',
  'health check': '健康检查',
  'health checks': '健康检查',
  'port scan': '端口扫描',
  'port scans': '端口扫描',
  'began before capture': '抓包前已建立',
  'one direction': '只有单向',
  'packets missing': '报文缺失',
  'not http': '非 HTTP',
  'unclear end': '结束方式不明',
} as const;
