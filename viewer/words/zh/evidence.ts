/** 简体中文: why a verdict is so, and what it is not, by the English sentence as `src/detect` writes it. */
export const zhEvidence = {
  // Other streams of a connection
  'besides streams that the upstream refused unprocessed: {0}': '此外，上游未处理即拒绝的流：{0} 个',
  'besides streams that the upstream aborted, which may have run: {0}':
    '此外，被上游中止、可能已执行的流：{0} 个',
  'besides streams that were open when the upstream closed, which may have run: {0}':
    '此外，上游关闭时仍未完成、可能已执行的流：{0} 个',

  // Evidence
  'RST is bare, with the number {0}: what it answers did not acknowledge the FIN':
    'RST 不带 ACK，序列号为 {0}：它所应答的报文没有确认 FIN',
  'RST is bare, at {0}, and no FIN of the upstream': 'RST 不带 ACK，位于 {0}，且上游没有 FIN',
  'FIN at {0}': 'FIN 位于 {0}',
  '{0}, and with a receive window of 0: bytes lay unread': '{~0}，且接收窗口为 0：有字节未读',
  'the upstream sent bytes {0} after the reset, which it therefore did not send':
    '重置之后 {0} 上游仍在发送数据，因此重置并非上游所发',
  'the exchange before was to be the last one of the connection: Connection: close, or HTTP/1.0':
    '前一次交换本应是该连接的最后一次：Connection: close，或 HTTP/1.0',
  'FIN acknowledges {0} and the request starts at {1}: no byte of it had arrived':
    'FIN 确认到 {0}，而请求从 {1} 开始：一个字节都未到达',
  'the request acknowledges {0} and the FIN is at {1}: its sender had no FIN yet':
    '请求确认到 {0}，而 FIN 位于 {1}：发送方此时还未收到 FIN',
  'it left with a receive window of 0: bytes of the request lay unread':
    '它发出时接收窗口为 0：请求尚有字节未被读取',
  'RST is bare, with the number {0} that the request acknowledged: no socket was left to read it':
    'RST 不带 ACK，序列号 {0} 正是请求所确认的：已没有套接字来读取请求',
  'seen here, the FIN came {0} after the request': '在抓包点，FIN 晚于请求 {0}',
  'seen here, the FIN came {0} before the request': '在抓包点，FIN 早于请求 {0}',
  'the request acknowledges {0}, which covers the FIN at {1}': '请求确认到 {0}，已覆盖位于 {1} 的 FIN',
  'it left {0} after the FIN had been acknowledged': '它在 FIN 被确认 {0} 之后发出',
  'RST is bare, with the number {0} that the request acknowledged: it answers the request':
    'RST 不带 ACK，序列号 {0} 正是请求所确认的：它在应答该请求',
  'sent after {0} without a byte': '此前 {0} 没有任何数据',
  "the reset has TTL {0}, as the upstream's other packets": '重置报文的 TTL 为 {0}，与上游其他报文一致',
  "the reset has TTL {0}, the upstream's other packets have {1}: somebody on the path sent it":
    '重置报文的 TTL 为 {0}，上游其他报文为 {~1}：由链路上的第三方发出',
  'FIN acknowledges {0} and the request ends at {1}: the process had read all of it':
    'FIN 确认到 {0}，请求止于 {1}：进程已全部读取',
  'FIN is at {0}: no byte was sent after the request': 'FIN 位于 {0}：请求之后未发送任何字节',
  'no byte of the request was sent again in all that time: it had been acknowledged, in a packet that the capture lacks':
    '在这段时间内请求没有任何字节被重传：它已被确认，只是抓包缺少那个报文',
  'the upstream acknowledged {0}, the end of the request': '上游已确认到 {0}，即请求末尾',
  'RST without ACK: the socket was gone': 'RST 不带 ACK：套接字已不存在',
  "RST with ACK {0}: a live socket's abort": 'RST 带 ACK {0}：由仍存活的套接字中止',
  'closed {0} after the request': '请求之后 {0} 关闭',
  'FIN acknowledges {0}; the request is {1} to {2}': 'FIN 确认到 {0}；请求为 {1} 至 {2}',
  'FIN acknowledges {0}, all that was sent of a request that had not ended':
    'FIN 确认到 {0}，即未结束的请求已发出的全部字节',
  'RST acknowledges {0}; the request is {1} to {2}': 'RST 确认到 {0}；请求为 {1} 至 {2}',
  'RST acknowledges {0}: {1} bytes of a request that had not ended': 'RST 确认到 {0}：未结束请求的 {1} 字节',
  '{0} after the last byte of it': '距其最后一个字节 {0}',
  'the response begins at {0}': '响应从 {0} 开始',
  'closed at {0}, before the headers ended': '于 {0} 关闭，响应头尚未结束',
  '{0}, the end of its headers was not captured': '{~0}，响应头的末尾未被抓到',
  'the page is one that {0} makes up itself': '此页面由 {0} 自己生成',
  '{0}, its body begins at {1}': '{~0}，响应体从 {1} 开始',
  'FIN at {0}: {1}': 'FIN 位于 {0}：{~1}',
  'RST at {0}: {1}': 'RST 位于 {0}：{~1}',
  'closed {0} after the response began': '响应开始 {0} 之后关闭',
  '{0} when {1} was received of a request that {2}': '{~0}，此时只收到 {1}，请求{~2}',
  'RST at {0}: unread bytes of the request met a closed socket':
    'RST 位于 {0}：未读的请求字节到达已关闭的套接字',
  'the gateway closed at {0}, and the upstream had not': '网关于 {0} 关闭，上游此时尚未关闭',
  '{0} after the last byte of either side': '距任一方最后一个字节 {0}',
  'the whole answer came {0} after the request: nobody was left to take it':
    '完整响应在请求之后 {0} 才到：已无人接收',
  "sent again; the upstream's highest acknowledgement stays at {0}, the request starts at {1}":
    '重传；上游的最高确认号停在 {0}，请求从 {1} 开始',
  'no packet came back in {0}': '{0} 内没有任何报文返回',
  'RST with no byte of payload from either side': 'RST，双方均无任何载荷',
  '{0} after the SYN-ACK': '距 SYN-ACK {0}',
  'RST acknowledges the SYN (ack {0}): the port is closed': 'RST 确认了 SYN（ack {0}）：端口未打开',
  'SYN, sent {0} times; no packet came back': 'SYN 发送 {0} 次；没有任何报文返回',
  'the last one {0} after the first': '最后一次距首次 {0}',
  'SYN, sent {0} times': 'SYN 发送 {0} 次',
  'answered {0} after the first': '距首次 {0} 得到应答',
  'ICMP: {0}, quoting this SYN': 'ICMP：{~0}，引用了此 SYN',
  'SYN-ACK, sent {0} times although the client had acknowledged it': 'SYN-ACK 发送 {0} 次，尽管客户端已确认',
  'the request was sent again; nothing acknowledges it': '请求被重传；没有任何报文确认它',
  "TTL {0}; the upstream's {1} packets have {2}": 'TTL 为 {0}；上游的 {1} 个报文为 {~2}',
  '{0} to {1}': '{0} 至 {1}',
  'RST at {0}': 'RST 位于 {0}',
  "stream {0}, not processed by the server's own word": '流 {0}，服务端自述未处理',
  'RST_STREAM {0} on stream {1}': '流 {1} 上的 RST_STREAM {0}',
  '{0} at {1}, and no Close frame before it': '{0} 位于 {1}，此前没有 Close 帧',
  '{0} after the last byte': '距最后一个字节 {0}',
  'a response begins at {0}; every earlier request had been answered':
    '响应从 {0} 开始；此前的请求均已得到响应',

  'php-fpm never reads the empty record that ends a request, so that its workers always end with a reset':
    'php-fpm 从不读取标志请求结束的空记录，因此其 worker 总以重置结束',
  'the request had arrived whole, though the reset does not tell whether a process had read it':
    '请求已完整到达，但重置无法说明进程是否读取过',

  // Ruled out
  'an application that had the request would have closed with a FIN acknowledging {0}':
    '若应用已收到请求，其 FIN 应确认到 {0}',
  'a gateway that knew of the FIN would have sent ack {0}': '若网关已知 FIN，应发出 ack {0}',
  'the request was acknowledged only after the FIN: a lingering close reads and discards it':
    '请求在 FIN 之后才被确认：延迟关闭会读取并丢弃它',
  'the FIN was acknowledged before the request left: they did not cross':
    '请求发出前 FIN 已被确认：两者没有交错',
  'the upstream never sent a FIN on this connection': '上游从未在此连接上发送 FIN',
  'no packet before the reset acknowledges a byte of the request': '重置之前没有报文确认过请求的任何字节',
  'a close that crossed the request would acknowledge {0}': '若与请求交错，关闭报文应确认到 {0}',
  'the request had been acknowledged before the reset': '重置之前请求已被确认',
  'FIN acknowledges bytes of the request, which starts at {0}': 'FIN 确认了请求的字节，请求从 {0} 开始',
  'the request had not arrived whole': '请求尚未完整到达',
  'bytes of this request were acknowledged, or the connection was fresh':
    '请求的字节已被确认，或连接是新建的',
  'the request had not been acknowledged whole': '请求尚未被完整确认',
  'bytes of a response were sent': '已发送响应的字节',
  'its headers are not complete': '响应头不完整',
  'the upstream closed first': '上游先关闭',
  'the gateway closed first': '网关先关闭',
  'the request had not been read whole when the answer was sent': '发送响应时请求尚未读完',
  'no reset came': '没有收到重置',
  'the SYN was answered': 'SYN 已得到应答',
  'the SYN was answered, by an ICMP error': 'SYN 得到了应答：ICMP 差错',
  'the upstream repeats its SYN-ACK: it is there, and has no connection':
    '上游重复 SYN-ACK：它在线，但没有此连接',
  'the upstream did not send this reset': '此重置并非上游所发',
  'RST_STREAM says REFUSED_STREAM': 'RST_STREAM 称 REFUSED_STREAM（未处理）',
  "the gateway acknowledged {0}, one number behind the upstream's last byte: a FIN that the capture lost":
    '网关确认了 {0}，即上游最后一个字节之后的一个序号：捕获丢失了该 FIN',
  'the upstream had closed with a FIN': '上游已用 FIN 关闭',
  'GOAWAY: the last stream that will be processed is an earlier one': 'GOAWAY：将处理的最后一个流早于它',
  'the server had not begun to process it': '服务端尚未开始处理',
  'the server did not say that it had left the request unprocessed': '服务端并未声明请求未被处理',

  // ICMP
  'network unreachable': '网络不可达',
  'host unreachable': '主机不可达',
  'protocol unreachable': '协议不可达',
  'port unreachable': '端口不可达',
  'network administratively prohibited': '网络被管理性禁止',
  'host administratively prohibited': '主机被管理性禁止',
  'communication administratively prohibited': '通信被管理性禁止',
  'no route to destination': '无到目的地的路由',
  'administratively prohibited': '被管理性禁止',
  'address unreachable': '地址不可达',
  'source address failed policy': '源地址不符合策略',
  'reject route': '拒绝路由',
  'destination unreachable, code {0}': '目的不可达，代码 {0}',
} as const;
