/**
 * 简体中文: remarks on whole captures, by the English sentence as `src/remarks.ts`, `src/capture-file.ts`, `src/second-vantage.ts` and
 * `src/browser/decode.ts` write it, and the kinds of findings as they are named where they were ruled out.
 */
export const zhCaptures = {
  'too many connections open at once: {0} were let go before their end, unanswered ones first':
    '同时打开的连接过多：{0} 个未等结束即放弃，先放弃无应答的',
  '{0} did not answer {1} requests for its link address: packets to it never left, connects end with "No route to host"':
    '{0} 未应答 {1} 次链路地址（ARP/ND）请求：发往它的报文从未发出，连接以 “No route to host” 失败',
  '{0} has the other role than it was named for wherever packets tell (connections: {1}): verdicts that rest on that name may be the wrong way round':
    '但凡报文能说明角色之处（连接数：{1}），{0} 的角色都与所指定的相反：依据该指定的结论可能方向相反',
  '{0} fragmented datagrams are in the capture only in part: what they carried is missing':
    '{0} 个分片数据报只捕获了一部分：缺少其内容',
  'more than {0} connections: {1} are analysed but not listed': '连接超过 {0} 个：{1} 个已分析但未列出',
  'more than {0} findings: {1} are counted but not listed': '发现超过 {0} 项：{1} 项已计数但未列出',
  'more than {0} MB: the connections are analysed but not listed here; closecall report lists up to {1}':
    '超过 {0} MB：连接已分析，但未在此列出；closecall report 最多列出 {1} 个',
  'the snap length cut the payload of {0} packets: requests there may lack their names, and whether a response was whole cannot be told; capture with tcpdump -s 0':
    '抓包长度（snaplen）截断了 {0} 个报文的负载：其中的请求可能没有名称，也无法判断响应是否完整；请用 tcpdump -s 0 抓包',
  '{0} connection is in another of the captures too, captured at the same point':
    '{0} 个连接也在另一份抓包中，抓包点相同',
  '{0} connections are in another of the captures too, captured at the same point':
    '{0} 个连接也在另一份抓包中，抓包点相同',
  '{0} connection is in another of the captures too, but the packets do not tell how the two clocks differ: each is drawn from one capture':
    '{0} 个连接也在另一份抓包中，但报文无法说明两个时钟的差异：各按一份抓包绘制',
  '{0} connections are in another of the captures too, but the packets do not tell how the two clocks differ: each is drawn from one capture':
    '{0} 个连接也在另一份抓包中，但报文无法说明两个时钟的差异：各按一份抓包绘制',
  '{0} connection is in another of the captures too, captured {1} away: this clock is {2} behind, single packets differ by {3}':
    '{0} 个连接也在另一份抓包中，相距 {1}：此处时钟慢 {2}，单个报文相差 {3}',
  '{0} connections are in another of the captures too, captured {1} away: this clock is {2} behind, single packets differ by {3}':
    '{0} 个连接也在另一份抓包中，相距 {1}：此处时钟慢 {2}，单个报文相差 {3}',
  '{0} connection is in another of the captures too, captured {1} away: this clock is {2} ahead, single packets differ by {3}':
    '{0} 个连接也在另一份抓包中，相距 {1}：此处时钟快 {2}，单个报文相差 {3}',
  '{0} connections are in another of the captures too, captured {1} away: this clock is {2} ahead, single packets differ by {3}':
    '{0} 个连接也在另一份抓包中，相距 {1}：此处时钟快 {2}，单个报文相差 {3}',
  'the file ends inside its last record, at least {0} bytes are missing (offset {1})':
    '文件在最后一条记录中间结束，至少缺少 {0} 字节（偏移 {1}）',
  'simple packet blocks have no time: each packet is given that of the one before (offset {0})':
    '简单报文块（SPB）没有时间：沿用前一个报文的时间（偏移 {0}）',

  // Kinds, where they were ruled out
  'accept queue overflow': 'accept 队列已满',
  'client abort': '客户端离开',
  'closed during upload': '上传途中关闭',
  'connect refused': '连接被拒绝',
  'connect timeout': '连接超时',
  'connect unreachable': '上游不可达',
  'fin during request': '空闲连接关闭竞态',
  'foreign reset': '第三方重置',
  'gateway answered alone': '网关自行应答',
  'goaway race': '请求遇到 GOAWAY',
  'late reuse': '复用已关闭的连接',
  'partial response headers': '响应头中途关闭',
  'premature close before headers': '上游在响应头之前关闭连接',
  'proxy gave up': '网关放弃等待',
  'proxy timeout': '网关超时',
  'request unanswered': '请求石沉大海',
  'reset on accept': '接受连接后即重置',
  'reset with unread request': '请求未读完即重置',
  'response lost to reset': '响应因重置而丢失',
  'restart race': '请求遇上重启',
  'rst after idle': '空闲后重置',
  'slow connect': '建连缓慢',
  'stream aborted': '流被中止',
  'truncated response': '响应被截断',
  'tunnel dropped': '隧道中断',
  'unsolicited response': '无请求的响应',
  'upstream error response': '上游自行应答',
} as const;
