/** 简体中文: what to change, by the English sentence as `src/knowledge` writes it. Settings keep their names. */
export const zhRemedies = {
  // Idle limits
  '{0}, if {1} keeps its default of {2} s, not visible here':
    '{~0}（前提是 {1} 保持默认的 {2} s，此处不可见）',
  "{0} (raising the upstream's needs the gateway's limit: not visible here)":
    '{~0}（若改为调高上游，需知网关的上限：此处不可见）',
  'upstream: idle limit {0} s (e.g. Node keepAliveTimeout, Go IdleTimeout)':
    '上游：空闲上限 {0} s（如 Node keepAliveTimeout、Go IdleTimeout）',
  'gateway: idle limit {0} s, e.g. nginx upstream{} keepalive_timeout {1}s':
    '网关：空闲上限 {0} s，如 nginx upstream{} keepalive_timeout {1}s',
  "gateway: idle limit below the upstream's (neither limit is visible here)":
    '网关：空闲上限须低于上游（两者此处均不可见）',
  "upstream: {0} above the gateway's own limit, not visible here ({1} s is too short)":
    '上游：{~0} 须高于网关自身的上限，此处不可见（{1} s 太短）',
  'idle timeout of client connections': '客户端连接的空闲超时',

  // The path
  'TCP keep-alive: {0}={1} and {2}': 'TCP 保活：{0}={1}，并设置 {~2}',
  'e.g. {0}': '如 {0}',
  '{0}, if that is the box: {1} {2}': '{0}（若确为该设备）：{1} {2}',
  'sysctl {0}=1 on the host that translates': '在做地址转换的主机上设置 sysctl {0}=1',
  'ping every 30 s: below every idle limit on the way': '每 30 s 发送 ping：低于沿途所有空闲上限',
  'send a Close frame (1001) before the process ends': '进程退出前先发送 Close 帧（1001）',
  '{0} {1} 1h for the tunnel': '{0} {1} 1h（用于隧道）',

  'look for a reboot or failover at that moment: uptime -s and last reboot on the upstream':
    '查看该时刻是否有重启或故障切换：在上游执行 uptime -s 与 last reboot',
  "and for one of what stands between: firewall, balancer (conntrack's table full: dmesg)":
    '并查看中间设备：防火墙、负载均衡（conntrack 表满：dmesg）',
  'kept over a failover': '故障切换后仍保留',

  // Processes that ended, gateways that gave up
  'find out why the process ended: deployment, OOM kill or crash (kubectl describe pod, journalctl, dmesg)':
    '查明进程为何退出：部署、OOM 或崩溃（kubectl describe pod、journalctl、dmesg）',
  'in a rollout: {0}': '若为发布：{~0}',
  "the gateway's access log tells who left: 499 (HAProxy C---) the client, 504 (s---) its own timeout":
    '网关访问日志说明谁先离开：499（HAProxy C---）为客户端，504（s---）为网关自身超时',
  "its client's own timeout, most likely: {0} s is short for a gateway's":
    '很可能是客户端自身的超时：{0} s 对网关来说太短',
  'read the request body as it comes: the upstream let its receive window fill until the gateway gave up':
    '及时读取请求体：上游任由接收窗口占满，直到网关放弃',
  'read as it comes': '及时读取',
  "the answer was sent again, never acknowledged: full-size packets don't get through. ping -M do -s 1472, allow ICMP 'too big'":
    '响应已重发却从未被确认：满长报文无法通过。执行 ping -M do -s 1472，放行 ICMP“报文过大”',
  'the same on the whole path': '全路径一致',
  'capture behind {0}: it may only have passed on what was cut there':
    '在 {0} 之后再抓包：它可能只是转发了在那里被截断的内容',
  'one hop further in': '再往里一跳',
  'above the slowest answer': '高于最慢的响应',

  // Crashes and unread requests
  "look into the upstream's log at that moment: a panic or crash{0}":
    '查看上游在该时刻的日志：panic 或崩溃{~0}',
  ', in Go "http: panic serving"': '，Go 中为 "http: panic serving"',
  'php-fpm log at that moment: "exited on signal" or "execution timed out"; catch_workers_output = yes':
    '查看 php-fpm 在该时刻的日志："exited on signal" 或 "execution timed out"；设 catch_workers_output = yes',
  'php-fpm rlimit_core = unlimited: the core tells which extension crashed':
    'php-fpm rlimit_core = unlimited：core 文件会显示是哪个扩展崩溃',
  'write the head of a response in one piece, when all that it says is known':
    '等响应头的内容全部确定后，再一次性写出响应头',
  'recover in a middleware and answer 500 instead of closing': '在中间件中 recover，返回 500 而不是关闭连接',
  "give the gateway the upstream's body limit (client_max_body_size)":
    '让网关采用与上游相同的请求体上限（client_max_body_size）',
  'look for a killed process, or SO_LINGER 0 in the code': '检查进程是否被杀死，或代码中是否设了 SO_LINGER 0',
  'Tomcat maxSwallowSize="-1": reads the body before it closes':
    'Tomcat maxSwallowSize="-1"：关闭前先读完请求体',
  'nginx lingering_close always on the upstream': '在上游 nginx 上设置 lingering_close always',
  'php-fpm request_terminate_timeout above max_execution_time: a killed worker always resets':
    'php-fpm request_terminate_timeout 须高于 max_execution_time：被杀死的 worker 必然重置连接',
  'read the request body to its end before closing': '关闭前把请求体读完',

  // Ends that were announced too late, and listeners with nobody behind them
  'then SIGQUIT, and php-fpm process_control_timeout above the slowest request':
    '然后发送 SIGQUIT，并将 php-fpm process_control_timeout 设为高于最慢的请求',
  'announce the end first: GOAWAY with stream 2147483647, a round trip later the one with the last stream':
    '先预告关闭：发送流号为 2147483647 的 GOAWAY，一个往返之后再发送带最后流号的 GOAWAY',
  'send refused streams again, POST too (Envoy retry_on: refused-stream)':
    '重发被拒绝的流，POST 也可以（Envoy retry_on: refused-stream）',
  'find what accepts for the application (sidecar, balancer, port forwarder): nobody was behind it':
    '查明是谁代应用接受连接（sidecar、负载均衡器、端口转发）：其后无人应答',
  'with somebody behind it': '其后须有应用',
  'retry of refused streams': '重试被拒绝的流',
  "raise the upstream's limit of connections, if one was reached": '若已达到上游的连接数上限，将其调高',

  // Connecting
  'a second server in the gateway: nothing was sent yet, so even a POST may go there':
    '在网关中配置第二台服务器：请求尚未发出，POST 也可改投',
  '{0}: leave the balancer before the port closes': '{0}：先从负载均衡摘除，再关闭端口',
  'nothing listens there: start the process, or correct address and port (ss -ltn)':
    '该处无人监听：启动进程，或更正地址和端口（ss -ltn）',
  'check routes and reject rules between gateway and upstream': '检查网关与上游之间的路由和拒绝规则',
  'where the address is stale: nginx upstream{} server NAME resolve':
    '若地址已过期：nginx upstream{} server NAME resolve',
  'find who drops the SYN: a dead host, a firewall, a security group':
    '查明谁丢弃了 SYN：宕机、防火墙或安全组',
  'try the next server sooner: {0}': '更快改试下一台服务器：{0}',
  'a listen backlog of 4096': 'listen backlog 4096',
  'accept faster: more workers or threads, or shorter requests':
    '加快 accept：增加 worker 或线程，或缩短请求',
  'net.core.somaxconn=4096 together with {0}': 'net.core.somaxconn=4096，并配合 {~0}',
  'keep connections to the upstream: fewer of them to accept': '与上游保持长连接：减少需要 accept 的连接',

  // Restarts
  'then send "Connection: close" {0}, and close idle connections after that':
    '然后{~0}发送 "Connection: close"，之后再关闭空闲连接',
  "for as long as the gateway's idle limit": '在网关空闲上限的时长内',
  'for {0} s': '在 {0} s 内',
  'then Go Server.Shutdown; never SetKeepAlivesEnabled(false) before it':
    '然后 Go Server.Shutdown；此前切勿 SetKeepAlivesEnabled(false)',
  'then Node server.close() and closeIdleConnections()': '然后 Node server.close() 与 closeIdleConnections()',
  'then stop slowly: Spring Boot server.shutdown=graceful, in plain Tomcat unloadDelay above the slowest request':
    '然后缓慢停止：Spring Boot server.shutdown=graceful；纯 Tomcat 的 unloadDelay 须高于最慢请求',
  'then gunicorn --graceful-timeout 30, above the slowest request':
    '然后 gunicorn --graceful-timeout 30，须高于最慢请求',
  'then HAProxy close-spread-time 10s': '然后 HAProxy close-spread-time 10s',
  'then terminationGracePeriodSeconds 60: preStop and the slowest request must fit in':
    '然后 terminationGracePeriodSeconds 60：须容纳 preStop 与最慢请求',

  // Slow answers
  'upstream: {0} above the slowest request': '上游：{~0} 须高于最慢请求',
  'the write timeout': '写超时',
  'write or worker timeout': '写超时或 worker 超时',
  'cut off at {0} s: the time that it needs does not show': '在 {0} s 被切断：实际所需时间不可见',
  'the slowest failed request took {0} s': '最慢的失败请求用时 {0} s',
  'upstream: write or worker timeout {0} s ({1})': '上游：写超时或 worker 超时 {0} s（{~1}）',
  'look for OOMKilled or a crash at that time': '查看该时刻是否有 OOMKilled 或崩溃',
  'Go WriteTimeout counts the download too: SetWriteDeadline per response for long ones':
    'Go WriteTimeout 也计入下载时间：对长响应逐个 SetWriteDeadline',
  '{0} write or worker timeout above the longest download': '{0}：写超时或 worker 超时须高于最长的下载',
  '{0} {1} above the longest download': '{0} {1} 须高于最长的下载',
  'upstream: {0} above the longest download': '上游：{~0} 须高于最长的下载',
  'gateway {0} {1} s ({2})': '网关 {~0} {1} s（{~2}）',
  'gateway {0} {1} s, e.g. {2} ({3})': '网关 {~0} {1} s，如 {2}（{~3}）',
  'gateway {0} {1} s': '网关 {~0} {1} s',
  'read timeout': '读超时',
  '{0} (the answer came after {1} s)': '{0}（响应在 {1} s 后才到）',
  'the answer came after {0} s': '响应在 {0} s 后才到',
  'answer 503 in time: Go http.TimeoutHandler {0}': '及时返回 503：Go http.TimeoutHandler {~0}',
  'answer 503 in time: request deadline {0}': '及时返回 503：请求截止时间 {~0}',
  "the gateway's limit": '网关的上限',
  'below {0}': '低于 {~0}',
} as const;
